"""When a MASTER speaks, and what it knows of its own voice.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values; a packet is built when it is sent.
"""

from collections.abc import Iterator

from standfast.core.authenticate import Credentials
from standfast.core.compose import choose_checksum_form, compose_advertisements
from standfast.core.effects import SendAdvertisement
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.vrrp import ChecksumForm

# The priority of the slowest backup: how long a lease must last at the least.
SLOWEST_PRIORITY = 1


def patience_ns(router: VirtualRouter) -> int:
    """How long others may have heard nothing before one of them may have taken over.

    The least master-down interval that any of them can have; `timer_expired_backup` says that none has a higher
    priority than this, so their skew time counts too.
    """
    others = router.late_priority
    skew_ns = 0 if others is None else router.skew_time_ns(others)
    return router.down_timer_adverts * router.advert_interval_ns + skew_ns


class Sender:
    """The advertisements of one virtual router while it is MASTER."""

    __slots__ = (
        "_before_ns",
        "_failures",
        "_last_ns",
        "_receivers",
        "_renewed_ns",
        "due_ns",
        "heard_form",
        "tried_ns",
    )

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self.tried_ns = 0
        self.heard_form: ChecksumForm | None = None
        # When the last advertisement left, and the one before: whether one left is known only afterwards.
        self._last_ns = self._before_ns = 0
        self._renewed_ns: int | None = None
        self._receivers = self._failures = 0

    @property
    def last_advert_ns(self) -> int:
        """When the last advertisement left, as far as is known."""
        return self._last_ns

    def advance(self, router: VirtualRouter, now_ns: int) -> None:
        """An advertisement leaves now: plan the next one."""
        interval_ns = router.advert_interval_ns
        due_ns = self.due_ns
        if due_ns is not None and due_ns <= now_ns < due_ns + interval_ns:
            # From the deadline, not from now: the loop's small lateness must not add up.
            self.due_ns = due_ns + interval_ns
        else:
            self.due_ns = now_ns + interval_ns
        self.tried_ns = now_ns
        self._before_ns, self._last_ns = self._last_ns, now_ns

    def send(
        self, router: VirtualRouter, priority: int, source: bytes, credentials: Credentials, wall_ns: int
    ) -> Iterator[SendAdvertisement]:
        """Build the advertisement of this moment, for each receiver."""
        form = choose_checksum_form(router, self.heard_form)
        self._receivers = self._failures = 0
        for effect in compose_advertisements(router, priority, source, form, credentials, wall_ns):
            self._receivers += 1
            yield effect

    def stop(self) -> None:
        """Be MASTER no longer."""
        self.due_ns = self._renewed_ns = None

    def silence_ns(self, now_ns: int) -> int:
        """How long this process has sent nothing."""
        return now_ns - self.tried_ns

    def note_failure(self) -> bool:
        """One packet did not leave. Return whether now nobody has got this advertisement."""
        self._failures += 1
        if self._failures < self._receivers:
            return False
        self._last_ns = self._before_ns
        return True

    def renewed(self, now_ns: int) -> None:
        """The addresses' leases begin anew now."""
        self._renewed_ns = now_ns

    def must_renew(self, router: VirtualRouter, now_ns: int) -> bool:
        """Whether a lease that is not renewed now would not outlive the wait for a successor at the next chance.

        At usual intervals that is each time; at 10 ms it saves 95 of 100 renewals.
        """
        if self._renewed_ns is None:
            return True
        spare_ns = router.lease_s * NS_PER_S - router.master_down_interval_ns(SLOWEST_PRIORITY)
        return now_ns + router.advert_interval_ns - self._renewed_ns > spare_ns

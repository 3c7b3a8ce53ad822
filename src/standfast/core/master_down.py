"""How long a BACKUP waits before it takes over, and what it then says was the cause (RFC 9568 and 3768, 6.4.2).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds. The priority that is handed in is the effective one of the
moment.

A lower priority that is heard leaves the timer its remaining time, so a better router takes over after one
master-down interval of its own. `preempt_delay` accepts such a master a while longer, `nopreempt` for ever. In
version 3 the interval of an accepted master replaces our own, in the skew time too.
"""

from standfast.core.transitions import Reason
from standfast.model.virtual_router import PRIORITY_RESIGN, VirtualRouter
from standfast.units import ns_to_seconds_text
from standfast.wire.address import format_address
from standfast.wire.vrrp import VERSION_2


class MasterDownTimer:
    """The master-down timer of one virtual router; `due_ns` is None while it does not run."""

    __slots__ = (
        "_heard_ns",
        "_preempt_at_ns",
        "_resigned",
        "due_ns",
        "heard_from",
        "heard_priority",
        "interval_ns",
        "reason",
    )

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self.reason = Reason.MASTER_DOWN
        self.heard_from: bytes | None = None
        self.heard_priority = 0
        # The master's interval where it was heard and counts (version 3); None means our own.
        self.interval_ns: int | None = None
        self._resigned: tuple[bytes, int] | None = None
        self._heard_ns = 0
        self._preempt_at_ns: int | None = None

    def start(self, router: VirtualRouter, priority: int, now_ns: int, *, interval_ns: int | None = None) -> None:
        """Become BACKUP: wait one master-down interval from now, of the master that was heard if there is one."""
        self._heard_ns = now_ns
        self.interval_ns = None if router.version == VERSION_2 else interval_ns
        self.restart(router, priority, now_ns)

    def restart(self, router: VirtualRouter, priority: int, now_ns: int) -> None:
        """Wait in full from now."""
        self.due_ns = now_ns + router.master_down_interval_ns(priority, self.interval_ns)
        self.reason = Reason.MASTER_DOWN

    def stop(self) -> None:
        """Be BACKUP no longer."""
        self.due_ns = self._preempt_at_ns = self.interval_ns = None

    def hear(
        self,
        router: VirtualRouter,
        ours: int,
        theirs: int,
        source: bytes,
        now_ns: int,
        interval_ns: int | None = None,
    ) -> bool:
        """Take in an advertisement with priority `theirs`; `ours` is our own. Return whether its sender is accepted.

        `interval_ns` is the interval that it names.
        """
        self._heard_ns, self.heard_from, self.heard_priority = now_ns, source, theirs
        if theirs == PRIORITY_RESIGN:
            self._resigned = (source, now_ns)
            self.due_ns = now_ns + router.skew_time_ns(ours, self.interval_ns)
            self.reason = Reason.MASTER_RESIGNED
            return False
        if not router.preempt or theirs >= ours:
            self._preempt_at_ns = None
        elif not self._preemption_is_delayed(router, now_ns):
            return False
        if router.version != VERSION_2 and interval_ns is not None:
            self.interval_ns = interval_ns
        self.restart(router, ours, now_ns)
        return True

    def change_priority(self, router: VirtualRouter, before: int, priority: int) -> None:
        """The wait changes by the difference of the skew times (keepalived)."""
        if self.due_ns is not None:
            after_ns = router.skew_time_ns(priority, self.interval_ns)
            self.due_ns += after_ns - router.skew_time_ns(before, self.interval_ns)

    def explain(self, router: VirtualRouter, priority: int, now_ns: int) -> str:
        """Say, when the time is up, what it was that ended."""
        if self.reason is Reason.MASTER_RESIGNED and self._resigned is not None:
            resigner, resigned_ns = self._resigned
            return f"{format_address(resigner)} resigned {ns_to_seconds_text(now_ns - resigned_ns)} s ago"
        silence_ns = now_ns - self._heard_ns
        silence = ns_to_seconds_text(silence_ns)
        if self.heard_from is None:
            return f"no other router heard for {silence} s"
        sender = format_address(self.heard_from)
        if silence_ns < (self.interval_ns or router.advert_interval_ns):
            return f"{sender} is still there, with a lower priority than our {priority}"
        return f"nothing heard from {sender} for {silence} s"

    def _preemption_is_delayed(self, router: VirtualRouter, now_ns: int) -> bool:
        """`preempt_delay`: from the first lower priority heard, that master is accepted for so long."""
        if not router.preempt_delay_ns:
            return False
        if self._preempt_at_ns is None:
            self._preempt_at_ns = now_ns + router.preempt_delay_ns
        return now_ns < self._preempt_at_ns

"""When a MASTER sends gratuitous ARP: at once, again after a delay, and perhaps refreshed for ever.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

keepalived's words: `garp_master_delay`, `garp_master_repeat`, `garp_master_refresh`, `garp_lower_prio_*`. A repeat
goes over all addresses before it starts again (address 1..n, again 1..n), as keepalived's does.
"""

from collections.abc import Iterator

from standfast.core.effects import Effect, SendGratuitousArp
from standfast.model.virtual_router import GarpPolicy, VirtualAddress
from standfast.units import NS_PER_MS

# However many lower priorities are heard, no more than one set in this time: somebody may flood us with them.
ANSWER_PAUSE_NS = 500 * NS_PER_MS


class Announcer:
    """The gratuitous ARP of one virtual router while it is MASTER."""

    def __init__(self) -> None:
        self._second_set_ns: int | None = None
        self._second_set_repeat = 0
        self._refresh_ns: int | None = None
        self._answer_allowed_ns = 0

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next set is due, or None."""
        return min((due for due in (self._second_set_ns, self._refresh_ns) if due is not None), default=None)

    def start(self, policy: GarpPolicy, addresses: tuple[VirtualAddress, ...], now_ns: int) -> Iterator[Effect]:
        """Become MASTER: the first set now, the second after `garp_master_delay`."""
        self.plan_refresh(policy, now_ns)
        yield from self._set(addresses, policy.master_repeat, policy.master_delay_ns, now_ns)

    def plan_refresh(self, policy: GarpPolicy, now_ns: int) -> None:
        """Begin to wait for the next refresh, if there is to be one (`garp_master_refresh`)."""
        self._refresh_ns = now_ns + policy.master_refresh_ns if policy.master_refresh_ns else None

    def answer_lower_priority(
        self, policy: GarpPolicy, addresses: tuple[VirtualAddress, ...], now_ns: int
    ) -> Iterator[Effect]:
        """Another router claimed the addresses in vain: say again whose they are (`garp_lower_prio_*`)."""
        if now_ns < self._answer_allowed_ns:
            return
        self._answer_allowed_ns = now_ns + ANSWER_PAUSE_NS
        yield from self._set(addresses, policy.lower_prio_repeat, policy.lower_prio_delay_ns, now_ns)

    def handle_timer(
        self, policy: GarpPolicy, addresses: tuple[VirtualAddress, ...], now_ns: int
    ) -> Iterator[Effect]:
        """Send the sets that are due by now."""
        if self._second_set_ns is not None and now_ns >= self._second_set_ns:
            self._second_set_ns = None
            yield from _rounds(addresses, self._second_set_repeat)
        if self._refresh_ns is not None and now_ns >= self._refresh_ns:
            self.plan_refresh(policy, now_ns)
            yield from _rounds(addresses, policy.master_refresh_repeat)

    def stop(self) -> None:
        """Leave MASTER: nothing is announced any more."""
        self._second_set_ns = self._refresh_ns = None

    def _set(
        self, addresses: tuple[VirtualAddress, ...], repeat: int, delay_ns: int, now_ns: int
    ) -> Iterator[Effect]:
        yield from _rounds(addresses, repeat)
        if delay_ns and repeat:
            self._second_set_ns = now_ns + delay_ns
            self._second_set_repeat = repeat


def _rounds(addresses: tuple[VirtualAddress, ...], repeat: int) -> Iterator[Effect]:
    if addresses:
        for _ in range(repeat):
            yield SendGratuitousArp(addresses)

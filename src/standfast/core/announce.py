"""When a MASTER announces its addresses: at once, again after a delay, and perhaps refreshed for ever.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

keepalived's words: `garp_master_delay`, `garp_master_repeat`, `garp_master_refresh`, `garp_lower_prio_*`; they count
for IPv4 (gratuitous ARP) and IPv6 (unsolicited neighbour advertisements) alike. A repeat goes over all addresses,
virtual then excluded ones, before it starts again (address 1..n, again 1..n), as keepalived's does. `garp_extra_if`
goes on for ever with one address of each interface that no advertisement leaves by, so that switches know its MAC.
"""

from collections.abc import Iterator

from standfast.core.effects import Effect, SendGratuitousArp
from standfast.model.virtual_router import VirtualAddress, VirtualRouter
from standfast.units import NS_PER_MS

# However many lower priorities are heard, no more than one set in this time: somebody may flood us with them.
ANSWER_PAUSE_NS = 500 * NS_PER_MS


class Announcer:
    """The announcements of one virtual router while it is MASTER."""

    __slots__ = (
        "_answer_allowed_ns",
        "_answer_ns",
        "_extra_ns",
        "_refresh_ns",
        "_second_set_ns",
        "_second_set_repeat",
    )

    def __init__(self) -> None:
        self._second_set_ns: int | None = None
        self._second_set_repeat = 0
        self._refresh_ns: int | None = None
        self._extra_ns: int | None = None
        self._answer_ns: int | None = None
        self._answer_allowed_ns = 0

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next set is due, or None."""
        times = (self._second_set_ns, self._refresh_ns, self._extra_ns, self._answer_ns)
        return min([due for due in times if due is not None], default=None)

    def start(self, router: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Become MASTER: the first set now, the second after `garp_master_delay`."""
        self.plan_refresh(router, now_ns)
        yield from self._set(router, router.garp.master_repeat, router.garp.master_delay_ns, now_ns)

    def plan_refresh(self, router: VirtualRouter, now_ns: int) -> None:
        """Begin to wait for what is repeated for ever, if anything is (`garp_master_refresh`, `garp_extra_if`)."""
        refresh_ns, extra_ns = router.garp.master_refresh_ns, router.extra_garp_interval_ns
        self._refresh_ns = now_ns + refresh_ns if refresh_ns else None
        self._extra_ns = now_ns + extra_ns if extra_ns and router.extra_garp_interfaces else None

    def answer_lower_priority(self, router: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Another router claimed the addresses in vain: say again whose they are (`garp_lower_prio_*`).

        Within the pause after an answer the next one is put off, not forgotten: who claimed them last may have
        announced them after our answer.
        """
        if now_ns < self._answer_allowed_ns:
            self._answer_ns = self._answer_allowed_ns
            return
        self._answer_ns = None
        self._answer_allowed_ns = now_ns + ANSWER_PAUSE_NS
        policy = router.garp
        yield from self._set(router, policy.lower_prio_repeat, policy.lower_prio_delay_ns, now_ns)

    def handle_timer(self, router: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Send the sets that are due by now."""
        if self._answer_ns is not None and now_ns >= self._answer_ns:
            yield from self.answer_lower_priority(router, now_ns)
        if self._second_set_ns is not None and now_ns >= self._second_set_ns:
            self._second_set_ns = None
            yield from _rounds(router, self._second_set_repeat)
        if self._refresh_ns is not None and now_ns >= self._refresh_ns:
            self._refresh_ns = now_ns + router.garp.master_refresh_ns
            yield from _rounds(router, router.garp.master_refresh_repeat)
        if self._extra_ns is not None and now_ns >= self._extra_ns:
            self._extra_ns = now_ns + router.extra_garp_interval_ns
            yield SendGratuitousArp(_one_of_each(router))

    def stop(self) -> None:
        """Leave MASTER: nothing is announced any more."""
        self._second_set_ns = self._refresh_ns = self._extra_ns = self._answer_ns = None

    def _set(self, router: VirtualRouter, repeat: int, delay_ns: int, now_ns: int) -> Iterator[Effect]:
        yield from _rounds(router, repeat)
        if delay_ns and repeat:
            self._second_set_ns = now_ns + delay_ns
            self._second_set_repeat = repeat


def _rounds(router: VirtualRouter, repeat: int) -> Iterator[Effect]:
    addresses = router.all_addresses
    if addresses:
        for _ in range(repeat):
            yield SendGratuitousArp(addresses)


def _one_of_each(router: VirtualRouter) -> tuple[VirtualAddress, ...]:
    """The first address on each interface that `garp_extra_if` means."""
    first: dict[str, VirtualAddress] = {}
    for address in router.all_addresses:
        if address.interface in router.extra_garp_interfaces:
            first.setdefault(address.interface, address)
    return tuple(first.values())

"""Bulky work in slices: lease renewals and gratuitous ARP of a thousand addresses must delay no advertisement.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; (effect, now) in, effects out; durations are integer nanoseconds.

The pacer stands between the virtual routers and the executor. What fits into the slice of the moment passes at
once, in order; the rest waits in a queue and follows slice by slice, so that the loop looks at its sockets and
at every advertisement's deadline in between. An address waits for one renewal at most: however often somebody makes
a router advertise, the queue does not grow.
"""

from collections import deque
from collections.abc import Iterator

from standfast.core.effects import AddAddresses, Effect, RemoveAddresses, RenewLeases, SendGratuitousArp
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_MS

SLICE_NS = NS_PER_MS
# The pause between slices leaves the loop more time than it takes.
PAUSE_NS = 2 * NS_PER_MS
# What one item costs at the most on a slow machine (bench/lease.py); only their size relative to the slice matters.
RENEWAL_COST_NS = 30_000
GARP_COST_NS = 12_000

_Bulky = RenewLeases | SendGratuitousArp


class Pacer:
    """Hands out bulky effects in slices of at most SLICE_NS of work."""

    def __init__(self) -> None:
        self._queue: deque[_Bulky] = deque()
        self._slice_ends_ns = 0
        self._budget_ns = SLICE_NS

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next slice is due, or None if nothing waits."""
        return self._slice_ends_ns if self._queue else None

    def submit(self, effect: Effect, now_ns: int) -> Iterator[Effect]:
        """Pass an effect on, whole or its first slice.

        A removal also cancels what waits for its addresses, an addition the renewals that it makes superfluous.
        """
        match effect:
            case RemoveAddresses():
                self._cancel(frozenset(effect.addresses), RenewLeases, SendGratuitousArp)
            case AddAddresses():
                self._cancel(frozenset(effect.addresses), RenewLeases)
            case RenewLeases():
                effect = self._without_waiting(effect)
        if not isinstance(effect, RenewLeases | SendGratuitousArp):
            yield effect
        elif effect.addresses:
            self._queue.append(effect)
            if len(self._queue) == 1:
                yield from self._hand_out(now_ns)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Hand out the slice that is due by now."""
        if now_ns >= self._slice_ends_ns:
            yield from self._hand_out(now_ns)

    def _hand_out(self, now_ns: int) -> Iterator[Effect]:
        if now_ns >= self._slice_ends_ns:
            self._budget_ns = SLICE_NS
            self._slice_ends_ns = now_ns + PAUSE_NS
        while self._queue:
            effect = self._queue[0]
            cost_ns = RENEWAL_COST_NS if isinstance(effect, RenewLeases) else GARP_COST_NS
            count = min(self._budget_ns // cost_ns, len(effect.addresses))
            if count == 0:
                return
            self._budget_ns -= count * cost_ns
            self._queue.popleft()
            if count < len(effect.addresses):
                self._queue.appendleft(_with_addresses(effect, effect.addresses[count:]))
            yield _with_addresses(effect, effect.addresses[:count])

    def _without_waiting(self, effect: RenewLeases) -> RenewLeases:
        if not self._queue:
            return effect
        renewals = (waiting for waiting in self._queue if isinstance(waiting, RenewLeases))
        waiting = {address for renewal in renewals for address in renewal.addresses}
        return RenewLeases(tuple(address for address in effect.addresses if address not in waiting), effect.lease_s)

    def _cancel(self, addresses: frozenset[VirtualAddress], *kinds: type[_Bulky]) -> None:
        waiting, self._queue = self._queue, deque()
        for effect in waiting:
            kept = effect.addresses
            if isinstance(effect, kinds):
                kept = tuple(address for address in kept if address not in addresses)
            if kept:
                self._queue.append(_with_addresses(effect, kept))


def _with_addresses(effect: _Bulky, addresses: tuple[VirtualAddress, ...]) -> _Bulky:
    if isinstance(effect, RenewLeases):
        return RenewLeases(addresses, effect.lease_s)
    return SendGratuitousArp(addresses)

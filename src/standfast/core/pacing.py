"""Bulky work in slices: lease renewals and announcements of a thousand addresses must delay no advertisement.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; (effect, now) in, effects out; durations are integer nanoseconds.

The pacer stands between the virtual routers and the executor. What fits into the slice of the moment passes at
once, in order; the rest waits in a queue and follows slice by slice, so that the loop looks at its sockets and
at every advertisement's deadline in between. An address waits for one renewal at most: however often somebody makes a
router advertise, the queue does not grow. Announcements that `garp_interval` and the like hold back wait in
core/announce_limits.py before they come into a slice.

Nothing here walks the whole queue: with a thousand virtual routers that would take longer than all their work. What
is cancelled stays in it, marked as stale, until its turn comes.
"""

from collections import deque
from collections.abc import Iterator

from standfast.core.announce_limits import AnnounceLimits
from standfast.core.effects import AddAddresses, Effect, RemoveAddresses, RenewLeases, SendGratuitousArp
from standfast.model.node import AnnounceLimit
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_MS

SLICE_NS = NS_PER_MS
# The pause between slices leaves the loop more time than it takes.
PAUSE_NS = 2 * NS_PER_MS
# What one item costs at the most on a slow machine (bench/lease.py); only their size relative to the slice matters.
RENEWAL_COST_NS = 30_000
GARP_COST_NS = 12_000

_Bulky = RenewLeases | SendGratuitousArp
# An address by what tells it from another: hashing a whole VirtualAddress takes far longer.
_Name = tuple[str, bytes]


class Pacer:
    """Hands out bulky effects in slices of at most SLICE_NS of work."""

    def __init__(self, limits: tuple[AnnounceLimit, ...] = ()) -> None:
        self.limits = AnnounceLimits(limits)
        # Each effect with its place in the order of all that ever waited.
        self._queue: deque[tuple[int, _Bulky]] = deque()
        self._place = 0
        self._renewing: set[_Name] = set()
        # What waits at a lower place than this is not wanted any more.
        self._stale_renewals: dict[_Name, int] = {}
        self._stale_announcements: dict[_Name, int] = {}
        self._slice_ends_ns = 0
        self._budget_ns = SLICE_NS

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next slice or the next held-back announcement is due, or None if nothing waits."""
        held_back_ns = self.limits.next_deadline_ns
        if not self._queue:
            return held_back_ns
        return self._slice_ends_ns if held_back_ns is None else min(self._slice_ends_ns, held_back_ns)

    def submit(self, effect: Effect, now_ns: int) -> Iterator[Effect]:
        """Pass an effect on, whole or its first slice.

        A removal also cancels what waits for its addresses, an addition the renewals that it makes superfluous.
        """
        match effect:
            case RemoveAddresses():
                self.limits.cancel(effect.addresses)
                self._cancel(effect.addresses, self._stale_announcements)
                self._cancel(effect.addresses, self._stale_renewals)
                yield effect
            case AddAddresses():
                self._cancel(effect.addresses, self._stale_renewals)
                yield effect
            case RenewLeases():
                yield from self._enqueue(self._without_waiting(effect), now_ns)
            case SendGratuitousArp():
                for allowed in self.limits.submit(effect, now_ns):
                    yield from self._enqueue(allowed, now_ns)
            case _:
                yield effect

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Hand out the slice that is due by now."""
        for allowed in self.limits.handle_timer(now_ns):
            yield from self._enqueue(allowed, now_ns)
        if self._queue and now_ns >= self._slice_ends_ns:
            yield from self._hand_out(now_ns)

    def _enqueue(self, effect: _Bulky, now_ns: int) -> Iterator[Effect]:
        if not effect.addresses:
            return
        if isinstance(effect, RenewLeases):
            self._renewing.update(map(_name, effect.addresses))
        self._place += 1
        self._queue.append((self._place, effect))
        if len(self._queue) == 1:
            yield from self._hand_out(now_ns)

    def _hand_out(self, now_ns: int) -> Iterator[Effect]:
        if now_ns >= self._slice_ends_ns:
            self._budget_ns = SLICE_NS
            self._slice_ends_ns = now_ns + PAUSE_NS
        while self._queue:
            place, effect = self._queue.popleft()
            effect = self._without_stale(effect, place)
            cost_ns = RENEWAL_COST_NS if isinstance(effect, RenewLeases) else GARP_COST_NS
            count = min(self._budget_ns // cost_ns, len(effect.addresses))
            if count < len(effect.addresses):
                self._queue.appendleft((place, _with_addresses(effect, effect.addresses[count:])))
                effect = _with_addresses(effect, effect.addresses[:count])
            if isinstance(effect, RenewLeases):
                self._renewing.difference_update(map(_name, effect.addresses))
            self._budget_ns -= count * cost_ns
            if effect.addresses:
                yield effect
            elif self._queue and self._queue[0][0] == place:
                return  # Nothing of it fitted.
        self._stale_renewals.clear()
        self._stale_announcements.clear()

    def _without_waiting(self, effect: RenewLeases) -> RenewLeases:
        if not self._renewing or self._renewing.isdisjoint(map(_name, effect.addresses)):
            return effect
        wanted = tuple(address for address in effect.addresses if _name(address) not in self._renewing)
        return RenewLeases(wanted, effect.lease_s)

    def _cancel(self, addresses: tuple[VirtualAddress, ...], stale: dict[_Name, int]) -> None:
        if not self._queue:
            return
        names = [_name(address) for address in addresses]
        stale.update(dict.fromkeys(names, self._place + 1))
        if stale is self._stale_renewals:
            self._renewing.difference_update(names)
        self._drop_stale_head()

    def _drop_stale_head(self) -> None:
        """Have something that is wanted at the head of the queue, so that its deadline is for something."""
        while self._queue:
            place, effect = self._queue[0]
            wanted = self._without_stale(effect, place)
            if wanted.addresses:
                if wanted is not effect:
                    self._queue[0] = (place, wanted)
                return
            self._queue.popleft()

    def _without_stale(self, effect: _Bulky, place: int) -> _Bulky:
        stale = self._stale_renewals if isinstance(effect, RenewLeases) else self._stale_announcements
        if not stale or stale.keys().isdisjoint(map(_name, effect.addresses)):
            return effect
        wanted = tuple(address for address in effect.addresses if stale.get(_name(address), 0) <= place)
        return _with_addresses(effect, wanted)


def _name(address: VirtualAddress) -> _Name:
    return (address.interface, address.address)


def _with_addresses(effect: _Bulky, addresses: tuple[VirtualAddress, ...]) -> _Bulky:
    if isinstance(effect, RenewLeases):
        return RenewLeases(addresses, effect.lease_s)
    return SendGratuitousArp(addresses, effect.interface)

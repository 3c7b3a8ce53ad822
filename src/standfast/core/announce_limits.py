"""The least time between two announcements: `vrrp_garp_interval`, `vrrp_gna_interval`, `garp_group`.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; (effect, now) in, effects out; durations are integer nanoseconds.

What may not be sent yet waits in a queue, one for each limit, interface and IP version. An address waits once however
often it is announced meanwhile (keepalived does the same), so a queue is never longer than the list of addresses.
"""

from collections.abc import Iterator

from standfast.core.effects import SendGratuitousArp
from standfast.model.node import AnnounceLimit
from standfast.model.virtual_router import VirtualAddress

_Waiting = tuple[VirtualAddress, str | None]


class _Queue:
    """What waits for one limit; `due_ns` is when the next one may be sent."""

    __slots__ = ("due_ns", "interval_ns", "waiting")

    def __init__(self, interval_ns: int) -> None:
        self.interval_ns = interval_ns
        self.due_ns = 0
        # A dictionary as an ordered set.
        self.waiting: dict[_Waiting, None] = {}

    def pop_due(self, now_ns: int) -> Iterator[SendGratuitousArp]:
        """Yield the next one if its time has come; a late call sends no more for that."""
        if self.waiting and now_ns >= self.due_ns:
            address, interface = next(iter(self.waiting))
            del self.waiting[address, interface]
            self.due_ns = now_ns + self.interval_ns
            yield SendGratuitousArp((address,), interface)


class AnnounceLimits:
    """All limits of a node; without any it costs nothing."""

    def __init__(self, limits: tuple[AnnounceLimit, ...] = ()) -> None:
        self._limits = limits
        self._queues: dict[tuple[int, str, bool], _Queue] = {}

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next announcement may be sent, or None if none waits."""
        return min((queue.due_ns for queue in self._queues.values() if queue.waiting), default=None)

    def reconfigure(self, limits: tuple[AnnounceLimit, ...]) -> None:
        """Take over a reloaded configuration; what waits under an old limit was said once already, and is let go."""
        if limits != self._limits:
            self._limits = limits
            self._queues.clear()

    def submit(self, effect: SendGratuitousArp, now_ns: int) -> Iterator[SendGratuitousArp]:
        """Yield what may be sent now, in order; the rest waits."""
        if not self._limits:
            yield effect
            return
        free = []
        for address in effect.addresses:
            queue = self._queue_of(address, effect.interface or address.interface)
            if queue is None:
                free.append(address)
                continue
            queue.waiting.setdefault((address, effect.interface))
            yield from queue.pop_due(now_ns)
        if free:
            yield SendGratuitousArp(tuple(free), effect.interface)

    def cancel(self, addresses: tuple[VirtualAddress, ...]) -> None:
        """These addresses are not ours any more."""
        for queue in self._queues.values():
            if queue.waiting:
                gone = frozenset(addresses)
                queue.waiting = {waiting: None for waiting in queue.waiting if waiting[0] not in gone}

    def handle_timer(self, now_ns: int) -> Iterator[SendGratuitousArp]:
        """Yield what may be sent by now."""
        for queue in self._queues.values():
            yield from queue.pop_due(now_ns)

    def _queue_of(self, address: VirtualAddress, interface: str) -> _Queue | None:
        index = self._limit_of(interface)
        if index is None:
            return None
        limit = self._limits[index]
        interval_ns = limit.gna_interval_ns if address.is_ipv6 else limit.garp_interval_ns
        if not interval_ns:
            return None
        # Named interfaces share one limit; where none is named each interface has its own.
        key = (index, "" if limit.interfaces else interface, address.is_ipv6)
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = _Queue(interval_ns)
        return queue

    def _limit_of(self, interface: str) -> int | None:
        fallback = None
        for index, limit in enumerate(self._limits):
            if interface in limit.interfaces:
                return index
            if not limit.interfaces:
                fallback = index
        return fallback

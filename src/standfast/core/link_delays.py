"""Patience with links that flap: when a change of an interface begins to count (`interface_up_down_delays`).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds. Loaded only where a delay is configured. Addresses count at
once; what is delayed is up and down, and a link that is back before its time never went.
"""

from collections.abc import Iterator
from dataclasses import replace

from standfast.core.events import InterfaceChanged
from standfast.model.network import InterfaceDelay


class LinkDelays:
    """The interfaces with a delay, and their changes that do not count yet."""

    def __init__(self, delays: tuple[InterfaceDelay, ...]) -> None:
        self._delays = {delay.interface: delay for delay in delays}
        # Since when a change is seen that does not count yet, and what was seen.
        self._pending: dict[str, tuple[int, InterfaceChanged]] = {}

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next change begins to count, or None."""
        return min((due_ns for due_ns, _ in self._pending.values()), default=None)

    def take(self, event: InterfaceChanged, counts: InterfaceChanged | None, now_ns: int) -> InterfaceChanged:
        """Return what counts now of what was seen; `counts` is what counted before, None if nothing did."""
        name = event.interface
        delay = self._delays.get(name)
        pending = self._pending.pop(name, None)
        if delay is None or counts is None or counts.up == event.up:
            return event
        wait_ns = delay.up_ns if event.up else delay.down_ns
        due_ns = now_ns + wait_ns if pending is None else pending[0]
        if due_ns <= now_ns:
            return event
        self._pending[name] = (due_ns, event)
        return replace(event, up=counts.up)

    def pop_all(self) -> tuple[InterfaceChanged, ...]:
        """Return all changes that do not count yet, and wait for none of them any more."""
        pending, self._pending = self._pending, {}
        return tuple(event for _, event in pending.values())

    def pop_due(self, now_ns: int) -> Iterator[InterfaceChanged]:
        """Yield each change that counts from now on."""
        for name, (due_ns, event) in list(self._pending.items()):
            if due_ns <= now_ns:
                del self._pending[name]
                yield event

"""Received packets that are not used: counted exactly, logged within bounds.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

Each packet counts, by place and reason. The log (and the flight recorder, which asks `admits_record`) gets the first
ten of a kind in a second; how many more there were is told in one line when that second is over. A place is a
virtual router's name or an interface's, never something that a sender chooses: memory is bounded whatever comes.
"""

from collections import Counter
from collections.abc import Iterator

from standfast.core.effects import Log
from standfast.log_level import LogLevel
from standfast.units import NS_PER_S
from standfast.wire.address import format_address
from standfast.wire.vrrp import DiscardReason

LINES_PER_SECOND = 10

_Kind = tuple[str, DiscardReason]


class _Second:
    """A second of one kind's packets, from its first one on."""

    __slots__ = ("begin_ns", "count")

    def __init__(self, begin_ns: int) -> None:
        self.begin_ns = begin_ns
        self.count = 0


class Discards:
    """The packets that one node did not use."""

    def __init__(self) -> None:
        self.counters: Counter[_Kind] = Counter()
        # How many in all, and what the last one was: whoever records asks after each event.
        self.total = 0
        self.last: _Kind | None = None
        self._seconds: dict[_Kind, _Second] = {}
        self.next_deadline_ns: int | None = None

    def count(self, where: str, reason: DiscardReason) -> None:
        """Count a packet that is nothing to write of."""
        self.counters[where, reason] += 1
        self.total += 1
        self.last = (where, reason)

    def refuse(
        self,
        where: str,
        source: bytes | None,
        reason: DiscardReason,
        detail: str,
        now_ns: int,
        level: LogLevel = LogLevel.WARNING,
    ) -> Iterator[Log]:
        """Count a packet and, if it is one of the first of its kind in this second, say what was wrong with it."""
        kind = (where, reason)
        self.counters[kind] += 1
        self.total += 1
        self.last = kind
        second = self._seconds.get(kind)
        if second is None or now_ns - second.begin_ns >= NS_PER_S:
            if second is not None:
                yield from _tell_rest(kind, second)
            second = self._seconds[kind] = _Second(now_ns)
        second.count += 1
        if second.count <= LINES_PER_SECOND:
            sender = "an unknown sender" if source is None else format_address(source)
            text = f"Discarded a packet from {sender}: {detail} [{reason}, {self.counters[kind]} so far]"
            yield Log(level, f"({where}) {text}")
        elif second.count == LINES_PER_SECOND + 1:
            end_ns = second.begin_ns + NS_PER_S
            self.next_deadline_ns = end_ns if self.next_deadline_ns is None else min(self.next_deadline_ns, end_ns)

    def admits_record(self, where: str, reason: DiscardReason) -> bool:
        """Whether the packet that was refused last for this reason is one of the first ten of its second."""
        second = self._seconds.get((where, reason))
        return second is None or second.count <= LINES_PER_SECOND

    def handle_timer(self, now_ns: int) -> Iterator[Log]:
        """Say how many packets were not written of, for each second that is over."""
        if self.next_deadline_ns is None or now_ns < self.next_deadline_ns:
            return
        self.next_deadline_ns = None
        for kind, second in list(self._seconds.items()):
            if second.count <= LINES_PER_SECOND:
                continue
            end_ns = second.begin_ns + NS_PER_S
            if end_ns <= now_ns:
                del self._seconds[kind]
                yield from _tell_rest(kind, second)
            elif self.next_deadline_ns is None or end_ns < self.next_deadline_ns:
                self.next_deadline_ns = end_ns


def _tell_rest(kind: _Kind, second: _Second) -> Iterator[Log]:
    more = second.count - LINES_PER_SECOND
    if more > 0:
        where, reason = kind
        text = f"Discarded {more} more packet(s) within a second for the same reason [{reason}]"
        yield Log(LogLevel.WARNING, f"({where}) {text}")

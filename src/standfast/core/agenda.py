"""Who is due next: the deadlines of many machines, so that no turn of the loop asks all of them.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds. A machine's own `next_deadline_ns` is the truth; this is only
where it was last looked up. Whoever made a machine do something calls `look` afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from typing import Protocol

    class Punctual(Protocol):
        """Something that is due at times: the contract of every state machine."""

        @property
        def next_deadline_ns(self) -> int | None:
            """When it is due next, or None."""


MACHINES_PER_TURN = 64


class Agenda:
    """Machines in the order of their deadlines.

    A deadline that moved away leaves its early entry in the heap; it is put right when it comes up. So a backup,
    whose timer each advertisement moves, costs nothing here.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Punctual]] = []
        self._entered_ns: dict[Punctual, int] = {}
        self._entries = 0

    @property
    def next_deadline_ns(self) -> int | None:
        """The least deadline of all, or None."""
        while self._heap:
            at_ns, _, machine = self._heap[0]
            if self._entered_ns.get(machine) == at_ns:
                if machine.next_deadline_ns == at_ns:
                    return at_ns
                del self._entered_ns[machine]
                heappop(self._heap)
                self.look(machine)
            else:
                heappop(self._heap)
        return None

    def look(self, machine: Punctual) -> None:
        """Take note of when a machine is due; a machine that is new here comes in by this."""
        due_ns = machine.next_deadline_ns
        if due_ns is None:
            return
        entered_ns = self._entered_ns.get(machine)
        if entered_ns is None or due_ns < entered_ns:
            self._entered_ns[machine] = due_ns
            self._entries += 1
            heappush(self._heap, (due_ns, self._entries, machine))

    def forget(self, machine: Punctual) -> None:
        """Never ask this machine again."""
        self._entered_ns.pop(machine, None)

    def due(self, now_ns: int) -> Iterator[Punctual]:
        """Yield each machine that is due by now, once, in order; each is looked at again after its turn.

        No more than MACHINES_PER_TURN: a thousand at once would hold up the packets, and their effects the memory.
        """
        waiting: list[Punctual] = []
        while len(waiting) < MACHINES_PER_TURN and (at_ns := self.next_deadline_ns) is not None and at_ns <= now_ns:
            machine = heappop(self._heap)[2]
            del self._entered_ns[machine]
            waiting.append(machine)
        for machine in waiting:
            yield machine
            self.look(machine)

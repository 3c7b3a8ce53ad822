"""The router's side of the flight recorder: a bounded queue of what happened, turned into text a little at a time.

Rules: `note` costs the real-time path an append; `work` turns at most RECORDS_PER_TURN records into text, behind the
turn's effects; nobody waits: what the reader does not take is lost, counted and said. Of packets that were refused
the first ten per reason and second are recorded (core/discards.py), then their number.
"""

from collections import deque
from collections.abc import Callable

from standfast.core.director import Director
from standfast.core.effects import Effect
from standfast.core.events import Event, FileChanged, ProcessesChanged, ReloadRequested, ScriptFinished
from standfast.core.predecessor import PredecessorRecord, StartFacts
from standfast.core.track import Health
from standfast.core.transitions import State
from standfast.model.track import TrackKind
from standfast.record.encode import effect_texts, event_head, text_of

QUEUE_MAX = 4096
RECORDS_PER_TURN = 32
CHUNK_BYTES = 4096

_Record = tuple[int, Event | None, tuple[Effect, ...], str | None]


class Recorder:
    """One router's recording. `send` takes some bytes and says whether they went."""

    def __init__(self, director: Director, send: Callable[[bytes], bool]) -> None:
        self._director = director
        self._send = send
        self._queue: deque[_Record] = deque()
        self._text: list[str] = []
        self._length = 0
        self._lost = 0
        self._skipped = 0
        self._refusals = 0

    def start(self, facts: StartFacts, effects: tuple[Effect, ...], now_ns: int) -> None:
        """Record how it began."""
        self._write_record(f'{{"t":{now_ns},"do":"start","facts":{text_of(facts)}', effects)

    def note(self, event: Event | None, effects: tuple[Effect, ...], now_ns: int) -> None:
        """Take in an event, or a timer (None), and what came of it."""
        refused = None
        discards = self._director.shared.discards
        if discards.total != self._refusals:
            self._refusals = discards.total
            if event is not None and discards.last is not None:
                if not discards.admits_record(*discards.last):
                    self._skipped += 1
                    return
                refused = discards.last[1].value
        elif event is None and not effects:
            return
        if len(self._queue) >= QUEUE_MAX:
            self._lost += 1
        else:
            self._queue.append((now_ns, event, effects, refused))

    def work(self, *, flush: bool) -> None:
        """Turn some records into text, and send what has come together; with `flush` all text."""
        for _ in range(min(len(self._queue), RECORDS_PER_TURN)):
            now_ns, event, effects, refused = self._queue.popleft()
            if isinstance(event, ReloadRequested):
                # The supervisor has written the configuration.
                self._write_record(f'{{"t":{now_ns},"do":"reload"', effects)
            else:
                self._write_record(event_head(now_ns, event, refused), effects)
        if flush and self._skipped:
            self._skipped, count = 0, self._skipped
            self._write(f'{{"do":"skipped","count":{count}}}\n')
        if self._length >= CHUNK_BYTES or (flush and self._text):
            self._hand_over()

    def checkpoint(self, now_ns: int, wall_offset_ns: int) -> None:
        """Begin a new file: record a state from which a replay can begin."""
        while self._queue:
            self.work(flush=True)
        director = self._director
        masters = [machine for machine in director.routers.values() if machine.state is State.MASTER]
        addresses = {
            (own.interface, own.address, own.prefix_length) for one in masters for own in one.config.all_addresses
        }
        files, processes, scripts = [], [], []
        for (kind, name), finding in director.trackers.report():
            if kind is TrackKind.FILE:
                files.append(FileChanged(name, finding.value))
            elif kind is TrackKind.PROCESS:
                quorum = next(one.quorum for one in director.node.processes if one.name == name)
                processes.append(ProcessesChanged(name, quorum if finding.health is Health.UP else 0))
            elif kind is TrackKind.SCRIPT and finding.health is not Health.UNKNOWN:
                scripts.append(ScriptFinished(name, int(finding.health is Health.DOWN), None))
        facts = StartFacts(
            tuple(director.roster.interfaces.values()),
            frozenset(addresses),
            tuple(PredecessorRecord(one.config.key, True, now_ns) for one in masters),
            wall_offset_ns,
            0,
            tuple(files),
            tuple(processes),
        )
        known = text_of(tuple(scripts))
        self._write(f'{{"t":{now_ns},"do":"checkpoint","facts":{text_of(facts)},"scripts":{known}}}\n')

    def _write_record(self, head: str, effects: tuple[Effect, ...]) -> None:
        """Write one record piece by piece: that of a thousand routers in one turn is half a megabyte."""
        self._write(f'{head},"effects":[')
        comma = ""
        for text in effect_texts(effects):
            self._write(comma + text)
            comma = ","
            if self._length >= CHUNK_BYTES and not self._hand_over():
                return
        self._write("]}\n")

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _hand_over(self) -> bool:
        """Send what has come together. Return whether all of it went; what did not is lost."""
        data = "".join(self._text).encode()
        self._text.clear()
        self._length = 0
        records = data.count(b"\n") or 1
        if self._lost:
            data = b'\n{"do":"lost","count":%d}\n' % self._lost + data
        for start in range(0, len(data), CHUNK_BYTES):
            if not self._send(data[start : start + CHUNK_BYTES]):
                self._lost += records
                return False
        self._lost = 0
        return True

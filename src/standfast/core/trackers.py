"""All that a node tracks besides interfaces: scripts, files, processes, BFD sessions; and who hears of their news.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values. What changed is in `news` after each call,
for the director to hand on. BFD is loaded only where a session is configured.
"""

from collections.abc import Iterator

from standfast.core.agenda import Agenda
from standfast.core.effects import Effect, Log
from standfast.core.events import BfdDiscarded, BfdReceived, FileChanged, ProcessesChanged, ScriptFinished
from standfast.core.predecessor import StartFacts
from standfast.core.randomness import Randomness
from standfast.core.track import Finding, Health, ScriptTracker
from standfast.core.track_file import FileTracker
from standfast.core.track_process import ProcessTracker
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.track import TrackFile, TrackKind, TrackProcess, TrackScript

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.core.bfd_sessions import BfdSessions

TrackerEvent = ScriptFinished | FileChanged | ProcessesChanged | BfdReceived | BfdDiscarded
TrackKey = tuple[TrackKind, str]
_Tracker = ScriptTracker | FileTracker | ProcessTracker
_Config = TrackScript | TrackFile | TrackProcess


class Trackers:
    """The trackers of one node."""

    def __init__(self) -> None:
        self.news: list[TrackKey] = []
        self._trackers: dict[TrackKey, _Tracker] = {}
        self._agenda = Agenda()
        self._early: dict[TrackKey, TrackerEvent] = {}
        self.bfd: BfdSessions | None = None
        self._randomness = Randomness(0)

    @property
    def next_deadline_ns(self) -> int | None:
        """When a tracker is next due, or None."""
        due_ns = self._agenda.next_deadline_ns
        bfd_ns = None if self.bfd is None else self.bfd.next_deadline_ns
        if due_ns is None or bfd_ns is None:
            return bfd_ns if due_ns is None else due_ns
        return min(due_ns, bfd_ns)

    def start(self, node: Node, facts: StartFacts, now_ns: int) -> Iterator[Effect]:
        """Begin to track what a configuration names; what the host is known to hold counts at once."""
        self._randomness = Randomness(facts.seed)
        yield from self._load(node, now_ns, patient=False)
        known: tuple[TrackerEvent, ...] = (*facts.files, *facts.processes)
        for event in known:
            yield from self.handle(event, now_ns)

    def reload(self, node: Node, now_ns: int) -> Iterator[Effect]:
        """Track what a new configuration names. Equal trackers keep what they know."""
        yield from self._load(node, now_ns, patient=True)

    def find(self, key: TrackKey) -> Finding | None:
        """Return what is known of a tracked thing; None if there is no such tracker."""
        if key[0] is TrackKind.BFD:
            return None if self.bfd is None else self.bfd.find(key[1])
        tracker = self._trackers.get(key)
        return None if tracker is None else tracker.finding

    def find_tracker(self, key: TrackKey) -> object | None:
        """Return a tracker itself, for dumps; None if there is none, or it is a BFD session."""
        return self._trackers.get(key)

    def count(self, kind: TrackKind) -> int:
        """Return how many trackers of a kind there are."""
        if kind is TrackKind.BFD:
            return 0 if self.bfd is None else len(self.bfd.names)
        return sum(1 for key in self._trackers if key[0] is kind)

    def report(self) -> Iterator[tuple[TrackKey, Finding]]:
        """Yield what is known of everything tracked, in the order of the configuration: for dumps."""
        for key, tracker in self._trackers.items():
            yield key, tracker.finding
        for name in () if self.bfd is None else self.bfd.names:
            key = (TrackKind.BFD, name)
            finding = self.find(key)
            assert finding is not None
            yield key, finding

    def handle(self, event: TrackerEvent, now_ns: int) -> Iterator[Effect]:
        """Consume an event. One that nobody knows may be the first reading of a tracker that a reload will bring."""
        match event:
            case BfdReceived() | BfdDiscarded():
                if self.bfd is not None:
                    yield from self.bfd.handle(event, now_ns)
                    self.news += self.bfd.take_news()
                return
            case ScriptFinished():
                key = (TrackKind.SCRIPT, event.name)
            case FileChanged():
                key = (TrackKind.FILE, event.name)
            case _:
                key = (TrackKind.PROCESS, event.name)
        tracker = self._trackers.get(key)
        if tracker is None:
            self._early[key] = event
            return
        before = tracker.finding
        match tracker, event:
            case ScriptTracker(), ScriptFinished():
                tracker.handle_finished(event)
            case FileTracker(), FileChanged():
                tracker.take(event)
            case ProcessTracker(), ProcessesChanged():
                tracker.take(event, now_ns)
        yield from self._compare(key, tracker, before)

    def handle_not_started(self, script: str, text: str) -> Iterator[Effect]:
        """A tracked script could not be started."""
        key = (TrackKind.SCRIPT, script)
        tracker = self._trackers.get(key)
        if isinstance(tracker, ScriptTracker):
            before = tracker.finding
            tracker.handle_not_started(text)
            yield from self._compare(key, tracker, before)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Do everything that is due by now."""
        for tracker in self._agenda.due(now_ns):
            # A file is never due.
            assert isinstance(tracker, ScriptTracker | ProcessTracker)
            before = tracker.finding
            if isinstance(tracker, ScriptTracker):
                key = (TrackKind.SCRIPT, tracker.script.name)
                yield from tracker.handle_timer(now_ns)
            else:
                key = (TrackKind.PROCESS, tracker.process.name)
                tracker.handle_timer(now_ns)
            yield from self._compare(key, tracker, before)
        if self.bfd is not None:
            yield from self.bfd.handle_timer(now_ns)
            self.news += self.bfd.take_news()

    def stop(self, now_ns: int) -> Iterator[Effect]:
        """End what runs: the daemon stops."""
        for tracker in self._trackers.values():
            if isinstance(tracker, ScriptTracker):
                yield from tracker.stop()
        if self.bfd is not None:
            yield from self.bfd.stop(now_ns)
        self._trackers, self._agenda, self.bfd = {}, Agenda(), None

    def _compare(self, key: TrackKey, tracker: _Tracker, before: Finding) -> Iterator[Effect]:
        self._agenda.look(tracker)
        finding = tracker.finding
        if (finding.health, finding.value) != (before.health, before.value):
            self.news.append(key)
            yield Log(LogLevel.NOTICE, _describe(key, finding))

    def _load(self, node: Node, now_ns: int, *, patient: bool) -> Iterator[Effect]:
        old, self._trackers = self._trackers, {}
        for kind, config in _configs(node):
            key = (kind, config.name)
            tracker = old.pop(key, None)
            if tracker is None:
                tracker = _begin(config, now_ns)
            else:
                yield from _reconfigure(tracker, config, now_ns)
            self._trackers[key] = tracker
            self._agenda.look(tracker)
        early, self._early = self._early, {}
        for key, event in early.items():
            if key in self._trackers:
                yield from self.handle(event, now_ns)
        for tracker in old.values():
            self._agenda.forget(tracker)
            if isinstance(tracker, ScriptTracker):
                yield from tracker.abandon()
        yield from self._load_bfd(node, now_ns, patient=patient)

    def _load_bfd(self, node: Node, now_ns: int, *, patient: bool) -> Iterator[Effect]:
        if self.bfd is None:
            if not node.bfd_sessions:
                return
            from standfast.core.bfd_sessions import BfdSessions

            self.bfd = BfdSessions(self._randomness)
        yield from self.bfd.reload(node.bfd_sessions, now_ns, patient=patient)


def _configs(node: Node) -> Iterator[tuple[TrackKind, _Config]]:
    yield from ((TrackKind.SCRIPT, config) for config in node.scripts)
    yield from ((TrackKind.FILE, config) for config in node.files)
    yield from ((TrackKind.PROCESS, config) for config in node.processes)


def _begin(config: _Config, now_ns: int) -> _Tracker:
    match config:
        case TrackScript():
            return ScriptTracker(config, now_ns)
        case TrackFile():
            return FileTracker(config)
        case TrackProcess():
            return ProcessTracker(config)


def _reconfigure(tracker: _Tracker, config: _Config, now_ns: int) -> Iterator[Effect]:
    match tracker, config:
        case ScriptTracker(), TrackScript():
            yield from tracker.reconfigure(config, now_ns)
        case FileTracker(), TrackFile():
            tracker.file = config
        case ProcessTracker(), TrackProcess():
            tracker.reconfigure(config, now_ns)


def _describe(key: TrackKey, finding: Finding) -> str:
    kind, name = key
    if kind is TrackKind.SCRIPT:
        verdict = "succeeded" if finding.health is Health.UP else "failed"
        return f"VRRP_Script({name}) {verdict}: {finding.why}"
    if kind is TrackKind.FILE:
        return f"Track file {name}: {finding.why}"
    verdict = "is up" if finding.health is Health.UP else "is down"
    return f"Track process {name} {verdict}: {finding.why}"

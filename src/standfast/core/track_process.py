"""A tracked process: whether so many of a name run, and since long enough (`vrrp_track_process`).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds.

keepalived's meaning: fewer than `quorum` or more than `quorum_max` processes are a failure. A change that a new
process caused counts after `fork_delay`, one that an end caused after `terminate_delay` (a restart does both); if the
count goes back before that, nothing has happened. What is found at the start counts at once.
"""

from standfast.core.events import ProcessesChanged
from standfast.core.track import Finding, Health
from standfast.model.track import TrackProcess


class ProcessTracker:
    """One `vrrp_track_process` at work."""

    __slots__ = ("_count", "_due_ns", "_health", "process")

    def __init__(self, process: TrackProcess) -> None:
        self.process = process
        self._count: int | None = None
        self._health = Health.UNKNOWN
        self._due_ns: int | None = None

    @property
    def next_deadline_ns(self) -> int | None:
        """When a change begins to count, or None if nothing waits."""
        return self._due_ns

    @property
    def count(self) -> int:
        """How many run now."""
        return self._count or 0

    @property
    def finding(self) -> Finding:
        """Whether the right number runs, as far as it counts already."""
        wanted = f"at least {self.process.quorum}"
        if self.process.quorum_max is not None:
            wanted = f"{self.process.quorum} to {self.process.quorum_max}"
        return Finding(self._health, f"has {self._count or 0} running, wanted are {wanted}")

    def reconfigure(self, process: TrackProcess, now_ns: int) -> None:
        """Take over a reloaded configuration; the count stays, what it means may change at once."""
        if process.process != self.process.process or process.full_command != self.process.full_command:
            self._count = None
        self.process = process
        if self._count is not None:
            self._due_ns = now_ns

    def take(self, event: ProcessesChanged, now_ns: int) -> None:
        """Take in how many run now."""
        before, self._count = self._count, event.count
        if self._wanted is self._health:
            self._due_ns = None
        elif before is None or self._health is Health.UNKNOWN:
            self._decide()
        elif self._due_ns is None:
            more = event.count > before
            self._due_ns = now_ns + (self.process.fork_delay_ns if more else self.process.terminate_delay_ns)
            self.handle_timer(now_ns)

    def handle_timer(self, now_ns: int) -> None:
        """Let a change count whose delay is over."""
        if self._due_ns is not None and now_ns >= self._due_ns:
            self._decide()

    def _decide(self) -> None:
        self._due_ns = None
        self._health = self._wanted

    @property
    def _wanted(self) -> Health:
        count = self._count or 0
        most = self.process.quorum_max
        enough = count >= self.process.quorum and (most is None or count <= most)
        return Health.UP if enough else Health.DOWN

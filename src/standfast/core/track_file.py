"""A tracked file: the number that stands in it (`track_file`).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; pure values. keepalived's meaning: a file that is not there, or holds no number, counts as 0; what a value
is worth to an instance is its standing's to say (core/standing.py).
"""

from standfast.core.events import FileChanged
from standfast.core.track import Finding, Health
from standfast.model.track import TrackFile


class FileTracker:
    """One `track_file` at work."""

    __slots__ = ("_value", "file")

    def __init__(self, file: TrackFile) -> None:
        self.file = file
        self._value: int | None = file.init_value

    @property
    def next_deadline_ns(self) -> int | None:
        """A file has no deadline."""
        return None

    @property
    def finding(self) -> Finding:
        """The number, and where it is from."""
        if self._value is None:
            return Finding(Health.UP, f"{self.file.path} holds no number, which counts as 0")
        return Finding(Health.UP, f"{self.file.path} holds {self._value}", self._value)

    def take(self, event: FileChanged) -> None:
        """Take in what was read."""
        self._value = event.value

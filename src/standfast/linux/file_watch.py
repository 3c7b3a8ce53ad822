"""Tracked files (`track_file`): the number in each, told when it changes.

Rules: nothing is polled; inotify watches the directory, because a file may be replaced, removed and made again. Where
the directory does not exist yet, the nearest one above it that does is watched. A directory is watched first and the
file read then, so that no change falls between. Only regular files are read, and only their beginning.
"""

import os
import stat
import struct
from collections.abc import Iterable, Iterator

from standfast.core.events import Event, FileChanged
from standfast.errors import KernelError
from standfast.linux.libc import inotify_add_watch, inotify_init, inotify_rm_watch
from standfast.model.track import TrackFile

_IN_CLOSE_WRITE = 0x8
_IN_MOVED_FROM = 0x40
_IN_MOVED_TO = 0x80
_IN_CREATE = 0x100
_IN_DELETE = 0x200
_IN_DELETE_SELF = 0x400
_IN_MOVE_SELF = 0x800
_IN_ONLYDIR = 0x01000000
_MASK = (
    _IN_CLOSE_WRITE | _IN_MOVED_FROM | _IN_MOVED_TO | _IN_CREATE | _IN_DELETE | _IN_DELETE_SELF | _IN_MOVE_SELF
    | _IN_ONLYDIR
)  # fmt: skip
_EVENT = struct.Struct("=iIII")
_READ_BYTES = 1 << 14
# keepalived reads as much of a tracked file.
_FILE_BYTES = 128
_MODE = 0o644


class FileWatch:
    """The tracked files of a node."""

    def __init__(self) -> None:
        """Raises KernelError."""
        self._fd = inotify_init()
        self._files: dict[str, TrackFile] = {}
        self._told: dict[str, int | None] = {}
        # For each watched directory its number, and of what names in it a change may mean something.
        self._watches: dict[str, int] = {}
        self._names: dict[int, set[bytes]] = {}

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._fd

    def want(self, files: Iterable[TrackFile]) -> tuple[FileChanged, ...]:
        """Watch these files from now on; return what each holds."""
        files = tuple(files)
        for file in files:
            if file.name not in self._files:
                _initialize(file)
        self._files = {file.name: file for file in files}
        self._arm()
        self._told = {file.name: read_number(file.path) for file in files}
        return tuple(FileChanged(name, value) for name, value in self._told.items())

    def read(self, _limit: int) -> list[Event]:
        """Return which files hold something else now."""
        if not self._something_happened():
            return []
        self._arm()
        return list(self._changes())

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._fd)

    def _changes(self) -> Iterator[FileChanged]:
        for name, file in self._files.items():
            value = read_number(file.path)
            if value != self._told.get(name):
                self._told[name] = value
                yield FileChanged(name, value)

    def _something_happened(self) -> bool:
        """Read what inotify has, and tell whether any of it can concern a tracked file."""
        concerned = False
        try:
            data = os.read(self._fd, _READ_BYTES)
        except BlockingIOError:
            return False
        offset = 0
        while offset < len(data):
            watch, _, _, length = _EVENT.unpack_from(data, offset)
            offset += _EVENT.size
            name = data[offset : offset + length].rstrip(b"\0")
            offset += length
            # Without a name it is about the directory itself, or news were lost.
            concerned = concerned or not name or name in self._names.get(watch, ())
        return concerned

    def _arm(self) -> None:
        """Watch what has to be watched now. A directory that appears meanwhile is found by looking once more."""
        while True:
            places = [_place(file.path) for file in self._files.values()]
            self._watch(places)
            if places == [_place(file.path) for file in self._files.values()]:
                return

    def _watch(self, places: list[tuple[str, bytes]]) -> None:
        wanted = {directory for directory, _ in places}
        for directory in self._watches.keys() - wanted:
            inotify_rm_watch(self._fd, self._watches.pop(directory))
        self._names = {}
        for directory, name in places:
            try:
                # Each time, because a directory that was removed and made again is another one.
                watch = self._watches[directory] = inotify_add_watch(self._fd, directory, _MASK)
            except KernelError:
                continue  # It went away just now: the next look finds the one above it.
            self._names.setdefault(watch, set()).add(name)


def read_number(path: str) -> int | None:
    """Return the number that a file begins with, or None if there is no file, or no number in it."""
    try:
        # A FIFO without a writer must not stop us.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        words = os.read(descriptor, _FILE_BYTES).split()
        return int(words[0]) if words else None
    except (OSError, ValueError):
        return None
    finally:
        os.close(descriptor)


def _place(path: str) -> tuple[str, bytes]:
    """Return the nearest directory above `path` that exists, and the name in it that leads there."""
    directory, name = os.path.split(path)
    while directory not in ("", "/") and not os.path.isdir(directory):
        directory, name = os.path.split(directory)
    return directory or "/", os.fsencode(name)


def _initialize(file: TrackFile) -> None:
    """Write the first value (`init_file`), if there is one to write."""
    if file.init_value is None:
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(file.path, flags | (os.O_TRUNC if file.overwrite else os.O_EXCL), _MODE)
    except OSError:
        return  # It exists, or cannot be made: what can be read counts.
    try:
        os.write(descriptor, f"{file.init_value}\n".encode())
    finally:
        os.close(descriptor)

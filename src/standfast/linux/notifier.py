"""Telling others of a change: notify scripts, one after the other in each queue, and notify FIFOs.

Rules: nothing here waits; of many scripts only a few are started in a turn of the loop, because each start takes
milliseconds (a thousand virtual routers may become MASTER at once). keepalived's ways: a FIFO is made with mode 0644
and opened for reading and writing, so that it is there without a reader; when it is full, what does not fit is
dropped. The script of a FIFO gets its path as the last argument, and is ended and started anew with it at a reload.
"""

import errno
import os
import select
import signal
import stat
from collections import deque
from collections.abc import Callable, Iterable

from standfast.core.effects import Log
from standfast.core.events import Event, NotifyFinished
from standfast.linux.processes import ProcessRunner
from standfast.log_level import LogLevel
from standfast.model.notify import NotifyFifo, NotifyScript

_MODE = 0o644
_READER = "reader of "
_STARTS_PER_TURN = 2


class Notifier:
    """The notify scripts that run now, and the FIFOs."""

    def __init__(self, log: Callable[[Log], None]) -> None:
        self._log = log
        # The scripts of queues, and under _READER with their paths those of FIFOs.
        self._runner = ProcessRunner()
        # Those that wait to be started, and what makes the loop look at them.
        self._waiting: deque[tuple[str, NotifyScript]] = deque()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll = select.epoll()
        self._epoll.register(self._runner.fileno(), select.EPOLLIN)
        self._epoll.register(self._bell, select.EPOLLIN)
        self._fifos: dict[str, int] = {}
        # Those that were made here, to be removed at the end.
        self._made: set[str] = set()

    def fileno(self) -> int:
        """Return the descriptor that tells of a script's end, and of one that is to be started."""
        return self._epoll.fileno()

    def read(self, _limit: int) -> list[Event]:
        """Start some of the scripts that wait, and collect those that have ended."""
        ended = [name for name, _ in self._runner.ended() if not name.startswith(_READER)]
        for _ in range(min(_STARTS_PER_TURN, len(self._waiting))):
            queue, script = self._waiting.popleft()
            try:
                self._runner.start(queue, script.argv, script.user)
            except OSError as error:
                self._log(Log(LogLevel.ERROR, f"cannot start the notify script {script.argv[0]}: {error.strerror}"))
                ended.append(queue)
        if not self._waiting:
            self._quieten()
        return [NotifyFinished(queue) for queue in ended]

    def start(self, queue: str, script: NotifyScript) -> None:
        """Have a script started in the next turn of the loop, or in one of the next if there are many."""
        self._waiting.append((queue, script))
        os.eventfd_write(self._bell, 1)

    def write(self, line: str) -> None:
        """Write a line to every FIFO; what a full one does not take is dropped."""
        data = line.encode(errors="surrogateescape")
        for descriptor in self._fifos.values():
            try:
                os.write(descriptor, data)
            except BlockingIOError:
                pass

    def open_fifos(self, fifos: Iterable[NotifyFifo]) -> None:
        """Close the FIFOs that are open, make and open these, and start their scripts."""
        self.close_fifos()
        for fifo in fifos:
            try:
                self._open(fifo)
            except OSError as error:
                self._log(Log(LogLevel.ERROR, f"cannot open the notify FIFO {fifo.path}: {error.strerror}"))
                continue
            if fifo.script is not None:
                self._runner.start(_READER + fifo.path, (*fifo.script.argv, fifo.path), fifo.script.user)

    def close_fifos(self) -> None:
        """Close and remove the FIFOs and end their scripts."""
        for path, descriptor in self._fifos.items():
            self._runner.signal(_READER + path, signal.SIGTERM)
            os.close(descriptor)
            if path in self._made:
                _remove(path)
        self._fifos.clear()
        self._made.clear()

    def close(self) -> None:
        """Close the FIFOs and give the descriptors back; notify scripts that still run end with the router."""
        self.close_fifos()
        self._epoll.close()
        os.close(self._bell)
        self._runner.close()

    def _quieten(self) -> None:
        try:
            os.eventfd_read(self._bell)
        except BlockingIOError:
            pass  # Nothing was to be started.

    def _open(self, fifo: NotifyFifo) -> None:
        try:
            os.mkfifo(fifo.path)
            self._made.add(fifo.path)
        except FileExistsError:
            if not stat.S_ISFIFO(os.stat(fifo.path).st_mode):
                raise OSError(errno.EEXIST, "there is something else of that name") from None
        descriptor = os.open(fifo.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._fifos[fifo.path] = descriptor
        os.fchmod(descriptor, _MODE)
        if fifo.user is not None:
            os.fchown(descriptor, fifo.user.uid, fifo.user.gid)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # Somebody else has done so.

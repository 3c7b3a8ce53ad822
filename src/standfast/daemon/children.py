"""The supervisor's two children, seen from the supervisor: the configuration reader and the router.

Rules: imports nothing of core, model, config or linux at package level; each child imports what it needs after the
fork, so that only the child pays for it. A child never returns into the supervisor's code.
"""

import os
import select
import signal
from collections.abc import Callable

from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import EXIT_INTERNAL
from standfast.daemon.link import (
    CONFIGURATION,
    MAX_MESSAGE_BYTES,
    REQUEST,
    REQUEST_SIGNALS,
    STOP_SIGNALS,
    open_link,
    send_descriptor,
)
from standfast.daemon.log import LogWriter

_PIPE_CHUNK = 1 << 16


def read_configuration(source: ConfigurationSource, log: LogWriter) -> tuple[int, bytes]:
    """Have a child read the configuration. Return its exit code and, if that is 0, the pickled model."""
    reader, writer = os.pipe2(os.O_CLOEXEC)
    details, recorded = os.memfd_create("standfast-details"), os.memfd_create("standfast-recorded")

    def child() -> int:
        from standfast.daemon.config_process import write_configuration

        os.close(reader)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        return write_configuration(source, writer, details, recorded, log)

    pid = _fork(child, log)
    os.close(writer)
    chunks = []
    while chunk := os.read(reader, _PIPE_CHUNK):
        chunks.append(chunk)
    os.close(reader)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        source.details, details = details, source.details
        source.recorded, recorded = recorded, source.recorded
    for unused in (details, recorded):
        if unused >= 0:
            os.close(unused)
    return code, b"".join(chunks)


def keep_configuration(data: bytes) -> int:
    """Put a pickled model where it costs neither supervisor nor router memory; return the descriptor."""
    descriptor = os.memfd_create("standfast-configuration")
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(data)
    return descriptor


class Router:
    """One router process, from its fork to its end."""

    def __init__(self, configuration: int, run_directory: str, log: LogWriter) -> None:
        """Start it with a kept configuration. Raises OSError if no process can be made."""
        self._link, end = open_link()
        self._link.setblocking(False)
        supervisor_pid = os.getpid()

        def child() -> int:
            from standfast.daemon.lean import load_router

            run_router = load_router()
            self._link.close()
            return run_router(configuration, run_directory, end, supervisor_pid)

        self.pid = _fork(child, log)
        end.close()
        self._pidfd = os.pidfd_open(self.pid)
        self.is_ready = False

    def register(self, poll: select.poll) -> None:
        """Have `poll` wake up when the router says something or ends."""
        poll.register(self._link.fileno(), select.POLLIN)
        poll.register(self._pidfd, select.POLLIN)

    def messages(self) -> list[bytes]:
        """Return the messages that wait."""
        found: list[bytes] = []
        while True:
            try:
                message = self._link.recv(MAX_MESSAGE_BYTES)
            except OSError:
                return found
            if not message:
                return found
            found.append(message)

    def send_configuration(self, configuration: int) -> None:
        """Hand over a new configuration, which is kept. Raises OSError."""
        send_descriptor(self._link, CONFIGURATION, configuration)

    def send_request(self, kinds: bytes, details: int) -> None:
        """Ask for dump files. Raises OSError."""
        send_descriptor(self._link, REQUEST + kinds, details)

    def signal(self, number: int) -> None:
        """Send a signal; a router that has ended already is left alone."""
        try:
            signal.pidfd_send_signal(self._pidfd, number)
        except ProcessLookupError:
            pass

    def collect(self) -> int | None:
        """Return the exit code (negative: the signal that killed it), or None while the router lives."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None

    def close(self, poll: select.poll) -> None:
        """Give the descriptors of a router that has ended back."""
        poll.unregister(self._link.fileno())
        poll.unregister(self._pidfd)
        self._link.close()
        os.close(self._pidfd)


def _fork(child: Callable[[], int], log: LogWriter) -> int:
    """Run `child` in a new process that ends with the number it returns. Return its pid.

    The signals that stop wait in the child until it unblocks them: one that comes too early must not be lost, nor end
    a process that would have to leave the host clean.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return pid
    code = EXIT_INTERNAL
    try:
        signal.set_wakeup_fd(-1)
        for number in (*STOP_SIGNALS, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        for request in REQUEST_SIGNALS:
            signal.signal(request, signal.SIG_IGN)
        code = child()
    except BaseException:
        import traceback

        log.error(f"internal error in process {os.getpid()}:\n{traceback.format_exc()}")
    finally:
        os._exit(code)

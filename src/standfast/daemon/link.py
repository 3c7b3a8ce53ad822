"""What supervisor and router say to each other over their socket pair.

Rules: one datagram a message, its first byte says which; the router never waits for the supervisor, so a line that
does not fit into the socket's buffer is dropped and counted. Standard library only.

    router to supervisor    R                       ready: it runs, with the configuration it got last
                            H                       heartbeat
                            L level time text       a log line (1 byte, 8 bytes wall clock ns, UTF-8)
    supervisor to router    C + descriptor          a new configuration, pickled, in a file
"""

import signal
import socket
import struct
import time

from standfast.log_level import LogLevel

READY = b"R"
HEARTBEAT = b"H"
LOG = b"L"
CONFIGURATION = b"C"

# Both mean "stop", for the supervisor as for the router.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

HEARTBEAT_INTERVAL_NS = 250_000_000
_LOG_HEADER = struct.Struct("=cBQ")
_MAX_TEXT_BYTES = 8192
MAX_MESSAGE_BYTES = _LOG_HEADER.size + _MAX_TEXT_BYTES


def open_link() -> tuple[socket.socket, socket.socket]:
    """Return the supervisor's and the router's end. A message is whole or not there."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def decode_log(message: bytes) -> tuple[int, int, str]:
    """Return level, wall clock time in ns, and text of a LOG message."""
    _, level, wall_time_ns = _LOG_HEADER.unpack_from(message)
    return level, wall_time_ns, message[_LOG_HEADER.size :].decode(errors="replace")


class RouterLink:
    """The router's end."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._socket.setblocking(False)
        self._dropped = 0

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._socket.fileno()

    def send(self, message: bytes) -> bool:
        """Send a message if it can go at once. Return whether it went."""
        try:
            self._socket.send(message)
        except OSError:
            return False
        return True

    def log(self, level: LogLevel, text: str) -> None:
        """Hand a line over; how many were lost before it is said first."""
        if self._dropped:
            note = f"{self._dropped} log lines were lost: the reader of the log is too slow"
            if self._send_line(LogLevel.WARNING, note):
                self._dropped = 0
        if not self._send_line(level, text):
            self._dropped += 1

    def receive_configuration(self) -> int | None:
        """Return the descriptor of a new configuration, or None if nothing (more) comes."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._socket, 16, 1)
        except OSError:
            return None
        return descriptors[0] if message == CONFIGURATION and descriptors else None

    def _send_line(self, level: LogLevel, text: str) -> bool:
        header = _LOG_HEADER.pack(LOG, level, time.time_ns())
        return self.send(header + text.encode(errors="replace")[:_MAX_TEXT_BYTES])

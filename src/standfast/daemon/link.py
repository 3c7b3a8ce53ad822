"""What supervisor and router say to each other over their socket pair.

Rules: one datagram a message, its first byte says which; the router never waits for the supervisor, so a line that
does not fit into the socket's buffer is dropped and counted. Standard library only.

    router to supervisor    R                       ready: it runs, with the configuration it got last
                            H                       heartbeat
                            L level time text       a log line (1 byte, 8 bytes wall clock ns, UTF-8)
                            D kinds                 somebody asked this process for dump files
                            F bytes                 a piece of the recording; K: what follows begins a new file
    supervisor to router    C + descriptor          a new configuration, pickled, in a file
                            D kinds + descriptor    write dump files; the descriptor holds the whole configuration
"""

import _socket  # socket is the same with more around it: a third of a megabyte of the supervisor
import signal
import struct
import time

from standfast.log_level import LogLevel

READY = b"R"
HEARTBEAT = b"H"
LOG = b"L"
CONFIGURATION = b"C"
REQUEST = b"D"
RECORDING = b"F"
CHECKPOINT = b"K"

# What REQUEST may ask for, one byte each.
REQUEST_DATA, REQUEST_PARENT_DATA, REQUEST_STATISTICS, REQUEST_JSON, REQUEST_CLEAR = b"d", b"p", b"s", b"j", b"c"
# The data, as lines of the log (keepalived's `-d`).
REQUEST_LOG = b"l"
# A place in the recording from which a replay can begin.
REQUEST_CHECKPOINT = b"k"
# keepalived's signals for it. Sent to the parent, DATA means the parent's own too.
REQUEST_SIGNALS = {
    signal.SIGUSR1: REQUEST_DATA,
    signal.SIGUSR2: REQUEST_STATISTICS,
    signal.SIGRTMIN + 2: REQUEST_JSON,
    signal.SIGRTMAX - 1: REQUEST_CLEAR,
}

# Both mean "stop", for the supervisor as for the router.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

# A line costs about a kilobyte: a thousand instances that change their state at once must fit in.
BUFFER_BYTES = 4 << 20
_SO_SNDBUFFORCE = 32

HEARTBEAT_INTERVAL_NS = 250_000_000
_DESCRIPTOR = struct.Struct("=i")
_LOG_HEADER = struct.Struct("=cBQ")
_MAX_TEXT_BYTES = 8192
MAX_MESSAGE_BYTES = _LOG_HEADER.size + _MAX_TEXT_BYTES


def open_link() -> tuple[_socket.socket, _socket.socket]:
    """Return the supervisor's and the router's end. A message is whole or not there."""
    supervisor, router = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    for option in (_socket.SO_SNDBUF, _SO_SNDBUFFORCE):
        try:
            router.setsockopt(_socket.SOL_SOCKET, option, BUFFER_BYTES)
        except OSError:
            pass  # Without the permission the system's limit holds.
    return supervisor, router


def decode_log(message: bytes) -> tuple[int, int, str]:
    """Return level, wall clock time in ns, and text of a LOG message."""
    _, level, wall_time_ns = _LOG_HEADER.unpack_from(message)
    return level, wall_time_ns, message[_LOG_HEADER.size :].decode(errors="replace")


def send_descriptor(end: _socket.socket, message: bytes, descriptor: int) -> None:
    """Send a message and a descriptor with it (unix(7), SCM_RIGHTS). Raises OSError."""
    rights = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, _DESCRIPTOR.pack(descriptor))
    end.sendmsg([message], [rights])


class RouterLink:
    """The router's end."""

    def __init__(self, end: _socket.socket) -> None:
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

    def receive(self) -> tuple[bytes, int] | None:
        """Return a message and the descriptor that came with it, or None if nothing (more) comes."""
        try:
            message, ancillary, _, _ = self._socket.recvmsg(16, _socket.CMSG_LEN(_DESCRIPTOR.size))
        except OSError:
            return None
        if not message or not ancillary:
            return None
        return message, _DESCRIPTOR.unpack_from(ancillary[0][2])[0]

    def _send_line(self, level: LogLevel, text: str) -> bool:
        header = _LOG_HEADER.pack(LOG, level, time.time_ns())
        return self.send(header + text.encode(errors="replace")[:_MAX_TEXT_BYTES])

"""The kernel's news of every process: fork, exec, a new name, exit (connector, CONFIG_PROC_EVENTS).

Rules: it is there only for root in the first network, user and PID namespace; whoever uses it has another way too.
What is told are process ids; looking at the process is somebody else's business.
"""

import errno
import os
import socket
import struct
from collections.abc import Iterator

_NETLINK_CONNECTOR = 11
_CN_IDX_PROC = 1
_CN_VAL_PROC = 1
_PROC_CN_MCAST_LISTEN = 1
_FORK = 0x1
_EXEC = 0x2
_COMM = 0x200
_EXIT = 0x80000000
_RECEIVE_BYTES = 1 << 16
_BUFFER_BYTES = 1 << 20
_SO_RCVBUFFORCE = 33
_NETLINK_HEADER = struct.Struct("=IHHII")
_CONNECTOR_HEADER = struct.Struct("=IIIIHH")
_EVENT_HEADER = struct.Struct("=IIQ")
_TWO = struct.Struct("=II")
_EVENT_AT = _NETLINK_HEADER.size + _CONNECTOR_HEADER.size
_DATA_AT = _EVENT_AT + _EVENT_HEADER.size
_NLMSG_DONE = 3
# One datagram is one event; what is left is read in the next turn.
_EVENTS_PER_TURN = 64


class ProcConnector:
    """The connector's socket."""

    def __init__(self) -> None:
        """Subscribe. Raises OSError where it cannot be had."""
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, _NETLINK_CONNECTOR)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
            self._socket.bind((0, _CN_IDX_PROC))
            operation = struct.pack("=I", _PROC_CN_MCAST_LISTEN)
            body = _CONNECTOR_HEADER.pack(_CN_IDX_PROC, _CN_VAL_PROC, 0, 0, len(operation), 0) + operation
            header = _NETLINK_HEADER.pack(_NETLINK_HEADER.size + len(body), _NLMSG_DONE, 0, 0, os.getpid())
            self._socket.send(header + body)
            # The kernel answers at once, or, in another namespace than the first, not at all.
            self._socket.recv(_RECEIVE_BYTES)
        except OSError:
            self._socket.close()
            raise

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._socket.fileno()

    def receive(self) -> Iterator[tuple[int, bool]]:
        """Yield the process ids that something happened to, with whether they run on.

        Raises OSError (`lost_news`) if some were lost.
        """
        for _ in range(_EVENTS_PER_TURN):
            try:
                data = self._socket.recv(_RECEIVE_BYTES)
            except BlockingIOError:
                return
            if len(data) < _DATA_AT + 2 * _TWO.size:
                continue
            what, _, _ = _EVENT_HEADER.unpack_from(data, _EVENT_AT)
            pid, leader = _TWO.unpack_from(data, _DATA_AT)
            if what == _FORK:
                pid, leader = _TWO.unpack_from(data, _DATA_AT + _TWO.size)
            # Threads come and go without meaning anything.
            if what in (_FORK, _EXEC, _COMM, _EXIT) and pid == leader:
                yield pid, what != _EXIT

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


def lost_news(error: OSError) -> bool:
    """Tell whether an error of `receive` means that news were lost."""
    return error.errno == errno.ENOBUFS

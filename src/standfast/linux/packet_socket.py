"""Whole Ethernet frames out: gratuitous ARP and unsolicited neighbour advertisements.

Rules: bytes in, nothing back; what a frame says is wire/'s.
"""

import errno
import socket

from standfast.errors import PermissionMissingError
from standfast.linux.raw_sockets import RAW_SOCKETS_NOT_PERMITTED

_ETHERTYPE_AT = 12


class FrameSender:
    """Sends frames that carry their own Ethernet header."""

    def __init__(self) -> None:
        # Protocol 0: it receives nothing.
        try:
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
        except PermissionError as error:
            raise PermissionMissingError(error.errno or errno.EPERM, RAW_SOCKETS_NOT_PERMITTED) from error

    def send(self, interface: str, frame: bytes) -> None:
        """Send one frame. Raises OSError."""
        ethertype = int.from_bytes(frame[_ETHERTYPE_AT : _ETHERTYPE_AT + 2], "big")
        self._socket.sendto(frame, (interface, ethertype))

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()

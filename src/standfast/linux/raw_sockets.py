"""The sockets that speak VRRP and ARP.

Rules: bytes in, bytes out; decoding is wire/'s. One receiving socket an interface, bound to it, so that a packet's
interface is never in doubt; multicast loop-back is off, so no router hears itself.
"""

import errno
import socket
import struct

from standfast.errors import KernelError, PermissionMissingError
from standfast.wire.arp import ETHERTYPE_ARP
from standfast.wire.vrrp import PROTOCOL_VRRP, TOS_VRRP, TTL_VRRP

IP_PKTINFO = 8
# The longest VRRP packet (255 addresses) has 1060 bytes; what is cut here fails the length check.
MAX_PACKET_BYTES = 2048
# in_pktinfo: interface index, the source address to use, and a field that only the kernel fills.
_PACKET_INFO = struct.Struct("@i4s4s")
_MEMBERSHIP = struct.Struct("@4s4si")


class VrrpSender:
    """Sends advertisements from a chosen source address through a chosen interface."""

    def __init__(self) -> None:
        self._socket = _open_raw_socket()
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, TOS_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, TTL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, TTL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
        # It only sends: without this the kernel would queue every packet for it.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)

    def send(self, interface_index: int, source: bytes, destination: bytes, payload: bytes) -> None:
        """Send one VRRP message. Raises OSError."""
        info = _PACKET_INFO.pack(interface_index, source, bytes(4))
        control = [(socket.IPPROTO_IP, IP_PKTINFO, info)]
        self._socket.sendmsg([payload], control, 0, (socket.inet_ntoa(destination), 0))

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


class VrrpReceiver:
    """Receives VRRP packets, IP header included, on one interface."""

    def __init__(self, interface: str, interface_index: int, groups: frozenset[bytes]) -> None:
        self.interface = interface
        self.interface_index = interface_index
        self.groups = groups
        self._socket = _open_raw_socket()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
        for group in groups:
            membership = _MEMBERSHIP.pack(group, bytes(4), interface_index)
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._socket.fileno()

    def receive(self) -> bytes | None:
        """Return the next packet, or None if none waits, the interface went down or this was closed meanwhile."""
        try:
            return self._socket.recv(MAX_PACKET_BYTES)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ENETDOWN, errno.ENODEV, errno.EBADF):
                return None
            raise

    def close(self) -> None:
        """Leave the groups and give the descriptor back."""
        self._socket.close()


class ArpSender:
    """Sends whole Ethernet frames that carry ARP."""

    def __init__(self) -> None:
        # Protocol 0: it receives nothing.
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)

    def send(self, interface: str, frame: bytes) -> None:
        """Send one frame. Raises OSError."""
        self._socket.sendto(frame, (interface, ETHERTYPE_ARP))

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


def _open_raw_socket() -> socket.socket:
    try:
        return socket.socket(socket.AF_INET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, PROTOCOL_VRRP)
    except PermissionError as error:
        text = "raw sockets are not permitted: run as root, or give the program CAP_NET_RAW and CAP_NET_ADMIN"
        raise PermissionMissingError(error.errno or errno.EPERM, text) from error
    except OSError as error:
        raise KernelError(error.errno or 0, f"no raw socket for VRRP: {error.strerror}") from error

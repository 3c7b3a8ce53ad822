"""The sockets that speak VRRP over IPv4.

Rules: bytes in, bytes out; decoding is wire/'s. A receiving socket is bound to one interface, so that a packet's
interface is never in doubt; multicast loop-back is off, so no router hears itself.
"""

import errno
import socket
import struct

from standfast.errors import KernelError, PermissionMissingError
from standfast.wire.vrrp import PROTOCOL_VRRP, TOS_VRRP, TTL_VRRP

RAW_SOCKETS_NOT_PERMITTED = (
    "raw sockets are not permitted: run as root, or give the program CAP_NET_RAW and CAP_NET_ADMIN"
)
IP_PKTINFO = 8
IP_MULTICAST_ALL = 49
# The longest VRRP packet (255 addresses) has 1060 bytes over IPv4, 4116 over IPv6; a cut one fails the length check.
MAX_PACKET_BYTES = 4608
# So much waits while other work is done; the kernel's own limit (net.core.rmem_max) is about a hundred packets.
RECEIVE_BUFFER_BYTES = 1 << 20
SO_RCVBUFFORCE = 33
SO_MEMINFO = 55
# struct sk_meminfo: nine numbers, the last is how many packets found the buffer full.
_MEMORY_INFO = struct.Struct("=9I")
# in_pktinfo: interface index, the source address to use, and a field that only the kernel fills.
_PACKET_INFO = struct.Struct("@i4s4s")
_MEMBERSHIP = struct.Struct("@4s4si")
_INT = struct.Struct("@i")
# What a read finds when there is nothing, when the interface went down, and when this was closed meanwhile.
NOTHING_TO_READ = (errno.EAGAIN, errno.ENETDOWN, errno.ENODEV, errno.EBADF)


class VrrpSender:
    """Sends advertisements from a chosen source address through a chosen interface."""

    def __init__(self) -> None:
        self._socket = open_sender(socket.AF_INET, PROTOCOL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, TOS_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, TTL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, TTL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)

    def send(self, index: int, source: bytes, destination: bytes, payload: bytes, ttl: int | None) -> None:
        """Send one VRRP message through the interface with this index. Raises OSError."""
        control = [(socket.IPPROTO_IP, IP_PKTINFO, _PACKET_INFO.pack(index, source, bytes(4)))]
        if ttl is not None:
            control.append((socket.IPPROTO_IP, socket.IP_TTL, _INT.pack(ttl)))
        self._socket.sendmsg([payload], control, 0, (socket.inet_ntoa(destination), 0))

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


class PacketSender:
    """Sends whole IPv4 packets, header included: what an authentication header covers must not change any more."""

    def __init__(self) -> None:
        self._socket = open_sender(socket.AF_INET, socket.IPPROTO_RAW)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)

    def send(self, index: int, destination: bytes, packet: bytes) -> None:
        """Send one packet. The kernel sets the header's checksum, and the identification if it is 0."""
        control = [(socket.IPPROTO_IP, IP_PKTINFO, _PACKET_INFO.pack(index, bytes(4), bytes(4)))]
        self._socket.sendmsg([packet], control, 0, (socket.inet_ntoa(destination), 0))

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


class VrrpReceiver:
    """Receives packets of one protocol (VRRP's, or the authentication header's), IP header included."""

    def __init__(self, interface: str, interface_index: int, groups: frozenset[bytes], protocol: int) -> None:
        self.socket = open_receiver(socket.AF_INET, interface, protocol)
        # Only what was sent to these groups, not to any that some program of the host has joined.
        self.socket.setsockopt(socket.IPPROTO_IP, IP_MULTICAST_ALL, 0)
        for group in groups:
            membership = _MEMBERSHIP.pack(group, bytes(4), interface_index)
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self.socket.fileno()

    def receive(self) -> bytes | None:
        """Return the next packet, or None if none waits, the interface went down or this was closed meanwhile."""
        try:
            return self.socket.recv(MAX_PACKET_BYTES)
        except OSError as error:
            if error.errno in NOTHING_TO_READ:
                return None
            raise

    def count_dropped(self) -> int:
        """Return how many packets the kernel dropped so far because this socket's buffer was full."""
        return count_dropped(self.socket)

    def close(self) -> None:
        """Leave the groups and give the descriptor back."""
        self.socket.close()


def open_sender(family: socket.AddressFamily, protocol: int) -> socket.socket:
    """Return a raw socket for sending. Raises KernelError, PermissionMissingError."""
    opened = _open_raw_socket(family, protocol)
    # It only sends: without this the kernel would queue every packet for it.
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
    return opened


def open_receiver(family: socket.AddressFamily, interface: str, protocol: int) -> socket.socket:
    """Return a raw socket that hears one interface. Raises KernelError, PermissionMissingError, OSError."""
    opened = _open_raw_socket(family, protocol)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
    try:
        opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES)
    except PermissionError:
        pass  # In a user namespace; the usual size is enough until somebody floods us.
    return opened


def count_dropped(descriptor: socket.socket) -> int:
    """Return how many packets the kernel dropped so far because the socket's buffer was full."""
    info = descriptor.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMORY_INFO.size)
    return int(_MEMORY_INFO.unpack(info)[-1])


def _open_raw_socket(family: socket.AddressFamily, protocol: int) -> socket.socket:
    try:
        return socket.socket(family, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
    except PermissionError as error:
        raise PermissionMissingError(error.errno or errno.EPERM, RAW_SOCKETS_NOT_PERMITTED) from error
    except OSError as error:
        raise KernelError(error.errno or 0, f"no raw socket for VRRP: {error.strerror}") from error

"""The sockets that speak VRRP over IPv6 (RFC 9568, 5.1.2). Only a node with IPv6 virtual routers loads this file.

Rules: bytes in, bytes out; decoding is wire/'s. A raw socket of IPv6 delivers no header, so what VRRP has to know of
it (destination, hop limit) comes beside the message, and the source as the sender's address.
"""

import socket
import struct
from dataclasses import dataclass

from standfast.linux.raw_sockets import MAX_PACKET_BYTES, NOTHING_TO_READ, count_dropped, open_receiver, open_sender
from standfast.wire.vrrp import PROTOCOL_VRRP, TOS_VRRP, TTL_VRRP

IPV6_MULTICAST_ALL = 29
# in6_pktinfo: an address and an interface index.
_PACKET_INFO = struct.Struct("@16si")
_MEMBERSHIP = struct.Struct("@16si")
_INT = struct.Struct("@i")
_CONTROL_BYTES = socket.CMSG_SPACE(_PACKET_INFO.size) + socket.CMSG_SPACE(_INT.size)


@dataclass(frozen=True, slots=True)
class Ipv6Packet:
    """What a raw socket tells of one packet. `destination` and `hop_limit` are None if the kernel did not say."""

    source: bytes
    destination: bytes | None
    hop_limit: int | None
    message: bytes


class VrrpSenderIpv6:
    """Sends advertisements from a chosen source address through a chosen interface."""

    def __init__(self) -> None:
        self._socket = open_sender(socket.AF_INET6, PROTOCOL_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, TOS_VRRP)
        self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)

    def send(self, index: int, source: bytes, destination: bytes, payload: bytes, ttl: int | None) -> None:
        """Send one VRRP message through the interface with this index. Raises OSError."""
        control = [
            (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, _PACKET_INFO.pack(source, index)),
            (socket.IPPROTO_IPV6, socket.IPV6_HOPLIMIT, _INT.pack(TTL_VRRP if ttl is None else ttl)),
        ]
        target = (socket.inet_ntop(socket.AF_INET6, destination), 0, 0, index)
        self._socket.sendmsg([payload], control, 0, target)

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


class VrrpReceiverIpv6:
    """Receives VRRP packets on one interface."""

    def __init__(self, interface: str, interface_index: int, groups: frozenset[bytes]) -> None:
        self.socket = open_receiver(socket.AF_INET6, interface, PROTOCOL_VRRP)
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
        self.socket.setsockopt(socket.IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0)
        for group in groups:
            membership = _MEMBERSHIP.pack(group, interface_index)
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self.socket.fileno()

    def receive(self) -> Ipv6Packet | None:
        """Return the next packet, or None if none waits, the interface went down or this was closed meanwhile."""
        try:
            message, control, _, sender = self.socket.recvmsg(MAX_PACKET_BYTES, _CONTROL_BYTES)
        except OSError as error:
            if error.errno in NOTHING_TO_READ:
                return None
            raise
        destination = hop_limit = None
        for _, kind, data in control:
            if kind == socket.IPV6_PKTINFO:
                destination = _PACKET_INFO.unpack(data)[0]
            elif kind == socket.IPV6_HOPLIMIT:
                (hop_limit,) = _INT.unpack(data)
        source = socket.inet_pton(socket.AF_INET6, sender[0].partition("%")[0])
        return Ipv6Packet(source, destination, hop_limit, message)

    def count_dropped(self) -> int:
        """Return how many packets the kernel dropped so far because this socket's buffer was full."""
        return count_dropped(self.socket)

    def close(self) -> None:
        """Leave the groups and give the descriptor back."""
        self.socket.close()

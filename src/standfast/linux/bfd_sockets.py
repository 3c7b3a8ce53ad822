"""The sockets that speak BFD (RFC 5881, section 4; RFC 5883 for several hops).

Rules: bytes in, events out; one receiving socket for each IP version and port, one sending socket for each session,
with a source port of its own that stays as long as the session. What arrives with a TTL below 255 over one hop is
core's to refuse: the TTL is in the event.
"""

import socket
import struct
from collections.abc import Iterable, Iterator

from standfast.core.effects import SendBfd
from standfast.core.events import BfdDiscarded, BfdReceived, Event
from standfast.errors import DecodeError
from standfast.linux.host import Host
from standfast.linux.raw_sockets import IP_PKTINFO
from standfast.linux.sources import Sources
from standfast.model.track import BfdSession
from standfast.wire.bfd import decode_bfd

PORT_ONE_HOP = 3784
PORT_MULTIHOP = 4784
FIRST_SOURCE_PORT = 49152
LAST_SOURCE_PORT = 65535
TTL = 255
_IP_RECVTTL = 12
_TOS = 0xC0
_MAX_BYTES = 512
_PACKET_INFO_4 = struct.Struct("@i4s4s")
_PACKET_INFO_6 = struct.Struct("@16si")
_INT = struct.Struct("@i")
_CONTROL_BYTES = 128


class BfdReceiver:
    """Hears one port of one IP version."""

    def __init__(self, host: Host, family: socket.AddressFamily, port: int) -> None:
        """Open it. Raises OSError."""
        self._host = host
        self._socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)
        if family == socket.AF_INET:
            self._socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
            self._socket.setsockopt(socket.IPPROTO_IP, _IP_RECVTTL, 1)
        else:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
        try:
            self._socket.bind(("", port))
        except OSError:
            self._socket.close()
            raise

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._socket.fileno()

    def read(self, limit: int) -> list[Event]:
        """Return what came in, at most `limit` packets."""
        events: list[Event] = []
        while len(events) < limit:
            try:
                data, control, _, sender = self._socket.recvmsg(_MAX_BYTES, _CONTROL_BYTES)
            except OSError:
                break  # Nothing waits, the link went down, or this was closed meanwhile.
            events.append(self._event(data, control, sender[0]))
        return events

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()

    def _event(self, data: bytes, control: list[tuple[int, int, bytes]], sender: str) -> Event:
        source = socket.inet_pton(self._socket.family, sender.partition("%")[0])
        index, destination, ttl = _read_control(control)
        try:
            packet = decode_bfd(data)
        except DecodeError as error:
            return BfdDiscarded(source, error.detail)
        return BfdReceived(self._host.name_of(index), source, destination, ttl, packet)


class BfdSockets:
    """All sockets of the BFD sessions."""

    def __init__(self, host: Host, sources: Sources) -> None:
        self._host = host
        self._sources = sources
        self._receivers: dict[tuple[socket.AddressFamily, int], BfdReceiver] = {}
        self._senders: dict[str, socket.socket] = {}
        self._next_port = FIRST_SOURCE_PORT

    def want(self, sessions: Iterable[BfdSession]) -> None:
        """Listen for these sessions from now on. Raises OSError."""
        wanted = {(_family(one.neighbor), PORT_MULTIHOP if one.multihop else PORT_ONE_HOP) for one in sessions}
        for key in self._receivers.keys() - wanted:
            receiver = self._receivers.pop(key)
            self._sources.unwatch(receiver)
            receiver.close()
        for key in wanted - self._receivers.keys():
            receiver = self._receivers[key] = BfdReceiver(self._host, *key)
            self._sources.watch(receiver)
        for name in self._senders.keys() - {one.name for one in sessions}:
            self._senders.pop(name).close()

    def send(self, effect: SendBfd) -> None:
        """Send one control packet. Raises OSError."""
        opened = self._senders.get(effect.session)
        if opened is None or opened.family != _family(effect.destination):
            opened = self._senders[effect.session] = self._open_sender(_family(effect.destination))
        port = PORT_MULTIHOP if effect.multihop else PORT_ONE_HOP
        target = socket.inet_ntop(opened.family, effect.destination)
        opened.sendmsg([effect.payload], list(_control(effect)), 0, (target, port))

    def close(self) -> None:
        """Give all descriptors back."""
        for receiver in self._receivers.values():
            receiver.close()
        for sender in self._senders.values():
            sender.close()

    def _open_sender(self, family: socket.AddressFamily) -> socket.socket:
        opened = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        opened.setblocking(False)
        # It only sends.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
        if family == socket.AF_INET:
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _TOS)
        else:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, _TOS)
        while True:
            port = self._next_port
            self._next_port = FIRST_SOURCE_PORT if port == LAST_SOURCE_PORT else port + 1
            try:
                opened.bind(("", port))
            except OSError:
                continue  # Somebody else has this port.
            return opened


def _family(address: bytes) -> socket.AddressFamily:
    return socket.AF_INET if len(address) == 4 else socket.AF_INET6


def _control(effect: SendBfd) -> Iterator[tuple[int, int, bytes]]:
    source = effect.source
    if len(effect.destination) == 4:
        yield socket.IPPROTO_IP, socket.IP_TTL, _INT.pack(effect.ttl)
        if source is not None:
            yield socket.IPPROTO_IP, IP_PKTINFO, _PACKET_INFO_4.pack(0, source, bytes(4))
    else:
        yield socket.IPPROTO_IPV6, socket.IPV6_HOPLIMIT, _INT.pack(effect.ttl)
        if source is not None:
            yield socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, _PACKET_INFO_6.pack(source, 0)


def _read_control(control: list[tuple[int, int, bytes]]) -> tuple[int, bytes, int]:
    """Return interface index, destination and TTL; what the kernel did not say is 0 or empty."""
    index, destination, ttl = 0, b"", 0
    for level, kind, data in control:
        if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
            index, _, destination = _PACKET_INFO_4.unpack(data)
        elif level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
            destination, index = _PACKET_INFO_6.unpack(data)
        elif kind in (socket.IP_TTL, socket.IPV6_HOPLIMIT):
            (ttl,) = _INT.unpack(data)
    return index, destination, ttl

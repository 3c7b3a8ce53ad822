"""What can be known of two nodes from outside: frames at the ports of their switch, answers to ARP and neighbour
solicitations, and the kernel's addresses in each host.

Rules: packets and netlink messages are taken apart here by hand, never by the code under test. Frames are told with
the port by which they came in, so that also unicast between the hosts is seen, and a host whose cable is out.
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from netlab import ETH_P_ALL, SO_RCVBUFFORCE, SO_TIMESTAMPNS, SWITCH_BRIDGE, Host, Lan

_TIMESPEC = struct.Struct("=qq")
_NLMSG = struct.Struct("=IHHII")
_RTM_GETLINK, _RTM_GETADDR, _NLMSG_DONE = 18, 22, 3
_NLM_F_REQUEST_DUMP = 0x301
_IFA_ADDRESS, _IFA_LOCAL, _IFLA_PROTO_DOWN = 1, 2, 39
_IFF_UP = 1
_OUTGOING = 4
VRRP, AH = 112, 51
AH_BYTES = 24
OUR_IPV4, OUR_IPV6 = "192.168.56.1", "fe80::56:1"


@dataclass(frozen=True, slots=True)
class Heard:
    """One frame, the kernel's time of it (wall clock, nanoseconds) and the host that sent it (0, 1, ...)."""

    time_ns: int
    host: int
    data: bytes


@dataclass(frozen=True)
class VrrpPacket:
    """A VRRP packet. `message` is what follows the IP header (and the authentication header), trailer included."""

    time_ns: int
    host: int
    family: int
    source: str
    destination: str
    ttl: int
    source_mac: str
    message: bytes

    @cached_property
    def version(self) -> int:
        """2 or 3."""
        return self.message[0] >> 4

    @cached_property
    def vrid(self) -> int:
        """The virtual router id."""
        return self.message[1]

    @cached_property
    def priority(self) -> int:
        """The priority; 0 is a resignation."""
        return self.message[2]


def as_vrrp(heard: Heard) -> VrrpPacket | None:
    """The VRRP packet in a frame, None if it is something else."""
    data = heard.data
    mac = data[6:12].hex(":")
    if data[12:14] == b"\x08\x00" and data[23] in (VRRP, AH):
        start, end = 14 + (data[14] & 0x0F) * 4, 14 + int.from_bytes(data[16:18], "big")
        start += AH_BYTES if data[23] == AH else 0
        source, destination = socket.inet_ntoa(data[26:30]), socket.inet_ntoa(data[30:34])
        return VrrpPacket(heard.time_ns, heard.host, 4, source, destination, data[22], mac, data[start:end])
    if data[12:14] == b"\x86\xdd" and data[20] == VRRP:
        end = 54 + int.from_bytes(data[18:20], "big")
        source, destination = (socket.inet_ntop(socket.AF_INET6, data[at : at + 16]) for at in (22, 38))
        return VrrpPacket(heard.time_ns, heard.host, 6, source, destination, data[21], mac, data[54:end])
    return None


class Ear:
    """Hears what each host of a LAN sends, from its making on, and asks who has an address."""

    def __init__(self, lan: Lan) -> None:
        self._ports = {f"port{101 + number}": number for number in range(len(lan.hosts))}
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            self._mouth = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setblocking(False)
        self._mouth.bind((SWITCH_BRIDGE, 0))
        self._mac = self._mouth.getsockname()[4]
        self._heard: list[Heard] = []

    def close(self) -> None:
        """Close the sockets."""
        self._socket.close()
        self._mouth.close()

    def heard(self) -> list[Heard]:
        """Everything until now, in order."""
        with contextlib.suppress(BlockingIOError):
            while True:
                data, control, _, (port, _, kind, *_) = self._socket.recvmsg(2048, 64)
                if kind != _OUTGOING and port in self._ports:
                    seconds, nanoseconds = _TIMESPEC.unpack(control[0][2])
                    self._heard.append(Heard(seconds * 1_000_000_000 + nanoseconds, self._ports[port], data))
        return self._heard

    def vrrp(self, host: int | None = None, since: int = 0) -> list[VrrpPacket]:
        """The VRRP packets, of one host if it is given, from the frame number `since` on."""
        packets = (as_vrrp(one) for one in self.heard()[since:])
        return [one for one in packets if one is not None and host in (None, one.host)]

    def mark(self) -> int:
        """The number of frames heard so far, for `since`."""
        return len(self.heard())

    def say(self, frame: bytes) -> None:
        """Send a frame from the switch."""
        self._mouth.send(frame)

    def who_answers(self, address: str, wait_s: float = 0.3) -> set[int]:
        """The hosts that answer an ARP request or a neighbour solicitation for an address."""
        since = self.mark()
        ours = _arp_request(self._mac, address) if "." in address else _solicitation(self._mac, address)
        deadline_s = time.monotonic() + wait_s
        self._mouth.send(ours)
        while time.monotonic() < deadline_s:
            time.sleep(0.01)
        return {one.host for one in self.heard()[since:] if _answers(one.data, self._mac, address)}


def pcap(frames: list[Heard]) -> bytes:
    """A capture file of frames (pcap with nanoseconds, Ethernet)."""
    parts = [struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)]
    for frame in frames:
        seconds, nanoseconds = divmod(frame.time_ns, 1_000_000_000)
        parts += [struct.pack("=IIII", seconds, nanoseconds, len(frame.data), len(frame.data)), frame.data]
    return b"".join(parts)


def _arp_request(mac: bytes, address: str) -> bytes:
    body = struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, mac, socket.inet_aton(OUR_IPV4), bytes(6),
                       socket.inet_aton(address))  # fmt: skip
    return b"\xff" * 6 + mac + b"\x08\x06" + body


def _solicitation(mac: bytes, address: str) -> bytes:
    target, source = (socket.inet_pton(socket.AF_INET6, one) for one in (address, OUR_IPV6))
    group = bytes.fromhex("ff0200000000000000000001ff") + target[13:]
    body = struct.pack("!BBHI16sBB6s", 135, 0, 0, 0, target, 1, 1, mac)
    pseudo = source + group + struct.pack("!II", len(body), 58)
    body = body[:2] + checksum(pseudo + body).to_bytes(2, "big") + body[4:]
    header = struct.pack("!IHBB16s16s", 0x60000000, len(body), 58, 255, source, group)
    return b"\x33\x33\xff" + target[13:] + mac + b"\x86\xdd" + header + body


def checksum(data: bytes) -> int:
    """The Internet checksum of an even number of bytes; 0 over data with a good one in it."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _answers(data: bytes, mac: bytes, address: str) -> bool:
    if data[:6] != mac:
        return False
    if "." in address:
        return data[12:14] == b"\x08\x06" and data[20:22] == b"\0\2" and data[28:32] == socket.inet_aton(address)
    is_advertisement = data[12:14] == b"\x86\xdd" and data[20] == 58 and data[54] == 136
    return is_advertisement and data[62:78] == socket.inet_pton(socket.AF_INET6, address)


class KernelView:
    """The addresses of a host, asked of its kernel by netlink."""

    def __init__(self, host: Host) -> None:
        with host.network():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.bind((0, 0))
        self._socket.settimeout(5)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def addresses(self) -> set[str]:
        """Every address on an interface that is up and not held down (`protodown`, as FRR does in BACKUP)."""
        usable = {index for index, up in self._links() if up}
        found = set()
        for body in self._dump(_RTM_GETADDR, struct.pack("=BBBBI", 0, 0, 0, 0, 0)):
            family, _, _, _, index = struct.unpack_from("=BBBBI", body)
            attributes = dict(_attributes(body[8:]))
            packed = attributes.get(_IFA_LOCAL) or attributes.get(_IFA_ADDRESS)
            if index in usable and packed and family in (socket.AF_INET, socket.AF_INET6):
                found.add(socket.inet_ntop(family, packed))
        return found

    def _links(self) -> Iterator[tuple[int, bool]]:
        for body in self._dump(_RTM_GETLINK, struct.pack("=BBHiII", 0, 0, 0, 0, 0, 0)):
            _, _, _, index, flags, _ = struct.unpack_from("=BBHiII", body)
            held_down = dict(_attributes(body[16:])).get(_IFLA_PROTO_DOWN, b"\0") != b"\0"
            yield index, bool(flags & _IFF_UP) and not held_down

    def _dump(self, kind: int, body: bytes) -> Iterator[bytes]:
        self._socket.send(_NLMSG.pack(_NLMSG.size + len(body), kind, _NLM_F_REQUEST_DUMP, 1, 0) + body)
        while True:
            data, at = self._socket.recv(1 << 20), 0
            while at < len(data):
                length, answer, *_ = _NLMSG.unpack_from(data, at)
                if answer == _NLMSG_DONE:
                    return
                yield data[at + _NLMSG.size : at + length]
                at += (length + 3) & ~3


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        yield kind & 0x3FFF, data[at + 4 : at + length]
        at += (max(length, 4) + 3) & ~3

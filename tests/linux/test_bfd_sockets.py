"""BFD between two hosts: what one sends is what the other is told."""

import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from netlab import INTERFACE, Lan
from standfast.core.effects import SendBfd
from standfast.core.events import BfdDiscarded, BfdReceived, Event
from standfast.linux.bfd_sockets import PORT_ONE_HOP, BfdSockets
from standfast.linux.host import Host
from standfast.linux.netlink_socket import RouteSocket
from standfast.linux.sources import Sources
from standfast.model.track import BfdSession
from standfast.wire.address import parse_address
from standfast.wire.bfd import BfdPacket, encode_bfd

pytestmark = pytest.mark.root

FIRST, SECOND = parse_address("192.168.56.101"), parse_address("192.168.56.102")
FIRST_6, SECOND_6 = parse_address("2001:db8::101"), parse_address("2001:db8::102")
PACKET = BfdPacket(1, 0, False, False, False, 3, 77, 0, 1_000_000_000, 50_000_000)


def session(neighbor: bytes, name: str = "one", *, multihop: bool = False) -> BfdSession:
    return BfdSession(name, neighbor, None, 10**7, 10**7, 10**9, 5, False, 255, 0, multihop)


@dataclass
class End:
    """BFD on one host."""

    route_socket: RouteSocket
    sources: Sources
    sockets: BfdSockets

    def events(self) -> list[Event]:
        """What comes in next."""
        return [event for source in self.sources.wait() for event in source.read(64)]

    def close(self) -> None:
        self.sockets.close()
        self.sources.close()
        self.route_socket.close()


def open_end(lan: Lan, number: int) -> End:
    with lan.hosts[number].network():
        route_socket, sources = RouteSocket(), Sources()
        return End(route_socket, sources, BfdSockets(Host(route_socket), sources))


@pytest.fixture(scope="module")
def addressed(lan: Lan) -> Lan:
    for number, host in enumerate(lan.hosts, 101):
        host.ip(f"addr add 2001:db8::{number}/64 dev {INTERFACE} nodad")
    return lan


@pytest.fixture
def sender(addressed: Lan) -> Iterator[End]:
    made = open_end(addressed, 0)
    yield made
    made.close()


@pytest.fixture
def receiver(addressed: Lan) -> Iterator[End]:
    made = open_end(addressed, 1)
    yield made
    made.close()


def send(lan: Lan, sender: End, effect: SendBfd) -> None:
    with lan.hosts[0].network():
        sender.sockets.send(effect)


def want(lan: Lan, receiver: End, *sessions: BfdSession) -> None:
    with lan.hosts[1].network():
        receiver.sockets.want(sessions)


@pytest.mark.parametrize(("source", "destination"), [(FIRST, SECOND), (FIRST_6, SECOND_6)], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("multihop", [False, True], ids=["one hop", "several hops"])
def test_a_packet_arrives_with_all_that_counts(
    lan: Lan, sender: End, receiver: End, source: bytes, destination: bytes, multihop: bool
) -> None:
    want(lan, receiver, session(source, multihop=multihop))
    send(lan, sender, SendBfd("one", source, destination, 254, multihop, encode_bfd(PACKET)))
    assert receiver.events() == [BfdReceived(INTERFACE, source, destination, 254, PACKET)]


def test_a_session_keeps_its_source_port_and_each_has_its_own(lan: Lan, sender: End) -> None:
    with lan.hosts[1].network(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("", PORT_ONE_HOP))
        ear.settimeout(5)
        ports = []
        for name in ("one", "two", "one"):
            send(lan, sender, SendBfd(name, None, SECOND, 255, False, encode_bfd(PACKET)))
            ports.append(ear.recvfrom(64)[1][1])
    assert ports[0] == ports[2] != ports[1]
    assert all(49152 <= port <= 65535 for port in ports)


def test_what_does_not_decode_is_told_with_its_sender(lan: Lan, sender: End, receiver: End) -> None:
    want(lan, receiver, session(FIRST))
    send(lan, sender, SendBfd("one", FIRST, SECOND, 255, False, b"short"))
    (event,) = receiver.events()
    assert isinstance(event, BfdDiscarded)
    assert event.source == FIRST


def test_without_sessions_nobody_listens(lan: Lan, sender: End, receiver: End) -> None:
    want(lan, receiver, session(FIRST), session(FIRST_6, "two"))
    want(lan, receiver, session(FIRST_6, "two"))
    send(lan, sender, SendBfd("one", FIRST, SECOND, 255, False, encode_bfd(PACKET)))
    send(lan, sender, SendBfd("two", FIRST_6, SECOND_6, 255, False, encode_bfd(PACKET)))
    (event,) = receiver.events()
    assert isinstance(event, BfdReceived)
    assert event.source == FIRST_6
    want(lan, receiver)
    assert not select.select([receiver.sources._epoll], [], [], 0.1)[0]

"""What is listened for follows from the configuration; what is heard becomes events, once each."""

import select
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netlab import INTERFACE, Lan, wait_for
from standfast.core.effects import Log
from standfast.core.events import AdvertisementReceived, Event, PacketDiscarded, PacketsDropped
from standfast.linux.equipment import Equipment
from standfast.linux.raw_sockets import VrrpReceiver, VrrpSender
from standfast.linux.receivers import Hearing, Receiver, wanted
from standfast.model.packets import HeaderAuthentication, Peer, Unicast
from standfast.model.virtual_router import MULTICAST_GROUP_IPV6, VirtualRouter, Vmac
from standfast.wire.address import parse_address
from standfast.wire.vrrp import Advertisement, encode_advertisement

GROUP = parse_address("224.0.0.18")
OTHER_GROUP = parse_address("224.0.0.118")
SOURCE = parse_address("192.168.56.101")
HERE = parse_address("192.168.56.102")
SECOND_NS = 10**9


def router(vrid: int = 51, **fields: object) -> VirtualRouter:
    values: dict[str, object] = {
        "name": f"VI_{vrid}", "interface": INTERFACE, "virtual_router_id": vrid, "priority": 100,
        "advert_interval_ns": SECOND_NS, "addresses": (), **fields,
    }  # fmt: skip
    return VirtualRouter(**values)  # type: ignore[arg-type]


# -- what is listened for


def test_all_virtual_routers_of_an_interface_share_one_socket() -> None:
    routers = [router(51), router(52, multicast_group=OTHER_GROUP), router(53, unicast=Unicast((Peer(SOURCE),)))]
    assert wanted(routers) == {Hearing(INTERFACE, 4, 112, INTERFACE, frozenset({GROUP, OTHER_GROUP}))}


def test_each_ip_version_interface_and_protocol_has_its_own() -> None:
    routers = [
        router(51),
        router(51, family=6, version=3, multicast_group=MULTICAST_GROUP_IPV6),
        router(52, interface="eth1"),
        router(53, authentication=HeaderAuthentication(b"k" * 8)),
    ]
    assert wanted(routers) == {
        Hearing(INTERFACE, 4, 112, INTERFACE, frozenset({GROUP})),
        Hearing(INTERFACE, 6, 112, INTERFACE, frozenset({MULTICAST_GROUP_IPV6})),
        Hearing("eth1", 4, 112, "eth1", frozenset({GROUP})),
        Hearing(INTERFACE, 4, 51, INTERFACE, frozenset({GROUP})),
    }


def test_unicast_alone_joins_no_group() -> None:
    unicast = router(unicast=Unicast((Peer(SOURCE),)), vmac=Vmac("vrrp.51", INTERFACE))
    assert wanted([unicast]) == {Hearing(INTERFACE, 4, 112, INTERFACE, frozenset())}


def test_a_macvlan_hears_its_own_and_its_parent_the_others() -> None:
    routers = [router(51, vmac=Vmac("vrrp.51", INTERFACE)), router(52), router(53, vmac=Vmac("vrrp.53", INTERFACE))]
    group = frozenset({GROUP})
    assert wanted(routers) == {
        Hearing("vrrp.51", 4, 112, INTERFACE, group, only=frozenset({51})),
        Hearing("vrrp.53", 4, 112, INTERFACE, group, only=frozenset({53})),
        Hearing(INTERFACE, 4, 112, INTERFACE, group, all_but=frozenset({51, 53})),
    }


# -- what is heard


def message(vrid: int = 51, priority: int = 100) -> bytes:
    return encode_advertisement(Advertisement(vrid, priority, SECOND_NS, (parse_address("192.168.56.100"),)))


Send = Callable[..., None]


@pytest.fixture
def send(lan: Lan) -> Iterator[Send]:
    """Send a message from the first host."""
    with lan.hosts[0].network():
        sender, index = VrrpSender(), socket.if_nametoindex(INTERFACE)

    def send(payload: bytes, destination: bytes = GROUP, ttl: int | None = None) -> None:
        sender.send(index, SOURCE, destination, payload, ttl)

    yield send
    sender.close()


@pytest.fixture
def equipment(lan: Lan, tmp_path: Path) -> Iterator[Equipment]:
    """The second host listens."""
    with lan.hosts[1].network():
        lines: list[Log] = []
        made = Equipment(lines.append, str(tmp_path / "journal"))
        yield made
        made.close()


def events(equipment: Equipment, limit: int = 64) -> list[Event]:
    """All that was heard."""
    found: list[Event] = []
    while select.select([equipment.sources._epoll], [], [], 0.3)[0]:
        for source in equipment.sources.wait():
            told = list(source.read(limit))
            found += told if isinstance(source, Receiver) else []
    return found


@pytest.mark.root
def test_what_is_heard_is_told_with_its_destination(equipment: Equipment, send: Send) -> None:
    equipment.receivers.want([router()])
    send(message(priority=7))
    send(message(), HERE, 64)
    send(b"\x21")
    heard = events(equipment)
    assert [type(event) for event in heard] == [AdvertisementReceived, AdvertisementReceived, PacketDiscarded]
    good = [event for event in heard if isinstance(event, AdvertisementReceived)]
    assert [(one.interface, one.destination, one.ttl, one.advertisement.priority) for one in good] == [
        (INTERFACE, GROUP, 255, 7),
        (INTERFACE, HERE, 64, 100),
    ]


@pytest.mark.root
def test_a_turn_is_bounded_and_nothing_is_lost(equipment: Equipment, send: Send) -> None:
    equipment.receivers.want([router()])
    for number in range(100):
        send(message(priority=number))
    (ready,) = equipment.sources.wait()
    first = list(ready.read(10))
    assert len(first) == 10
    rest = events(equipment, 7)
    heard = [event.advertisement.priority for event in first + rest if isinstance(event, AdvertisementReceived)]
    assert heard == list(range(100))


@pytest.mark.root
def test_what_the_kernel_dropped_is_told_as_a_number(
    equipment: Equipment, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standfast.linux.raw_sockets.RECEIVE_BUFFER_BYTES", 8192)
    equipment.receivers.want([router()])
    for _ in range(200):
        send(message())
    heard = events(equipment, 4)
    dropped = sum(event.count for event in heard if isinstance(event, PacketsDropped))
    assert dropped
    assert dropped + sum(isinstance(event, AdvertisementReceived) for event in heard) == 200


@pytest.mark.root
def test_packets_of_a_router_with_a_macvlan_are_told_once(
    lan: Lan, equipment: Equipment, send: Send, tmp_path: Path
) -> None:
    vmac = Vmac("vrrp.51", INTERFACE)
    equipment.vmacs.create((INTERFACE, 51, 4), vmac)
    equipment.receivers.want([router(51, vmac=vmac), router(52)])
    for vrid in (51, 52, 99):
        send(message(vrid))
    heard = [event for event in events(equipment) if isinstance(event, AdvertisementReceived)]
    assert sorted(event.advertisement.virtual_router_id for event in heard) == [51, 52, 99]
    assert {event.interface for event in heard} == {INTERFACE}
    with lan.hosts[0].network():
        peer = Equipment(lambda line: None, str(tmp_path / "peer"))
        peer.vmacs.create((INTERFACE, 51, 4), vmac)

        def is_up() -> bool:
            peer.host.refresh_links()
            return peer.host.get("vrrp.51").up

        wait_for(is_up, "the peer's macvlan is up")
        sender = VrrpSender()
        sender.send(peer.host.get("vrrp.51").index, SOURCE, GROUP, message(51, 9), None)
        sender.close()
        peer.close()
    heard = [event for event in events(equipment) if isinstance(event, AdvertisementReceived)]
    assert [event.advertisement.priority for event in heard] == [9], "a packet that bears the macvlan's own MAC"


@pytest.mark.root
def test_an_interface_that_is_made_anew_is_heard_again(lan: Lan, equipment: Equipment, send: Send) -> None:
    host = lan.hosts[1]
    host.ip("link add late0 type veth peer name late1")
    equipment.host.refresh_links()
    equipment.receivers.want([router(interface="late0")])
    first = dict(equipment.receivers._open)
    assert len(first) == 1
    host.ip("link del late0")
    equipment.host.refresh_links()
    equipment.receivers.match()
    assert equipment.receivers._open == {}
    host.ip("link add late0 type veth peer name late1")
    equipment.host.refresh_links()
    equipment.receivers.match()
    assert equipment.receivers._open.keys() == first.keys()
    assert list(equipment.receivers._open.values()) != list(first.values())
    host.ip("link del late0")


@pytest.mark.root
def test_one_packet_again_and_again_is_decoded_once(lan: Lan, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    with lan.hosts[1].network():
        hearing = Hearing(INTERFACE, 4, 112, INTERFACE, frozenset({GROUP}))
        receiver = Receiver(hearing, socket.if_nametoindex(INTERFACE))
    for priority in (1, 1, 2, 1):
        send(message(priority=priority))
    select.select([receiver], [], [], 5)
    heard = list(receiver.read(4))
    assert heard[0] is heard[1] is heard[3]
    assert heard[0] != heard[2]
    receiver.close()
    assert list(receiver.read(4)) == []
    assert isinstance(receiver._opened, VrrpReceiver)

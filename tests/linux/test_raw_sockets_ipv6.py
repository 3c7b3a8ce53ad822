"""VRRP over IPv6 between two hosts: what one sends is what the other receives, with what the header said."""

import select
import socket
from collections.abc import Iterator

import pytest

from netlab import INTERFACE, Lan
from standfast.linux.raw_sockets_ipv6 import Ipv6Packet, VrrpReceiverIpv6, VrrpSenderIpv6
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

GROUP = parse_address("ff02::12")
SOURCE = parse_address("fe80::101")
OTHER_SOURCE = parse_address("2001:db8::101")
HOST = parse_address("2001:db8::102")
PAYLOAD = b"any bytes will do here"


@pytest.fixture(scope="module")
def addressed(lan: Lan) -> Lan:
    for number, host in enumerate(lan.hosts, 101):
        host.ip(
            f"addr add fe80::{number}/64 dev {INTERFACE} nodad",
            f"addr add 2001:db8::{number}/64 dev {INTERFACE} nodad",
        )
    return lan


@pytest.fixture
def sender(addressed: Lan) -> Iterator[VrrpSenderIpv6]:
    with addressed.hosts[0].network():
        made = VrrpSenderIpv6()
    yield made
    made.close()


@pytest.fixture
def receiver(addressed: Lan) -> Iterator[VrrpReceiverIpv6]:
    made = open_receiver(addressed, 1)
    yield made
    made.close()


def open_receiver(lan: Lan, number: int) -> VrrpReceiverIpv6:
    with lan.hosts[number].network():
        return VrrpReceiverIpv6(INTERFACE, socket.if_nametoindex(INTERFACE), frozenset({GROUP}))


def lan_index(lan: Lan) -> int:
    with lan.hosts[0].network():
        return socket.if_nametoindex(INTERFACE)


def received(receiver: VrrpReceiverIpv6, within_s: float = 10) -> Ipv6Packet | None:
    select.select([receiver], [], [], within_s)
    return receiver.receive()


def test_a_packet_arrives_with_source_destination_and_hop_limit(
    lan: Lan, sender: VrrpSenderIpv6, receiver: VrrpReceiverIpv6
) -> None:
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
    assert received(receiver) == Ipv6Packet(SOURCE, GROUP, 255, PAYLOAD)


def test_a_host_can_be_addressed_with_another_hop_limit(
    lan: Lan, sender: VrrpSenderIpv6, receiver: VrrpReceiverIpv6
) -> None:
    sender.send(lan_index(lan), OTHER_SOURCE, HOST, PAYLOAD, 64)
    assert received(receiver) == Ipv6Packet(OTHER_SOURCE, HOST, 64, PAYLOAD)


def test_a_router_does_not_hear_itself(lan: Lan, sender: VrrpSenderIpv6, receiver: VrrpReceiverIpv6) -> None:
    own = open_receiver(lan, 0)
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
    assert received(receiver) is not None
    assert own.receive() is None
    own.close()


def test_reading_never_waits_even_when_closed(lan: Lan) -> None:
    receiver = open_receiver(lan, 1)
    assert receiver.receive() is None
    assert receiver.count_dropped() == 0
    receiver.close()
    assert receiver.receive() is None


def test_a_source_that_is_nobody_of_ours_is_refused(lan: Lan, sender: VrrpSenderIpv6) -> None:
    with pytest.raises(OSError, match=r"argument|address"):
        sender.send(lan_index(lan), parse_address("fe80::999"), GROUP, PAYLOAD, None)

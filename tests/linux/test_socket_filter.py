"""The kernel's filter lets each socket hear its own virtual routers, by their ids."""

import select
import socket
from collections.abc import Callable

import pytest

from netlab import INTERFACE, Lan
from standfast.linux.raw_sockets import VrrpReceiver, VrrpSender
from standfast.linux.raw_sockets_ipv6 import VrrpReceiverIpv6, VrrpSenderIpv6
from standfast.linux.socket_filter import hear_all_but, hear_only
from standfast.wire.address import parse_address
from standfast.wire.vrrp import PROTOCOL_VRRP

pytestmark = pytest.mark.root

GROUP, GROUP_6 = parse_address("224.0.0.18"), parse_address("ff02::12")
SOURCE, SOURCE_6 = parse_address("192.168.56.101"), parse_address("fe80::101")
MESSAGES = [bytes((0x31, vrid)) + bytes(6) for vrid in (50, 51, 52, 53)] + [b"\x31"]

Filter = Callable[[socket.socket, frozenset[int]], None]


def heard(lan: Lan, family: int, divide: Filter) -> list[int | None]:
    """The virtual router ids that get through; None for a message that is too short to have one."""
    with lan.hosts[1].network():
        index = socket.if_nametoindex(INTERFACE)
        receiver: VrrpReceiver | VrrpReceiverIpv6
        if family == 4:
            receiver = VrrpReceiver(INTERFACE, index, frozenset({GROUP}), PROTOCOL_VRRP)
        else:
            receiver = VrrpReceiverIpv6(INTERFACE, index, frozenset({GROUP_6}))
    divide(receiver.socket, frozenset({51, 53}))
    with lan.hosts[0].network():
        sender = VrrpSender() if family == 4 else VrrpSenderIpv6()
        index = socket.if_nametoindex(INTERFACE)
    for message in MESSAGES:
        sender.send(index, *((SOURCE, GROUP) if family == 4 else (SOURCE_6, GROUP_6)), message, None)
    found = []
    while select.select([receiver], [], [], 0.2)[0]:
        packet = receiver.receive()
        assert packet is not None
        message = packet[20:] if isinstance(packet, bytes) else packet.message
        found.append(message[1] if len(message) > 1 else None)
    sender.close()
    receiver.close()
    return found


@pytest.fixture(scope="module", autouse=True)
def _link_local(lan: Lan) -> None:
    for number, host in enumerate(lan.hosts, 101):
        host.ip(f"addr add fe80::{number}/64 dev {INTERFACE} nodad")


@pytest.mark.parametrize("family", [4, 6])
def test_only_those(lan: Lan, family: int) -> None:
    assert heard(lan, family, hear_only) == [51, 53]


@pytest.mark.parametrize("family", [4, 6])
def test_all_but_those(lan: Lan, family: int) -> None:
    assert heard(lan, family, hear_all_but) == [50, 52, None]


def test_the_message_may_stand_behind_another_header(lan: Lan) -> None:
    def one_further(receiver: socket.socket, vrids: frozenset[int]) -> None:
        hear_all_but(receiver, vrids, 1)

    assert heard(lan, 4, one_further) == [50, 51, 52, 53, None], "there is no id so far behind"

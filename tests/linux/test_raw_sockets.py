"""VRRP and ARP between two hosts: what one sends is what the other receives, headers included."""

import select
import socket
from collections.abc import Iterator

import pytest

from in_child import become_nobody, in_child
from netlab import INTERFACE, Lan, wait_for
from standfast.errors import PermissionMissingError
from standfast.linux.raw_sockets import PacketSender, VrrpReceiver, VrrpSender
from standfast.wire.vrrp import PROTOCOL_VRRP

pytestmark = pytest.mark.root

GROUP = bytes((224, 0, 0, 18))
SOURCE = bytes((192, 168, 56, 101))
PAYLOAD = b"any bytes will do here"
LOOPBACK_INDEX = 1


@pytest.fixture
def sender(lan: Lan) -> Iterator[VrrpSender]:
    with lan.hosts[0].network():
        made = VrrpSender()
    yield made
    made.close()


@pytest.fixture
def receiver(lan: Lan) -> Iterator[VrrpReceiver]:
    made = open_receiver(lan, 1)
    yield made
    made.close()


def open_receiver(lan: Lan, number: int, interface: str = INTERFACE) -> VrrpReceiver:
    with lan.hosts[number].network():
        return VrrpReceiver(interface, socket.if_nametoindex(interface), frozenset({GROUP}), PROTOCOL_VRRP)


def lan_index(lan: Lan, number: int = 0) -> int:
    with lan.hosts[number].network():
        return socket.if_nametoindex(INTERFACE)


def received(receiver: VrrpReceiver, within_s: float = 10) -> bytes | None:
    select.select([receiver], [], [], within_s)
    return receiver.receive()


def test_a_packet_arrives_with_the_headers_that_vrrp_demands(
    lan: Lan, sender: VrrpSender, receiver: VrrpReceiver
) -> None:
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
    packet = received(receiver)
    assert packet is not None
    assert packet[1] == 0xC0, "TOS: internetwork control"
    assert packet[8] == 255, "TTL"
    assert packet[9] == 112, "protocol"
    assert packet[12:20] == SOURCE + GROUP
    assert packet[20:] == PAYLOAD


def test_the_source_is_the_one_that_was_asked_for(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    lan.hosts[0].ip(f"addr add 10.1.1.1/32 dev {INTERFACE}")
    sender.send(lan_index(lan), bytes((10, 1, 1, 1)), GROUP, PAYLOAD, None)
    lan.hosts[0].ip(f"addr del 10.1.1.1/32 dev {INTERFACE}")
    packet = received(receiver)
    assert packet is not None
    assert packet[12:16] == bytes((10, 1, 1, 1))


def test_the_ttl_may_be_another_one(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, 7)
    packet = received(receiver)
    assert packet is not None
    assert packet[8] == 7


def test_a_host_can_be_addressed_instead_of_the_group(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    sender.send(lan_index(lan), SOURCE, bytes((192, 168, 56, 102)), PAYLOAD, None)
    packet = received(receiver)
    assert packet is not None
    assert packet[12:20] == SOURCE + bytes((192, 168, 56, 102))


def test_a_group_that_was_not_asked_for_is_not_heard(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    with lan.hosts[1].network():
        other = VrrpReceiver(
            INTERFACE, socket.if_nametoindex(INTERFACE), frozenset({bytes((224, 0, 0, 19))}), PROTOCOL_VRRP
        )
    sender.send(lan_index(lan), SOURCE, bytes((224, 0, 0, 19)), PAYLOAD, None)
    assert received(other) is not None
    assert receiver.receive() is None
    other.close()


def test_a_whole_packet_arrives_as_it_was_made(lan: Lan) -> None:
    with lan.hosts[0].network():
        sender = PacketSender()
    with lan.hosts[1].network():
        receiver = VrrpReceiver(INTERFACE, socket.if_nametoindex(INTERFACE), frozenset({GROUP}), socket.IPPROTO_AH)
    header = bytes((0x45, 0xC0, 0, 20 + len(PAYLOAD), 0x12, 0x34, 0, 0, 255, 51, 0, 0)) + SOURCE + GROUP
    sender.send(lan_index(lan), GROUP, header + PAYLOAD)
    packet = received(receiver)
    assert packet is not None
    assert packet[:10] + packet[12:] == header[:10] + header[12:] + PAYLOAD, "only the checksum is the kernel's"
    sender.close()
    receiver.close()


def test_what_the_kernel_could_not_keep_is_counted(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    receiver.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
    index = lan_index(lan)
    for _ in range(100):
        sender.send(index, SOURCE, GROUP, PAYLOAD, None)
    heard = 0
    while received(receiver, within_s=0.1) is not None:
        heard += 1
    assert heard < 100
    assert heard + receiver.count_dropped() == 100


def test_a_router_does_not_hear_itself(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    own = open_receiver(lan, 0)
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
    assert received(receiver) is not None
    assert own.receive() is None
    own.close()


def test_a_receiver_hears_its_own_interface_only(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    lan.hosts[1].ip("link add side0 type veth peer name side1", "link set side1 up", "link set side0 up")
    aside = open_receiver(lan, 1, "side0")
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
    assert received(receiver) is not None
    assert aside.receive() is None
    aside.close()
    lan.hosts[1].ip("link del side0")


def test_reading_never_waits(receiver: VrrpReceiver) -> None:
    assert receiver.receive() is None


def test_a_receiver_that_was_closed_in_the_same_turn_has_nothing(lan: Lan) -> None:
    receiver = open_receiver(lan, 0)
    receiver.close()
    assert receiver.receive() is None


def test_an_interface_that_went_down_and_up_is_heard_again(
    lan: Lan, sender: VrrpSender, receiver: VrrpReceiver
) -> None:
    lan.hosts[1].ip(f"link set {INTERFACE} down")
    assert received(receiver, within_s=0.1) is None
    lan.hosts[1].ip(f"link set {INTERFACE} up")

    def heard() -> bool:
        sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD, None)
        return received(receiver, within_s=0.1) is not None

    wait_for(heard, "a packet after the link came back")


def test_sending_through_an_interface_that_is_gone_fails(sender: VrrpSender) -> None:
    with pytest.raises(OSError, match=r"."):
        sender.send(9999, SOURCE, GROUP, PAYLOAD, None)


def test_without_permission_the_error_names_what_is_missing(lan: Lan) -> None:
    def refusal() -> str:
        become_nobody()
        try:
            VrrpSender()
        except PermissionMissingError as error:
            return str(error)
        return "permitted"

    assert "CAP_NET_RAW" in in_child(refusal)

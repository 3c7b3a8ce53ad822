"""VRRP and ARP between two hosts: what one sends is what the other receives, headers included."""

import select
import socket
from collections.abc import Iterator

import pytest

from in_child import become_nobody, in_child
from netlab import INTERFACE, Lan, Wire, wait_for
from standfast.errors import PermissionMissingError
from standfast.linux.raw_sockets import ArpSender, VrrpReceiver, VrrpSender

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
        return VrrpReceiver(interface, socket.if_nametoindex(interface), frozenset({GROUP}))


def lan_index(lan: Lan, number: int = 0) -> int:
    with lan.hosts[number].network():
        return socket.if_nametoindex(INTERFACE)


def received(receiver: VrrpReceiver, within_s: float = 10) -> bytes | None:
    select.select([receiver], [], [], within_s)
    return receiver.receive()


def test_a_packet_arrives_with_the_headers_that_vrrp_demands(
    lan: Lan, sender: VrrpSender, receiver: VrrpReceiver
) -> None:
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD)
    packet = received(receiver)
    assert packet is not None
    assert packet[1] == 0xC0, "TOS: internetwork control"
    assert packet[8] == 255, "TTL"
    assert packet[9] == 112, "protocol"
    assert packet[12:20] == SOURCE + GROUP
    assert packet[20:] == PAYLOAD


def test_the_source_is_the_one_that_was_asked_for(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    lan.hosts[0].ip(f"addr add 10.1.1.1/32 dev {INTERFACE}")
    sender.send(lan_index(lan), bytes((10, 1, 1, 1)), GROUP, PAYLOAD)
    lan.hosts[0].ip(f"addr del 10.1.1.1/32 dev {INTERFACE}")
    packet = received(receiver)
    assert packet is not None
    assert packet[12:16] == bytes((10, 1, 1, 1))


def test_a_router_does_not_hear_itself(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    own = open_receiver(lan, 0)
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD)
    assert received(receiver) is not None
    assert own.receive() is None
    own.close()


def test_a_receiver_hears_its_own_interface_only(lan: Lan, sender: VrrpSender, receiver: VrrpReceiver) -> None:
    lan.hosts[1].ip("link add side0 type veth peer name side1", "link set side1 up", "link set side0 up")
    aside = open_receiver(lan, 1, "side0")
    sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD)
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
        sender.send(lan_index(lan), SOURCE, GROUP, PAYLOAD)
        return received(receiver, within_s=0.1) is not None

    wait_for(heard, "a packet after the link came back")


def test_sending_through_an_interface_that_is_gone_fails(sender: VrrpSender) -> None:
    with pytest.raises(OSError, match=r"."):
        sender.send(9999, SOURCE, GROUP, PAYLOAD)


def test_a_frame_leaves_as_it_was_given(lan: Lan) -> None:
    frame = b"\xff" * 6 + b"\x02\0\0\0\0\x01" + b"\x08\x06" + bytes(range(28))
    with Wire(lan) as wire:
        with lan.hosts[0].network():
            arp = ArpSender()
        arp.send(INTERFACE, frame)
        wait_for(lambda: any(heard.data[: len(frame)] == frame for heard in wire.frames()), "the frame on the wire")
        arp.close()


def test_without_permission_the_error_names_what_is_missing(lan: Lan) -> None:
    def refusal() -> str:
        become_nobody()
        try:
            VrrpSender()
        except PermissionMissingError as error:
            return str(error)
        return "permitted"

    assert "CAP_NET_RAW" in in_child(refusal)

"""What raw sockets deliver becomes events: the good, and the bad with their reasons."""

import struct

import pytest

from standfast.core.events import AdvertisementReceived, PacketDiscarded
from standfast.linux.packets import decode_message, decode_packet
from standfast.wire.address import parse_address
from standfast.wire.vrrp import (
    AUTH_AH,
    VERSION_3,
    Advertisement,
    ChecksumForm,
    DiscardReason,
    encode_advertisement,
)

SOURCE = parse_address("192.168.56.66")
GROUP = parse_address("224.0.0.18")
SOURCE_6 = parse_address("fe80::66")
GROUP_6 = parse_address("ff02::12")
VIP = parse_address("192.168.56.100")
SECOND_NS = 1_000_000_000
VERSION_2 = Advertisement(51, 200, SECOND_NS, (VIP,))
MESSAGE = encode_advertisement(VERSION_2)
VERSION_3_IPV6 = Advertisement(
    51, 200, SECOND_NS, (parse_address("fe80::100"),), version=VERSION_3, checksum_form=ChecksumForm.PSEUDO_HEADER
)
MESSAGE_6 = encode_advertisement(VERSION_3_IPV6, source=SOURCE_6, destination=GROUP_6)


def packet(payload: bytes, *, protocol: int = 112, ttl: int = 255) -> bytes:
    """An IPv4 packet as a raw socket delivers it."""
    return struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(payload), 7, 0, ttl, protocol, 0) + SOURCE + GROUP + payload


def test_a_good_packet_becomes_an_advertisement() -> None:
    assert decode_packet("eth0", packet(MESSAGE, ttl=254)) == AdvertisementReceived(
        "eth0", SOURCE, 254, VERSION_2, GROUP, MESSAGE
    )


def test_what_follows_a_message_of_version_3_is_its_trailer() -> None:
    advertisement = Advertisement(51, 200, SECOND_NS, (VIP,), version=VERSION_3, trailer=b"t" * 28)
    whole = encode_advertisement(advertisement, source=SOURCE, destination=GROUP)
    event = decode_packet("eth0", packet(whole))
    assert isinstance(event, AdvertisementReceived)
    assert (event.message, event.trailer) == (whole[:-28], b"t" * 28)
    assert event.advertisement == advertisement


def test_what_stands_before_a_message_with_an_authentication_header_is_kept() -> None:
    message = encode_advertisement(Advertisement(51, 200, SECOND_NS, (VIP,), auth_type=AUTH_AH))
    header = bytes((112, 4, 0, 0)) + bytes(20)
    whole = packet(header + message, protocol=51)
    event = decode_packet("eth0", whole)
    assert isinstance(event, AdvertisementReceived)
    assert (event.header, event.message) == (whole[:44], message)
    assert event.advertisement.auth_type == AUTH_AH


def test_an_authentication_header_that_carries_something_else_is_refused() -> None:
    event = decode_packet("eth0", packet(bytes((6, 4)) + bytes(60), protocol=51))
    assert isinstance(event, PacketDiscarded)
    assert event.reason is DiscardReason.IP_HEADER


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (MESSAGE[:5], DiscardReason.LENGTH),
        (b"\x71" + MESSAGE[1:], DiscardReason.VERSION),
        (MESSAGE[:-1] + b"\1", DiscardReason.CHECKSUM),
    ],
)
def test_a_bad_packet_becomes_an_event_that_says_who_and_why(payload: bytes, reason: DiscardReason) -> None:
    event = decode_packet("eth0", packet(payload))
    assert isinstance(event, PacketDiscarded)
    assert (event.reason, event.source, event.virtual_router_id) == (reason, SOURCE, 51)


@pytest.mark.parametrize("data", [b"", b"\x45", packet(MESSAGE)[:19], b"\x65" + packet(MESSAGE)[1:]])
def test_a_packet_that_is_no_ip_packet_has_no_sender(data: bytes) -> None:
    event = decode_packet("eth0", data)
    assert isinstance(event, PacketDiscarded)
    assert (event.reason, event.source) == (DiscardReason.IP_HEADER, None)


def test_a_message_of_ipv6_becomes_an_advertisement() -> None:
    assert decode_message("eth0", SOURCE_6, GROUP_6, 255, MESSAGE_6) == AdvertisementReceived(
        "eth0", SOURCE_6, 255, VERSION_3_IPV6, GROUP_6, MESSAGE_6
    )


def test_a_message_for_another_destination_has_a_wrong_checksum() -> None:
    event = decode_message("eth0", SOURCE_6, SOURCE_6, 255, MESSAGE_6)
    assert isinstance(event, PacketDiscarded)
    assert (event.reason, event.source, event.virtual_router_id) == (DiscardReason.CHECKSUM, SOURCE_6, 51)


@pytest.mark.parametrize(("destination", "hop_limit"), [(None, 255), (GROUP_6, None)])
def test_without_what_the_header_said_a_message_is_refused(destination: bytes | None, hop_limit: int | None) -> None:
    event = decode_message("eth0", SOURCE_6, destination, hop_limit, MESSAGE_6)
    assert isinstance(event, PacketDiscarded)
    assert event.reason is DiscardReason.IP_HEADER

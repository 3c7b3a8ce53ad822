"""The IPv4 header as a raw socket delivers it: golden bytes, contradictions, scapy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, IPOption_NOP

from standfast.errors import DecodeError
from standfast.wire.ipv4 import Ipv4Header, decode_ipv4
from standfast.wire.vrrp import DiscardReason

# 20 bytes of header and 4 of payload: TOS 0xC0, total length 24, TTL 255, protocol 112.
HEADER = bytes.fromhex("45c00018 00000000 ff70 b2a9 c0a83865 e0000012")
PACKET = HEADER + b"abcd"


def test_each_field_comes_from_its_place() -> None:
    assert decode_ipv4(PACKET) == Ipv4Header(
        source=bytes((192, 168, 56, 101)),
        destination=bytes((224, 0, 0, 18)),
        protocol=112,
        ttl=255,
        header_length=20,
        total_length=24,
    )


def test_options_move_the_payload() -> None:
    packet = bytes(IP(src="192.0.2.1", dst="192.0.2.2", proto=112, options=[IPOption_NOP()] * 4) / b"payload")
    header = decode_ipv4(packet)
    assert packet[header.header_length : header.total_length] == b"payload"


def test_bytes_after_the_total_length_are_not_payload() -> None:
    header = decode_ipv4(PACKET + bytes(22))
    assert PACKET[header.header_length : header.total_length] == b"abcd"


@pytest.mark.parametrize(
    ("packet", "detail"),
    [
        (b"", "0 bytes"),
        (HEADER[:19], "19 bytes"),
        (b"\x65" + PACKET[1:], "IP version 6"),
        (b"\x44" + PACKET[1:], "header 16"),
        (b"\x47" + PACKET[1:], "header 28, total 24"),
        (PACKET[:-1], "total 24, received 23"),
        (PACKET[:2] + b"\x00\x13" + PACKET[4:], "total 19"),
    ],
)
def test_contradictions_are_refused_with_the_numbers(packet: bytes, detail: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_ipv4(packet)
    assert caught.value.reason == DiscardReason.IP_HEADER
    assert detail in caught.value.detail


@given(st.binary(max_size=80) | st.binary(max_size=60).map(lambda rest: b"\x45\x00\x00\x18" + rest))
def test_any_bytes_are_a_header_within_the_packet_or_a_decode_error(packet: bytes) -> None:
    try:
        header = decode_ipv4(packet)
    except DecodeError:
        return
    assert 20 <= header.header_length <= header.total_length <= len(packet)


@given(
    source=st.ip_addresses(v=4),
    destination=st.ip_addresses(v=4),
    ttl=st.integers(0, 255),
    protocol=st.integers(0, 255),
    payload=st.binary(max_size=40),
)
def test_what_scapy_builds_decodes_to_the_same(
    source: object, destination: object, ttl: int, protocol: int, payload: bytes
) -> None:
    packet = bytes(IP(src=str(source), dst=str(destination), ttl=ttl, proto=protocol) / payload)
    header = decode_ipv4(packet)
    assert header.source == packet[12:16]
    assert header.destination == packet[16:20]
    assert (header.ttl, header.protocol) == (ttl, protocol)
    assert packet[header.header_length : header.total_length] == payload

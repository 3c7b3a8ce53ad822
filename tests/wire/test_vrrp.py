"""VRRP version 2: golden bytes, other people's captures, malformed packets, round trips, scapy."""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRP

from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.address import format_address
from standfast.wire.checksum import internet_checksum
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import (
    AUTH_NONE,
    AUTH_PASS,
    PROTOCOL_VRRP,
    TTL_VRRP,
    Advertisement,
    DiscardReason,
    decode_advertisement,
    encode_advertisement,
)

CAPTURES = Path(__file__).parents[1] / "data" / "captures"
LINK_HEADER_LENGTH = {1: 14, 107: 5}  # Ethernet; frame relay as in tcpdump_oobr.pcap

ADDRESSES = st.lists(st.binary(min_size=4, max_size=4), min_size=1, max_size=255).map(tuple)
ADVERTISEMENTS = st.builds(
    Advertisement,
    virtual_router_id=st.integers(0, 255),
    priority=st.integers(0, 255),
    advert_interval_ns=st.integers(0, 255).map(lambda seconds: seconds * NS_PER_S),
    addresses=ADDRESSES,
    auth_type=st.integers(0, 255),
    auth_data=st.binary(min_size=8, max_size=8),
)

# By hand: version 2 type 1, VRID 51, priority 100, one address, no authentication, 1 s, 192.168.56.100.
# Checksum: 2133 + 6401 + 0001 + c0a8 + 3864 = 17e41, folded 7e42, inverted 81bd.
PLAIN = bytes.fromhex("21336401 0001 81bd c0a83864 0000000000000000")
PLAIN_VALUE = Advertisement(51, 100, NS_PER_S, (bytes((192, 168, 56, 100)),))

# Sent by keepalived 2.2.7: VRID 51, priority 100, auth_pass 1111, 192.168.1.100 and 192.168.1.101.
KEEPALIVED = bytes.fromhex("21336402 0101 934c c0a80164 c0a80165 3131313100000000")
KEEPALIVED_VALUE = Advertisement(
    virtual_router_id=51,
    priority=100,
    advert_interval_ns=NS_PER_S,
    addresses=(bytes((192, 168, 1, 100)), bytes((192, 168, 1, 101))),
    auth_type=AUTH_PASS,
    auth_data=b"1111\0\0\0\0",
)


def read_ip_packets(name: str) -> Iterator[bytes]:
    """Yield the network layer of each packet of a little-endian pcap file."""
    data = (CAPTURES / name).read_bytes()
    (link_type,) = struct.unpack_from("<I", data, 20)
    at = 24
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at + 8)
        yield data[at + 16 + LINK_HEADER_LENGTH[link_type] : at + 16 + length]
        at += 16 + length


def checksummed(message: bytes) -> bytes:
    """The message with the right checksum, so that a test reaches the check behind it."""
    blank = message[:6] + b"\0\0" + message[8:]
    return blank[:6] + internet_checksum(blank).to_bytes(2, "big") + blank[8:]


def discard_reason(payload: bytes) -> str:
    with pytest.raises(DecodeError) as caught:
        decode_advertisement(payload)
    return caught.value.reason


@pytest.mark.parametrize(("message", "value"), [(PLAIN, PLAIN_VALUE), (KEEPALIVED, KEEPALIVED_VALUE)])
def test_golden_bytes(message: bytes, value: Advertisement) -> None:
    assert encode_advertisement(value) == message
    assert decode_advertisement(message) == value


def test_every_version_2_packet_of_the_capture_comes_back_identical() -> None:
    authentications: Counter[int] = Counter()
    others: Counter[str] = Counter()
    for packet in read_ip_packets("tcpdump_vrrp.pcap"):
        if packet[0] >> 4 == 6:
            others["IPv6"] += 1
            continue
        header = decode_ipv4(packet)
        assert (header.protocol, header.ttl) == (PROTOCOL_VRRP, TTL_VRRP)
        payload = packet[header.header_length : header.total_length]
        try:
            advertisement = decode_advertisement(payload)
        except DecodeError as error:
            others[error.reason] += 1
            continue
        authentications[advertisement.auth_type] += 1
        assert advertisement.auth_data == (b"abcdefgh" if advertisement.auth_type == AUTH_PASS else bytes(8))
        assert encode_advertisement(advertisement) == payload
    assert authentications == {AUTH_NONE: 34, AUTH_PASS: 34}
    assert others == {DiscardReason.VERSION: 33, "IPv6": 64}


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("tcpdump_oobr.pcap", {DiscardReason.LENGTH: 3}),
        ("tcpdump_oobr2.pcap", {DiscardReason.VERSION: 9, DiscardReason.LENGTH: 1}),
        ("pcpp_VRRP-V2.pcap", {DiscardReason.LENGTH: 1}),
        ("pcpp_VRRP-V3-IPv4.pcap", {DiscardReason.VERSION: 1}),
    ],
)
def test_every_other_packet_is_refused_for_its_reason(name: str, reasons: dict[str, int]) -> None:
    # Some claim more bytes than were captured, which decode_ipv4 refuses, so the VRRP part is cut out here.
    packets = read_ip_packets(name)
    payloads = [packet[(packet[0] & 0x0F) * 4 : int.from_bytes(packet[2:4], "big")] for packet in packets]
    assert Counter(discard_reason(payload) for payload in payloads) == reasons


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", DiscardReason.LENGTH),
        (PLAIN[:7], DiscardReason.LENGTH),
        (PLAIN[:-1], DiscardReason.LENGTH),
        (PLAIN[:-8], DiscardReason.LENGTH),
        (checksummed(PLAIN + bytes(4)), DiscardReason.LENGTH),
        (checksummed(PLAIN[:3] + b"\x02" + PLAIN[4:]), DiscardReason.LENGTH),
        (checksummed(b"\x31" + PLAIN[1:]), DiscardReason.VERSION),
        (checksummed(b"\x11" + PLAIN[1:]), DiscardReason.VERSION),
        (checksummed(b"\x22" + PLAIN[1:]), DiscardReason.TYPE),
        (checksummed(b"\x20" + PLAIN[1:]), DiscardReason.TYPE),
        (PLAIN[:6] + b"\x81\xbf" + PLAIN[8:], DiscardReason.CHECKSUM),
        (PLAIN[:6] + b"\0\0" + PLAIN[8:], DiscardReason.CHECKSUM),
    ],
)
def test_a_packet_that_is_wrong_in_itself_is_refused_with_the_reason(payload: bytes, reason: str) -> None:
    assert discard_reason(payload) == reason


def test_the_first_fault_in_the_order_of_the_rfc_is_the_one_reported() -> None:
    packet = bytearray(PLAIN[:-1])  # too short; then wrong in type and in version as well
    assert discard_reason(bytes(packet)) == DiscardReason.LENGTH
    packet[0] = 0x22
    assert discard_reason(bytes(packet)) == DiscardReason.TYPE
    packet[0] = 0x32
    assert discard_reason(bytes(packet)) == DiscardReason.VERSION


def test_a_router_without_addresses_can_speak_too() -> None:
    """keepalived runs an instance without addresses, for its election alone."""
    empty = replace(PLAIN_VALUE, addresses=())
    packet = encode_advertisement(empty)
    assert packet == checksummed(PLAIN[:3] + b"\0" + PLAIN[4:8] + PLAIN[12:])
    assert decode_advertisement(packet) == empty


def test_what_only_the_configuration_can_judge_is_decoded() -> None:
    value = replace(PLAIN_VALUE, virtual_router_id=0, priority=0, advert_interval_ns=0, auth_type=7)
    assert decode_advertisement(encode_advertisement(value)) == value


@pytest.mark.parametrize("bit", range(len(KEEPALIVED) * 8))
def test_no_single_flipped_bit_goes_unnoticed(bit: int) -> None:
    packet = bytearray(KEEPALIVED)
    packet[bit // 8] ^= 0x80 >> bit % 8
    discard_reason(bytes(packet))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PLAIN_VALUE, virtual_router_id=256),
        replace(PLAIN_VALUE, virtual_router_id=-1),
        replace(PLAIN_VALUE, priority=256),
        replace(PLAIN_VALUE, auth_type=256),
        replace(PLAIN_VALUE, advert_interval_ns=256 * NS_PER_S),
        replace(PLAIN_VALUE, advert_interval_ns=-NS_PER_S),
        replace(PLAIN_VALUE, advert_interval_ns=100 * NS_PER_MS),
        replace(PLAIN_VALUE, addresses=(bytes(16),)),
        replace(PLAIN_VALUE, addresses=(bytes(4),) * 256),
        replace(PLAIN_VALUE, auth_data=b"1111"),
        replace(PLAIN_VALUE, version=3),
    ],
)
def test_a_value_that_does_not_fit_is_refused(wrong: Advertisement) -> None:
    with pytest.raises(ValueError):
        encode_advertisement(wrong)


def test_the_password_is_in_no_text() -> None:
    assert "1111" not in repr(KEEPALIVED_VALUE)
    with pytest.raises(ValueError) as caught:
        encode_advertisement(replace(KEEPALIVED_VALUE, priority=256))
    assert "1111" not in str(caught.value)


@given(ADVERTISEMENTS)
def test_any_advertisement_survives_the_round_trip(advertisement: Advertisement) -> None:
    assert decode_advertisement(encode_advertisement(advertisement)) == advertisement


def almost_valid(data: bytes) -> bytes:
    """Random bytes that pass the checks of version, type and checksum, so that the rest is exercised."""
    return checksummed(b"\x21" + data[1:])


@given(st.binary(max_size=60) | st.binary(min_size=8, max_size=60).map(almost_valid))
def test_any_bytes_are_an_advertisement_or_a_decode_error(payload: bytes) -> None:
    try:
        advertisement = decode_advertisement(payload)
    except DecodeError as error:
        DiscardReason(error.reason)  # a ValueError here would be a reason that no counter knows
        return
    # A checksum of 0000 may arrive as ffff, which is the same number in one's complement.
    again = encode_advertisement(advertisement)
    assert again[:6] + again[8:] == payload[:6] + payload[8:]
    assert again[6:8] == payload[6:8] or (again[6:8], payload[6:8]) == (b"\0\0", b"\xff\xff")


@given(ADVERTISEMENTS)
def test_scapy_reads_what_we_write(advertisement: Advertisement) -> None:
    vrrp = VRRP(encode_advertisement(advertisement))
    assert (vrrp.version, vrrp.type) == (2, 1)
    assert (vrrp.vrid, vrrp.priority) == (advertisement.virtual_router_id, advertisement.priority)
    assert vrrp.adv * NS_PER_S == advertisement.advert_interval_ns
    assert vrrp.authtype == advertisement.auth_type
    assert vrrp.addrlist == [format_address(address) for address in advertisement.addresses]
    assert struct.pack("!II", vrrp.auth1, vrrp.auth2) == advertisement.auth_data


@given(ADVERTISEMENTS)
def test_we_read_what_scapy_writes(advertisement: Advertisement) -> None:
    auth1, auth2 = struct.unpack("!II", advertisement.auth_data)
    vrrp = VRRP(
        vrid=advertisement.virtual_router_id,
        priority=advertisement.priority,
        adv=advertisement.advert_interval_ns // NS_PER_S,
        authtype=advertisement.auth_type,
        ipcount=len(advertisement.addresses),
        addrlist=[format_address(address) for address in advertisement.addresses],
        auth1=auth1,
        auth2=auth2,
    )
    packet = bytes(IP(src="192.0.2.1", dst="224.0.0.18", ttl=TTL_VRRP, proto=PROTOCOL_VRRP) / vrrp)
    header = decode_ipv4(packet)
    assert decode_advertisement(packet[header.header_length : header.total_length]) == advertisement

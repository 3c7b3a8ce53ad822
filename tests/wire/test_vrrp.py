"""VRRP: golden bytes, other people's captures, malformed packets, round trips, scapy. Version 2, then version 3."""

import shutil
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.vrrp import VRRP, VRRPv3

from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.address import format_address, parse_address
from standfast.wire.checksum import internet_checksum, pseudo_header
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import (
    AUTH_NONE,
    AUTH_PASS,
    MULTICAST_GROUP_IPV4,
    NS_PER_CS,
    PROTOCOL_VRRP,
    TTL_VRRP,
    VERSION_3,
    Advertisement,
    ChecksumForm,
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


def discard_reason(payload: bytes, *, source: bytes = b"", destination: bytes = b"") -> str:
    with pytest.raises(DecodeError) as caught:
        decode_advertisement(payload, source=source, destination=destination)
    return caught.value.reason


@pytest.mark.parametrize(("message", "value"), [(PLAIN, PLAIN_VALUE), (KEEPALIVED, KEEPALIVED_VALUE)])
def test_golden_bytes(message: bytes, value: Advertisement) -> None:
    assert encode_advertisement(value) == message
    assert decode_advertisement(message) == value


def split_ip(packet: bytes) -> tuple[bytes, bytes, bytes]:
    """Source, destination and VRRP message of a packet. Some claim more bytes than were captured."""
    if packet[0] >> 4 == 6:
        return packet[8:24], packet[24:40], packet[40:]
    header = (packet[0] & 0x0F) * 4
    return packet[12:16], packet[16:20], packet[header : int.from_bytes(packet[2:4], "big")]


def test_every_packet_of_the_capture_comes_back_identical() -> None:
    kinds: Counter[tuple[int, int, int, str]] = Counter()
    for packet in read_ip_packets("tcpdump_vrrp.pcap"):
        source, destination, payload = split_ip(packet)
        advertisement = decode_advertisement(payload, source=source, destination=destination)
        assert encode_advertisement(advertisement, source=source, destination=destination) == payload
        assert advertisement.auth_data == (b"abcdefgh" if advertisement.auth_type == AUTH_PASS else bytes(8))
        assert advertisement.trailer == b""
        if len(source) == 16:
            assert advertisement.addresses[0][:2] == b"\xfe\x80"
        form = advertisement.checksum_form
        kinds[advertisement.version, len(source), advertisement.auth_type, form] += 1
    assert kinds == {
        (2, 4, AUTH_NONE, ChecksumForm.MESSAGE_ONLY): 34,
        (2, 4, AUTH_PASS, ChecksumForm.MESSAGE_ONLY): 34,
        (3, 4, AUTH_NONE, ChecksumForm.PSEUDO_HEADER): 33,
        (3, 16, AUTH_NONE, ChecksumForm.PSEUDO_HEADER): 64,
    }


def test_the_other_capture_of_version_3_has_a_pseudo_header_too() -> None:
    (packet,) = read_ip_packets("pcpp_VRRP-V3-IPv4.pcap")
    source, destination, payload = split_ip(packet)
    advertisement = decode_advertisement(payload, source=source, destination=destination)
    assert (advertisement.version, advertisement.checksum_form) == (VERSION_3, ChecksumForm.PSEUDO_HEADER)
    assert encode_advertisement(advertisement, source=source, destination=destination) == payload


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("tcpdump_oobr.pcap", {DiscardReason.LENGTH: 3}),
        (
            "tcpdump_oobr2.pcap",
            {DiscardReason.LENGTH: 7, DiscardReason.CHECKSUM: 2, DiscardReason.VERSION: 1},
        ),
        ("pcpp_VRRP-V2.pcap", {DiscardReason.LENGTH: 1}),
    ],
)
def test_every_malformed_packet_is_refused_for_its_reason(name: str, reasons: dict[str, int]) -> None:
    packets = [split_ip(packet) for packet in read_ip_packets(name)]
    found = (discard_reason(payload, source=source, destination=there) for source, there, payload in packets)
    assert Counter(found) == reasons


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", DiscardReason.LENGTH),
        (PLAIN[:7], DiscardReason.LENGTH),
        (PLAIN[:-1], DiscardReason.LENGTH),
        (PLAIN[:-8], DiscardReason.LENGTH),
        (checksummed(PLAIN + bytes(4)), DiscardReason.LENGTH),
        (checksummed(PLAIN[:3] + b"\x02" + PLAIN[4:]), DiscardReason.LENGTH),
        (checksummed(b"\x41" + PLAIN[1:]), DiscardReason.VERSION),
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
    packet[0] = 0x42
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
        replace(PLAIN_VALUE, version=4),
        replace(PLAIN_VALUE, trailer=bytes(28)),
        replace(PLAIN_VALUE, checksum_form=ChecksumForm.PSEUDO_HEADER),
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


# Version 3. Addresses of the documentation; the multicast groups of RFC 9568, 5.1.
SOURCE, GROUP = parse_address("192.0.2.1"), MULTICAST_GROUP_IPV4
SOURCE6, GROUP6 = parse_address("fe80::1"), parse_address("ff02::12")
PEER = parse_address("192.0.2.2")

# By hand: version 3 type 1, VRID 51, priority 100, one address, 100 cs, 192.0.2.100. Over the message:
# 3133 + 6401 + 0064 + c000 + 0264 = 157fc, folded 57fd, inverted a802. The pseudo-header adds
# c000 + 0201 + e000 + 0012 + 0070 + 000c = 1a28f: 157fc + 1a28f = 2fa8b, folded fa8d, inverted 0572.
MESSAGE_3 = bytes.fromhex("31336401 0064 a802 c0000264")
PSEUDO_3 = bytes.fromhex("31336401 0064 0572 c0000264")
VALUE_3 = Advertisement(51, 100, NS_PER_S, (bytes((192, 0, 2, 100)),), version=VERSION_3)

# Sent by keepalived 2.4, from draft-cassen-vrrp-auth-hmac: VRID 51, priority 200, 100 cs, with the trailer.
TRAILER_4 = bytes.fromhex("010100006800000080000000 1b84bc4e8e43892dc6d98448f8ee2265")
TRAILER_6 = bytes.fromhex("010100006800000080000000 c8c56146ebfd66ee10ec4d8186461b78")
SIGNED_4 = bytes.fromhex("3133c80100644402c0000264") + TRAILER_4
SIGNED_6 = bytes.fromhex("3133c8010064a2e9 fe800000000000000000000000000100") + TRAILER_6

FAMILIES = {4: (SOURCE, GROUP, IP), 16: (SOURCE6, GROUP6, IPv6)}


def version_3(length: int, forms: st.SearchStrategy[ChecksumForm]) -> st.SearchStrategy[Advertisement]:
    return st.builds(
        Advertisement,
        virtual_router_id=st.integers(0, 255),
        priority=st.integers(0, 255),
        advert_interval_ns=st.integers(0, 4095).map(lambda centiseconds: centiseconds * NS_PER_CS),
        addresses=st.lists(st.binary(min_size=length, max_size=length), max_size=255).map(tuple),
        version=st.just(VERSION_3),
        checksum_form=forms,
        trailer=st.binary(max_size=40),
    )


VERSION_3_IPV4 = version_3(4, st.sampled_from([ChecksumForm.MESSAGE_ONLY, ChecksumForm.PSEUDO_HEADER]))
VERSION_3_IPV6 = version_3(16, st.just(ChecksumForm.PSEUDO_HEADER))


def rechecked(message: bytes, source: bytes, destination: bytes) -> bytes:
    """The message with the right checksum, pseudo-header included."""
    blank = message[:6] + b"\0\0" + message[8:]
    covered = pseudo_header(source, destination, PROTOCOL_VRRP, len(message)) + blank
    return blank[:6] + internet_checksum(covered).to_bytes(2, "big") + blank[8:]


@pytest.mark.parametrize(
    ("message", "form"), [(MESSAGE_3, ChecksumForm.MESSAGE_ONLY), (PSEUDO_3, ChecksumForm.PSEUDO_HEADER)]
)
def test_version_3_over_ipv4_goes_and_comes_in_both_forms(message: bytes, form: ChecksumForm) -> None:
    value = replace(VALUE_3, checksum_form=form)
    assert encode_advertisement(value, source=SOURCE, destination=GROUP) == message
    assert decode_advertisement(message, source=SOURCE, destination=GROUP) == value


def test_version_3_comes_from_an_old_keepalived_to_a_unicast_peer() -> None:
    """Up to 1.3.6 the pseudo-header named the multicast group, wherever the packet went."""
    assert decode_advertisement(PSEUDO_3, source=SOURCE, destination=PEER).checksum_form == ChecksumForm.OLD_UNICAST
    value = replace(VALUE_3, checksum_form=ChecksumForm.OLD_UNICAST)
    assert encode_advertisement(value, source=SOURCE, destination=PEER) == PSEUDO_3
    assert discard_reason(PSEUDO_3, source=PEER, destination=SOURCE) == DiscardReason.CHECKSUM


def test_the_old_form_as_keepalived_sends_it() -> None:
    """Seen from keepalived 2.2.7 with old_unicast_checksum, from 192.168.56.101 to 192.168.56.102."""
    seen = bytes.fromhex("31339601 0064 6559 c0a838c8")
    ends = {"source": parse_address("192.168.56.101"), "destination": parse_address("192.168.56.102")}
    value = decode_advertisement(seen, **ends)
    assert (value.priority, value.checksum_form) == (150, ChecksumForm.OLD_UNICAST)
    assert encode_advertisement(value, **ends) == seen


def test_version_2_over_ipv6_as_keepalived_sends_it() -> None:
    """Seen from keepalived 2.2.7 with `version 2` and IPv6 addresses: no authentication data, a pseudo-header."""
    seen = bytes.fromhex(
        "21339602 0001 1cbe fe800000000000000000000000000051 20010db8000000000000000000000051"
    )
    ends = {"source": parse_address("fe80::101"), "destination": GROUP6}
    value = decode_advertisement(seen, **ends)
    assert value == Advertisement(
        virtual_router_id=51,
        priority=150,
        advert_interval_ns=NS_PER_S,
        addresses=(parse_address("fe80::51"), parse_address("2001:db8::51")),
        checksum_form=ChecksumForm.PSEUDO_HEADER,
    )
    assert encode_advertisement(value, **ends) == seen
    assert discard_reason(checksummed(seen), **ends) == DiscardReason.CHECKSUM
    assert discard_reason(seen + bytes(8), **ends) == DiscardReason.LENGTH
    for wrong in (
        replace(value, auth_data=b"1111\0\0\0\0"),
        replace(value, checksum_form=ChecksumForm.MESSAGE_ONLY),
        replace(value, addresses=(bytes(4),)),
    ):
        with pytest.raises(ValueError):
            encode_advertisement(wrong, **ends)


def test_over_ipv6_the_pseudo_header_must_be_covered() -> None:
    plain = checksummed(SIGNED_6[:24])
    assert discard_reason(plain, source=SOURCE6, destination=GROUP6) == DiscardReason.CHECKSUM
    good = rechecked(plain, SOURCE6, GROUP6)
    assert decode_advertisement(good, source=SOURCE6, destination=GROUP6).addresses == (SIGNED_6[8:24],)
    assert discard_reason(good, source=SOURCE6, destination=SOURCE6) == DiscardReason.CHECKSUM


@pytest.mark.parametrize(
    ("packet", "source", "destination", "trailer"),
    [
        (SIGNED_4, parse_address("198.51.100.10"), GROUP, TRAILER_4),
        (SIGNED_6, parse_address("fe80::10"), parse_address("fe80::20"), TRAILER_6),
    ],
    ids=["IPv4", "IPv6"],
)
def test_a_trailer_is_kept_and_covered_over_ipv6_only(
    packet: bytes, source: bytes, destination: bytes, trailer: bytes
) -> None:
    advertisement = decode_advertisement(packet, source=source, destination=destination)
    assert (advertisement.trailer, len(advertisement.addresses)) == (trailer, 1)
    assert encode_advertisement(advertisement, source=source, destination=destination) == packet
    changed = packet[:-1] + bytes((packet[-1] ^ 1,))
    if len(source) == 4:
        assert decode_advertisement(changed, source=source, destination=destination).trailer == changed[-28:]
    else:
        assert discard_reason(changed, source=source, destination=destination) == DiscardReason.CHECKSUM


@pytest.mark.parametrize(
    ("message", "source", "destination"),
    [(PSEUDO_3, SOURCE, GROUP), (rechecked(SIGNED_6[:24], SOURCE6, GROUP6), SOURCE6, GROUP6)],
    ids=["IPv4", "IPv6"],
)
def test_no_single_flipped_bit_of_version_3_goes_unnoticed(message: bytes, source: bytes, destination: bytes) -> None:
    for bit in range(len(message) * 8):
        packet = bytearray(message)
        packet[bit // 8] ^= 0x80 >> bit % 8
        discard_reason(bytes(packet), source=source, destination=destination)


def test_the_reserved_nibble_is_ignored_and_sent_as_zero() -> None:
    reserved = checksummed(MESSAGE_3[:4] + b"\xf0\x64" + MESSAGE_3[6:])
    value = decode_advertisement(reserved, source=SOURCE, destination=GROUP)
    assert value == VALUE_3
    assert encode_advertisement(value, source=SOURCE, destination=GROUP) == MESSAGE_3


@pytest.mark.parametrize(
    ("payload", "source", "destination", "reason"),
    [
        (MESSAGE_3[:-1], SOURCE, GROUP, DiscardReason.LENGTH),
        (MESSAGE_3, SOURCE6, GROUP6, DiscardReason.LENGTH),
        (checksummed(b"\x32" + MESSAGE_3[1:]), SOURCE, GROUP, DiscardReason.TYPE),
        (checksummed(b"\x01" + MESSAGE_3[1:]), SOURCE, GROUP, DiscardReason.VERSION),
        (PLAIN, SOURCE6, GROUP6, DiscardReason.LENGTH),
        (PSEUDO_3, b"", b"", DiscardReason.CHECKSUM),
        (PSEUDO_3, PEER, GROUP, DiscardReason.CHECKSUM),
    ],
    ids=["short", "IPv4 address over IPv6", "type", "version 0", "IPv4 message over IPv6", "blind", "spoofed"],
)
def test_a_packet_of_version_3_that_is_wrong_in_itself_is_refused(
    payload: bytes, source: bytes, destination: bytes, reason: str
) -> None:
    assert discard_reason(payload, source=source, destination=destination) == reason


@pytest.mark.parametrize(
    "value",
    [
        replace(VALUE_3, addresses=()),
        replace(VALUE_3, advert_interval_ns=0),
        replace(VALUE_3, advert_interval_ns=NS_PER_CS),
        replace(VALUE_3, advert_interval_ns=4095 * NS_PER_CS),
        replace(VALUE_3, virtual_router_id=0, priority=0),
    ],
)
def test_what_only_core_can_judge_of_version_3_is_decoded(value: Advertisement) -> None:
    packet = encode_advertisement(value, source=SOURCE, destination=GROUP)
    assert decode_advertisement(packet, source=SOURCE, destination=GROUP) == value


@pytest.mark.parametrize(
    ("wrong", "source", "destination"),
    [
        (replace(VALUE_3, advert_interval_ns=4096 * NS_PER_CS), SOURCE, GROUP),
        (replace(VALUE_3, advert_interval_ns=-NS_PER_CS), SOURCE, GROUP),
        (replace(VALUE_3, advert_interval_ns=NS_PER_MS), SOURCE, GROUP),
        (replace(VALUE_3, priority=256), SOURCE, GROUP),
        (replace(VALUE_3, addresses=(bytes(4),) * 256), SOURCE, GROUP),
        (replace(VALUE_3, addresses=(bytes(16),)), SOURCE, GROUP),
        (replace(VALUE_3, auth_type=AUTH_PASS), SOURCE, GROUP),
        (replace(VALUE_3, auth_data=b"1111\0\0\0\0"), SOURCE, GROUP),
        (replace(VALUE_3, checksum_form=ChecksumForm.PSEUDO_HEADER), b"", b""),
        (replace(VALUE_3, checksum_form=ChecksumForm.PSEUDO_HEADER), SOURCE, GROUP6),
        (replace(VALUE_3, addresses=(SOURCE6,)), SOURCE6, GROUP6),
        (VALUE_3, SOURCE6, GROUP6),
    ],
)
def test_a_value_that_does_not_fit_in_version_3_is_refused(
    wrong: Advertisement, source: bytes, destination: bytes
) -> None:
    with pytest.raises(ValueError):
        encode_advertisement(wrong, source=source, destination=destination)


@given(VERSION_3_IPV4 | VERSION_3_IPV6)
def test_any_advertisement_of_version_3_survives_the_round_trip(advertisement: Advertisement) -> None:
    length = 16 if advertisement.addresses and len(advertisement.addresses[0]) == 16 else 4
    source, destination, _ = FAMILIES[length]
    packet = encode_advertisement(advertisement, source=source, destination=destination)
    assert decode_advertisement(packet, source=source, destination=destination) == advertisement


@given(st.binary(max_size=80), st.sampled_from([4, 16]), st.booleans())
def test_any_bytes_are_an_advertisement_of_version_3_or_a_decode_error(data: bytes, length: int, good: bool) -> None:
    source, destination, _ = FAMILIES[length]
    payload = rechecked(b"\x31" + data[1:], source, destination) if good and len(data) >= 8 else data
    try:
        advertisement = decode_advertisement(payload, source=source, destination=destination)
    except DecodeError as error:
        DiscardReason(error.reason)
        return
    again = encode_advertisement(advertisement, source=source, destination=destination)
    assert again[:4] + again[8:] == payload[:4] + payload[8:]


def as_scapy(advertisement: Advertisement, length: int) -> VRRPv3:
    return VRRPv3(
        vrid=advertisement.virtual_router_id,
        priority=advertisement.priority,
        adv=advertisement.advert_interval_ns // NS_PER_CS,
        ipcount=len(advertisement.addresses),
        addrlist=[format_address(address) for address in advertisement.addresses],
    )


@pytest.mark.parametrize("length", [4, 16])
@given(data=st.data())
def test_scapy_and_we_agree_on_version_3_in_both_directions(length: int, data: st.DataObject) -> None:
    """scapy knows the form with a pseudo-header, for both families."""
    source, destination, network = FAMILIES[length]
    drawn = data.draw(version_3(length, st.just(ChecksumForm.PSEUDO_HEADER)))
    value = replace(drawn, trailer=b"")
    ours = encode_advertisement(value, source=source, destination=destination)
    ends = {"src": format_address(source), "dst": format_address(destination)}
    protocol = {"proto": PROTOCOL_VRRP} if length == 4 else {"nh": PROTOCOL_VRRP}
    header_length = 20 if length == 4 else 40
    theirs = bytes(network(**ends, **protocol) / as_scapy(value, length))[header_length:]
    assert decode_advertisement(theirs, source=source, destination=destination) == value
    assert ours == theirs
    read = VRRPv3(ours, _underlayer=network(**ends))
    assert (read.version, read.type, read.vrid, read.priority) == (3, 1, value.virtual_router_id, value.priority)
    assert read.adv * NS_PER_CS == value.advert_interval_ns
    assert read.addrlist == [format_address(address) for address in value.addresses]


def in_ip(message: bytes, source: bytes, destination: bytes) -> bytes:
    """The whole packet, as scapy makes it."""
    ends = {"src": format_address(source), "dst": format_address(destination)}
    if len(source) == 4:
        return bytes(IP(**ends, proto=PROTOCOL_VRRP, ttl=TTL_VRRP) / message)
    return bytes(IPv6(**ends, nh=PROTOCOL_VRRP, hlim=TTL_VRRP) / message)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_finds_our_checksums_good(tmp_path: Path) -> None:
    """tshark knows version 2, and version 3 with a pseudo-header; whatever else it shows, no checksum is bad."""
    header = VALUE_3, SOURCE, GROUP
    pseudo = replace(VALUE_3, checksum_form=ChecksumForm.PSEUDO_HEADER)
    over_ipv6 = replace(pseudo, addresses=(parse_address("fe80::100"), parse_address("2001:db8::1")))
    ends = [(KEEPALIVED_VALUE, SOURCE, GROUP), (pseudo, SOURCE, GROUP), (over_ipv6, SOURCE6, GROUP6), header]
    packets = [in_ip(encode_advertisement(a, source=s, destination=d), s, d) for a, s, d in ends]
    pcap = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for packet in packets:
        pcap += struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet
    file = tmp_path / "adverts.pcap"
    file.write_bytes(pcap)
    fields = ("vrrp.version", "vrrp.prio", "vrrp.checksum.status")
    command = ["tshark", "-r", str(file), "-T", "fields", *(word for field in fields for word in ("-e", field))]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    good, bad = "1", "0"
    rows = [line.split("\t") for line in shown.splitlines()]
    assert rows == [["2", "100", good], ["3", "100", good], ["3", "100", good], ["3", "100", bad]]

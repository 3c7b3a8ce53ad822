"""The authentication header: keepalived's own packet, every way in which one can be wrong, scapy's reading."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP
from scapy.layers.ipsec import AH

from standfast.errors import DecodeError
from standfast.units import NS_PER_S
from standfast.wire.address import parse_address
from standfast.wire.ah import AH_LENGTH, AuthenticationHeader, decode_header, encode_packet, find_fault
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import (
    AUTH_AH,
    MULTICAST_GROUP_IPV4,
    Advertisement,
    DiscardReason,
    decode_advertisement,
    encode_advertisement,
)

KEY = b"secret12"
SOURCE = parse_address("192.168.56.101")
# Seen on the wire from keepalived 2.2.7: auth_type AH, auth_pass secret12, VRID 51, priority 150, 192.168.56.200.
SEEN = bytes.fromhex(
    "45c00040 00010000 ff33e1a9 c0a83865 e0000012"
    "70040000 c0a83865 00000001 b650d5098463777024bfe97a"
    "21339601 0201 4d59 c0a838c8 0000000000000000"
)
HEADER, MESSAGE = SEEN[:44], SEEN[44:]


def test_the_packet_is_the_one_that_keepalived_sends() -> None:
    value = Advertisement(51, 150, NS_PER_S, (parse_address("192.168.56.200"),), auth_type=AUTH_AH)
    message = encode_advertisement(value)
    assert encode_packet(message, KEY, 1, source=SOURCE, destination=MULTICAST_GROUP_IPV4) == SEEN
    assert decode_advertisement(MESSAGE) == value
    assert decode_header(HEADER) == AuthenticationHeader(SOURCE, SOURCE, 1, bytes.fromhex("b650d5098463777024bfe97a"))
    assert find_fault(HEADER, MESSAGE, KEY) is None


def test_a_shorter_password_may_be_padded_with_zeros() -> None:
    packet = encode_packet(MESSAGE, b"1111\0\0\0\0", 7, source=SOURCE, destination=MULTICAST_GROUP_IPV4)
    assert packet == encode_packet(MESSAGE, b"1111", 7, source=SOURCE, destination=MULTICAST_GROUP_IPV4)


@pytest.mark.parametrize("unicast", [False, True], ids=["multicast", "unicast"])
def test_any_changed_byte_is_noticed_but_for_those_that_routers_change(unicast: bool) -> None:
    packet = encode_packet(MESSAGE, KEY, 9, source=SOURCE, destination=MULTICAST_GROUP_IPV4, unicast=unicast)
    # TOS, fragment and checksum; the TTL towards unicast peers only. The first byte and three of the header say
    # what it is at all.
    unnoticed = {1, 6, 7, 10, 11} | ({8} if unicast else set())
    another_kind = {0, 20, 21}
    for place in range(len(packet)):
        changed = packet[:place] + bytes((packet[place] ^ 0x01,)) + packet[place + 1 :]
        fault = find_fault(changed[:44], changed[44:], KEY, unicast=unicast)
        if place in another_kind:
            assert fault == DiscardReason.IP_HEADER, place
        else:
            assert fault == (None if place in unnoticed else DiscardReason.AUTH_FAILURE), place


def test_another_key_is_noticed() -> None:
    assert find_fault(HEADER, MESSAGE, b"secret1") == DiscardReason.AUTH_FAILURE
    assert find_fault(HEADER, MESSAGE, KEY, unicast=True) == DiscardReason.AUTH_FAILURE


def test_an_spi_that_is_not_the_sender_s_address_is_refused() -> None:
    """Whoever has the key can make one; keepalived refuses it."""
    other = HEADER[:24] + bytes((1, 2, 3, 4)) + HEADER[28:32]
    blank = other[:1] + b"\0" + other[2:6] + b"\0\0" + other[8:10] + b"\0\0" + other[12:]
    icv = hmac.digest(KEY, blank + bytes(12) + MESSAGE, "md5")[:12]
    assert find_fault(other + icv, MESSAGE, KEY) == DiscardReason.AUTH_FAILURE
    assert find_fault(HEADER[:32] + icv, MESSAGE, KEY) == DiscardReason.AUTH_FAILURE


def test_a_sequence_number_counts_once() -> None:
    assert find_fault(HEADER, MESSAGE, KEY, newest_sequence=0) is None
    for newest in (1, 7):
        assert find_fault(HEADER, MESSAGE, KEY, newest_sequence=newest) == DiscardReason.AUTH_REPLAY


@pytest.mark.parametrize(
    "header",
    [
        b"",
        HEADER[:-1],
        HEADER + b"\0",
        HEADER[:20] + b"\x06" + HEADER[21:],
        HEADER[:21] + b"\5" + HEADER[22:],
        b"\x44" + HEADER[1:],
    ],
    ids=["none", "short", "long", "TCP follows", "longer ICV", "short IP header"],
)
def test_what_is_no_such_header_is_refused(header: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_header(header)
    assert caught.value.reason == DiscardReason.IP_HEADER
    assert find_fault(header, MESSAGE, KEY) == DiscardReason.IP_HEADER


def test_a_header_with_ip_options_is_read() -> None:
    header = b"\x46" + HEADER[1:20] + b"\x94\x04\0\0" + HEADER[20:]
    assert decode_header(header).sequence == 1


@given(
    st.binary(min_size=8, max_size=200),
    st.binary(min_size=1, max_size=8),
    st.integers(0, 0xFFFFFFFF),
    st.integers(1, 255),
    st.booleans(),
)
def test_what_we_send_we_believe_and_scapy_reads(
    message: bytes, key: bytes, sequence: int, ttl: int, unicast: bool
) -> None:
    packet = encode_packet(
        message, key, sequence, source=SOURCE, destination=MULTICAST_GROUP_IPV4, ttl=ttl, unicast=unicast
    )
    assert find_fault(packet[:44], packet[44:], key, unicast=unicast) is None
    ip = IP(packet)
    assert (ip.src, ip.dst, ip.proto, ip.tos, ip.ttl) == ("192.168.56.101", "224.0.0.18", 51, 0xC0, ttl)
    assert ip.id != 0
    ah = ip[AH]
    assert (ah.nh, ah.spi.to_bytes(4, "big"), ah.seq) == (112, SOURCE, sequence)
    assert bytes(ah.payload) == message
    checksum = ip.chksum
    del ip.chksum
    assert IP(bytes(ip)).chksum == checksum
    header = decode_ipv4(packet)
    assert packet[header.header_length + AH_LENGTH : header.total_length] == message


@pytest.mark.parametrize(
    ("sequence", "length", "ttl"), [(-1, 4, 255), (1 << 32, 4, 255), (1, 16, 255), (1, 4, 256)]
)
def test_what_does_not_fit_is_refused(sequence: int, length: int, ttl: int) -> None:
    with pytest.raises(ValueError) as caught:
        encode_packet(MESSAGE, KEY, sequence, source=bytes(length), destination=bytes(length), ttl=ttl)
    assert "secret" not in str(caught.value)

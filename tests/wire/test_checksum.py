"""The Internet checksum against the RFC's example, a slow version that follows the RFC's words, and scapy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, in4_pseudoheader
from scapy.layers.inet6 import IPv6, in6_pseudoheader
from scapy.utils import checksum as scapy_checksum

from standfast.wire.address import format_address
from standfast.wire.checksum import internet_checksum, pseudo_header


def add_words(data: bytes) -> int:
    """One's complement addition of 16-bit words, one at a time (RFC 1071, section 1)."""
    if len(data) % 2:
        data += b"\0"
    total = 0
    for at in range(0, len(data), 2):
        total += data[at] << 8 | data[at + 1]
        total = (total & 0xFFFF) + (total >> 16)
    return total


def test_the_example_of_rfc_1071() -> None:
    # RFC 1071, section 3: the words 0001 f203 f4f5 f6f7 add up to ddf2.
    assert internet_checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2


def test_nothing_and_zeros_have_the_checksum_ffff() -> None:
    assert internet_checksum(b"") == 0xFFFF
    assert internet_checksum(bytes(7)) == 0xFFFF


def test_a_sum_of_ffff_gives_zero() -> None:
    assert internet_checksum(b"\xff\xff") == 0
    assert internet_checksum(b"\xff\xfe\x00\x01") == 0


def test_an_odd_last_byte_is_the_high_half_of_a_word() -> None:
    assert internet_checksum(b"\x12") == 0xFFFF - 0x1200


@given(st.binary(max_size=200))
def test_it_is_the_sum_of_the_words(data: bytes) -> None:
    assert internet_checksum(data) == 0xFFFF - add_words(data)


@given(st.binary(min_size=2, max_size=200).filter(lambda data: len(data) % 2 == 0))
def test_scapy_agrees(data: bytes) -> None:
    assert internet_checksum(data) == scapy_checksum(data)


@given(st.binary(max_size=100).filter(lambda data: len(data) % 2 == 0))
def test_data_with_its_checksum_filled_in_sums_to_zero(data: bytes) -> None:
    assert internet_checksum(data + internet_checksum(data).to_bytes(2, "big")) == 0


@given(st.binary(min_size=8, max_size=8), st.integers(0, 255), st.integers(0, 0xFFFF))
def test_scapy_puts_the_same_before_an_ipv4_message(ends: bytes, protocol: int, length: int) -> None:
    source, destination = ends[:4], ends[4:]
    ip = IP(src=format_address(source), dst=format_address(destination))
    assert pseudo_header(source, destination, protocol, length) == in4_pseudoheader(protocol, ip, length)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 255), st.integers(0, 0xFFFF))
def test_scapy_puts_the_same_before_an_ipv6_message(ends: bytes, protocol: int, length: int) -> None:
    source, destination = ends[:16], ends[16:]
    ip = IPv6(src=format_address(source), dst=format_address(destination))
    assert pseudo_header(source, destination, protocol, length) == bytes(in6_pseudoheader(protocol, ip, length))


@pytest.mark.parametrize(("source", "destination"), [(b"", b""), (bytes(4), bytes(16)), (bytes(6), bytes(6))])
def test_a_pseudo_header_needs_two_addresses_of_one_family(source: bytes, destination: bytes) -> None:
    with pytest.raises(ValueError, match="one family"):
        pseudo_header(source, destination, 112, 20)

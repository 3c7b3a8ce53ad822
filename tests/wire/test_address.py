"""Addresses between bytes and text; the oracle is the standard library's `ipaddress`."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.wire.address import format_address, parse_address

PACKED = st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.56.100", bytes((192, 168, 56, 100))),
        ("0.0.0.0", bytes(4)),
        ("255.255.255.255", b"\xff" * 4),
        ("224.0.0.18", bytes((224, 0, 0, 18))),
        ("::", bytes(16)),
        ("2001:db8::1", bytes.fromhex("20010db8000000000000000000000001")),
        ("fe80::a:0:0:1", bytes.fromhex("fe80000000000000000a000000000001")),
    ],
)
def test_text_and_bytes_are_each_others_other_side(text: str, address: bytes) -> None:
    assert parse_address(text) == address
    assert format_address(address) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.168.56",
        "192.168.56.256",
        "192.168.56.100/24",
        "192.168.056.100",
        "0x7f.0.0.1",
        " 192.168.56.100",
        "www.ha.com",
        "fe80::1%eth0",
        "1::2::3",
        "192.168.56.100\0",
        "１.2.3.4",
        "1.2.3.\udcff",
    ],
)
def test_what_is_not_an_address_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_address(text)
    assert str(caught.value) == f"not an IP address: {text!r}"


@pytest.mark.parametrize("length", [0, 3, 5, 15, 17])
def test_bytes_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"not {length}"):
        format_address(bytes(length))


@given(PACKED)
def test_any_address_survives_the_round_trip(address: bytes) -> None:
    assert parse_address(format_address(address)) == address


@given(PACKED)
def test_the_standard_library_reads_what_is_written(address: bytes) -> None:
    assert ipaddress.ip_address(format_address(address)).packed == address


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    try:
        assert len(parse_address(text)) in (4, 16)
    except ValueError:
        pass

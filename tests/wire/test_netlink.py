"""Netlink framing: golden bytes, datagrams of several messages, malformed ones, pyroute2 as the oracle."""

import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink import nlmsg

from standfast.errors import DecodeError
from standfast.wire.netlink import (
    NLM_F_ACK,
    NLM_F_MULTI,
    NLM_F_REQUEST,
    NLMSG_DONE,
    NLMSG_ERROR,
    NetlinkMessage,
    decode_attributes,
    decode_error,
    decode_name,
    decode_u32,
    encode_attribute,
    encode_message,
    encode_name,
    encode_u32,
    iter_messages,
)

little_endian = pytest.mark.skipif(sys.byteorder != "little", reason="the golden bytes are little-endian")
MESSAGES = st.tuples(
    st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.binary(max_size=40)
)


@little_endian
def test_golden_message() -> None:
    message = encode_message(20, NLM_F_REQUEST | NLM_F_ACK, 7, b"abcde")
    # length 21, type 20, flags 5, sequence 7, port 0, body, three bytes of padding
    assert message == bytes.fromhex("15000000 1400 0500 07000000 00000000 6162636465 000000")


@little_endian
def test_golden_attributes() -> None:
    assert encode_attribute(3, b"eth0\0") == bytes.fromhex("0900 0300 6574683000 000000")
    assert encode_attribute(1, bytes((192, 0, 2, 1))) == bytes.fromhex("0800 0100 c0000201")
    assert encode_attribute(9, b"") == bytes.fromhex("0400 0900")


def test_attributes_that_hold_a_number_or_a_name() -> None:
    assert encode_u32(4, 1500) == encode_attribute(4, struct.pack("=I", 1500))
    assert decode_u32(struct.pack("=I", 1500)) == 1500
    assert encode_name(3, "eth0") == encode_attribute(3, b"eth0\0")
    assert decode_name(b"eth0\0") == "eth0"
    for length in (0, 3, 8):
        with pytest.raises(DecodeError, match="32-bit"):
            decode_u32(bytes(length))


@pytest.mark.parametrize("number", [-1, 1 << 32])
def test_a_number_of_more_than_32_bits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="32 bits"):
        encode_u32(4, number)


@pytest.mark.parametrize("name", ["", "sixteen-letters-", "a\0b"])
def test_a_name_that_the_kernel_would_cut_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        encode_name(3, name)


def test_a_datagram_of_several_messages_comes_apart_in_order() -> None:
    datagram = (
        encode_message(16, NLM_F_MULTI, 1, b"first")
        + encode_message(16, NLM_F_MULTI, 1, b"second..")
        + encode_message(NLMSG_DONE, NLM_F_MULTI, 1, bytes(4))
    )
    assert list(iter_messages(datagram)) == [
        NetlinkMessage(16, NLM_F_MULTI, 1, b"first"),
        NetlinkMessage(16, NLM_F_MULTI, 1, b"second.."),
        NetlinkMessage(NLMSG_DONE, NLM_F_MULTI, 1, bytes(4)),
    ]


def test_the_last_message_needs_no_padding() -> None:
    assert [message.body for message in iter_messages(encode_message(16, 0, 1, b"abcde")[:-3])] == [b"abcde"]


def test_an_empty_datagram_has_no_message() -> None:
    assert list(iter_messages(b"")) == []


@pytest.mark.parametrize(
    "tail",
    [
        bytes(4),
        encode_message(16, 0, 1, b"")[:-1],
        encode_message(16, 0, 1, b"abcdefgh")[:-1],
        struct.pack("=IHHII", 15, 16, 0, 1, 0),
        struct.pack("=IHHII", 0, 16, 0, 1, 0),
        struct.pack("=IHHII", 0xFFFFFFFF, 16, 0, 1, 0),
    ],
    ids=["rest", "short header", "short body", "length 15", "length 0", "length 4 GiB"],
)
def test_messages_before_a_malformed_one_are_not_lost(tail: bytes) -> None:
    messages = iter_messages(encode_message(16, 0, 1, b"good") + tail)
    assert next(messages).body == b"good"
    with pytest.raises(DecodeError) as caught:
        next(messages)
    assert caught.value.reason == "netlink"


@pytest.mark.parametrize(
    "body",
    [
        b"\0\0\0",
        struct.pack("=HH", 3, 1),
        struct.pack("=HH", 0, 1),
        struct.pack("=HH", 9, 1) + b"abcd",
        encode_attribute(1, b"good") + b"\0",
    ],
    ids=["short header", "length 3", "length 0", "short data", "rest"],
)
def test_malformed_attributes_are_refused(body: bytes) -> None:
    with pytest.raises(DecodeError, match="netlink"):
        decode_attributes(body)


def test_the_last_attribute_of_a_type_counts_and_flag_bits_are_removed() -> None:
    body = encode_attribute(5, b"old") + encode_attribute(0x8000 | 5, b"nested") + encode_attribute(6, b"")
    assert decode_attributes(body) == {5: b"nested", 6: b""}


def test_an_attribute_too_long_for_its_length_field_is_refused() -> None:
    assert len(encode_attribute(1, bytes(0xFFFF - 4))) == 0x10000
    with pytest.raises(ValueError, match="65532"):
        encode_attribute(1, bytes(0xFFFF - 3))


@pytest.mark.parametrize(("code", "errno"), [(0, 0), (-1, 1), (-99, 99)])
def test_the_errno_of_an_answer_is_positive(code: int, errno: int) -> None:
    # An error brings back the header of the request behind the number.
    request_header = encode_message(20, NLM_F_REQUEST, 7, b"")
    (message,) = iter_messages(encode_message(NLMSG_ERROR, 0, 7, struct.pack("=i", code) + request_header))
    assert (message.sequence, decode_error(message.body)) == (7, errno)


@pytest.mark.parametrize("body", [b"", b"\0\0\0", struct.pack("=i", 1)])
def test_a_malformed_error_is_refused(body: bytes) -> None:
    with pytest.raises(DecodeError):
        decode_error(body)


@given(st.lists(MESSAGES, max_size=5))
def test_any_messages_survive_the_round_trip(messages: list[tuple[int, int, int, bytes]]) -> None:
    datagram = b"".join(encode_message(*message) for message in messages)
    assert list(iter_messages(datagram)) == [NetlinkMessage(*message) for message in messages]


@given(st.dictionaries(st.integers(0, 0x3FFF), st.binary(max_size=40), max_size=6))
def test_any_attributes_survive_the_round_trip(attributes: dict[int, bytes]) -> None:
    body = b"".join(encode_attribute(*attribute) for attribute in attributes.items())
    assert decode_attributes(body) == attributes


@given(st.binary(max_size=120) | st.binary(max_size=80).map(lambda data: struct.pack("=I", 24) + data))
def test_any_bytes_are_messages_and_attributes_or_a_decode_error(datagram: bytes) -> None:
    try:
        for message in iter_messages(datagram):
            decode_attributes(message.body)
            decode_error(message.body)
    except DecodeError:
        pass


@given(MESSAGES)
def test_pyroute2_reads_the_header_that_we_write(message: tuple[int, int, int, bytes]) -> None:
    message_type, flags, sequence, body = message
    theirs = nlmsg(encode_message(*message))
    theirs.decode()
    header = theirs["header"]
    assert (header["type"], header["flags"], header["sequence_number"]) == (message_type, flags, sequence)
    assert (header["length"], header["pid"]) == (16 + len(body), 0)

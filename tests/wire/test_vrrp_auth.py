"""The HMAC trailer: the draft's images, every way in which a packet can be wrong, sequences round the clock."""

import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.address import parse_address
from standfast.wire.checksum import internet_checksum
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4, VERSION_3, Advertisement, ChecksumForm, DiscardReason
from standfast.wire.vrrp import decode_advertisement as decode
from standfast.wire.vrrp_auth import (
    TRAILER_LENGTH,
    Trailer,
    decode_trailer,
    encode_signed_advertisement,
    find_fault,
    is_after,
    next_sequence,
    sequence_at,
    sign,
)

KEY = bytes(range(32))
KEYS = {1: KEY, 2: bytes(64)}
SEQUENCE = 0x6800000080000000
SOURCE, SOURCE6 = parse_address("198.51.100.10"), parse_address("fe80::10")
WALL_NS = 0x68000000 * NS_PER_S
WINDOW_NS = 5 * NS_PER_S

# The images of draft-cassen-vrrp-auth-hmac: VRID 51, priority 200, 100 cs, key 1.
MESSAGE = bytes.fromhex("3133c80100644402c0000264")
TRAILER = bytes.fromhex("010100006800000080000000 1b84bc4e8e43892dc6d98448f8ee2265")
MESSAGE6 = bytes.fromhex("3133c8010064a2e9 fe800000000000000000000000000100")
TRAILER6 = bytes.fromhex("010100006800000080000000 c8c56146ebfd66ee10ec4d8186461b78")
VALUE = Advertisement(51, 200, NS_PER_S, (bytes((192, 0, 2, 100)),), version=VERSION_3)
VALUE6 = Advertisement(
    51, 200, NS_PER_S, (parse_address("fe80::100"),), version=VERSION_3, checksum_form=ChecksumForm.PSEUDO_HEADER
)


@pytest.mark.parametrize(
    ("value", "source", "destination", "image"),
    [
        (VALUE, SOURCE, MULTICAST_GROUP_IPV4, MESSAGE + TRAILER),
        (VALUE6, SOURCE6, parse_address("fe80::20"), MESSAGE6 + TRAILER6),
    ],
    ids=["IPv4", "IPv6"],
)
def test_the_images_of_the_draft(value: Advertisement, source: bytes, destination: bytes, image: bytes) -> None:
    assert encode_signed_advertisement(value, 1, KEY, SEQUENCE, source=source, destination=destination) == image
    received = decode(image, source=source, destination=destination)
    assert replace(received, trailer=b"") == value
    assert decode_trailer(received.trailer) == Trailer(1, SEQUENCE, image[-16:])
    assert find_fault(image[:-TRAILER_LENGTH], received.trailer, KEYS, source=source) is None


def test_over_ipv4_with_a_pseudo_header_the_checksum_covers_the_message_only() -> None:
    value = replace(VALUE, checksum_form=ChecksumForm.PSEUDO_HEADER)
    ends = {"source": SOURCE, "destination": MULTICAST_GROUP_IPV4}
    packet = encode_signed_advertisement(value, 1, KEY, SEQUENCE, **ends)
    assert decode(packet, **ends).checksum_form == ChecksumForm.PSEUDO_HEADER
    assert packet[-28:] == TRAILER, "the HMAC does not depend on the checksum"
    assert replace(decode(packet[:-28], **ends), trailer=TRAILER) == decode(packet, **ends)


@pytest.mark.parametrize("source", [SOURCE, SOURCE6], ids=["IPv4", "IPv6"])
def test_any_changed_byte_is_noticed_but_for_the_checksum(source: bytes) -> None:
    message, trailer = (MESSAGE, TRAILER) if len(source) == 4 else (MESSAGE6, TRAILER6)
    image = message + trailer
    expected = dict.fromkeys(range(len(image)), DiscardReason.AUTH_EXT_INVALID_HMAC)
    at = len(message)
    expected |= dict.fromkeys((at, at + 2, at + 3), DiscardReason.AUTH_EXT_MALFORMED)
    expected[at + 1] = DiscardReason.AUTH_EXT_UNKNOWN_KEY
    for place in range(len(image)):
        changed = image[:place] + bytes((image[place] ^ 0x40,)) + image[place + 1 :]
        fault = find_fault(changed[:at], changed[at:], KEYS, source=source)
        assert fault == (None if place in (6, 7) else expected[place]), place


def test_another_source_address_virtual_router_or_key_is_a_bad_hmac() -> None:
    assert find_fault(MESSAGE, TRAILER, KEYS, source=parse_address("198.51.100.11")) == "auth-ext-invalid-hmac"
    assert find_fault(MESSAGE, TRAILER, {1: bytes(32)}, source=SOURCE) == "auth-ext-invalid-hmac"
    other = MESSAGE[:1] + b"\x34" + MESSAGE[2:]
    assert find_fault(other, TRAILER, KEYS, source=SOURCE) == "auth-ext-invalid-hmac"


@pytest.mark.parametrize(
    "trailer", [b"", TRAILER[:-1], TRAILER + b"\0", bytes(28)], ids=["none", "short", "long", "zeros"]
)
def test_what_is_no_trailer_is_malformed(trailer: bytes) -> None:
    assert find_fault(MESSAGE, trailer, KEYS, source=SOURCE) == DiscardReason.AUTH_EXT_MALFORMED
    with pytest.raises(DecodeError) as caught:
        decode_trailer(trailer)
    assert caught.value.reason == DiscardReason.AUTH_EXT_MALFORMED


@pytest.mark.parametrize(
    ("offset_s", "fault"),
    [(0, None), (5, None), (-5, None), (6, "auth-ext-stale"), (-6, "auth-ext-stale"), (10**9, "auth-ext-stale")],
)
def test_a_message_of_another_time_is_stale(offset_s: int, fault: str | None) -> None:
    wall_ns = WALL_NS + offset_s * NS_PER_S
    assert find_fault(MESSAGE, TRAILER, KEYS, source=SOURCE, wall_ns=wall_ns, window_ns=WINDOW_NS) == fault
    assert find_fault(MESSAGE, TRAILER, KEYS, source=SOURCE, wall_ns=wall_ns) is None, "a counter knows no time"


def test_the_same_message_again_is_a_replay() -> None:
    for newest in (SEQUENCE, SEQUENCE + 1, SEQUENCE + (5 << 32)):
        fault = find_fault(MESSAGE, TRAILER, KEYS, source=SOURCE, newest_sequence=newest)
        assert fault == DiscardReason.AUTH_EXT_REPLAY
        fault = find_fault(
            MESSAGE, TRAILER, KEYS, source=SOURCE, newest_sequence=newest, wall_ns=WALL_NS, window_ns=WINDOW_NS
        )
        assert fault == DiscardReason.AUTH_EXT_REPLAY
    assert find_fault(MESSAGE, TRAILER, KEYS, source=SOURCE, newest_sequence=SEQUENCE - 1) is None


def test_a_sender_whose_clock_was_put_right_is_heard_again() -> None:
    ahead = SEQUENCE + (3600 << 32)
    fault = find_fault(
        MESSAGE, TRAILER, KEYS, source=SOURCE, newest_sequence=ahead, wall_ns=WALL_NS, window_ns=WINDOW_NS
    )
    assert fault is None
    assert find_fault(MESSAGE, TRAILER, KEYS, source=SOURCE, newest_sequence=ahead) == DiscardReason.AUTH_EXT_REPLAY


def test_a_forged_message_is_told_before_it_can_be_a_replay() -> None:
    fault = find_fault(MESSAGE, TRAILER[:-1] + b"x", KEYS, source=SOURCE, newest_sequence=SEQUENCE)
    assert fault == DiscardReason.AUTH_EXT_INVALID_HMAC


def test_the_sequence_of_a_time() -> None:
    assert sequence_at(WALL_NS + 500 * NS_PER_MS) == SEQUENCE
    assert sequence_at((1 << 32) * NS_PER_S) == 0


def test_each_sequence_comes_after_the_last() -> None:
    first = next_sequence(0, WALL_NS)
    assert first == sequence_at(WALL_NS)
    assert next_sequence(first, WALL_NS) == first + 1, "the clock stands"
    assert next_sequence(first, WALL_NS - NS_PER_S, WINDOW_NS) == first + 1, "the clock was put back a little"
    back_ns = WALL_NS - 3600 * NS_PER_S
    assert next_sequence(first, back_ns) == first + 1
    assert next_sequence(first, back_ns, WINDOW_NS) == sequence_at(back_ns), "nobody would believe an hour ahead"
    assert next_sequence((1 << 64) - 1, ((1 << 32) - 1) * NS_PER_S) == 0, "round"


@given(st.integers(0, (1 << 64) - 1), st.integers(1, (1 << 63) - 1))
def test_sequences_are_compared_round(one: int, step: int) -> None:
    other = (one + step) % (1 << 64)
    assert is_after(other, one)
    assert not is_after(one, other)
    assert not is_after(one, one)


@given(st.lists(st.integers(0, 1 << 62), min_size=2, max_size=9))
def test_sequences_grow_whatever_the_clock_does(clock: list[int]) -> None:
    last = 0
    for wall_ns in clock:
        following = next_sequence(last, wall_ns)
        assert is_after(following, last) or last == 0
        last = following


@given(
    st.sampled_from([4, 16]),
    st.binary(min_size=8, max_size=200),
    st.integers(1, 255),
    st.binary(min_size=32, max_size=64),
    st.integers(0, (1 << 64) - 1),
)
def test_what_we_sign_we_believe(length: int, message: bytes, key_id: int, key: bytes, sequence: int) -> None:
    source = bytes(range(length))
    trailer = sign(message, key_id, key, sequence, source=source)
    assert find_fault(message, trailer, {key_id: key}, source=source) is None
    assert find_fault(message, trailer, {}, source=source) == DiscardReason.AUTH_EXT_UNKNOWN_KEY
    # By the words of the draft, once more.
    family = b"\x04" if length == 4 else b"\x06"
    pseudo = family + bytes((message[0] >> 4, message[1], 0)) + source.ljust(16, b"\0")
    covered = pseudo + message[:6] + b"\0\0" + message[8:] + trailer[:12] + bytes(16)
    assert trailer[12:] == hmac.digest(key, covered, "sha256")[:16]


@pytest.mark.parametrize(
    ("key_id", "sequence", "length"), [(0, 0, 4), (256, 0, 4), (1, 1 << 64, 4), (1, -1, 4), (1, 0, 6)]
)
def test_what_does_not_fit_is_refused(key_id: int, sequence: int, length: int) -> None:
    with pytest.raises(ValueError) as caught:
        sign(MESSAGE, key_id, KEY, sequence, source=bytes(length))
    assert KEY.hex() not in str(caught.value)


def test_the_message_s_own_checksum_is_right_in_the_image() -> None:
    assert internet_checksum(MESSAGE) == 0

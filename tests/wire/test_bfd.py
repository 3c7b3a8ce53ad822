"""BFD: packets of keepalived and FRR, every way in which one is wrong in itself, round trips, scapy."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.contrib.bfd import BFD

from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S, NS_PER_US
from standfast.wire.bfd import (
    STATE_DOWN,
    STATE_INIT,
    STATE_UP,
    BfdDiscardReason,
    BfdPacket,
    decode_bfd,
    encode_bfd,
)

KEEPALIVED_ID, FRR_ID = 0x0D5D07C4, 0x02E8304E

# Seen between keepalived 2.2.7 (min_tx 60 ms, min_rx 50 ms, multiplier 4) and FRR 8.4.4 (80 ms, 70 ms, 3).
SEEN = [
    (
        "204004180d5d07c400000000000f42400000c35000000000",
        BfdPacket(STATE_DOWN, 0, False, False, False, 4, KEEPALIVED_ID, 0, NS_PER_S, 50 * NS_PER_MS),
    ),
    (
        "2080031802e8304e0d5d07c4000f4240000f42400000c350",
        BfdPacket(STATE_INIT, 0, False, False, False, 3, FRR_ID, KEEPALIVED_ID, NS_PER_S, NS_PER_S, 50 * NS_PER_MS),
    ),
    (
        "20e004180d5d07c402e8304e0000ea600000c35000000000",
        BfdPacket(STATE_UP, 0, True, False, False, 4, KEEPALIVED_ID, FRR_ID, 60 * NS_PER_MS, 50 * NS_PER_MS),
    ),
    (
        "20d0031802e8304e0d5d07c400013880000111700000c350",
        BfdPacket(
            STATE_UP, 0, False, True, False, 3, FRR_ID, KEEPALIVED_ID, 80 * NS_PER_MS, 70 * NS_PER_MS, 50 * NS_PER_MS
        ),
    ),
]
GOOD = bytes.fromhex(SEEN[2][0])

INTERVALS = st.integers(0, 0xFFFFFFFF).map(lambda us: us * NS_PER_US)
PACKETS = st.builds(
    BfdPacket,
    state=st.integers(0, 3),
    diagnostic=st.integers(0, 31),
    poll=st.booleans(),
    final=st.booleans(),
    demand=st.booleans(),
    detect_multiplier=st.integers(1, 255),
    my_discriminator=st.integers(1, 0xFFFFFFFF),
    your_discriminator=st.integers(0, 0xFFFFFFFF),
    desired_min_tx_ns=INTERVALS,
    required_min_rx_ns=INTERVALS,
    required_min_echo_rx_ns=INTERVALS,
)


@pytest.mark.parametrize(("seen", "packet"), SEEN)
def test_golden_packets(seen: str, packet: BfdPacket) -> None:
    assert decode_bfd(bytes.fromhex(seen)) == packet
    assert encode_bfd(packet) == bytes.fromhex(seen)


@given(PACKETS)
def test_any_packet_survives_the_round_trip(packet: BfdPacket) -> None:
    assert decode_bfd(encode_bfd(packet)) == packet


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", BfdDiscardReason.LENGTH),
        (GOOD[:-1], BfdDiscardReason.LENGTH),
        (GOOD[:3] + b"\x17" + GOOD[4:], BfdDiscardReason.LENGTH),
        (GOOD[:3] + b"\x19" + GOOD[4:], BfdDiscardReason.LENGTH),
        (b"\x00" + GOOD[1:], BfdDiscardReason.VERSION),
        (b"\x40" + GOOD[1:], BfdDiscardReason.VERSION),
        (GOOD[:2] + b"\0" + GOOD[3:], BfdDiscardReason.DETECT_MULTIPLIER),
        (GOOD[:1] + b"\xe1" + GOOD[2:], BfdDiscardReason.MULTIPOINT),
        (GOOD[:4] + bytes(4) + GOOD[8:], BfdDiscardReason.MY_DISCRIMINATOR),
        (GOOD[:1] + b"\xe4" + GOOD[2:], BfdDiscardReason.AUTHENTICATION),
    ],
)
def test_a_packet_that_is_wrong_in_itself_is_refused_with_the_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_bfd(payload)
    assert caught.value.reason == reason


def test_what_only_a_session_can_judge_is_decoded() -> None:
    packet = replace(SEEN[2][1], your_discriminator=0, diagnostic=31, final=True, demand=True)
    assert decode_bfd(encode_bfd(packet)) == packet


def test_bytes_behind_the_packet_and_the_control_plane_bit_do_not_matter() -> None:
    assert decode_bfd(GOOD + b"more") == decode_bfd(GOOD)
    assert decode_bfd(GOOD[:1] + b"\xe8" + GOOD[2:]) == decode_bfd(GOOD)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SEEN[0][1], state=4),
        replace(SEEN[0][1], diagnostic=32),
        replace(SEEN[0][1], detect_multiplier=256),
        replace(SEEN[0][1], my_discriminator=1 << 32),
        replace(SEEN[0][1], your_discriminator=-1),
        replace(SEEN[0][1], desired_min_tx_ns=1),
        replace(SEEN[0][1], required_min_rx_ns=(1 << 32) * NS_PER_US),
        replace(SEEN[0][1], required_min_echo_rx_ns=-NS_PER_US),
    ],
)
def test_a_value_that_does_not_fit_is_refused(wrong: BfdPacket) -> None:
    with pytest.raises(ValueError):
        encode_bfd(wrong)


def almost_valid(data: bytes) -> bytes:
    """Random bytes that pass the checks of version and length."""
    return b"\x20" + data[1:3] + b"\x18" + data[4:]


@given(st.binary(max_size=40) | st.binary(min_size=24, max_size=40).map(almost_valid))
def test_any_bytes_are_a_packet_or_a_decode_error(payload: bytes) -> None:
    try:
        packet = decode_bfd(payload)
    except DecodeError as error:
        BfdDiscardReason(error.reason)
        return
    again = encode_bfd(packet)
    assert again[4:] == payload[4:24]
    assert again[1] == payload[1] & ~0x08, "only the control plane bit is not kept"


@given(PACKETS)
def test_scapy_and_we_agree_in_both_directions(packet: BfdPacket) -> None:
    read = BFD(encode_bfd(packet))
    assert (read.version, read.diag, read.sta, read.len) == (1, packet.diagnostic, packet.state, 24)
    flags = "P" * packet.poll + "F" * packet.final + "D" * packet.demand
    assert set(str(read.flags)) == set(flags)
    written = BFD(
        diag=packet.diagnostic,
        sta=packet.state,
        flags=flags,
        detect_mult=packet.detect_multiplier,
        my_discriminator=packet.my_discriminator,
        your_discriminator=packet.your_discriminator,
        min_tx_interval=packet.desired_min_tx_ns // NS_PER_US,
        min_rx_interval=packet.required_min_rx_ns // NS_PER_US,
        echo_rx_interval=packet.required_min_echo_rx_ns // NS_PER_US,
    )
    assert decode_bfd(bytes(written)) == packet


def test_the_intervals_are_microseconds() -> None:
    assert struct.unpack_from("!II", encode_bfd(SEEN[2][1]), 12) == (60_000, 50_000)

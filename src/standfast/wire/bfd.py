"""BFD control packets (RFC 5880, section 4.1) between bytes and values.

Rules: this file knows the packet, not the session: what needs a session (which one, its state, its timers) is
core/bfd_session.py's. Microseconds become nanoseconds here. Authentication is not spoken, so a packet that bears it
is refused (RFC 5880, 6.8.6).

     0       version: 1 (3 bits), diagnostic (5 bits)      4 ... 7     my discriminator
     1       state (2 bits), flags P F C A D M             8 ... 11    your discriminator
     2       detection multiplier                          12 ... 23   desired min TX, required min RX, required min
     3       length                                                    echo RX intervals, in microseconds
"""

import struct
from dataclasses import dataclass
from enum import StrEnum

from standfast.errors import DecodeError
from standfast.units import NS_PER_US

PORT_BFD = 3784
PORT_BFD_MULTIHOP = 4784
TTL_BFD = 255

STATE_ADMIN_DOWN = 0
STATE_DOWN = 1
STATE_INIT = 2
STATE_UP = 3

_PACKET = struct.Struct("!BBBBIIIII")
_VERSION = 1
_POLL, _FINAL, _AUTHENTICATION, _DEMAND, _MULTIPOINT = 0x20, 0x10, 0x04, 0x02, 0x01


class BfdDiscardReason(StrEnum):
    """Why a received packet is not used: the word that counters, log lines and metrics share."""

    LENGTH = "packet-length"
    VERSION = "version"
    DETECT_MULTIPLIER = "detect-multiplier"
    MULTIPOINT = "multipoint"
    AUTHENTICATION = "authentication"
    MY_DISCRIMINATOR = "my-discriminator"


@dataclass(frozen=True, slots=True)
class BfdPacket:
    """One control packet. `state` and `diagnostic` are the numbers of RFC 5880, 4.1; intervals in nanoseconds."""

    state: int
    diagnostic: int
    poll: bool
    final: bool
    demand: bool
    detect_multiplier: int
    my_discriminator: int
    your_discriminator: int
    desired_min_tx_ns: int
    required_min_rx_ns: int
    required_min_echo_rx_ns: int = 0


def encode_bfd(packet: BfdPacket) -> bytes:
    """Encode a control packet. Raises ValueError if a field does not fit: intervals are whole microseconds."""
    intervals = (packet.desired_min_tx_ns, packet.required_min_rx_ns, packet.required_min_echo_rx_ns)
    if any(interval_ns % NS_PER_US for interval_ns in intervals):
        raise ValueError("BFD carries whole microseconds as its intervals")
    if not 0 <= packet.state <= STATE_UP or not 0 <= packet.diagnostic <= 0x1F:
        raise ValueError(f"state {packet.state} or diagnostic {packet.diagnostic} is out of range")
    flags = packet.poll * _POLL | packet.final * _FINAL | packet.demand * _DEMAND
    try:
        return _PACKET.pack(
            _VERSION << 5 | packet.diagnostic,
            packet.state << 6 | flags,
            packet.detect_multiplier,
            _PACKET.size,
            packet.my_discriminator,
            packet.your_discriminator,
            *(interval_ns // NS_PER_US for interval_ns in intervals),
        )
    except struct.error:
        raise ValueError(f"a field does not fit: {packet}") from None


def decode_bfd(payload: bytes) -> BfdPacket:
    """Decode the payload of a UDP packet, with those checks of RFC 5880, 6.8.6 that need nothing else, in its order.

    Raises DecodeError with a `BfdDiscardReason`. Which session it is for, and whether a discriminator of 0 may be
    (`your_discriminator`), is left to the receiver.
    """
    if len(payload) < _PACKET.size:
        raise DecodeError(BfdDiscardReason.LENGTH, f"{len(payload)} bytes are shorter than a BFD packet")
    first, second, multiplier, length, mine, yours, tx_us, rx_us, echo_us = _PACKET.unpack_from(payload)
    if first >> 5 != _VERSION:
        raise DecodeError(BfdDiscardReason.VERSION, f"version {first >> 5} instead of {_VERSION}")
    if not _PACKET.size <= length <= len(payload):
        raise DecodeError(BfdDiscardReason.LENGTH, f"a length of {length} in {len(payload)} bytes")
    if multiplier == 0:
        raise DecodeError(BfdDiscardReason.DETECT_MULTIPLIER, "a detection multiplier of 0")
    if second & _MULTIPOINT:
        raise DecodeError(BfdDiscardReason.MULTIPOINT, "the multipoint bit is set")
    if mine == 0:
        raise DecodeError(BfdDiscardReason.MY_DISCRIMINATOR, "the sender's discriminator is 0")
    if second & _AUTHENTICATION:
        raise DecodeError(BfdDiscardReason.AUTHENTICATION, "it is authenticated, which is not spoken here")
    return BfdPacket(
        state=second >> 6,
        diagnostic=first & 0x1F,
        poll=bool(second & _POLL),
        final=bool(second & _FINAL),
        demand=bool(second & _DEMAND),
        detect_multiplier=multiplier,
        my_discriminator=mine,
        your_discriminator=yours,
        desired_min_tx_ns=tx_us * NS_PER_US,
        required_min_rx_ns=rx_us * NS_PER_US,
        required_min_echo_rx_ns=echo_us * NS_PER_US,
    )

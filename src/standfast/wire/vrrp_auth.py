"""The authentication trailer after a VRRP message (draft-cassen-vrrp-auth-hmac, `auth_hmac` of keepalived 2.4).

     0       type: 1                     4 ... 7     seconds
     1       key id                      8, 9        fraction of the second, in 1/65536
     2, 3    reserved: 0                 10, 11      counter
     12 ... 27   the first 16 bytes of HMAC-SHA-256 over what a receiver can know besides: family, version,
                 virtual router id and source address, the message with a checksum of 0, the trailer without HMAC

Rules: pure functions; the time of day, the keys and what was received before are handed in, nothing is remembered.
Seconds, fraction and counter together are one number of 64 bits, the sequence, which never repeats and only grows,
counted round (RFC 1982). A fault is a `DiscardReason`. No key stands in any text.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace

from standfast.errors import DecodeError
from standfast.units import NS_PER_S
from standfast.wire.digest import find_sha256, hmac_digest, is_same
from standfast.wire.vrrp import Advertisement, DiscardReason, encode_advertisement

TRAILER_LENGTH = 28

_SHA256 = find_sha256()
_TRAILER = struct.Struct("!BBHQ16s")
_PSEUDO = struct.Struct("!BBBx16s")
_TYPE_HMAC_SHA256 = 1
_HMAC_LENGTH = 16
_CHECKSUM = slice(6, 8)
_NO_HMAC = bytes(_HMAC_LENGTH)
_FRACTION_PER_S = 1 << 16
_SEQUENCE_MASK = (1 << 64) - 1
_SECONDS_MASK = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Trailer:
    """What a trailer says. `sequence` is the number of 64 bits; its upper half are seconds."""

    key_id: int
    sequence: int
    hmac: bytes


def decode_trailer(data: bytes) -> Trailer:
    """Decode the bytes after a message. Raises DecodeError (AUTH_EXT_MALFORMED): length, type or reserved field."""
    if len(data) != TRAILER_LENGTH:
        raise DecodeError(DiscardReason.AUTH_EXT_MALFORMED, f"a trailer of {len(data)} bytes, not {TRAILER_LENGTH}")
    kind, key_id, reserved, sequence, hmac = _TRAILER.unpack(data)
    if kind != _TYPE_HMAC_SHA256 or reserved:
        raise DecodeError(DiscardReason.AUTH_EXT_MALFORMED, f"a trailer of type {kind}, reserved field {reserved}")
    return Trailer(key_id, sequence, hmac)


def sign(message: bytes, key_id: int, key: bytes, sequence: int, *, source: bytes) -> bytes:
    """Return the trailer for a VRRP message (checksum of any value) that is sent from `source` (4 or 16 bytes).

    Raises ValueError if the key id (1 to 255), the sequence (64 bits) or the address does not fit.
    """
    if not 1 <= key_id <= 255 or not 0 <= sequence <= _SEQUENCE_MASK:
        raise ValueError(f"key id {key_id} or sequence {sequence} is out of range")
    trailer = _TRAILER.pack(_TYPE_HMAC_SHA256, key_id, 0, sequence, _NO_HMAC)
    return trailer[:-_HMAC_LENGTH] + _digest(message, trailer, key, source)


def encode_signed_advertisement(
    advertisement: Advertisement, key_id: int, key: bytes, sequence: int, *, source: bytes, destination: bytes
) -> bytes:
    """Encode an advertisement with its trailer: over IPv6 the checksum covers that too. Raises ValueError."""
    message = encode_advertisement(replace(advertisement, trailer=b""), source=source, destination=destination)
    trailer = sign(message, key_id, key, sequence, source=source)
    return encode_advertisement(replace(advertisement, trailer=trailer), source=source, destination=destination)


def find_fault(
    message: bytes,
    trailer: bytes,
    keys: Mapping[int, bytes],
    *,
    source: bytes,
    newest_sequence: int | None = None,
    wall_ns: int = 0,
    window_ns: int | None = None,
) -> DiscardReason | None:
    """Return why a message from `source` must not be believed; None if it may.

    `newest_sequence` is that of the last message of this sender that was believed, if there was one. With
    `window_ns`, a message whose seconds are further than that from `wall_ns` (the time of day) is stale, and so is
    a `newest_sequence`: a sender whose clock was put right is heard again. The cheap tests come first, so that a
    flood does not cost a digest a packet. Raises ValueError if `source` is no address.
    """
    try:
        told = decode_trailer(trailer)
    except DecodeError:
        return DiscardReason.AUTH_EXT_MALFORMED
    if window_ns is not None and not _is_within(told.sequence, wall_ns, window_ns):
        return DiscardReason.AUTH_EXT_STALE
    key = keys.get(told.key_id)
    if key is None:
        return DiscardReason.AUTH_EXT_UNKNOWN_KEY
    if not is_same(_digest(message, trailer, key, source), told.hmac):
        return DiscardReason.AUTH_EXT_INVALID_HMAC
    if newest_sequence is not None:
        comparable = window_ns is None or _is_within(newest_sequence, wall_ns, window_ns)
        if comparable and not is_after(told.sequence, newest_sequence):
            return DiscardReason.AUTH_EXT_REPLAY
    return None


def sequence_at(wall_ns: int) -> int:
    """Return the sequence of a time of day, with a counter of 0."""
    seconds, rest_ns = divmod(wall_ns, NS_PER_S)
    return (seconds & _SECONDS_MASK) << 32 | rest_ns * _FRACTION_PER_S // NS_PER_S << 16


def next_sequence(last: int, wall_ns: int, window_ns: int | None = None) -> int:
    """Return the sequence for the next message after `last` (0 at first): the clock's, or one more if it stands.

    With `window_ns`, a `last` further ahead of the clock than that is given up, because receivers would not believe
    it: the clock has been put back.
    """
    clock = sequence_at(wall_ns)
    if last == 0 or is_after(clock, last):
        return clock
    ahead_s = (last >> 32) - (clock >> 32) & _SECONDS_MASK
    if window_ns is not None and ahead_s * NS_PER_S > window_ns:
        return clock
    return last + 1 & _SEQUENCE_MASK


def is_after(one: int, other: int) -> bool:
    """Whether sequence `one` comes after `other`, counted round (RFC 1982, 3.2)."""
    return 0 < (one - other & _SEQUENCE_MASK) < 1 << 63


def _is_within(sequence: int, wall_ns: int, window_ns: int) -> bool:
    difference_s = wall_ns // NS_PER_S - (sequence >> 32) & _SECONDS_MASK
    if difference_s >= 1 << 31:
        difference_s -= 1 << 32
    return abs(difference_s) * NS_PER_S <= window_ns


def _digest(message: bytes, trailer: bytes, key: bytes, source: bytes) -> bytes:
    if len(source) not in (4, 16):
        raise ValueError(f"a source address of {len(source)} bytes")
    family = 4 if len(source) == 4 else 6
    pseudo = _PSEUDO.pack(family, message[0] >> 4, message[1], source)
    blank = message[: _CHECKSUM.start] + b"\0\0" + message[_CHECKSUM.stop :]
    return hmac_digest(_SHA256, key, pseudo + blank + trailer[:-_HMAC_LENGTH] + _NO_HMAC)[:_HMAC_LENGTH]

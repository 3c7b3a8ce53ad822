"""The IP authentication header (RFC 2402) as keepalived's `auth_type AH` uses it: HMAC-MD5-96 (RFC 2403), IPv4.

     0       what follows: 112           4 ... 7     SPI: the sender's address
     1       length: 4                   8 ... 11    sequence number
     2, 3    reserved: 0                 12 ... 23   the first 12 bytes of HMAC-MD5 over the whole packet, from the IP
                                                     header on, with what routers change set to 0

Rules: pure functions; what was received before is handed in or left to core/. A fault is a `DiscardReason`. No key
stands in any text. The IP header is covered, so it is made here and not left to the kernel.

Two ways of keepalived's own, both measured: the TTL counts as changeable towards unicast peers only, and the sequence
number is one for all senders of a virtual router: a receiver believes only a number above the greatest it has sent or
received.
"""

import struct
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.checksum import internet_checksum
from standfast.wire.digest import find_md5, hmac_digest, is_same
from standfast.wire.vrrp import PROTOCOL_VRRP, TOS_VRRP, TTL_VRRP, DiscardReason

PROTOCOL_AH = 51
AH_LENGTH = 24

_MD5 = find_md5()
_IPV4 = struct.Struct("!BBHHHBBH4s4s")
_AH = struct.Struct("!BBHII12s")
_IPV4_LENGTH = 20
_LENGTH_IN_WORDS = 4  # in units of 4 bytes, less 2
_ICV_LENGTH = 12
_NO_ICV = bytes(_ICV_LENGTH)
_CHECKSUM = slice(10, 12)


@dataclass(frozen=True, slots=True)
class AuthenticationHeader:
    """What the header says. `spi` and `source` are packed addresses; they must be the same."""

    spi: bytes
    source: bytes
    sequence: int
    icv: bytes


def encode_packet(
    message: bytes,
    key: bytes,
    sequence: int,
    *,
    source: bytes,
    destination: bytes,
    ttl: int = TTL_VRRP,
    unicast: bool = False,
) -> bytes:
    """Encode a whole IPv4 packet around a VRRP message, for a raw socket that takes the IP header too.

    Raises ValueError if an address has not 4 bytes or a number does not fit.
    """
    if len(source) != 4 or len(destination) != 4:
        raise ValueError("an authentication header stands between two addresses of 4 bytes")
    # The kernel would fill in an identification of 0, which would change what is authenticated.
    identification = sequence & 0xFFFF or 1
    length = _IPV4_LENGTH + AH_LENGTH + len(message)
    try:
        ip = _IPV4.pack(0x45, TOS_VRRP, length, identification, 0, ttl, PROTOCOL_AH, 0, source, destination)
        spi = int.from_bytes(source, "big")
        header = _AH.pack(PROTOCOL_VRRP, _LENGTH_IN_WORDS, 0, spi, sequence, _NO_ICV)
    except struct.error:
        raise ValueError(f"length {length}, TTL {ttl} or sequence {sequence} is out of range") from None
    ip = ip[: _CHECKSUM.start] + internet_checksum(ip).to_bytes(2, "big") + ip[_CHECKSUM.stop :]
    icv = _icv(ip, header, message, key, unicast)
    return ip + header[:-_ICV_LENGTH] + icv + message


def decode_header(header: bytes) -> AuthenticationHeader:
    """Decode what stands before a message: the IPv4 header and the authentication header, and nothing else.

    Raises DecodeError (IP_HEADER) if it is something else.
    """
    ip_length = (header[0] & 0x0F) * 4 if header else 0
    if ip_length < _IPV4_LENGTH or len(header) != ip_length + AH_LENGTH:
        raise DecodeError(DiscardReason.IP_HEADER, f"{len(header)} bytes are no IP and authentication header")
    following, words, _, spi, sequence, icv = _AH.unpack_from(header, ip_length)
    if following != PROTOCOL_VRRP or words != _LENGTH_IN_WORDS:
        raise DecodeError(DiscardReason.IP_HEADER, f"an authentication header of length {words} before {following}")
    return AuthenticationHeader(spi.to_bytes(4, "big"), header[12:16], sequence, icv)


def find_fault(
    header: bytes, message: bytes, key: bytes, *, unicast: bool = False, newest_sequence: int | None = None
) -> DiscardReason | None:
    """Return why a message must not be believed; None if it may.

    `header` is all of the packet before the message. `newest_sequence` is the greatest number that was sent or
    believed before, if there was one.
    """
    try:
        told = decode_header(header)
    except DecodeError:
        return DiscardReason.IP_HEADER
    ip, ah = header[:-AH_LENGTH], header[-AH_LENGTH:]
    if not is_same(_icv(ip, ah, message, key, unicast), told.icv) or told.spi != told.source:
        return DiscardReason.AUTH_FAILURE
    if newest_sequence is not None and told.sequence <= newest_sequence:
        return DiscardReason.AUTH_REPLAY
    return None


def _icv(ip: bytes, header: bytes, message: bytes, key: bytes, unicast: bool) -> bytes:
    blank = bytearray(ip)
    blank[1] = 0
    blank[6:8] = b"\0\0"
    if unicast:
        blank[8] = 0
    blank[_CHECKSUM] = b"\0\0"
    return hmac_digest(_MD5, key, bytes(blank) + header[:-_ICV_LENGTH] + _NO_ICV + message)[:_ICV_LENGTH]

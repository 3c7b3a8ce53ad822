"""The IPv4 header (RFC 791, 3.1) of a packet as a Linux raw socket delivers it.

Rules: read only what VRRP's receive rules need. The kernel has verified the header checksum and put
fragments together before a raw socket sees a packet, so neither is looked at here. Headers to send are the
kernel's work.
"""

import struct
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.vrrp import DiscardReason

_HEADER = struct.Struct("!BxHxxxxBBxx4s4s")


@dataclass(frozen=True, slots=True)
class Ipv4Header:
    """The fields of an IPv4 header that a VRRP router looks at. Lengths are bytes; addresses are packed.

    The payload is `packet[header_length:total_length]`.
    """

    source: bytes
    destination: bytes
    protocol: int
    ttl: int
    header_length: int
    total_length: int


def decode_ipv4(packet: bytes) -> Ipv4Header:
    """Decode the header at the start of `packet`.

    Raises DecodeError (`DiscardReason.IP_HEADER`) if this is not IPv4 or the lengths contradict each other or
    the bytes that are there.
    """
    if len(packet) < _HEADER.size:
        raise DecodeError(DiscardReason.IP_HEADER, f"{len(packet)} bytes are shorter than an IPv4 header")
    version_length, total_length, ttl, protocol, source, destination = _HEADER.unpack_from(packet)
    if version_length >> 4 != 4:
        raise DecodeError(DiscardReason.IP_HEADER, f"IP version {version_length >> 4} instead of 4")
    header_length = (version_length & 0x0F) * 4
    if not _HEADER.size <= header_length <= total_length <= len(packet):
        lengths = f"header {header_length}, total {total_length}, received {len(packet)}"
        raise DecodeError(DiscardReason.IP_HEADER, f"the lengths contradict each other: {lengths}")
    return Ipv4Header(source, destination, protocol, ttl, header_length, total_length)

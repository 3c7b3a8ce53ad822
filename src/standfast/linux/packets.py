"""Packets as raw sockets deliver them -> the events that tell of them.

Rules: bytes in, one event out; what is decoded here is decoded once, by wire/. A packet that does not decode is an
event too: who, where, why.
"""

from standfast.core.events import AdvertisementReceived, PacketDiscarded
from standfast.errors import DecodeError
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import PROTOCOL_VRRP, DiscardReason, decode_advertisement

PacketEvent = AdvertisementReceived | PacketDiscarded


def decode_packet(interface: str, packet: bytes) -> PacketEvent:
    """Decode an IPv4 packet, its header included; in front of the message may stand an authentication header."""
    source: bytes | None = None
    message = b""
    try:
        header = decode_ipv4(packet)
        source = header.source
        start = header.header_length
        if header.protocol != PROTOCOL_VRRP:
            start += _authentication_header_length(packet[start : header.total_length])
        message = packet[start : header.total_length]
        advertisement = decode_advertisement(message, source=source, destination=header.destination)
    except DecodeError as error:
        return PacketDiscarded(interface, source, DiscardReason(error.reason), error.detail, _vrid(message))
    return AdvertisementReceived(
        interface,
        source,
        header.ttl,
        advertisement,
        header.destination,
        message[: len(message) - len(advertisement.trailer)],
        advertisement.trailer,
        packet[:start] if header.protocol != PROTOCOL_VRRP else b"",
    )


def decode_message(
    interface: str, source: bytes, destination: bytes | None, hop_limit: int | None, message: bytes
) -> PacketEvent:
    """Decode what a raw socket of IPv6 tells: the message, and beside it what its header said."""
    if destination is None or hop_limit is None:
        detail = "the kernel did not tell destination and hop limit"
        return PacketDiscarded(interface, source, DiscardReason.IP_HEADER, detail, _vrid(message))
    try:
        advertisement = decode_advertisement(message, source=source, destination=destination)
    except DecodeError as error:
        return PacketDiscarded(interface, source, DiscardReason(error.reason), error.detail, _vrid(message))
    body = message[: len(message) - len(advertisement.trailer)]
    return AdvertisementReceived(
        interface, source, hop_limit, advertisement, destination, body, advertisement.trailer
    )


def _vrid(message: bytes) -> int | None:
    """Return the virtual router id of a message that does not decode, if it is long enough to have one."""
    return message[1] if len(message) > 1 else None


def _authentication_header_length(payload: bytes) -> int:
    """Return how long the header of RFC 4302 is that `payload` begins with: its length field counts words of 4."""
    if len(payload) < 2 or payload[0] != PROTOCOL_VRRP:
        raise DecodeError(DiscardReason.IP_HEADER, "the authentication header carries no VRRP")
    return (payload[1] + 2) * 4

"""VRRP advertisements (RFC 3768, section 5.1) between bytes and values.

Rules: this file knows the packet, not the configuration. What a single packet proves wrong about itself is
refused here (length, version, type, checksum); what needs to be compared with a virtual router
(TTL, virtual_router_id, authentication, interval) is left to core/, which counts it under the same
`DiscardReason`. Seconds become nanoseconds here and nowhere else.

A version 2 message, all numbers in network order:

     0       version (4 bits), type (4 bits)     4       authentication type
     1       virtual router id                   5       advertisement interval, seconds
     2       priority                            6, 7    checksum over the whole message
     3       number of addresses n               8 ...   n addresses, then 8 bytes of authentication data

Another version gets its own pair of functions, chosen by the `version` field.
"""

import struct
from dataclasses import dataclass, field
from enum import StrEnum

from standfast.errors import DecodeError
from standfast.units import NS_PER_S
from standfast.wire.checksum import internet_checksum

PROTOCOL_VRRP = 112
TTL_VRRP = 255
TOS_VRRP = 0xC0

VERSION_2 = 2
TYPE_ADVERTISEMENT = 1
AUTH_NONE = 0
AUTH_PASS = 1

_HEADER = struct.Struct("!BBBBBBH")
_CHECKSUM_OFFSET = 6
_AUTH_DATA_LENGTH = 8
_IPV4_LENGTH = 4


class DiscardReason(StrEnum):
    """Why a received packet is not used: the word that counters, log lines and metrics share."""

    LENGTH = "packet-length"
    IP_HEADER = "ip-header"
    VERSION = "version"
    TYPE = "type"
    CHECKSUM = "checksum"
    TTL = "ip-ttl"
    VRID = "virtual-router-id"
    ADDRESS_COUNT = "address-count"
    ADVERT_INTERVAL = "advert-interval"
    AUTH_TYPE_INVALID = "auth-type-invalid"
    AUTH_TYPE_MISMATCH = "auth-type-mismatch"
    AUTH_FAILURE = "auth-failure"
    OWN_PACKET = "own-packet"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One VRRP advertisement.

    `addresses` are packed (4 bytes each). `auth_data` is 8 bytes, zero padded; it may hold a password and is
    therefore left out of the repr.
    """

    virtual_router_id: int
    priority: int
    advert_interval_ns: int
    addresses: tuple[bytes, ...]
    auth_type: int = AUTH_NONE
    auth_data: bytes = field(default=bytes(_AUTH_DATA_LENGTH), repr=False)
    version: int = VERSION_2


def encode_advertisement(advertisement: Advertisement) -> bytes:
    """Encode the VRRP message that follows the IP header, checksum filled in.

    Raises ValueError if a field does not fit the packet: the version is not 2, the interval is not a whole
    number of seconds up to 255, there are more than 255 addresses, or a number or address does not fit.
    """
    if advertisement.version != VERSION_2:
        raise ValueError(f"VRRP version {advertisement.version} cannot be encoded")
    seconds, rest_ns = divmod(advertisement.advert_interval_ns, NS_PER_S)
    if rest_ns:
        raise ValueError("VRRP version 2 carries whole seconds as its advertisement interval")
    addresses = advertisement.addresses
    if any(len(address) != _IPV4_LENGTH for address in addresses):
        raise ValueError("VRRP version 2 carries addresses of 4 bytes")
    if len(advertisement.auth_data) != _AUTH_DATA_LENGTH:
        raise ValueError("authentication data has 8 bytes")
    try:
        header = _HEADER.pack(
            VERSION_2 << 4 | TYPE_ADVERTISEMENT,
            advertisement.virtual_router_id,
            advertisement.priority,
            len(addresses),
            advertisement.auth_type,
            seconds,
            0,
        )
    except struct.error:
        raise ValueError(f"a field does not fit in its byte: {advertisement}") from None
    rest = b"".join(addresses) + advertisement.auth_data
    return header[:_CHECKSUM_OFFSET] + internet_checksum(header + rest).to_bytes(2, "big") + rest


def decode_advertisement(payload: bytes) -> Advertisement:
    """Decode what follows the IP header of a packet of protocol 112.

    The order of checks is that of RFC 3768, 7.1: version, type (5.3.2), complete length, checksum. Raises
    DecodeError with a `DiscardReason`. A virtual router id or an interval of 0, a reserved authentication type and
    an empty list of addresses are returned as they are.
    """
    if len(payload) < _HEADER.size:
        raise DecodeError(DiscardReason.LENGTH, f"{len(payload)} bytes are shorter than a VRRP header")
    version_type, virtual_router_id, priority, count, auth_type, seconds, _ = _HEADER.unpack_from(payload)
    if version_type >> 4 != VERSION_2:
        raise DecodeError(DiscardReason.VERSION, f"version {version_type >> 4} instead of 2")
    if version_type & 0x0F != TYPE_ADVERTISEMENT:
        raise DecodeError(DiscardReason.TYPE, f"type {version_type & 0x0F} instead of 1")
    end = _HEADER.size + count * _IPV4_LENGTH
    if len(payload) != end + _AUTH_DATA_LENGTH:
        expected = f"{end + _AUTH_DATA_LENGTH} for {count} addresses"
        raise DecodeError(DiscardReason.LENGTH, f"{len(payload)} bytes instead of {expected}")
    if internet_checksum(payload):
        raise DecodeError(DiscardReason.CHECKSUM, "the checksum is wrong")
    return Advertisement(
        virtual_router_id=virtual_router_id,
        priority=priority,
        advert_interval_ns=seconds * NS_PER_S,
        addresses=tuple([payload[at : at + _IPV4_LENGTH] for at in range(_HEADER.size, end, _IPV4_LENGTH)]),
        auth_type=auth_type,
        auth_data=payload[end:],
    )

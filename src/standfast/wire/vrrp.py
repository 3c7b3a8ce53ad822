"""VRRP advertisements of version 2 (RFC 3768, 5.1) and 3 (RFC 9568, 5.2) between bytes and values.

Rules: this file knows the packet, not the configuration. What a single packet proves wrong about itself is
refused here (length, version, type, checksum); what needs to be compared with a virtual router
(TTL, virtual_router_id, authentication, interval) is left to core/, which counts it under the same
`DiscardReason`. Seconds and centiseconds become nanoseconds here and nowhere else.

A message, all numbers in network order (version 2 | version 3 where they differ):

     0       version (4 bits), type (4 bits)     4       authentication type | reserved (4 bits) and
     1       virtual router id                   5       advertisement interval, seconds | centiseconds (12 bits)
     2       priority                            6, 7    checksum
     3       number of addresses n               8 ...   n addresses, then 8 bytes of authentication data
                                                         | n addresses, then the trailer of vrrp_auth.py, if any

The family is that of the IP header. The RFCs have version 2 over IPv4 only; keepalived, told so, sends it over IPv6
too: without authentication data, with a pseudo-header in its checksum.
"""

import struct
from dataclasses import dataclass, field
from enum import StrEnum

from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.checksum import internet_checksum, pseudo_header

PROTOCOL_VRRP = 112
TTL_VRRP = 255
TOS_VRRP = 0xC0

VERSION_2 = 2
VERSION_3 = 3
TYPE_ADVERTISEMENT = 1
AUTH_NONE = 0
AUTH_PASS = 1
AUTH_AH = 2

NS_PER_CS = 10 * NS_PER_MS
MULTICAST_GROUP_IPV4 = bytes((224, 0, 0, 18))

_HEADER_2 = struct.Struct("!BBBBBBH")
_HEADER_3 = struct.Struct("!BBBBHH")
_HEADER_LENGTH = 8
_CHECKSUM_OFFSET = 6
_AUTH_DATA_LENGTH = 8
_NO_AUTH_DATA = bytes(_AUTH_DATA_LENGTH)
_IPV4_LENGTH = 4
_IPV6_LENGTH = 16
_INTERVAL_MASK = 0x0FFF


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
    FIRST_ADDRESS = "first-address"
    ADVERT_INTERVAL = "advert-interval"
    DESTINATION = "destination"
    UNICAST_SOURCE = "unicast-source"
    AUTH_TYPE_INVALID = "auth-type-invalid"
    AUTH_TYPE_MISMATCH = "auth-type-mismatch"
    AUTH_FAILURE = "auth-failure"
    AUTH_REPLAY = "auth-replay"
    AUTH_EXT_MISSING = "auth-ext-missing"
    AUTH_EXT_MALFORMED = "auth-ext-malformed"
    AUTH_EXT_UNKNOWN_KEY = "auth-ext-unknown-key"
    AUTH_EXT_INVALID_HMAC = "auth-ext-invalid-hmac"
    AUTH_EXT_STALE = "auth-ext-stale"
    AUTH_EXT_REPLAY = "auth-ext-replay"
    OWN_PACKET = "own-packet"


class ChecksumForm(StrEnum):
    """What the checksum covers. Over IPv6 it is always the second, over IPv4 version 2 has only the first.

    Over IPv4, version 3 is met in all of them: as RFC 9568 says, as RFC 5798 said (keepalived and FRR by default),
    and as keepalived up to 1.3.6 sent it to unicast peers, with the multicast group in place of the peer.
    """

    MESSAGE_ONLY = "rfc9568"
    PSEUDO_HEADER = "rfc5798"
    OLD_UNICAST = "old-unicast"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One VRRP advertisement.

    `addresses` are packed (4 or 16 bytes each). `auth_data` is 8 bytes, zero padded; it may hold a password and is
    therefore left out of the repr. `trailer` is what follows the addresses of a version 3 message, not looked at.
    """

    virtual_router_id: int
    priority: int
    advert_interval_ns: int
    addresses: tuple[bytes, ...]
    auth_type: int = AUTH_NONE
    auth_data: bytes = field(default=_NO_AUTH_DATA, repr=False)
    version: int = VERSION_2
    checksum_form: ChecksumForm = ChecksumForm.MESSAGE_ONLY
    trailer: bytes = b""


def encode_advertisement(advertisement: Advertisement, *, source: bytes = b"", destination: bytes = b"") -> bytes:
    """Encode the VRRP message that follows the IP header, the checksum in the form that the advertisement names.

    `source` and `destination` are those of the IP header, packed: the family is theirs, and a checksum with a
    pseudo-header covers them. Version 2 over IPv4 needs neither.

    Raises ValueError if a field does not fit the packet: another version, an interval that is not a whole number of
    seconds up to 255 (version 2) or of centiseconds up to 4095 (version 3), more than 255 addresses, an address of
    another family, a form of the checksum that does not exist there, authentication data in version 3 or over
    IPv6, a trailer in version 2.
    """
    if advertisement.version == VERSION_3:
        return _encode_version_3(advertisement, source, destination)
    if advertisement.version == VERSION_2:
        return _encode_version_2(advertisement, source, destination)
    raise ValueError(f"VRRP version {advertisement.version} cannot be encoded")


def decode_advertisement(payload: bytes, *, source: bytes = b"", destination: bytes = b"") -> Advertisement:
    """Decode what follows the IP header of a packet of protocol 112.

    `source` and `destination` are those of the IP header; without them the packet is taken for IPv4 and a checksum
    with a pseudo-header for wrong. The order of checks is that of RFC 3768 and 9568, 7.1: version, type, complete
    length, checksum. Raises DecodeError with a `DiscardReason`. A virtual router id or an interval of 0, a reserved
    authentication type, an empty list of addresses and a trailer of any length are returned as they are.
    """
    if len(payload) < _HEADER_LENGTH:
        raise DecodeError(DiscardReason.LENGTH, f"{len(payload)} bytes are shorter than a VRRP header")
    version = payload[0] >> 4
    if version not in (VERSION_2, VERSION_3):
        raise DecodeError(DiscardReason.VERSION, f"version {version} instead of 2 or 3")
    if payload[0] & 0x0F != TYPE_ADVERTISEMENT:
        raise DecodeError(DiscardReason.TYPE, f"type {payload[0] & 0x0F} instead of 1")
    if version == VERSION_3:
        return _decode_version_3(payload, source, destination)
    return _decode_version_2(payload, source, destination)


def _encode_version_2(advertisement: Advertisement, source: bytes, destination: bytes) -> bytes:
    seconds, rest_ns = divmod(advertisement.advert_interval_ns, NS_PER_S)
    if rest_ns:
        raise ValueError("VRRP version 2 carries whole seconds as its advertisement interval")
    if len(advertisement.auth_data) != _AUTH_DATA_LENGTH:
        raise ValueError("authentication data has 8 bytes")
    if advertisement.trailer:
        raise ValueError("VRRP version 2 has no trailer")
    addresses = advertisement.addresses
    try:
        header = _HEADER_2.pack(
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
    rest = _join(addresses, len(source) or _IPV4_LENGTH)
    if len(source) != _IPV6_LENGTH:
        if advertisement.checksum_form is not ChecksumForm.MESSAGE_ONLY:
            raise ValueError("over IPv4 the checksum of VRRP version 2 covers the message only")
        rest += advertisement.auth_data
    elif advertisement.auth_data != _NO_AUTH_DATA:
        raise ValueError("VRRP version 2 over IPv6 has no authentication data")
    cover = _cover(advertisement.checksum_form, source, destination, _HEADER_LENGTH + len(rest))
    return header[:_CHECKSUM_OFFSET] + internet_checksum(cover + header + rest).to_bytes(2, "big") + rest


def _encode_version_3(advertisement: Advertisement, source: bytes, destination: bytes) -> bytes:
    centiseconds, rest_ns = divmod(advertisement.advert_interval_ns, NS_PER_CS)
    if rest_ns or not 0 <= centiseconds <= _INTERVAL_MASK:
        raise ValueError("VRRP version 3 carries 1 to 4095 centiseconds as its advertisement interval")
    if advertisement.auth_type != AUTH_NONE or advertisement.auth_data != _NO_AUTH_DATA:
        raise ValueError("VRRP version 3 has no authentication in its message")
    addresses = advertisement.addresses
    try:
        header = _HEADER_3.pack(
            VERSION_3 << 4 | TYPE_ADVERTISEMENT,
            advertisement.virtual_router_id,
            advertisement.priority,
            len(addresses),
            centiseconds,
            0,
        )
    except struct.error:
        raise ValueError(f"a field does not fit in its byte: {advertisement}") from None
    rest = _join(addresses, len(source) or _IPV4_LENGTH)
    covered = _covered_by_checksum(header + rest, advertisement.trailer, len(source))
    cover = _cover(advertisement.checksum_form, source, destination, len(covered))
    checksum = internet_checksum(cover + covered)
    return header[:_CHECKSUM_OFFSET] + checksum.to_bytes(2, "big") + rest + advertisement.trailer


def _join(addresses: tuple[bytes, ...], length: int) -> bytes:
    joined = b"".join(addresses)
    if any(len(address) != length for address in addresses):
        raise ValueError(f"each address of this advertisement has {length} bytes")
    return joined


def _covered_by_checksum(message: bytes, trailer: bytes, address_length: int) -> bytes:
    # Over IPv6 the checksum is that of a transport protocol and covers all that follows the IP header; over IPv4
    # it is VRRP's own and ends with the message (draft-cassen-vrrp-auth-hmac).
    return message + trailer if address_length == _IPV6_LENGTH else message


def _cover(form: ChecksumForm, source: bytes, destination: bytes, length: int) -> bytes:
    """Return the bytes that the checksum covers besides the message."""
    if len(source) == _IPV6_LENGTH and form is not ChecksumForm.PSEUDO_HEADER:
        raise ValueError("over IPv6 the checksum covers a pseudo-header")
    if form is ChecksumForm.MESSAGE_ONLY:
        return b""
    if form is ChecksumForm.OLD_UNICAST:
        destination = MULTICAST_GROUP_IPV4
    return pseudo_header(source, destination, PROTOCOL_VRRP, length)


def _decode_version_2(payload: bytes, source: bytes, destination: bytes) -> Advertisement:
    _, virtual_router_id, priority, count, auth_type, seconds, _ = _HEADER_2.unpack_from(payload)
    length = len(source) or _IPV4_LENGTH
    auth_length = 0 if length == _IPV6_LENGTH else _AUTH_DATA_LENGTH
    end = _HEADER_LENGTH + count * length
    if len(payload) != end + auth_length:
        expected = f"{end + auth_length} for {count} addresses"
        raise DecodeError(DiscardReason.LENGTH, f"{len(payload)} bytes instead of {expected}")
    form = ChecksumForm.MESSAGE_ONLY
    if length == _IPV6_LENGTH:
        form = _find_checksum_form(payload, source, destination)
    elif internet_checksum(payload):
        raise DecodeError(DiscardReason.CHECKSUM, "the checksum is wrong")
    return Advertisement(
        virtual_router_id=virtual_router_id,
        priority=priority,
        advert_interval_ns=seconds * NS_PER_S,
        addresses=tuple([payload[at : at + length] for at in range(_HEADER_LENGTH, end, length)]),
        auth_type=auth_type,
        auth_data=payload[end:] or _NO_AUTH_DATA,
        checksum_form=form,
    )


def _decode_version_3(payload: bytes, source: bytes, destination: bytes) -> Advertisement:
    _, virtual_router_id, priority, count, interval, _ = _HEADER_3.unpack_from(payload)
    length = len(source) or _IPV4_LENGTH
    end = _HEADER_LENGTH + count * length
    if len(payload) < end:
        raise DecodeError(DiscardReason.LENGTH, f"{len(payload)} bytes instead of {end} for {count} addresses")
    covered = _covered_by_checksum(payload[:end], payload[end:], length)
    return Advertisement(
        virtual_router_id=virtual_router_id,
        priority=priority,
        advert_interval_ns=(interval & _INTERVAL_MASK) * NS_PER_CS,
        addresses=tuple([payload[at : at + length] for at in range(_HEADER_LENGTH, end, length)]),
        version=VERSION_3,
        checksum_form=_find_checksum_form(covered, source, destination),
        trailer=payload[end:],
    )


def _find_checksum_form(covered: bytes, source: bytes, destination: bytes) -> ChecksumForm:
    """Return the form in which the checksum is right. Raises DecodeError if there is none."""
    # The most frequent first: for addresses whose sum happens to be zero, several are right.
    if source and not internet_checksum(pseudo_header(source, destination, PROTOCOL_VRRP, len(covered)) + covered):
        return ChecksumForm.PSEUDO_HEADER
    if len(source) != _IPV6_LENGTH:
        if not internet_checksum(covered):
            return ChecksumForm.MESSAGE_ONLY
        if source and destination != MULTICAST_GROUP_IPV4:
            old = pseudo_header(source, MULTICAST_GROUP_IPV4, PROTOCOL_VRRP, len(covered))
            if not internet_checksum(old + covered):
                return ChecksumForm.OLD_UNICAST
    raise DecodeError(DiscardReason.CHECKSUM, "the checksum is wrong")

"""How a virtual router's packets are sent and which it believes: authentication, checksum form, unicast.

Rules: frozen; keys and passwords are bytes and never shown; addresses are packed bytes, durations nanoseconds.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class ChecksumForm(StrEnum):
    """What the checksum of a version 3 message over IPv4 covers.

    RFC 5798 was read as "with a pseudo-header" (keepalived's and FRR's default), RFC 9568 says "the message only"
    (`v3_checksum_as_v2`). AUTO sends the form of the last valid packet of a peer, at first with the pseudo-header.
    """

    AUTO = "auto"
    PSEUDO_HEADER = "rfc5798"
    MESSAGE_ONLY = "rfc9568"


@dataclass(frozen=True, slots=True)
class PasswordAuthentication:
    """`auth_type PASS`: eight bytes in clear text, zero padded (RFC 2338, 5.3.6)."""

    password: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeaderAuthentication:
    """`auth_type AH`: HMAC-MD5-96 in an IP authentication header (RFC 2338, 5.3.6; RFC 2403)."""

    key: bytes = field(repr=False)


class HmacMode(StrEnum):
    """What becomes of packets without a valid trailer (`auth_hmac { mode }`)."""

    RECEIVE_ONLY = "receive-only"
    PERMISSIVE = "permissive"
    ENFORCE = "enforce"


class AntiReplay(StrEnum):
    """What the trailer's time fields carry (`auth_hmac { anti_replay }`)."""

    TIME = "time"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class HmacKey:
    """One `key`: 32 to 64 bytes under a number from 1 to 255."""

    key_id: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HmacPolicy:
    """`auth_hmac`: HMAC-SHA-256 trailers (draft-cassen-vrrp-auth-hmac, keepalived 2.4)."""

    keys: tuple[HmacKey, ...]
    active_key_id: int | None
    mode: HmacMode
    anti_replay: AntiReplay
    time_window_ns: int


@dataclass(frozen=True, slots=True)
class Peer:
    """One line of `unicast_peer`. The TTL of what it sends must lie within these, if they are set."""

    address: bytes
    min_ttl: int | None = None
    max_ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Unicast:
    """Advertisements to each peer instead of the multicast group. `check_source` believes only the peers."""

    peers: tuple[Peer, ...]
    ttl: int = 255
    check_source: bool = False

"""What can happen to a node, as values: past tense, frozen, complete.

Rules: an event says what was seen, never what to do about it; addresses are packed bytes, interfaces are named
as in the configuration; nothing here reads a clock (the loop passes `now_ns` beside each event).
"""

from __future__ import annotations

from dataclasses import dataclass

from standfast.core.effects import Effect
from standfast.model.node import Node
from standfast.model.virtual_router import RouterKey
from standfast.wire.bfd import BfdPacket
from standfast.wire.vrrp import Advertisement, DiscardReason

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # few configurations have them, and each costs time to import
    from standfast.model.route import Route
    from standfast.model.rule import Rule


@dataclass(frozen=True, slots=True)
class AdvertisementReceived:
    """A VRRP packet that decoded; who may use it, and whether, is the receiving machine's to say.

    `destination` is None where a test does not care: then it counts as right. `message` are the bytes that
    `advertisement` was decoded from, `trailer` those after it (the HMAC of draft-cassen-vrrp-auth-hmac); `header`
    are the bytes of the packet up to the message if it has an IP authentication header, else empty.
    """

    interface: str
    source: bytes
    ttl: int
    advertisement: Advertisement
    destination: bytes | None = None
    message: bytes = b""
    trailer: bytes = b""
    header: bytes = b""


@dataclass(frozen=True, slots=True)
class PacketDiscarded:
    """A packet for protocol 112 that did not decode; `virtual_router_id` is what its second byte says, if any."""

    interface: str
    source: bytes | None
    reason: DiscardReason
    detail: str
    virtual_router_id: int | None = None


@dataclass(frozen=True, slots=True)
class PacketsDropped:
    """More packets came in on an interface than could be read: so many were dropped unseen by the kernel."""

    interface: str
    count: int


@dataclass(frozen=True, slots=True)
class InterfaceChanged:
    """The kernel's present view of one interface.

    `up` is true when it exists, is administratively up and has a carrier; `source_address` is its primary IPv4
    address, the one advertisements are sent from (RFC 3768, 5.2.1); `link_local` is the IPv6 one (RFC 9568, 5.1.2.1);
    `addresses` are all that it has of either family, without virtual ones.
    """

    interface: str
    up: bool
    source_address: bytes | None
    link_local: bytes | None = None
    addresses: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressRemoved:
    """An address left an interface: expired, or deleted by somebody (perhaps by this daemon)."""

    interface: str
    address: bytes
    prefix_length: int


@dataclass(frozen=True, slots=True)
class RouteRemoved:
    """A virtual route that this node holds is not there any more; `router` is whose it was, None a static one."""

    router: RouterKey | None
    route: Route


@dataclass(frozen=True, slots=True)
class RuleRemoved:
    """A virtual rule that this node holds is not there any more; `router` is whose it was, None a static one."""

    router: RouterKey | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class FileChanged:
    """A tracked file was read: the number in it, or None if there is no file, or none in it."""

    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class ProcessesChanged:
    """So many processes that a `vrrp_track_process` means run now."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class BfdReceived:
    """A BFD control packet that decoded."""

    interface: str
    source: bytes
    destination: bytes
    ttl: int
    packet: BfdPacket


@dataclass(frozen=True, slots=True)
class BfdDiscarded:
    """A packet for BFD's port that did not decode."""

    source: bytes | None
    detail: str


@dataclass(frozen=True, slots=True)
class NotifyFinished:
    """The notify script of this queue that ran has ended; the next may start."""

    queue: str


@dataclass(frozen=True, slots=True)
class ScriptFinished:
    """A script's process has ended. Exactly one of the two numbers is set."""

    name: str
    exit_status: int | None
    signal: int | None


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """The kernel refused an effect."""

    effect: Effect
    errno: int
    text: str


@dataclass(frozen=True, slots=True)
class ReloadRequested:
    """A new configuration that parsed is to replace the running one."""

    node: Node


@dataclass(frozen=True, slots=True)
class StatisticsCleared:
    """Somebody wants all counters to begin at 0 again (keepalived's SIGRTMAX-1)."""


@dataclass(frozen=True, slots=True)
class WallClockRead:
    """The time of day is `now_ns` + `offset_ns` since 1970; read at the start and from time to time (`auth_hmac`)."""

    offset_ns: int


@dataclass(frozen=True, slots=True)
class StopRequested:
    """The daemon is to leave the host clean and end; `cause` is for the log."""

    cause: str


Event = (
    AdvertisementReceived
    | PacketDiscarded
    | PacketsDropped
    | InterfaceChanged
    | AddressRemoved
    | RouteRemoved
    | RuleRemoved
    | FileChanged
    | ProcessesChanged
    | BfdReceived
    | BfdDiscarded
    | NotifyFinished
    | StatisticsCleared
    | ScriptFinished
    | EffectFailed
    | ReloadRequested
    | WallClockRead
    | StopRequested
)

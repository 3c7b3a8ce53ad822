"""What can happen to a node, as values: past tense, frozen, complete.

Rules: an event says what was seen, never what to do about it; addresses are packed bytes, interfaces are named
as in the configuration; nothing here reads a clock (the loop passes `now_ns` beside each event).
"""

from dataclasses import dataclass

from standfast.core.effects import Effect
from standfast.model.node import Node
from standfast.wire.vrrp import Advertisement, DiscardReason


@dataclass(frozen=True, slots=True)
class AdvertisementReceived:
    """A VRRP packet that decoded; who may use it, and whether, is the receiving machine's to say."""

    interface: str
    source: bytes
    ttl: int
    advertisement: Advertisement


@dataclass(frozen=True, slots=True)
class PacketDiscarded:
    """A packet for protocol 112 that did not decode."""

    interface: str
    source: bytes | None
    reason: DiscardReason
    detail: str


@dataclass(frozen=True, slots=True)
class InterfaceChanged:
    """The kernel's present view of one interface.

    `up` is true when it exists, is administratively up and has a carrier; `source_address` is its primary IPv4
    address, the one advertisements are sent from (RFC 3768, 5.2.1).
    """

    interface: str
    up: bool
    source_address: bytes | None


@dataclass(frozen=True, slots=True)
class AddressRemoved:
    """An address left an interface: expired, or deleted by somebody (perhaps by this daemon)."""

    interface: str
    address: bytes
    prefix_length: int


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
class StopRequested:
    """The daemon is to leave the host clean and end; `cause` is for the log."""

    cause: str


Event = (
    AdvertisementReceived
    | PacketDiscarded
    | InterfaceChanged
    | AddressRemoved
    | ScriptFinished
    | EffectFailed
    | ReloadRequested
    | StopRequested
)

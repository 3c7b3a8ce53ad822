"""What the core wants done, as values: imperative, frozen, executed in one place (linux/executor.py).

Rules: an effect carries everything its execution needs; packets are built from the state of the moment in which
the effect is made; a log line is an effect like any other, so a test can assert it.
"""

from __future__ import annotations

from dataclasses import dataclass

from standfast.log_level import LogLevel
from standfast.model.notify import NotifyScript
from standfast.model.track import TrackScript
from standfast.model.virtual_router import RouterKey, VirtualAddress, Vmac

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # few configurations have them, and each costs time to import
    from standfast.model.route import Route
    from standfast.model.rule import Rule


@dataclass(frozen=True, slots=True)
class SendAdvertisement:
    """Send one VRRP message, `payload`, from `source` to `destination`.

    `interface` is the one it leaves through (a macvlan of the router's, perhaps), `router` whose it is. `ttl` None
    means 255. With `whole_packet` the payload begins with the IP header (an authentication header covers that too).
    """

    interface: str
    router: RouterKey
    source: bytes
    destination: bytes
    payload: bytes
    ttl: int | None = None
    whole_packet: bool = False


@dataclass(frozen=True, slots=True)
class AddAddresses:
    """Put addresses on their interfaces, all in one batch; `lease_s` None means for ever."""

    addresses: tuple[VirtualAddress, ...]
    lease_s: int | None


@dataclass(frozen=True, slots=True)
class RenewLeases:
    """Start the life of addresses that are held anew; one that is missing is put back."""

    addresses: tuple[VirtualAddress, ...]
    lease_s: int


@dataclass(frozen=True, slots=True)
class RemoveAddresses:
    """Take addresses away; one that is not there is no error."""

    addresses: tuple[VirtualAddress, ...]


@dataclass(frozen=True, slots=True)
class SendGratuitousArp:
    """Announce addresses, each once, in order, on the interface each stands on, or all on `interface`.

    IPv6 addresses are announced by unsolicited neighbour advertisements (RFC 9568, 6.4.1).
    """

    addresses: tuple[VirtualAddress, ...]
    interface: str | None = None


@dataclass(frozen=True, slots=True)
class AddRoutes:
    """Put routes into the kernel's tables; `router` is whose they are, None for static ones."""

    router: RouterKey | None
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class RemoveRoutes:
    """Take routes away; one that is not there is no error."""

    router: RouterKey | None
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class AddRules:
    """Put routing rules in; `router` is whose they are, None for static ones."""

    router: RouterKey | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RemoveRules:
    """Take routing rules away; one that is not there is no error."""

    router: RouterKey | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class BlockAddresses:
    """Let nothing reach these addresses on this host except ICMPv6 neighbour discovery (`no_accept`)."""

    router: RouterKey
    addresses: tuple[VirtualAddress, ...]


@dataclass(frozen=True, slots=True)
class UnblockAddresses:
    """Take back what BlockAddresses did for this router."""

    router: RouterKey
    addresses: tuple[VirtualAddress, ...]


@dataclass(frozen=True, slots=True)
class CreateVmac:
    """Make the interface of `use_vmac` or `use_ipvlan`, switched on, with the settings that it needs."""

    router: RouterKey
    vmac: Vmac


@dataclass(frozen=True, slots=True)
class RemoveVmac:
    """Remove the interface that CreateVmac made, and restore its parent's settings."""

    router: RouterKey
    vmac: Vmac


@dataclass(frozen=True, slots=True)
class SetPromoteSecondaries:
    """Have the kernel keep secondary addresses when their primary one goes (`promote_secondaries`), or as before."""

    interface: str
    on: bool


@dataclass(frozen=True, slots=True)
class StartNotify:
    """Run a notify script of this queue; the core starts the next one when NotifyFinished has come."""

    queue: str
    script: NotifyScript


@dataclass(frozen=True, slots=True)
class WriteFifo:
    """Write a line to every notify FIFO."""

    line: str


@dataclass(frozen=True, slots=True)
class SendBfd:
    """Send one BFD control packet; `source` None leaves the choice to the kernel."""

    session: str
    source: bytes | None
    destination: bytes
    ttl: int
    multihop: bool
    payload: bytes


@dataclass(frozen=True, slots=True)
class StartScript:
    """Run a script in a process group of its own."""

    script: TrackScript


@dataclass(frozen=True, slots=True)
class SignalScript:
    """Send a signal to the process group of a running script."""

    name: str
    signal: int


@dataclass(frozen=True, slots=True)
class SaveState:
    """Remember, for a successor after a crash, what this router is and when it last advertised."""

    router: RouterKey
    master: bool
    last_advert_ns: int


@dataclass(frozen=True, slots=True)
class Log:
    """One line for the administrator."""

    level: LogLevel
    message: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do: the loop may end."""


Effect = (
    SendAdvertisement
    | AddAddresses
    | RenewLeases
    | RemoveAddresses
    | SendGratuitousArp
    | AddRoutes
    | RemoveRoutes
    | AddRules
    | RemoveRules
    | BlockAddresses
    | UnblockAddresses
    | CreateVmac
    | RemoveVmac
    | SetPromoteSecondaries
    | StartNotify
    | WriteFifo
    | SendBfd
    | StartScript
    | SignalScript
    | SaveState
    | Log
    | Finish
)

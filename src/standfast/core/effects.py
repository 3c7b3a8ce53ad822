"""What the core wants done, as values: imperative, frozen, executed in one place (linux/executor.py).

Rules: an effect carries everything its execution needs; packets are built from the state of the moment in which
the effect is made; a log line is an effect like any other, so a test can assert it.
"""

from dataclasses import dataclass

from standfast.log_level import LogLevel
from standfast.model.track import TrackScript
from standfast.model.virtual_router import VirtualAddress


@dataclass(frozen=True, slots=True)
class SendAdvertisement:
    """Send one VRRP message, `payload`, from `source` to `destination` on `interface`."""

    interface: str
    virtual_router_id: int
    source: bytes
    destination: bytes
    payload: bytes


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
    """Announce addresses, each once, in order, on the interface each stands on."""

    addresses: tuple[VirtualAddress, ...]


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

    interface: str
    virtual_router_id: int
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
    | StartScript
    | SignalScript
    | SaveState
    | Log
    | Finish
)

"""What a running node is at one moment, for dumps: everything that the configuration does not say.

Rules: frozen; plain values only; made by core/snapshot.py, read by dump/. Times are nanoseconds of the daemon's clock
(CLOCK_BOOTTIME); `wall_offset_ns` added to them gives the time of day.
"""

from dataclasses import dataclass

from standfast.model.node import Node
from standfast.model.track import TrackKind
from standfast.model.virtual_router import VirtualRouter


@dataclass(frozen=True, slots=True)
class RouterSnapshot:
    """One virtual router: `state` and `wanted` are keepalived's words; `due_ns` is when its timer fires next.

    `faults` counts what keeps it in FAULT, `unknown` the scripts without a result. `statistics` has keepalived's
    names.
    """

    config: VirtualRouter
    state: str
    wanted: str
    changed_ns: int
    due_ns: int | None
    priority: int
    source: bytes | None
    faults: int
    unknown: int
    master_priority: int
    master_interval_ns: int
    statistics: dict[str, int]

    @property
    def is_master(self) -> bool:
        """Whether it holds its addresses."""
        return self.state == "MASTER"


@dataclass(frozen=True, slots=True)
class TrackerSnapshot:
    """A tracked script, file, process or BFD session. `value` is the file's number or the count of processes.

    `streak` is how many results in a row spoke against the present health.
    """

    kind: TrackKind
    name: str
    health: str
    value: int = 0
    streak: int = 0
    running: bool = False


@dataclass(frozen=True, slots=True)
class GroupSnapshot:
    """A sync group, with how many members are in FAULT and in INIT."""

    name: str
    state: str
    faults: int
    inits: int


@dataclass(frozen=True, slots=True)
class InterfaceSnapshot:
    """An interface as the kernel has it: `flags` are IFF_*, `hardware_type` ARPHRD_*; without virtual addresses."""

    name: str
    index: int
    addresses: tuple[bytes, ...] = ()
    hardware_address: bytes = b""
    flags: int = 0
    mtu: int = 0
    hardware_type: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The node."""

    now_ns: int
    wall_offset_ns: int
    node: Node
    routers: tuple[RouterSnapshot, ...]
    trackers: tuple[TrackerSnapshot, ...]
    groups: tuple[GroupSnapshot, ...]
    interfaces: tuple[InterfaceSnapshot, ...] = ()

    def wall_ns(self, time_ns: int) -> int:
        """Return the time of day, in nanoseconds since 1970, of a moment of the daemon's clock."""
        return time_ns + self.wall_offset_ns

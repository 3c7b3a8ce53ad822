"""What a virtual router watches: scripts, and how their results count; and whom it tells of changes.

Rules: frozen; users and commands are resolved by config/, so nothing here looks anything up.
"""

from dataclasses import dataclass
from enum import StrEnum

from standfast.model.values import Command


@dataclass(frozen=True, slots=True)
class ScriptUser:
    """The identity a script runs with (`script_user`, `user`)."""

    name: str
    uid: int
    gid: int
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackScript:
    """One `vrrp_script` block: a command whose exit status 0 means success."""

    name: str
    argv: tuple[str, ...]
    interval_ns: int
    timeout_ns: int
    rise: int
    fall: int
    weight: int
    reverse: bool
    init_fail: bool
    user: ScriptUser


class TrackKind(StrEnum):
    """What can be tracked; the words stand in log lines."""

    SCRIPT = "script"
    INTERFACE = "interface"
    FILE = "file"
    PROCESS = "process"
    BFD = "bfd"


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """One line of a `track_*` block of an instance, resolved: what is tracked, and the weight it has here.

    Weight 0 means that a failure is a FAULT; a file's value is multiplied by it. An interface's name is its own.
    """

    kind: TrackKind
    name: str
    weight: int
    reverse: bool = False

    @property
    def key(self) -> tuple[TrackKind, str]:
        """What its health is reported under."""
        return (self.kind, self.name)


@dataclass(frozen=True, slots=True)
class TrackFile:
    """One `track_file`: a file whose first line is a number."""

    name: str
    path: str
    init_value: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class TrackProcess:
    """One `vrrp_track_process`: how many processes of a name must run.

    `parameters` is compared as `param_match` says: None does not compare, "initial" the first ones, "partial" ...
    `process` is the name, or the path and arguments.
    """

    name: str
    process: tuple[str, ...]
    param_match: str | None
    full_command: bool
    quorum: int
    quorum_max: int | None
    delay_ns: int
    terminate_delay_ns: int
    fork_delay_ns: int


@dataclass(frozen=True, slots=True)
class BfdSession:
    """One `bfd_instance`: a session of RFC 5880 with one neighbour (RFC 5881 one hop, RFC 5883 `multihop`)."""

    name: str
    neighbor: bytes
    source: bytes | None
    min_rx_ns: int
    min_tx_ns: int
    idle_tx_ns: int
    multiplier: int
    passive: bool
    ttl: int
    max_hops: int
    multihop: bool


@dataclass(frozen=True, slots=True)
class Tracked:
    """One line of a `track_*` block as written. What the line does not name is None: the tracker's own counts."""

    name: str
    weight: int | None
    reverse: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """What an instance and a sync group both say: what they watch, and what is run when their state changes."""

    track_interface: tuple[Tracked, ...]
    track_script: tuple[Tracked, ...]
    track_file: tuple[Tracked, ...]
    track_process: tuple[Tracked, ...]
    track_bfd: tuple[Tracked, ...]
    notify: Command | None
    notify_master: Command | None
    notify_backup: Command | None
    notify_fault: Command | None
    notify_stop: Command | None
    notify_priority_changes: bool | None
    smtp_alert: bool | None

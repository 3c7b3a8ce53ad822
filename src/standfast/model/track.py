"""What a virtual router watches: scripts, and how their results count; and whom it tells of changes.

Rules: frozen; users and commands are resolved by config/, so nothing here looks anything up.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class TrackedScript:
    """One line of `track_script` in an instance: which script, and the weight it has here."""

    name: str
    weight: int
    reverse: bool


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

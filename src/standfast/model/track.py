"""What a virtual router watches: scripts, and how their results count.

Rules: frozen; users and commands are resolved by config/, so nothing here looks anything up.
"""

from dataclasses import dataclass


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

"""Groups of instances, interfaces and addresses: `vrrp_sync_group`, `track_group`, `garp_group` and their kin.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from dataclasses import dataclass

from standfast.model.track import Watcher


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncGroup(Watcher):
    """One `vrrp_sync_group`: instances that change their state together."""

    name: str
    group: tuple[str, ...]
    global_tracking: bool
    sync_group_tracking_weight: bool


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """One `track_group`: instances that watch static addresses, routes and rules."""

    name: str
    group: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GarpGroup:
    """One `garp_group`: interfaces whose gratuitous ARP is limited together."""

    garp_interval_ns: int
    gna_interval_ns: int
    interface: str | None
    interfaces: tuple[str, ...]

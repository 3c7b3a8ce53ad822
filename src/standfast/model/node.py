"""A node: everything one configuration file says, resolved.

Rules: frozen; the unit that is handed from the configuration child to the router, and compared at reload.
"""

from __future__ import annotations

from dataclasses import dataclass

from standfast.model.notify import NotifyFifo
from standfast.model.sync_group import SyncedRouters
from standfast.model.track import BfdSession, TrackFile, TrackProcess, TrackScript
from standfast.model.virtual_router import VirtualAddress, VirtualRouter

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # few configurations have them, and each costs time to import
    from standfast.model.network import InterfaceDelay
    from standfast.model.route import Route
    from standfast.model.rule import Rule


@dataclass(frozen=True, slots=True)
class AnnounceLimit:
    """`garp_interval`, `gna_interval`: the least time between two announcements on these interfaces together.

    No interface means: on each interface by itself, where nothing else is said (`vrrp_garp_interval`).
    """

    interfaces: frozenset[str]
    garp_interval_ns: int
    gna_interval_ns: int


@dataclass(frozen=True, slots=True)
class StaticNetwork:
    """`static_ipaddress`, `static_routes`, `static_rules`: there as long as the daemon runs."""

    addresses: tuple[VirtualAddress, ...] = ()
    routes: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """What `global_defs` says of the router as a whole."""

    startup_delay_ns: int = 0
    delay_after_boot_ns: int = 0
    announce_limits: tuple[AnnounceLimit, ...] = ()
    fifos: tuple[NotifyFifo, ...] = ()
    fifo_states_on_reload: bool = False
    log_unknown_vrids: bool = False
    nftables_table: str = "standfast"
    nftables_priority: int = -1
    nftables_counters: bool = False
    realtime_priority: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """The whole configuration of one daemon."""

    router_id: str
    virtual_routers: tuple[VirtualRouter, ...]
    scripts: tuple[TrackScript, ...] = ()
    sync_groups: tuple[SyncedRouters, ...] = ()
    files: tuple[TrackFile, ...] = ()
    processes: tuple[TrackProcess, ...] = ()
    bfd_sessions: tuple[BfdSession, ...] = ()
    static: StaticNetwork = StaticNetwork()
    settings: NodeSettings = NodeSettings()
    interface_delays: tuple[InterfaceDelay, ...] = ()

"""A whole configuration as written: every block, also what this version does not act on.

Rules: frozen; names are references within the file; what of it runs is model.node.Node.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # most files need few of these, and each costs time to import
    from standfast.model.global_settings import GlobalSettings
    from standfast.model.groups import GarpGroup, SyncGroup, TrackGroup
    from standfast.model.instance import Instance
    from standfast.model.network import Address, InterfaceDelay, LinkbeatInterface
    from standfast.model.route import Route
    from standfast.model.rule import Rule
    from standfast.model.track import TrackScript
    from standfast.model.virtual_server import SslKeys, VirtualServer, VirtualServerGroup
    from standfast.model.watched import BfdInstance, TrackFile, TrackProcess


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that a configuration says, with defaults filled in.

    `scripts` are those that can run, tracked or not; a disabled one is not among them.
    """

    global_settings: GlobalSettings
    root_settings: RootSettings
    instances: tuple[Instance, ...]
    scripts: tuple[TrackScript, ...]
    sync_groups: tuple[SyncGroup, ...]
    track_processes: tuple[TrackProcess, ...]
    track_files: tuple[TrackFile, ...]
    bfd_instances: tuple[BfdInstance, ...]
    track_groups: tuple[TrackGroup, ...]
    garp_groups: tuple[GarpGroup, ...]
    virtual_server_groups: tuple[VirtualServerGroup, ...]
    virtual_servers: tuple[VirtualServer, ...]
    ssl: SslKeys | None


@dataclass(frozen=True, slots=True)
class RootSettings:
    """What stands outside all blocks, and the lists that have no name."""

    net_namespace: str | None
    linkbeat_use_polling: bool
    linkbeat_interfaces: tuple[LinkbeatInterface, ...]
    net_namespace_ipvs: str | None
    namespace_with_ipsets: bool
    use_pid_dir: bool
    instance: str | None
    child_wait_time_ns: int
    static_ipaddress: tuple[Address, ...]
    static_routes: tuple[Route, ...]
    static_rules: tuple[Rule, ...]
    interface_up_down_delays: tuple[InterfaceDelay, ...]

"""The typed configuration -> model.node.Node: what of a whole file the router runs.

Rules: values in, values out; nothing is looked up and nothing reported here: the typed model was checked, and what
needs the host (users, programs, keys) is handed in as `Looked`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from standfast.config.addresses import parse_any
from standfast.config.inherited import parse_group
from standfast.config.node_instance import Around, kernel_address, virtual_router
from standfast.config.vmac_names import extra_vmacs
from standfast.model.node import Node, NodeSettings, StaticNetwork
from standfast.model.packets import ChecksumForm, HmacPolicy
from standfast.model.track import TrackKind
from standfast.model.virtual_router import (
    MULTICAST_GROUP_IPV4,
    MULTICAST_GROUP_IPV6,
    VirtualRouter,
    interfaces_of_route,
    interfaces_of_rule,
)

if TYPE_CHECKING:
    from standfast.model.configuration import Configuration
    from standfast.model.network import InterfaceDelay
    from standfast.model.node import AnnounceLimit
    from standfast.model.notify import Notify, NotifyFifo
    from standfast.model.sync_group import SyncedRouters
    from standfast.model.track import BfdSession, TrackFile, TrackProcess
    from standfast.model.values import Weight


@dataclass(slots=True)
class Looked:
    """What was looked up on the host while the file was read: scripts by instance and by sync group, keys, pipes."""

    notifies: dict[str, Notify] = field(default_factory=dict)
    group_notifies: dict[str, Notify] = field(default_factory=dict)
    hmac: dict[str, HmacPolicy] = field(default_factory=dict)
    fifos: tuple[NotifyFifo, ...] = ()


def node_of(configuration: Configuration, looked: Looked) -> Node:
    """Return what the router runs."""
    around = _around(configuration, looked)
    routers = tuple(virtual_router(instance, around) for instance in configuration.instances)
    kept = {item.name for router in routers for item in router.tracked if item.kind is TrackKind.SCRIPT}
    root = configuration.root_settings
    return Node(
        router_id=configuration.global_settings.router_id,
        virtual_routers=routers,
        scripts=tuple(script for script in configuration.scripts if script.name in kept),
        sync_groups=_sync_groups(configuration, routers, looked),
        files=_files(configuration, routers),
        processes=_processes(configuration, routers),
        bfd_sessions=_bfd_sessions(configuration, routers),
        static=StaticNetwork(
            tuple(kernel_address(address) for address in root.static_ipaddress), root.static_routes, root.static_rules
        ),
        settings=_settings(configuration, looked),
        interface_delays=_interface_delays(configuration, routers),
    )


def _around(configuration: Configuration, looked: Looked) -> Around:
    settings = configuration.global_settings
    weights: dict[tuple[TrackKind, str], Weight] = {}
    if configuration.scripts:
        from standfast.model.values import Weight as OwnWeight

        for script in configuration.scripts:
            weights[TrackKind.SCRIPT, script.name] = OwnWeight(script.weight, script.reverse)
    weights |= {(TrackKind.FILE, file.name): file.weight for file in configuration.track_files}
    weights |= {(TrackKind.PROCESS, process.name): process.weight for process in configuration.track_processes}
    weights |= {(TrackKind.BFD, session.name): session.weight for session in configuration.bfd_instances}
    return Around(
        multicast_group4=_group(settings.vrrp_mcast_group4, MULTICAST_GROUP_IPV4),
        multicast_group6=_group(settings.vrrp_mcast_group6, MULTICAST_GROUP_IPV6),
        weights=weights,
        groups={name: group for group in configuration.sync_groups for name in group.group},
        notifies=looked.notifies,
        hmac=looked.hmac,
        checksum_form=_checksum_form(settings.v3_checksum_as_v2),
        extra_vmacs=extra_vmacs(configuration.instances, settings),
        watched_links=_watched_links(configuration),
    )


def _watched_links(configuration: Configuration) -> dict[str, tuple[str, ...]]:
    """Return the interfaces of static addresses, routes and rules that instances watch (`track_group`)."""
    found: dict[str, tuple[str, ...]] = {}
    root = configuration.root_settings
    for group in configuration.track_groups:
        names = [own.interface for own in root.static_ipaddress if own.track_group == group.name and own.tracked]
        for route in root.static_routes:
            names += interfaces_of_route(route) if route.track_group == group.name and route.tracked else ()
        for rule in root.static_rules:
            names += interfaces_of_rule(rule) if rule.track_group == group.name and rule.tracked else ()
        for instance in group.group:
            found[instance] = (*found.get(instance, ()), *names)
    return found


def _interface_delays(configuration: Configuration, routers: tuple[VirtualRouter, ...]) -> tuple[InterfaceDelay, ...]:
    """Return the delays of interfaces; a macvlan has those of the interface below it."""
    delays = {delay.interface: delay for delay in configuration.root_settings.interface_up_down_delays}
    links = [vmac for router in routers for vmac in router.vmacs] if delays else []
    for vmac in links:
        below = delays.get(vmac.parent)
        if below is not None:
            delays.setdefault(vmac.name, replace(below, interface=vmac.name))
    return tuple(delays.values())


def _group(text: str, standard: bytes) -> bytes:
    packed = parse_group(text)
    return packed if packed is not None and len(packed) == len(standard) else standard


def _checksum_form(as_version_2: bool | None) -> ChecksumForm:
    if as_version_2 is None:
        return ChecksumForm.AUTO
    return ChecksumForm.MESSAGE_ONLY if as_version_2 else ChecksumForm.PSEUDO_HEADER


def _sync_groups(
    configuration: Configuration, routers: tuple[VirtualRouter, ...], looked: Looked
) -> tuple[SyncedRouters, ...]:
    if not configuration.sync_groups:
        return ()
    from standfast.model.sync_group import SyncedRouters as Group

    keys = {router.name: router.key for router in routers}
    return tuple(
        Group(group.name, tuple(keys[name] for name in group.group), looked.group_notifies.get(group.name))
        for group in configuration.sync_groups
        if group.group
    )


def _tracked_names(routers: tuple[VirtualRouter, ...], kind: TrackKind) -> set[str]:
    return {item.name for router in routers for item in router.tracked if item.kind is kind}


def _files(configuration: Configuration, routers: tuple[VirtualRouter, ...]) -> tuple[TrackFile, ...]:
    if not configuration.track_files:
        return ()
    from standfast.model.track import TrackFile as File

    names = _tracked_names(routers, TrackKind.FILE)
    return tuple(
        File(file.name, file.file or "", _init_value(file.init_file), "overwrite" in file.init_file)
        for file in configuration.track_files
        if file.name in names
    )


def _init_value(words: tuple[str, ...]) -> int | None:
    """Return the number that `init_file` writes at start: 0 unless another is said; None without the keyword."""
    numbers = [int(word) for word in words if word.lstrip("+-").isdigit()]
    return numbers[0] if numbers else 0 if words else None


def _processes(configuration: Configuration, routers: tuple[VirtualRouter, ...]) -> tuple[TrackProcess, ...]:
    if not configuration.track_processes:
        return ()
    from standfast.model.track import TrackProcess as Process

    names = _tracked_names(routers, TrackKind.PROCESS)
    return tuple(
        Process(
            p.name, p.process, p.param_match, p.full_command, p.quorum, p.quorum_max, p.delay_ns,
            p.terminate_delay_ns, p.fork_delay_ns,
        )
        for p in configuration.track_processes
        if p.name in names
    )  # fmt: skip


def _bfd_sessions(configuration: Configuration, routers: tuple[VirtualRouter, ...]) -> tuple[BfdSession, ...]:
    """Return the sessions that run: all but those that only the checkers use."""
    if not configuration.bfd_instances:
        return ()
    from standfast.model.track import BfdSession as Session

    sessions = []
    for instance in configuration.bfd_instances:
        neighbor = parse_any(instance.neighbor_ip or instance.neighbour_ip or "")
        if neighbor is None or (instance.checker and not instance.vrrp):
            continue
        own = parse_any(instance.source_ip) if instance.source_ip is not None else None
        source = own if own is not None and len(own) == len(neighbor) else None
        ttl = instance.ttl if len(neighbor) == 4 else instance.hoplimit
        sessions.append(Session(
            instance.name, neighbor, source, instance.min_rx_ns, instance.min_tx_ns, instance.idle_tx_ns,
            instance.multiplier, instance.passive, ttl, instance.max_hops, instance.multihop,
        ))  # fmt: skip
    return tuple(sessions)


def _settings(configuration: Configuration, looked: Looked) -> NodeSettings:
    settings = configuration.global_settings
    return NodeSettings(
        startup_delay_ns=settings.vrrp_startup_delay_ns,
        delay_after_boot_ns=settings.vrrp_delay_after_boot_ns,
        announce_limits=_announce_limits(configuration),
        fifos=looked.fifos,
        fifo_states_on_reload=settings.fifo_write_vrrp_states_on_reload,
        log_unknown_vrids=settings.log_unknown_vrids,
        nftables_table=settings.nftables[0] if settings.nftables else "standfast",
        nftables_priority=settings.nftables_priority,
        nftables_counters=settings.nftables_counters,
        realtime_priority=settings.vrrp_rt_priority,
    )


def _announce_limits(configuration: Configuration) -> tuple[AnnounceLimit, ...]:
    settings = configuration.global_settings
    own = (settings.vrrp_garp_interval_ns, settings.vrrp_gna_interval_ns)
    if not any(own) and not configuration.garp_groups:
        return ()
    from standfast.model.node import AnnounceLimit as Limit

    limits = []
    for group in configuration.garp_groups:
        names = {*group.interfaces, *([group.interface] if group.interface is not None else [])}
        limits.append(Limit(frozenset(names), group.garp_interval_ns, group.gna_interval_ns))
    if any(own):
        limits.append(Limit(frozenset(), *own))
    return tuple(limits)

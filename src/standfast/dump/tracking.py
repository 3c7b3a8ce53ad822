"""The sections of keepalived.data behind the instances: sockets, sync groups, and everything tracked.

Rules: pure; a section without an entry is left out, but the sockets.
"""

from collections.abc import Iterable, Iterator

from standfast.dump.instance import notify_lines, weight_text
from standfast.dump.words import command_text, true_false, yes_no
from standfast.model.configuration import Configuration
from standfast.model.groups import SyncGroup
from standfast.model.packets import HeaderAuthentication
from standfast.model.snapshot import RouterSnapshot, Snapshot, TrackerSnapshot
from standfast.model.track import TrackedItem, TrackKind, TrackProcess, TrackScript
from standfast.units import NS_PER_S
from standfast.wire.address import format_address

_STATUS = {"up": "GOOD", "down": "BAD"}


def tracking_lines(snapshot: Snapshot, configuration: Configuration) -> Iterator[str]:
    """Yield all of them, in keepalived's order."""
    states = {(one.kind, one.name): one for one in snapshot.trackers}
    node = snapshot.node
    yield "------< VRRP Sockpool >------"
    yield from _socket_lines(snapshot, configuration)
    yield from _section("VRRP Sync groups", _group_lines(snapshot, configuration))
    scripts = (
        _script_lines(script, states.get((TrackKind.SCRIPT, script.name)), snapshot) for script in node.scripts
    )
    yield from _section("VRRP Scripts", _chain(scripts))
    yield from _section("VRRP Track files", _file_lines(snapshot, configuration, states))
    processes = (_process_lines(one, configuration, states, snapshot) for one in node.processes)
    yield from _section("VRRP Track processes", _chain(processes))
    yield from _section("VRRP Track BFDs", _bfd_lines(snapshot, configuration, states))


_States = dict[tuple[TrackKind, str], TrackerSnapshot]


def _chain(parts: Iterable[Iterable[str]]) -> Iterator[str]:
    for part in parts:
        yield from part


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"------< {title} >------"
        yield from found


def _trackers_of(snapshot: Snapshot, kind: TrackKind, name: str) -> Iterator[tuple[RouterSnapshot, TrackedItem]]:
    for router in snapshot.routers:
        for tracked in router.config.tracked:
            if tracked.key == (kind, name):
                yield router, tracked


def _tracking_instances(snapshot: Snapshot, kind: TrackKind, name: str) -> Iterator[str]:
    yield "   Tracking instances :"
    for router, tracked in _trackers_of(snapshot, kind, name):
        yield f"     {router.config.name}, weight {weight_text(tracked)}"


def _socket_lines(snapshot: Snapshot, configuration: Configuration) -> Iterator[str]:
    buffers = {instance.name: instance.kernel_rx_buf_size_bytes or 0 for instance in configuration.instances}
    pool: dict[tuple[str, int, bool, bool, bytes | None], list[RouterSnapshot]] = {}
    for router in snapshot.routers:
        config = router.config
        on_vmac = config.vmac is not None and not config.vmac.transmit_on_parent
        interface = config.vmac.name if config.vmac is not None and on_vmac else config.interface
        header = isinstance(config.authentication, HeaderAuthentication)
        unicast = router.source if config.unicast is not None else None
        pool.setdefault((interface, config.family, header, config.unicast is not None, unicast), []).append(router)
    for (name, family, is_ah, is_unicast, source), routers in pool.items():
        yield " fd_in -1 fd_out = -1"
        yield f"   Interface = {name}"
        yield f"   Family = IPv{family}"
        yield f"   Protocol = {'AH' if is_ah else 'VRRP'}"
        yield f"   Type = {'Unicast' if is_unicast else 'Multicast'}"
        if source is not None:
            yield f"   Address = {format_address(source)}"
        yield f"   Rx buf size = {max(buffers.get(router.config.name, 0) for router in routers)}"
        yield "   VRRP instances"
        yield from (f"     {one.config.name} vrid {one.config.virtual_router_id}" for one in routers)


def _group_lines(snapshot: Snapshot, configuration: Configuration) -> Iterator[str]:
    written = {group.name: group for group in configuration.sync_groups}
    names = {router.config.key: router.config.name for router in snapshot.routers}
    states = {group.name: group for group in snapshot.groups}
    for config in snapshot.node.sync_groups:
        state, own = states[config.name], written[config.name]
        yield f" VRRP Sync Group = {config.name}, {state.state}"
        yield f"   Num member fault {state.faults}, num member init {state.inits}"
        yield "   VRRP member instances :"
        yield from (f"     {names[key]}" for key in config.members if key in names)
        if own.sync_group_tracking_weight:
            yield "   sync group tracking weight set"
        yield f"   Using smtp notification = {yes_no(own.smtp_alert)}"
        if own.notify_priority_changes:
            yield "   Notify priority changes = yes"
        yield from _group_tracked(own)
        yield from notify_lines(config.notify)


def _group_tracked(group: SyncGroup) -> Iterator[str]:
    for words, form, items in (
        ("interfaces", "{} weight {}", group.track_interface),
        ("scripts", "{} weight {}", group.track_script),
        ("files", "{}, weight {}", group.track_file),
        ("processes", "{}, weight {}", group.track_process),
        ("BFDs", "{}: weight {}", group.track_bfd),
    ):
        if items:
            yield f"   Tracked {words} :"
            for one in items:
                reverse = " reverse" if one.reverse else ""
                yield f"     {form.format(one.name, f'{one.weight or 0}{reverse}')}"


def _script_lines(script: TrackScript, state: TrackerSnapshot | None, snapshot: Snapshot) -> Iterator[str]:
    health = "unknown" if state is None else state.health
    streak = 0 if state is None else state.streak
    result = {"up": script.rise + script.fall - 1 - streak, "down": streak}.get(health, 0)
    timeout_ns = 0 if script.timeout_ns == script.interval_ns else script.timeout_ns
    yield f" VRRP Script = {script.name}"
    yield f"   Command = {command_text(script.argv)}"
    yield f"   Interval = {script.interval_ns // NS_PER_S} sec"
    yield f"   Timeout = {timeout_ns // NS_PER_S} sec"
    yield f"   Weight = {script.weight}{' reverse' if script.reverse else ''}"
    yield f"   Rise = {script.rise}"
    yield f"   Fall = {script.fall}"
    yield f"   Result = {result}"
    yield "   Insecure = no"
    yield "   Init state = unknown"
    yield f"   Status = {_STATUS.get(health, 'INIT')}"
    yield f"   Script uid:gid = {script.user.uid}:{script.user.gid}"
    yield "   VRRP instances :"
    yield from _tracking_instances(snapshot, TrackKind.SCRIPT, script.name)
    yield f"   State = {'running' if state is not None and state.running else 'idle'}"


def _file_lines(snapshot: Snapshot, configuration: Configuration, states: _States) -> Iterator[str]:
    weights = {file.name: file.weight for file in configuration.track_files}
    for file in snapshot.node.files:
        state, weight = states.get((TrackKind.FILE, file.name)), weights[file.name]
        yield f" Track file = {file.name}"
        yield f"   File = {file.path}"
        yield f"   Status = {0 if state is None else state.value}"
        yield f"   Weight = {weight.value}{' reverse' if weight.reverse else ''}"
        yield from _tracking_instances(snapshot, TrackKind.FILE, file.name)


def _process_lines(
    process: TrackProcess, configuration: Configuration, states: _States, snapshot: Snapshot
) -> Iterator[str]:
    state = states.get((TrackKind.PROCESS, process.name))
    weight = next(one.weight for one in configuration.track_processes if one.name == process.name)
    yield f" VRRP Track process = {process.name}"
    yield f"   Process = {process.process[0]}"
    if process.param_match is not None:
        if process.process[1:]:
            yield f"   Parameters = {' '.join(process.process[1:])}"
        yield f"   Param match = {process.param_match}"
    yield f"   Min processes = {process.quorum}"
    if process.quorum_max is not None:
        yield f"   Max processes = {process.quorum_max}"
    yield f"   Current processes = {0 if state is None else state.value}"
    yield f"   Have quorum = {true_false(state is not None and state.health == 'up')}"
    yield f"   Weight = {weight.value}{' reverse' if weight.reverse else ''}"
    yield f"   Terminate delay = {process.terminate_delay_ns / NS_PER_S:.6f}s"
    yield f"   Fork delay = {process.fork_delay_ns / NS_PER_S:.6f}s"
    yield "   Fork delay timer not running"
    yield "   Terminate delay timer not running"
    yield f"   Full command = {true_false(process.full_command)}"
    yield from _tracking_instances(snapshot, TrackKind.PROCESS, process.name)


def _bfd_lines(snapshot: Snapshot, configuration: Configuration, states: _States) -> Iterator[str]:
    weights = {session.name: session.weight for session in configuration.bfd_instances}
    for session in snapshot.node.bfd_sessions:
        state, weight = states.get((TrackKind.BFD, session.name)), weights[session.name]
        yield f" VRRP Track BFD = {session.name}"
        yield f"   Weight = {weight.value}{' reverse' if weight.reverse else ''}"
        yield f"   Bfd is {'up' if state is not None and state.health == 'up' else 'down'}"
        yield "   Tracking VRRP instances :"
        yield from _tracking_instances(snapshot, TrackKind.BFD, session.name)

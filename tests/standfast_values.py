"""The effective values of one configuration as standfast has them, in the words of keepalived_values.py.

Rules: what the tools show (`show-config`) is taken where they show it, the rest from the model; who runs a notify
script is left out, because standfast looks that up when it runs one.
"""

import pwd
from collections.abc import Mapping
from pathlib import Path

from keepalived_routes import route_text, rule_text
from keepalived_values import COMMANDS, INSTANCE, SCRIPT, STATIC, TRACK_LISTS, Values, address, seconds, words
from standfast.config.full import FullConfiguration
from standfast.edit.effective import Block, effective
from standfast.edit.resolved import address_text, tracked_text, weight_text
from standfast.model.configuration import Configuration
from standfast.model.track import Tracked, Watcher
from standfast.model.values import Command, Weight
from standfast.model.virtual_server import Endpoint, GroupOfServices, Mark, VirtualServer
from standfast.model.watched import BfdInstance, TrackProcess


def shown(full: FullConfiguration) -> dict[str, Values]:
    """Return the same of standfast's configuration; of scripts and files those that are tracked, as keepalived."""
    assert full.configuration is not None
    model = full.configuration
    watchers: tuple[Watcher, ...] = (*model.instances, *model.sync_groups)
    tracked = {entry.name for watcher in watchers for entry in watcher.track_script}
    found = {
        f"{block.keyword} {block.name}": _shown_values(block)
        for block in effective(full, secrets=True).blocks
        if block.keyword == INSTANCE or (block.keyword == SCRIPT and block.name in tracked)
    }
    weights = _weights(model)
    userless = any("no user to run it is known" in found.message for found in full.diagnostics)
    for instance in model.instances:
        values = found[f"{INSTANCE} {instance.name}"]
        values |= _watched(instance, weights, userless=userless)
        values["virtual_routes"] = "; ".join(words(route_text(route)) for route in instance.virtual_routes)
        values["virtual_rules"] = "; ".join(words(rule_text(rule)) for rule in instance.virtual_rules)
    for group in model.sync_groups:
        if group.group:
            values = _watched(group, weights, userless=userless)
            found[f"vrrp_sync_group {group.name}"] = values | {"group": "; ".join(group.group)}
    found |= {f"vrrp_track_process {process.name}": _process(process) for process in model.track_processes}
    files = {entry.name for watcher in watchers for entry in watcher.track_file}
    found |= {
        f"track_file {file.name}": {"file": file.file or "", "weight": weight_text(file.weight)}
        for file in model.track_files
        if file.name in files
    }
    found |= {f"bfd_instance {session.name}": _session(session) for session in model.bfd_instances}
    settings = model.root_settings
    found[STATIC] = {
        "static_ipaddress": "; ".join(address(address_text(line)) for line in settings.static_ipaddress),
        "static_routes": "; ".join(words(route_text(route)) for route in settings.static_routes),
        "static_rules": "; ".join(words(rule_text(rule)) for rule in settings.static_rules),
    }
    servers = [server for server in model.virtual_servers if server.real_servers]
    return found | {f"virtual_server {_service(server)}": _real_servers(server) for server in servers}


def _shown_values(block: Block) -> Values:
    values = {value.keyword: value.text for value in block.values}
    if block.keyword == INSTANCE:
        for label in ("virtual_ipaddress", "virtual_ipaddress_excluded"):
            inner = block.block(label)
            values[label] = "; ".join(address(value.text) for value in inner.values) if inner else ""
        inner = block.block("authentication")
        values |= {value.keyword: value.text for value in inner.values} if inner else {"auth_type": "none"}
    return values


def _weights(model: Configuration) -> dict[tuple[str, str], Weight]:
    """The weight of each tracker, for the lines that name none."""
    found = {("track_script", script.name): Weight(script.weight, script.reverse) for script in model.scripts}
    found |= {("track_process", process.name): process.weight for process in model.track_processes}
    found |= {("track_file", file.name): file.weight for file in model.track_files}
    return found | {("track_bfd", session.name): session.weight for session in model.bfd_instances}


def _watched(watcher: Watcher, weights: Mapping[tuple[str, str], Weight], *, userless: bool) -> Values:
    values: Values = {}
    for keyword in set(TRACK_LISTS.values()):
        entries: tuple[Tracked, ...] = getattr(watcher, keyword)
        lines = [tracked_text(entry, weights.get((keyword, entry.name))) for entry in entries]
        values[keyword] = "; ".join(lines)
    commands = {keyword: getattr(watcher, keyword) for keyword in COMMANDS.values()}
    return values | {keyword: _shown_command(command, userless=userless) for keyword, command in commands.items()}


def _shown_command(command: Command | None, *, userless: bool) -> str:
    """keepalived shows where the program really is, and forgets what cannot be run."""
    if command is None or not command.argv or not Path(command.argv[0]).exists():
        return ""
    if userless and command.user is None:
        return ""
    try:
        pwd.getpwnam(command.user or "root")
    except KeyError:
        return ""
    program = Path(command.argv[0])
    return " ".join(f"'{word}'" for word in (str(program.parent.resolve() / program.name), *command.argv[1:]))


def _process(process: TrackProcess) -> Values:
    return {
        "quorum": str(process.quorum),
        "quorum_max": "nothing" if process.quorum_max is None else str(process.quorum_max),
        "weight": weight_text(process.weight),
        "terminate_delay": seconds(str(process.terminate_delay_ns / 10**9)),
        "fork_delay": seconds(str(process.fork_delay_ns / 10**9)),
        "full_command": "on" if process.full_command else "off",
    }


def _session(session: BfdInstance) -> Values:
    return {
        "neighbor_ip": session.neighbor_ip or session.neighbour_ip or "",
        "source_ip": session.source_ip or "",
        "min_rx": f"{session.min_rx_ns // 1000} us",
        "min_tx": f"{session.min_tx_ns // 1000} us",
        "idle_tx": f"{session.idle_tx_ns // 1000} us",
        "multiplier": str(session.multiplier),
        "ttl": str(session.ttl),
        "max_hops": str(session.max_hops),
        "passive": "true" if session.passive else "false",
    }


def _service(server: VirtualServer) -> str:
    match server.service:
        case Mark(mark):
            return f"FWM {mark}"
        case GroupOfServices(name):
            return f"[{name}]:0"
        case Endpoint(address, port):
            return f"[{address}]:{server.protocol.lower()}:{port}"


def _real_servers(server: VirtualServer) -> Values:
    protocol = "none" if isinstance(server.service, Mark) else server.protocol.lower()
    found = sorted(f"[{real.address}]:{protocol}:{real.port}" for real in server.real_servers)
    return {"real_server": " ".join(found)}

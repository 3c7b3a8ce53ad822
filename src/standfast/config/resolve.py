"""The tree of a whole file -> the model: blocks in the right order, names resolved, defaults filled in.

keepalived's rules: `global_defs` may be written several times and anywhere; of two scripts or instances of one
name the first counts; two instances with one virtual_router_id on one interface cannot run. One difference: a script
may be written after the instance that tracks it (keepalived then does not track it, which nobody wants).
"""

import os
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from standfast.config.addresses import read_address
from standfast.config.diagnostics import Report
from standfast.config.inherited import check_group, garp_policy
from standfast.config.instances import Surroundings, read_instance
from standfast.config.keywords_global import GLOBAL
from standfast.config.lines import Lines
from standfast.config.list_lines import read_delay, read_linkbeat
from standfast.config.look_up import look_up
from standfast.config.node import Looked, node_of
from standfast.config.parser import Statement
from standfast.config.schema import ROOT
from standfast.config.scripts import ScriptPolicy, read_script, report_userless, script_policy
from standfast.config.sections import Section, first_of_each_name, settings_of
from standfast.config.standing import (
    Standing,
    as_owner,
    group_of_owner,
    in_groups,
    report_short_interval,
    without_unknown,
)
from standfast.config.vmac_names import IPV4, IPV6, is_ipv6, with_own_names
from standfast.model.configuration import Configuration, RootSettings
from standfast.model.global_settings import GlobalSettings
from standfast.model.instance import Instance
from standfast.model.node import Node
from standfast.model.track import TrackScript
from standfast.model.virtual_router import GarpPolicy, RouterKey

_LEAST_GARP = GarpPolicy(
    master_delay_ns=0, master_repeat=1, master_refresh_repeat=0, lower_prio_delay_ns=0, lower_prio_repeat=1
)
"""What `vrrp_min_garp` makes of the defaults."""
_TRACKED = {"track_file": "track_files", "track_process": "track_processes", "track_bfd": "bfd_instances"}
"""The lists of an instance, and where the model has what they name."""
_WATCHED = {
    "vrrp_sync_group": "sync_groups", "vrrp_track_process": "track_processes", "track_file": "track_files",
    "vrrp_track_file": "track_files", "bfd_instance": "bfd_instances", "track_group": "track_groups",
    "garp_group": "garp_groups",
}  # fmt: skip
"""The keyword of each block that watched.py reads, and its field in the model."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a file says (`configuration`), and what of it the router runs (`node`)."""

    configuration: Configuration
    node: Node


def resolve(
    statements: list[Statement], interfaces: Container[str] | None, encodings: Mapping[str, str], report: Report
) -> Resolved:
    """Make the model. The node may only be run if the report holds no error and no refusal.

    `interfaces` holds the names of the host's interfaces, or is None if they are not to be checked; `encodings`
    says for each file how it was read, because a password is bytes.
    """
    root = Section(ROOT, statements, report)
    defs = Section(GLOBAL, [s for block in root.all("global_defs") for s in block.block or ()], report)
    settings = settings_of(defs)
    settings["router_id"] = settings["router_id"] or os.uname().nodename
    _settle_extra_garp(settings, defs, report)
    policy = script_policy(defs, report)
    scripts = _scripts(root, policy, report)
    if policy.user is None:
        report_userless(statements, ROOT, report)
    around = Surroundings(
        garp=_global_garp(defs),
        lines=Lines(report, interfaces, {s.arguments[0].text: s.at for s in root.all("track_group")}),
        scripts=scripts,
        encodings=encodings,
        settings=settings,
        defs=defs,
        policy=policy,
        looked=Looked(),
    )
    blocks = root.all("vrrp_instance")
    # Rules without a preference get one in the order of the file.
    above = [block.at for block in root.all("static_rules") if blocks and block.at < blocks[0].at]
    root_settings = _root_settings(root, around, report) if above else None
    check_group(defs, "vrrp_mcast_group4", report)
    instances = _instances(root, around, report)
    report_short_interval(instances, root, report)
    _report_unused(root, scripts, report)
    configuration = _configuration(root, around, instances, root_settings, report)
    look_up(root, around, configuration, report)
    return Resolved(configuration, node_of(configuration, around.looked))


def _settle_extra_garp(settings: dict[str, object], defs: Section, report: Report) -> None:
    """Read `vrrp_garp_extra_if`, or its old spelling, into its typed value."""
    statement = defs.last("vrrp_garp_extra_if") or defs.last("vrrp_vmac_garp_intvl")
    del settings["vrrp_vmac_garp_intvl"]
    settings["vrrp_garp_extra_if"] = None
    if statement is not None:
        from standfast.config.links import read_extra_garp

        settings["vrrp_garp_extra_if"] = read_extra_garp(statement, 1, report)


def _configuration(
    root: Section, around: Surroundings, instances: list[Instance], root_settings: RootSettings | None, report: Report
) -> Configuration:
    names = {instance.name: instance.virtual_router_id for instance in instances}
    settings = around.settings
    make: Callable[..., GlobalSettings] = GlobalSettings
    watched = _watched(root, names, settings, report)
    _report_unknown(root, watched, around.scripts, report)
    scripts = tuple(script for script in around.scripts.values() if script is not None)
    weights = {**_weights(watched), **{("track_script", script.name): script.weight for script in scripts}}
    blocks = [s for keyword in ("vrrp_sync_group", "vrrp_instance") for s in reversed(root.all(keyword))]
    standing = Standing(weights, {(s.keyword.text, s.arguments[0].text): s for s in blocks}, report)
    global_settings = make(**settings)
    standing_instances = with_own_names(_standing(tuple(instances), watched, standing), global_settings)
    return Configuration(
        global_settings=global_settings,
        root_settings=root_settings or _root_settings(root, around, report),
        instances=standing_instances,
        scripts=scripts,
        **watched,
        **_servers(root, settings, report),
    )


def _standing(instances: tuple[Instance, ...], watched: dict[str, Any], standing: Standing) -> tuple[Instance, ...]:
    """Return the instances without what they cannot track; let the sync groups in `watched` lose the same."""
    watched["sync_groups"] = tuple(
        group_of_owner(without_unknown(group, standing.weights, "track_script"), instances, standing)
        for group in watched["sync_groups"]
    )
    known = tuple(without_unknown(instance, standing.weights) for instance in instances)
    members = in_groups(known, watched["sync_groups"], standing)
    return tuple(as_owner(instance, standing) for instance in members)


def _weights(watched: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Return the weight of everything that can be tracked but scripts and interfaces, by list and name."""
    return {
        (kind, tracker.name): tracker.weight.value
        for kind, field in _TRACKED.items()
        for tracker in watched[field]
        if not (kind == "track_bfd" and tracker.checker and not tracker.vrrp)
    }


def _report_unknown(root: Section, watched: Mapping[str, Any], scripts: Container[str], report: Report) -> None:
    """Report what instances and groups track that is not there; the scripts of instances are reported elsewhere."""
    weights = _weights(watched)
    for statement in (*root.all("vrrp_instance"), *root.all("vrrp_sync_group")):
        for inner in statement.block or ():
            kind = inner.keyword.text
            of_group = kind == "track_script" and statement.keyword.text == "vrrp_sync_group"
            for item in inner.block or () if kind in _TRACKED or of_group else ():
                name = item.keyword.text
                if name not in scripts if of_group else (kind, name) not in weights:
                    report.warning(item.at, "unknown-tracker", f"there is nothing named '{name}' for {kind} that can"
                                   " be used, so it is not tracked", "correct the name, or write it")  # fmt: skip


def _watched(
    root: Section, names: Mapping[str, int], settings: Mapping[str, object], report: Report
) -> dict[str, Any]:
    """Read the blocks of watched.py, which most files do not have."""
    if not any(root.all(keyword) for keyword in _WATCHED):
        return dict.fromkeys(_WATCHED.values(), ())
    from standfast.config import watched

    return {
        "sync_groups": watched.read_sync_groups(root, names, settings, report),
        "track_processes": watched.read_track_processes(root, report),
        "track_files": watched.read_track_files(root, report),
        "bfd_instances": watched.read_bfd_instances(root, report),
        "track_groups": watched.read_track_groups(root, names, report),
        "garp_groups": watched.read_garp_groups(root, report),
    }


def _servers(root: Section, settings: Mapping[str, object], report: Report) -> dict[str, Any]:
    """Read the blocks of servers.py, which most files do not have."""
    if not any(root.all(keyword) for keyword in ("virtual_server", "virtual_server_group", "SSL")):
        return {"virtual_server_groups": (), "virtual_servers": (), "ssl": None}
    from standfast.config import servers

    return {
        "virtual_server_groups": servers.read_virtual_server_groups(root, report),
        "virtual_servers": servers.read_virtual_servers(root, settings, report),
        "ssl": servers.read_ssl(root, report),
    }


def _root_settings(root: Section, around: Surroundings, report: Report) -> RootSettings:
    interface = str(around.settings["default_interface"])

    def items(keyword: str, read: Callable[[Statement], object | None]) -> tuple[object, ...]:
        return tuple(value for item in root.lines(keyword) if (value := read(item)) is not None)

    lists = {
        "static_ipaddress": items(
            "static_ipaddress", lambda i: read_address(i, interface, report, static=around.lines)
        ),
        "static_routes": _static_routes(root, around.lines),
        "static_rules": _static_rules(root, around.lines),
        "linkbeat_interfaces": items("linkbeat_interfaces", lambda i: read_linkbeat(i, report)),
        "interface_up_down_delays": items("interface_up_down_delays", lambda i: read_delay(i, report)),
    }
    own = RootSettings.__dataclass_fields__
    values = {field: value for field, value in root.values(without=lists).items() if field in own}
    make: Callable[..., RootSettings] = RootSettings
    return make(**(values | lists))


def _static_routes(root: Section, lines: Lines) -> tuple[object, ...]:
    if not root.all("static_routes"):
        return ()
    from standfast.config.routes import read_route

    found = (read_route(item, lines, static=True) for item in root.lines("static_routes"))
    return tuple(route for route in found if route is not None)


def _static_rules(root: Section, lines: Lines) -> tuple[object, ...]:
    if not root.all("static_rules"):
        return ()
    from standfast.config.rules import read_rule

    found = (read_rule(item, lines, static=True) for item in root.lines("static_rules"))
    return tuple(rule for rule in found if rule is not None)


def _global_garp(defs: Section) -> GarpPolicy:
    """What holds for all instances: after a lower priority as after becoming MASTER, unless said otherwise."""
    least = defs.switch("vrrp_min_garp")
    policy = garp_policy(defs, "vrrp_", _LEAST_GARP if least else GarpPolicy())
    lower = replace(policy, lower_prio_delay_ns=policy.master_delay_ns, lower_prio_repeat=policy.master_repeat)
    return garp_policy(defs, "vrrp_", lower)


def _scripts(root: Section, policy: ScriptPolicy, report: Report) -> dict[str, TrackScript | None]:
    statements = first_of_each_name(root, "vrrp_script", report)
    return {statement.arguments[0].text: read_script(statement, policy, report) for statement in statements}


def _instances(root: Section, around: Surroundings, report: Report) -> list[Instance]:
    keys: dict[RouterKey, str] = {}
    instances: list[Instance] = []
    for statement in first_of_each_name(root, "vrrp_instance", report):
        name = statement.arguments[0].text
        instance = read_instance(statement, around, report)
        if instance is None:
            continue
        key = (instance.interface, instance.virtual_router_id, IPV6 if is_ipv6(instance) else IPV4)
        other = keys.setdefault(key, name)
        if other != name:
            report.error(
                statement.at, "duplicate-vrid",
                f"'{name}' and '{other}' both use virtual_router_id {instance.virtual_router_id}"
                f" on {instance.interface}",
                "give each its own, the same on all nodes",
            )  # fmt: skip
        instances.append(instance)
    return instances


def _report_unused(root: Section, scripts: dict[str, TrackScript | None], report: Report) -> None:
    """Report the scripts that nothing names; why another is not tracked has been said where it is named."""
    inner = [block for s in (*root.all("vrrp_instance"), *root.all("vrrp_sync_group")) for block in s.block or ()]
    named = {item.keyword.text for s in inner if s.keyword.text == "track_script" for item in s.block or ()}
    for statement in root.all("vrrp_script"):
        name = statement.arguments[0]
        if scripts[name.text] is not None and name.text not in named:
            report.notice(
                name.at, "unused-script", f"no instance tracks '{name.text}', so it is not run",
                "name it in a track_script",
            )  # fmt: skip

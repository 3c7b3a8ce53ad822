"""The tree of a whole file -> model.Node: blocks in the right order, names resolved, defaults filled in.

keepalived's rules: `global_defs` may be written several times and anywhere; of two scripts or instances of one
name the first counts; two instances with one virtual_router_id on one interface cannot run. One difference: a script
may be written after the instance that tracks it (keepalived then does not track it, which nobody wants).
"""

import os
from collections.abc import Container
from dataclasses import replace

from standfast.config.diagnostics import Report
from standfast.config.inherited import garp_policy, read_group
from standfast.config.instances import Surroundings, read_instance
from standfast.config.keywords_global import GLOBAL
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT
from standfast.config.scripts import read_script, script_policy
from standfast.config.sections import Section
from standfast.model.node import Node
from standfast.model.track import TrackScript
from standfast.model.virtual_router import MULTICAST_GROUP_IPV4, GarpPolicy, VirtualRouter

INTERFACE_DEFAULT = "eth0"


def resolve(statements: list[Statement], interfaces: Container[str] | None, encoding: str, report: Report) -> Node:
    """Make the node. What it returns may only be run if the report holds no error.

    `interfaces` holds the names of the host's interfaces, or is None if they are not to be checked; `encoding` is
    the file's, because a password is bytes.
    """
    root = Section(ROOT, statements, SCHEMA, report)
    defs = Section(GLOBAL, [s for block in root.all("global_defs") for s in block.block or ()], SCHEMA, report)
    scripts = _scripts(root, defs, report)
    defs.version_checked("vrrp_version")
    default_interface = defs.word("default_interface")
    around = Surroundings(
        garp=_global_garp(defs),
        multicast_group=read_group(defs, "vrrp_mcast_group4", report) or MULTICAST_GROUP_IPV4,
        default_interface=default_interface.text if default_interface else INTERFACE_DEFAULT,
        interfaces=interfaces,
        scripts=scripts,
        encoding=encoding,
    )
    routers = _instances(root, around, report)
    router_id = defs.word("router_id")
    _report_unused(root, scripts, routers, report)
    return Node(
        router_id=router_id.text if router_id else os.uname().nodename,
        virtual_routers=tuple(routers),
        scripts=_used(scripts, routers),
    )


def _global_garp(defs: Section) -> GarpPolicy:
    """What holds for all instances: after a lower priority as after becoming MASTER, unless said otherwise."""
    policy = garp_policy(defs, "vrrp_", GarpPolicy())
    lower = replace(policy, lower_prio_delay_ns=policy.master_delay_ns, lower_prio_repeat=policy.master_repeat)
    return garp_policy(defs, "vrrp_", lower)


def _scripts(root: Section, defs: Section, report: Report) -> dict[str, TrackScript | None]:
    policy = script_policy(defs, report)
    scripts: dict[str, TrackScript | None] = {}
    for statement in root.all("vrrp_script"):
        name = statement.arguments[0]
        if name.text in scripts:
            report.warning(
                name.at,
                "duplicate-name",
                f"the vrrp_script '{name.text}' is written twice; the first counts",
                "rename one",
            )
        else:
            scripts[name.text] = read_script(statement, policy, report)
    return scripts


def _instances(root: Section, around: Surroundings, report: Report) -> list[VirtualRouter]:
    names: set[str] = set()
    keys: dict[tuple[str, int], str] = {}
    routers: list[VirtualRouter] = []
    for statement in root.all("vrrp_instance"):
        name = statement.arguments[0]
        if name.text in names:
            report.warning(
                name.at, "duplicate-name",
                f"the vrrp_instance '{name.text}' is written twice; this one is skipped, as keepalived does",
                "rename one",
            )  # fmt: skip
            continue
        names.add(name.text)
        router = read_instance(statement, around, report)
        if router is None:
            continue
        other = keys.setdefault(router.key, name.text)
        if other != name.text:
            report.error(
                statement.at, "duplicate-vrid",
                f"'{name.text}' and '{other}' both use virtual_router_id {router.virtual_router_id}"
                f" on {router.interface}",
                "give each its own, the same on all nodes",
            )  # fmt: skip
        routers.append(router)
    return routers


def _report_unused(
    root: Section, scripts: dict[str, TrackScript | None], routers: list[VirtualRouter], report: Report
) -> None:
    used = {script.name for script in _used(scripts, routers)}
    for statement in root.all("vrrp_script"):
        name = statement.arguments[0]
        if scripts[name.text] is not None and name.text not in used:
            report.notice(
                name.at,
                "unused-script",
                f"no instance tracks '{name.text}', so it is not run",
                "name it in a track_script",
            )


def _used(scripts: dict[str, TrackScript | None], routers: list[VirtualRouter]) -> tuple[TrackScript, ...]:
    """Return the scripts that an instance tracks; the others are not run, as with keepalived."""
    tracked = {entry.name for router in routers for entry in router.tracked_scripts}
    return tuple(script for name, script in scripts.items() if script is not None and name in tracked)

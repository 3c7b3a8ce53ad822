"""keepalived.data and keepalived_parent.data as keepalived 2.2.7 writes them.

Rules: pure; from a Snapshot and the configuration that it runs.
"""

from collections.abc import Iterator

from standfast.dump.definitions import definition_lines
from standfast.dump.instance import instance_lines
from standfast.dump.interfaces import interface_lines
from standfast.dump.tracking import tracking_lines
from standfast.dump.words import address_text, number_text, route_text, rule_text
from standfast.model.configuration import Configuration
from standfast.model.snapshot import Snapshot

_NEVER = "0.000000 (Thu Jan  1 00:00:00.000000)"


def data_text(snapshot: Snapshot, configuration: Configuration) -> str:
    """Return keepalived.data."""
    return "".join(f"{line}\n" for line in _data_lines(snapshot, configuration))


def parent_text(snapshot: Snapshot, configuration: Configuration) -> str:
    """Return keepalived_parent.data."""
    return "".join(f"{line}\n" for line in definition_lines(snapshot, configuration, parent=True))


def _data_lines(snapshot: Snapshot, configuration: Configuration) -> Iterator[str]:
    yield from definition_lines(snapshot, configuration, parent=False)
    yield from _limit_lines(snapshot)
    yield from _static_lines(snapshot, configuration)
    yield "------< VRRP Topology >------"
    instances = {instance.name: instance for instance in configuration.instances}
    groups = {key: group.name for group in snapshot.node.sync_groups for key in group.members}
    for router in snapshot.routers:
        own = instances.get(router.config.name)
        if own is not None:
            yield from instance_lines(router, snapshot, own, groups.get(router.config.key))
    yield from tracking_lines(snapshot, configuration)
    yield from interface_lines(snapshot)


def _limit_lines(snapshot: Snapshot) -> Iterator[str]:
    limits = [limit for limit in snapshot.node.settings.announce_limits if limit.interfaces]
    if limits:
        yield "------< Gratuitous ARP delays >------"
    for number, limit in enumerate(limits, 1):
        yield f"------< GARP delay group {number} >------"
        yield f" GARP interval = {number_text(limit.garp_interval_ns)}"
        yield f" GARP next time {_NEVER}"
        yield f" GNA interval = {number_text(limit.gna_interval_ns)}"
        yield f" GNA next time {_NEVER}"
        yield " Interfaces"
        yield from (f"  {name}" for name in sorted(limit.interfaces))


def _static_lines(snapshot: Snapshot, configuration: Configuration) -> Iterator[str]:
    static = snapshot.node.static
    for title, lines in (
        ("Static Addresses", [address_text(None, address, held=True) for address in static.addresses]),
        ("Static Routes", [route_text(route) for route in static.routes]),
        ("Static Rules", [rule_text(rule) for rule in static.rules]),
    ):
        if lines:
            yield f"------< {title} >------"
            yield from (f"     {line}" for line in lines)
    if configuration.track_groups:
        yield "------< Static Track groups >------"
    for group in configuration.track_groups:
        yield f" Static Track Group = {group.name}"
        yield "   VRRP member instances :"
        yield from (f"     {name}" for name in group.group)

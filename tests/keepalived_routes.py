"""Routes and routing rules of the model as keepalived prints them in its data.

Rules: model values in, text out; what keepalived leaves out is left out; `normal` is for comparing two of them.
"""

from standfast.model.network import Prefix
from standfast.model.route import (
    Encapsulation,
    IlaEncapsulation,
    MetricKind,
    MplsEncapsulation,
    NextHop,
    Route,
    RouteKind,
    TunnelEncapsulation,
)
from standfast.model.rule import Rule, RuleAction
from standfast.wire.address import format_address


def _prefix(prefix: Prefix) -> str:
    host = prefix.length == len(prefix.address) * 8
    return format_address(prefix.address) + ("" if host else f"/{prefix.length}")


def _realms(number: int) -> str:
    return f"realms {number >> 16}/{number & 0xFFFF}" if number >> 16 else f"realm {number}"


def _encapsulation(value: Encapsulation) -> str:
    match value:
        case TunnelEncapsulation():
            words = ("tc", "hoplimit") if value.is_ipv6 else ("tos", "ttl")
            parts = [f"encap {'ip6' if value.is_ipv6 else 'ip'}"]
            parts += [f"id {value.tunnel_id}"] if value.tunnel_id is not None else []
            parts += [f"dst {format_address(value.destination)}"] if value.destination else []
            parts += [f"src {format_address(value.source)}"] if value.source else []
            parts += [f"{words[0]} {value.tos}"] if value.tos is not None else []
            parts += [f"{words[1]} {value.ttl}"] if value.ttl is not None else []
            parts += [f"flags 0x{value.flags:x}"] if value.flags is not None else []
            return " ".join(parts)
        case MplsEncapsulation(labels):
            shown = [f"{label << 12 | (0x100 if label is labels[-1] else 0):x}" for label in labels]
            return f"encap mpls {'/'.join(shown)}"
        case IlaEncapsulation(locator):
            return f"encap ila {int.from_bytes(locator.to_bytes(8), 'little')}"


def _via(gateway: bytes) -> str:
    return f"via inet{'6' if len(gateway) == 16 else ''} {format_address(gateway)}"


def _hop(hop: NextHop) -> str:
    parts = ["nexthop"]
    parts += [_via(hop.gateway)] if hop.gateway else []
    parts += [f"dev {hop.interface}"] if hop.interface else []
    parts += [f"weight {hop.weight}"] if hop.weight != 1 else []
    parts += ["onlink"] if hop.onlink else []
    parts += [_realms(hop.realms)] if hop.realms is not None else []
    parts += [_encapsulation(hop.encapsulation)] if hop.encapsulation else []
    return " ".join(parts)


_ORDER = (
    MetricKind.RTT, MetricKind.RTTVAR, MetricKind.RTO_MIN, MetricKind.FEATURES, MetricKind.MTU, MetricKind.WINDOW,
    MetricKind.SSTHRESH, MetricKind.CWND, MetricKind.ADVMSS, MetricKind.REORDERING, MetricKind.HOPLIMIT,
    MetricKind.INITCWND, MetricKind.INITRWND, MetricKind.CC_ALGO, MetricKind.QUICKACK, MetricKind.FASTOPEN_NO_COOKIE,
)  # fmt: skip
_PARTS_OF_A_MS = {MetricKind.RTT: 8, MetricKind.RTTVAR: 4, MetricKind.RTO_MIN: 1}


def _metrics(route: Route) -> list[str]:
    shown = []
    for metric in sorted(route.metrics, key=lambda m: _ORDER.index(m.kind)):
        name = {MetricKind.CC_ALGO: "congctl"}.get(metric.kind, metric.kind.name.lower())
        value = str(metric.value)
        if metric.kind in _PARTS_OF_A_MS:
            milliseconds = int(metric.value) / _PARTS_OF_A_MS[metric.kind]
            value = f"{milliseconds / 1000:g}s" if milliseconds % 1000 == 0 else f"{milliseconds:g}ms"
        elif metric.kind is MetricKind.FEATURES:
            value = "ecn"
        shown.append(f"{name} {'lock ' if metric.locked else ''}{value}")
    return shown


def route_text(route: Route) -> str:
    """Print a route as keepalived does."""
    parts = [route.placement.value]
    parts += [route.kind.name.lower()] if route.kind is not RouteKind.UNICAST else []
    default = route.destination.length == 0
    parts += [_prefix(route.destination) if not default else format_address(route.destination.address) + "/0"]
    parts += [f"from {_prefix(route.source)}"] if route.source else []
    parts += [f"src {format_address(route.preferred_source)}"] if route.preferred_source else []
    parts += [f"tos {route.tos}"] if route.tos else []
    parts += [_encapsulation(route.encapsulation)] if route.encapsulation else []
    parts += [_via(route.gateway)] if route.gateway else []
    parts += [f"dev {route.interface}"] if route.interface else []
    parts += [f"table {route.table}"] if route.table != 254 else []
    parts += [f"proto {route.protocol}"]
    parts += [f"scope {route.scope}"] if route.scope else []
    parts += [f"metric {route.metric}"] if route.metric is not None else []
    parts += [f"expires {route.expires_s}sec"] if route.expires_s is not None else []
    parts += [f"ttl-propagate {'enabled' if route.ttl_propagate else 'disabled'}"] if (
        route.ttl_propagate is not None
    ) else []
    parts += [_realms(route.realms)] if route.realms else []
    parts += _metrics(route)
    parts += [f"pref {route.preference.name.lower()}"] if route.preference is not None else []
    parts += ["onlink"] if route.onlink else []
    parts += [_hop(hop) for hop in route.next_hops]
    parts += ["no_track"] if not route.tracked else []
    return " ".join(parts)


def rule_text(rule: Rule) -> str:
    """Print a rule as keepalived does."""
    parts = ["not"] if rule.inverted else []
    source = rule.source
    parts += [f"from {_prefix(source) if source.length else '0.0.0.0/0'}" if source else "from all"]
    parts += [f"to {_prefix(rule.destination)}"] if rule.destination else []
    parts += [f"priority {rule.preference} tos 0x{rule.tos:x}"]
    mask = f"/0x{rule.fwmask:x}" if rule.fwmask not in (None, 2**32 - 1) else ""
    parts += [f"fwmark 0x{rule.fwmark:x}{mask}"] if rule.fwmark is not None else []
    parts += [f"iif {rule.incoming_interface}"] if rule.incoming_interface else []
    parts += [f"oif {rule.outgoing_interface}"] if rule.outgoing_interface else []
    number = rule.suppress_prefix_length
    parts += [f"suppress_prefixlen {number}"] if number is not None else []
    group = rule.suppress_interface_group
    parts += [f"suppress_ifgroup {group}"] if group is not None else []
    parts += [f"tunnel-id {rule.tunnel_id}"] if rule.tunnel_id is not None else []
    parts += [f"uidrange {rule.uid_range[0]}-{rule.uid_range[1]}"] if rule.uid_range else []
    parts += ["l3mdev"] if rule.l3mdev else []
    parts += [f"protocol {rule.protocol}"] if rule.protocol else []
    parts += [f"ipproto {rule.ip_protocol}"] if rule.ip_protocol is not None else []
    for word, ports in (("sport", rule.source_ports), ("dport", rule.destination_ports)):
        parts += [f"{word} {ports[0]}-{ports[1]}"] if ports else []
    parts += [f"realms {rule.realms >> 16}/{rule.realms & 0xFFFF}"] if rule.realms is not None else []
    match rule.action:
        case RuleAction.TABLE:
            parts += [f"lookup {rule.table}"]
        case RuleAction.GOTO:
            parts += [f"goto {rule.goto}"]
        case RuleAction.NOP:
            parts += ["nop"]
        case kind:
            parts += [f"type {kind.name.lower()}"]
    parts += ["no_track"] if not rule.tracked else []
    return " ".join(parts)


def normal(text: str) -> list[str]:
    """The words that count: keepalived leaves out what it was not told, and runs two words together."""
    for old, new in (("cubiclock ", "lock cubic"), (" proto 18", ""), (" protocol 18", ""), (" weight 1 ", " ")):
        text = text.replace(old, new)
    return sorted(text.split())

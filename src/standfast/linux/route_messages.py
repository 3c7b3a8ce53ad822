"""Routes and rules of the configuration as rtnetlink has them: interfaces become indexes, words are numbers already.

Rules: pure functions of values; an interface that does not exist is an OSError (ENODEV).
"""

import errno
from collections.abc import Callable

from standfast.model.network import Prefix
from standfast.model.route import MetricKind, Route
from standfast.model.rule import Rule, RuleAction
from standfast.wire import rtnl_route, rtnl_rule
from standfast.wire.address import format_address
from standfast.wire.rtnl import AF_INET, AF_INET6

_ANY_MARK = 0xFFFFFFFF


def route_message(route: Route, index_of: Callable[[str], int]) -> rtnl_route.RouteMessage:
    """Return the route as it is asked for. Raises OSError."""
    encapsulations = (route.encapsulation, *(hop.encapsulation for hop in route.next_hops))
    if route.vrf is not None or any(encapsulations):
        raise OSError(errno.EOPNOTSUPP, "routes with vrf or encap are not supported")
    metrics = tuple((int(one.kind), one.value) for one in route.metrics if isinstance(one.value, int))
    algorithm = (one.value for one in route.metrics if one.kind is MetricKind.CC_ALGO)
    source = route.source
    return rtnl_route.RouteMessage(
        destination=_network(route.destination),
        prefix_length=route.destination.length,
        next_hops=_next_hops(route, index_of),
        kind=int(route.kind),
        table=route.table,
        protocol=route.protocol,
        scope=route.scope,
        tos=route.tos,
        metric=route.metric,
        source=None if source is None else _network(source),
        source_prefix_length=0 if source is None else source.length,
        preferred_source=route.preferred_source,
        metrics=metrics,
        locked_metrics=sum(1 << one.kind for one in route.metrics if one.locked),
        congestion_algorithm=next((str(value) for value in algorithm), None),
        preference=None if route.preference is None else int(route.preference),
        expires_s=route.expires_s,
        ttl_propagate=route.ttl_propagate,
        realms=route.realms or 0,
    )


def rule_message(rule: Rule) -> rtnl_rule.RuleMessage:
    """Return the rule as it is asked for."""
    source, destination = rule.source, rule.destination
    return rtnl_rule.RuleMessage(
        family=AF_INET6 if rule.is_ipv6 else AF_INET,
        priority=rule.preference,
        action=int(rule.action),
        table=rule.table,
        inverted=rule.inverted,
        source=None if source is None or not source.length else _network(source),
        source_prefix_length=0 if source is None else source.length,
        destination=None if destination is None or not destination.length else _network(destination),
        destination_prefix_length=0 if destination is None else destination.length,
        input_interface=rule.incoming_interface or "",
        output_interface=rule.outgoing_interface or "",
        tos=rule.tos,
        # `fwmark 0` without a mask is no condition, as in iproute2.
        mark=rule.fwmark or None if rule.fwmask is None else rule.fwmark or 0,
        mark_mask=_ANY_MARK if rule.fwmask is None else rule.fwmask,
        target=rule.goto if rule.action is RuleAction.GOTO else None,
        realms=rule.realms or 0,
        tunnel_id=rule.tunnel_id,
        l3mdev=rule.l3mdev,
        suppress_prefix_length=rule.suppress_prefix_length,
        suppress_interface_group=rule.suppress_interface_group,
        ip_protocol=rule.ip_protocol or 0,
        source_ports=rule.source_ports,
        destination_ports=rule.destination_ports,
        uids=rule.uid_range,
        protocol=rule.protocol,
    )


def _next_hops(route: Route, index_of: Callable[[str], int]) -> tuple[rtnl_route.NextHop, ...]:
    if not route.next_hops:
        if route.gateway is None and route.interface is None:
            return ()
        index = 0 if route.interface is None else index_of(route.interface)
        return (rtnl_route.NextHop(index, route.gateway, onlink=route.onlink),)
    return tuple(
        rtnl_route.NextHop(
            0 if hop.interface is None else index_of(hop.interface),
            hop.gateway,
            hop.weight,
            hop.onlink,
            hop.realms or 0,
        )
        for hop in route.next_hops
    )


def _network(prefix: Prefix) -> bytes:
    """Return the address without the bits behind the length, which the kernel refuses in a route."""
    bits = len(prefix.address) * 8
    number = int.from_bytes(prefix.address, "big") >> (bits - prefix.length) << (bits - prefix.length)
    return number.to_bytes(len(prefix.address), "big")


def describe(item: Route | Rule) -> str:
    """Return a few words that tell which route or rule is meant."""
    if isinstance(item, Rule):
        return f"rule with preference {item.preference}"
    return f"route to {format_address(item.destination.address)}/{item.destination.length}"

"""Requests about routes (rtnetlink(7)): to add one, to delete one, to be told of all.

Rules: as in rtnl.py. What is asked for is a rtnl_route.RouteMessage, as the kernel would tell of it.
"""

import struct

from standfast.wire.netlink import (
    NLA_F_NESTED,
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_DUMP,
    NLM_F_REQUEST,
    encode_attribute,
    encode_message,
    encode_u32,
)
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import (
    NEXT_HOP_HEADER,
    ROUTE_HEADER,
    RT_TABLE_COMPAT,
    RTA_DST,
    RTA_EXPIRES,
    RTA_FLOW,
    RTA_GATEWAY,
    RTA_METRICS,
    RTA_MULTIPATH,
    RTA_OIF,
    RTA_PREF,
    RTA_PREFSRC,
    RTA_PRIORITY,
    RTA_SRC,
    RTA_TABLE,
    RTA_TTL_PROPAGATE,
    RTA_VIA,
    RTAX_CC_ALGO,
    RTAX_LOCK,
    RTM_DELROUTE,
    RTM_GETROUTE,
    RTM_NEWROUTE,
    RTNH_F_ONLINK,
    VIA_FAMILY,
    NextHop,
    RouteMessage,
)


def encode_route_dump(sequence: int, family: int, table: int = 0, protocol: int = 0) -> bytes:
    """Ask for all routes of a family; of a table and a protocol only, if the socket has NETLINK_GET_STRICT_CHK."""
    header = ROUTE_HEADER.pack(family, 0, 0, 0, _narrow_table(table), protocol, 0, 0, 0)
    body = header + (encode_u32(RTA_TABLE, table) if table else b"")
    return encode_message(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, sequence, body)


def encode_add_route(sequence: int, route: RouteMessage, *, flags: int = 0) -> bytes:
    """Add a route, with an answer.

    `flags` say what becomes of another route with the same key. 0: the new one goes in front, the other one is used
    again when it is deleted (over IPv6: they share the traffic); NLM_F_APPEND: it goes behind; NLM_F_EXCL: EEXIST;
    NLM_F_REPLACE: the other one is lost. The very same route a second time is EEXIST, unless it replaces itself.
    keepalived adds with 0, and what has no gateway and no interface (blackhole) with NLM_F_EXCL. Raises ValueError
    if a field does not fit.
    """
    body = _identity(route) + _ways(route)
    if route.preferred_source is not None:
        body += encode_attribute(RTA_PREFSRC, _of_family(route.preferred_source, route.destination))
    body += _metrics(route)
    for attribute, number in ((RTA_FLOW, route.realms or None), (RTA_EXPIRES, route.expires_s)):
        if number is not None:
            body += encode_u32(attribute, number)
    for attribute, number in ((RTA_PREF, route.preference), (RTA_TTL_PROPAGATE, route.ttl_propagate)):
        if number is not None:
            body += encode_attribute(attribute, bytes((number,)))
    return encode_message(RTM_NEWROUTE, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | flags, sequence, body)


def encode_delete_route(sequence: int, route: RouteMessage) -> bytes:
    """Delete a route, with an answer (ESRCH if it is not there). Raises ValueError if a field does not fit."""
    body = _identity(route) + _ways(route)
    return encode_message(RTM_DELROUTE, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def _identity(route: RouteMessage) -> bytes:
    """Return the header and the attributes that tell this route from others."""
    if len(route.destination) not in (4, 16) or not 0 <= route.prefix_length <= len(route.destination) * 8:
        raise ValueError(f"a destination of {len(route.destination)} bytes with prefix length {route.prefix_length}")
    only_hop = route.next_hops[0] if len(route.next_hops) == 1 else None
    try:
        body = ROUTE_HEADER.pack(
            AF_INET if len(route.destination) == 4 else AF_INET6,
            route.prefix_length,
            route.source_prefix_length,
            route.tos,
            _narrow_table(route.table),
            route.protocol,
            route.scope,
            route.kind,
            RTNH_F_ONLINK if only_hop is not None and only_hop.onlink else 0,
        )
    except struct.error:
        raise ValueError(f"a field does not fit in its byte: {route}") from None
    body += encode_u32(RTA_TABLE, route.table)
    if route.prefix_length:
        body += encode_attribute(RTA_DST, route.destination)
    if route.source is not None:
        body += encode_attribute(RTA_SRC, _of_family(route.source, route.destination))
    if route.metric is not None:
        body += encode_u32(RTA_PRIORITY, route.metric)
    return body


def _narrow_table(table: int) -> int:
    return table if table < 256 else RT_TABLE_COMPAT


def _ways(route: RouteMessage) -> bytes:
    if len(route.next_hops) != 1:
        hops = b"".join(_multipath_hop(hop, route.destination) for hop in route.next_hops)
        return encode_attribute(RTA_MULTIPATH, hops) if hops else b""
    (hop,) = route.next_hops
    return _gateway(hop, route.destination) + (encode_u32(RTA_OIF, hop.index) if hop.index else b"")


def _multipath_hop(hop: NextHop, destination: bytes) -> bytes:
    rest = _gateway(hop, destination) + (encode_u32(RTA_FLOW, hop.realms) if hop.realms else b"")
    flags = RTNH_F_ONLINK if hop.onlink else 0
    try:
        return NEXT_HOP_HEADER.pack(NEXT_HOP_HEADER.size + len(rest), flags, hop.weight - 1, hop.index) + rest
    except struct.error:
        raise ValueError(f"weight {hop.weight} or interface index {hop.index} is out of range") from None


def _gateway(hop: NextHop, destination: bytes) -> bytes:
    if hop.gateway is None:
        return b""
    if len(hop.gateway) == len(destination):
        return encode_attribute(RTA_GATEWAY, hop.gateway)
    family = {4: AF_INET, 16: AF_INET6}.get(len(hop.gateway))
    if family is None:
        raise ValueError(f"a gateway of {len(hop.gateway)} bytes")
    return encode_attribute(RTA_VIA, VIA_FAMILY.pack(family) + hop.gateway)


def _metrics(route: RouteMessage) -> bytes:
    nested = b"".join(encode_u32(metric, number) for metric, number in route.metrics)
    if route.locked_metrics:
        nested += encode_u32(RTAX_LOCK, route.locked_metrics)
    if route.congestion_algorithm is not None:
        nested += encode_attribute(RTAX_CC_ALGO, route.congestion_algorithm.encode("ascii") + b"\0")
    return encode_attribute(RTA_METRICS | NLA_F_NESTED, nested) if nested else b""


def _of_family(address: bytes, destination: bytes) -> bytes:
    if len(address) != len(destination):
        raise ValueError("an address of another family than the route's destination")
    return address

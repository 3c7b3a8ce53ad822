"""Routes as the kernel tells of them (rtnetlink(7), linux/rtnetlink.h); rtnl_route_request.py asks for them.

Rules: as in rtnl.py. One value for both directions, so that a route that was asked for can be compared with the one
that the kernel reports gone: `RouteMessage.key` is what the kernel holds to be one route.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.netlink import NetlinkMessage, decode_attributes, decode_name, decode_u32
from standfast.wire.rtnl import AF_INET, AF_INET6

RTMGRP_IPV4_ROUTE = 0x40
RTMGRP_IPV6_ROUTE = 0x400

RTM_NEWROUTE = 24
RTM_DELROUTE = 25
RTM_GETROUTE = 26

RTN_UNICAST = 1
RTPROT_KEEPALIVED = 18
RT_SCOPE_UNIVERSE = 0
RT_SCOPE_LINK = 253
RT_TABLE_COMPAT = 252  # in the header, for tables that do not fit in its byte
RT_TABLE_MAIN = 254

RTA_DST = 1
RTA_SRC = 2
RTA_OIF = 4
RTA_GATEWAY = 5
RTA_PRIORITY = 6
RTA_PREFSRC = 7
RTA_METRICS = 8
RTA_MULTIPATH = 9
RTA_FLOW = 11
RTA_TABLE = 15
RTA_VIA = 18
RTA_PREF = 20
RTA_EXPIRES = 23
RTA_TTL_PROPAGATE = 26

RTAX_LOCK = 1
RTAX_MTU = 2
RTAX_WINDOW = 3
RTAX_RTT = 4
RTAX_RTTVAR = 5
RTAX_SSTHRESH = 6
RTAX_CWND = 7
RTAX_ADVMSS = 8
RTAX_REORDERING = 9
RTAX_HOPLIMIT = 10
RTAX_INITCWND = 11
RTAX_FEATURES = 12
RTAX_RTO_MIN = 13
RTAX_INITRWND = 14
RTAX_QUICKACK = 15
RTAX_CC_ALGO = 16
RTAX_FASTOPEN_NO_COOKIE = 17

RTNH_F_ONLINK = 0x04
RTM_F_CLONED = 0x200

ROUTE_HEADER = struct.Struct("=BBBBBBBBI")
NEXT_HOP_HEADER = struct.Struct("=HBBi")
VIA_FAMILY = struct.Struct("=H")
_LENGTHS = {AF_INET: 4, AF_INET6: 16}
_IP6_RT_PRIO_USER = 1024  # the metric that the kernel gives an IPv6 route without one


@dataclass(frozen=True, slots=True)
class NextHop:
    """One way that a route goes. The kernel finds the interface if `index` is 0.

    `gateway` may be of another family than the route. `weight` is 1 to 256, `realms` as in RouteMessage.
    """

    index: int = 0
    gateway: bytes | None = None
    weight: int = 1
    onlink: bool = False
    realms: int = 0


@dataclass(frozen=True, slots=True)
class RouteMessage:
    """A route. Numbers without a word of their own are the kernel's (RTN_*, RTPROT_*, RT_SCOPE_*, RTAX_*).

    `destination` is packed, zeros for a default route: its length tells the family. `source` is the prefix that the
    packets routed must come from (`from`), `preferred_source` the address to send from (`src`). `metrics` are pairs
    of RTAX_* and a number in the kernel's unit; `locked_metrics` has bit n set if metric n may not be changed by
    path MTU discovery and the like. `realms` is the source's << 16 | the destination's.
    """

    destination: bytes
    prefix_length: int
    next_hops: tuple[NextHop, ...] = ()
    kind: int = RTN_UNICAST
    table: int = RT_TABLE_MAIN
    protocol: int = RTPROT_KEEPALIVED
    scope: int = RT_SCOPE_UNIVERSE
    tos: int = 0
    metric: int | None = None
    source: bytes | None = None
    source_prefix_length: int = 0
    preferred_source: bytes | None = None
    metrics: tuple[tuple[int, int], ...] = ()
    locked_metrics: int = 0
    congestion_algorithm: str | None = None
    preference: int | None = None
    expires_s: int | None = None
    ttl_propagate: bool | None = None
    realms: int = 0
    deleted: bool = False

    @property
    def key(self) -> tuple[int, bytes, int, bytes | None, int, int, int]:
        """What makes it one route to the kernel: table, destination, source, TOS and metric."""
        is_ipv6 = len(self.destination) == 16
        metric = self.metric or (_IP6_RT_PRIO_USER if is_ipv6 else 0)
        source = self.source, self.source_prefix_length
        return (self.table, self.destination, self.prefix_length, *source, self.tos, metric)


def decode_route(message: NetlinkMessage) -> RouteMessage | None:
    """Decode a message about a route; None for every other message and for cached copies. Raises DecodeError."""
    if message.type not in (RTM_NEWROUTE, RTM_DELROUTE):
        return None
    if len(message.body) < ROUTE_HEADER.size:
        raise DecodeError("netlink", "a route message is shorter than its header")
    header = ROUTE_HEADER.unpack_from(message.body)
    family, prefix_length, source_prefix_length, tos, table, protocol, scope, kind, flags = header
    if family not in _LENGTHS or flags & RTM_F_CLONED:
        return None
    attributes = decode_attributes(message.body[ROUTE_HEADER.size :])
    metrics, locked, algorithm = _decode_metrics(attributes.get(RTA_METRICS, b""))
    pref, ttl_propagate = attributes.get(RTA_PREF), attributes.get(RTA_TTL_PROPAGATE)
    wide_table = _number(attributes, RTA_TABLE)
    return RouteMessage(
        destination=_decode_address(attributes.get(RTA_DST), family) or bytes(_LENGTHS[family]),
        prefix_length=prefix_length,
        next_hops=tuple(_decode_ways(attributes, family, flags)),
        kind=kind,
        table=table if wide_table is None else wide_table,
        protocol=protocol,
        scope=scope,
        tos=tos,
        metric=_number(attributes, RTA_PRIORITY),
        source=_decode_address(attributes.get(RTA_SRC), family),
        source_prefix_length=source_prefix_length,
        preferred_source=_decode_address(attributes.get(RTA_PREFSRC), family),
        metrics=metrics,
        locked_metrics=locked,
        congestion_algorithm=algorithm,
        preference=pref[0] if pref else None,
        expires_s=_number(attributes, RTA_EXPIRES),
        ttl_propagate=bool(ttl_propagate[0]) if ttl_propagate else None,
        realms=_number(attributes, RTA_FLOW) or 0,
        deleted=message.type == RTM_DELROUTE,
    )


def _decode_metrics(data: bytes) -> tuple[tuple[tuple[int, int], ...], int, str | None]:
    attributes = decode_attributes(data)
    algorithm = attributes.pop(RTAX_CC_ALGO, None)
    locked = attributes.pop(RTAX_LOCK, None)
    metrics = tuple((metric, decode_u32(number)) for metric, number in attributes.items())
    return metrics, decode_u32(locked) if locked else 0, decode_name(algorithm) if algorithm is not None else None


def _decode_ways(attributes: dict[int, bytes], family: int, flags: int) -> Iterator[NextHop]:
    if RTA_MULTIPATH in attributes:
        yield from _decode_multipath(attributes[RTA_MULTIPATH], family)
        return
    index, gateway = _number(attributes, RTA_OIF), _decode_gateway(attributes, family)
    if index is not None or gateway is not None:
        yield NextHop(index or 0, gateway, onlink=bool(flags & RTNH_F_ONLINK))


def _decode_multipath(data: bytes, family: int) -> Iterator[NextHop]:
    while data:
        if len(data) < NEXT_HOP_HEADER.size:
            raise DecodeError("netlink", f"{len(data)} bytes are shorter than a next hop")
        length, flags, hops, index = NEXT_HOP_HEADER.unpack_from(data)
        if not NEXT_HOP_HEADER.size <= length <= len(data):
            raise DecodeError("netlink", f"a next hop of {length} bytes where {len(data)} are left")
        attributes = decode_attributes(data[NEXT_HOP_HEADER.size : length])
        gateway, realms = _decode_gateway(attributes, family), _number(attributes, RTA_FLOW)
        yield NextHop(index, gateway, hops + 1, bool(flags & RTNH_F_ONLINK), realms or 0)
        data = data[length + 3 & ~3 :]


def _decode_gateway(attributes: dict[int, bytes], family: int) -> bytes | None:
    via = attributes.get(RTA_VIA)
    if via is None:
        return _decode_address(attributes.get(RTA_GATEWAY), family)
    if len(via) < VIA_FAMILY.size:
        raise DecodeError("netlink", f"a gateway of {len(via)} bytes")
    (via_family,) = VIA_FAMILY.unpack_from(via)
    return _decode_address(via[VIA_FAMILY.size :], via_family)


def _decode_address(data: bytes | None, family: int) -> bytes | None:
    if data is not None and len(data) != _LENGTHS.get(family):
        raise DecodeError("netlink", f"an address of family {family} has {len(data)} bytes")
    return data


def _number(attributes: dict[int, bytes], attribute: int) -> int | None:
    data = attributes.get(attribute)
    return None if data is None else decode_u32(data)

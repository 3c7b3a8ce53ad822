"""Routes as a file writes them (`virtual_routes`, `static_routes`), with every word resolved.

Rules: frozen; a number is what the kernel's rtnetlink attribute holds (linux/rtnetlink.h), so that whoever builds the
message looks nothing up; addresses are packed bytes; an interface is a name, since its index is known at run time
only; None means that the attribute is not sent.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum

from standfast.model.network import Prefix

TABLE_MAIN = 254
PROTOCOL_KEEPALIVED = 18
"""RTPROT_KEEPALIVED: what keepalived marks its routes and rules with, and must to track them."""


class RouteKind(IntEnum):
    """The type of a route, RTN_*."""

    UNICAST = 1
    LOCAL = 2
    BROADCAST = 3
    ANYCAST = 4
    MULTICAST = 5
    BLACKHOLE = 6
    UNREACHABLE = 7
    PROHIBIT = 8
    THROW = 9
    NAT = 10


class Placement(Enum):
    """Where among equal routes a new one goes: the flags of RTM_NEWROUTE."""

    PREPEND = "prepend"
    """NLM_F_CREATE: before those that are there."""
    APPEND = "append"
    """NLM_F_CREATE | NLM_F_APPEND: behind them."""
    ADD = "add"
    """NLM_F_CREATE | NLM_F_EXCL: only if there is none."""


class RoutePreference(IntEnum):
    """RTA_PREF of an IPv6 route, ICMPV6_ROUTER_PREF_*."""

    MEDIUM = 0
    HIGH = 1
    LOW = 3


class MetricKind(IntEnum):
    """The attributes inside RTA_METRICS, RTAX_*."""

    MTU = 2
    WINDOW = 3
    RTT = 4
    """In eighths of a millisecond."""
    RTTVAR = 5
    """In quarters of a millisecond."""
    SSTHRESH = 6
    CWND = 7
    ADVMSS = 8
    REORDERING = 9
    HOPLIMIT = 10
    INITCWND = 11
    FEATURES = 12
    """A mask of RTAX_FEATURE_*."""
    RTO_MIN = 13
    """In milliseconds."""
    INITRWND = 14
    QUICKACK = 15
    CC_ALGO = 16
    """The one whose value is a text: the name of the congestion control."""
    FASTOPEN_NO_COOKIE = 17


@dataclass(frozen=True, slots=True)
class RouteMetric:
    """One attribute of RTA_METRICS. A locked one also sets bit `kind` of RTAX_LOCK."""

    kind: MetricKind
    value: int | str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class TunnelEncapsulation:
    """`encap ip` and `encap ip6` (LWTUNNEL_ENCAP_IP, LWTUNNEL_ENCAP_IP6). `tos` is tc in IPv6, `ttl` hoplimit."""

    is_ipv6: bool
    tunnel_id: int | None = None
    destination: bytes | None = None
    source: bytes | None = None
    tos: int | None = None
    ttl: int | None = None
    flags: int | None = None


@dataclass(frozen=True, slots=True)
class MplsEncapsulation:
    """`encap mpls` (LWTUNNEL_ENCAP_MPLS): the stack of labels, the outermost first."""

    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IlaEncapsulation:
    """`encap ila` (LWTUNNEL_ENCAP_ILA): the locator, in network order."""

    locator: int


Encapsulation = TunnelEncapsulation | MplsEncapsulation | IlaEncapsulation


@dataclass(frozen=True, slots=True)
class NextHop:
    """One `nexthop` of a route: struct rtnexthop, where the kernel's weight is one less than `weight`."""

    gateway: bytes | None = None
    interface: str | None = None
    weight: int = 1
    onlink: bool = False
    realms: int | None = None
    encapsulation: Encapsulation | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One line of `virtual_routes` or `static_routes`.

    A route goes by `gateway` and `interface` (RTA_GATEWAY or RTA_VIA, RTA_OIF), or by `next_hops` (RTA_MULTIPATH).
    `source` is what `from` says (IPv6), `preferred_source` what `src` says. `realms` is from * 65536 + to, as in
    RTA_FLOW. `vrf` names a device whose table counts in place of `table`.
    """

    destination: Prefix
    kind: RouteKind = RouteKind.UNICAST
    placement: Placement = Placement.PREPEND
    source: Prefix | None = None
    preferred_source: bytes | None = None
    gateway: bytes | None = None
    interface: str | None = None
    onlink: bool = False
    encapsulation: Encapsulation | None = None
    next_hops: tuple[NextHop, ...] = ()
    table: int = TABLE_MAIN
    vrf: str | None = None
    protocol: int = PROTOCOL_KEEPALIVED
    scope: int = 0
    tos: int = 0
    metric: int | None = None
    metrics: tuple[RouteMetric, ...] = ()
    realms: int | None = None
    preference: RoutePreference | None = None
    expires_s: int | None = None
    ttl_propagate: bool | None = None
    tracked: bool = True
    track_group: str | None = None

    @property
    def is_ipv6(self) -> bool:
        """Whether it is a route of IPv6."""
        return self.destination.is_ipv6

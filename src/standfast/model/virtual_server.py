"""Load balancing as written: virtual servers, their real servers, groups of addresses, certificates.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from dataclasses import dataclass, field
from enum import Enum

from standfast.model.checker import Checker
from standfast.model.values import Command


@dataclass(frozen=True, slots=True)
class SslKeys:
    """The block `SSL`: the certificate of HTTPS checks. Password and key are never shown."""

    password: str | None = field(repr=False)
    ca: str | None
    certificate: str | None
    key: str | None = field(repr=False)


class ForwardingMethod(Enum):
    """How packets reach a real server."""

    NAT = "NAT"
    DR = "DR"
    TUN = "TUN"


class TunnelKind(Enum):
    """What packets are wrapped in with TUN."""

    IPIP = "ipip"
    GUE = "gue"
    GRE = "gre"


class TunnelChecksum(Enum):
    """The checksum of a wrapped packet."""

    NONE = "nocsum"
    PLAIN = "csum"
    REMOTE = "remcsum"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """`lvs_method`. What follows the method has a meaning with TUN only; `tunnel_port` is there with GUE only."""

    method: ForwardingMethod = ForwardingMethod.NAT
    tunnel: TunnelKind = TunnelKind.IPIP
    tunnel_port: int | None = None
    tunnel_checksum: TunnelChecksum = TunnelChecksum.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What a virtual server and a real server both say; the real one takes from the virtual one what it does not."""

    weight: int | None
    lvs_method: Forwarding
    inhibit_on_failure: bool | None
    alpha: bool | None
    smtp_alert: bool | None
    virtualhost: str | None
    snmp_name: str | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    connect_timeout_ns: int | None
    delay_loop_ns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RealServer(Server):
    """One `real_server`. `address` and `port` are as written; port 0 is that of the virtual server."""

    address: str
    port: int
    checkers: tuple[Checker, ...]
    uthreshold: int
    lthreshold: int
    notify_up: Command | None
    notify_down: Command | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and a port; 0 means all ports, or that of the packet."""

    address: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Packets with a mark of netfilter; `family` is inet, inet6 or not said."""

    mark: int
    family: str | None = None


@dataclass(frozen=True, slots=True)
class GroupOfServices:
    """The addresses and marks of a virtual_server_group."""

    name: str


Service = Endpoint | Mark | GroupOfServices


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses from `first` on that differ in their last byte (IPv6: 16 bits), up to `last`; without it one."""

    first: str
    last: int | None = None
    port: int = 0


@dataclass(frozen=True, slots=True)
class VirtualServerGroup:
    """One `virtual_server_group`: addresses and marks that are one service."""

    name: str
    entries: tuple[AddressRange | Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualServer(Server):
    """One `virtual_server`. `service` stands behind the keyword: address and port, `fwmark N` or `group NAME`."""

    service: Service
    real_servers: tuple[RealServer, ...]
    ip_family: str
    lvs_sched: str
    hashed: bool
    ops: bool
    flag_1: bool
    flag_2: bool
    flag_3: bool
    sh_port: bool
    sh_fallback: bool
    mh_port: bool
    mh_fallback: bool
    persistence_engine: str | None
    persistence_timeout_ns: int | None
    persistence_granularity: str | None
    protocol: str
    ha_suspend: bool
    omega: bool
    quorum_up: Command | None
    quorum_down: Command | None
    quorum: int
    hysteresis: int
    sorry_server: Endpoint | None
    sorry_server_inhibit: bool
    sorry_server_lvs_method: Forwarding

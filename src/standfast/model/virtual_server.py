"""Load balancing as written: virtual servers, their real servers, groups of addresses, certificates.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from dataclasses import dataclass, field

from standfast.model.checker import Checker
from standfast.model.values import Command


@dataclass(frozen=True, slots=True)
class SslKeys:
    """The block `SSL`: the certificate of HTTPS checks. Password and key are never shown."""

    password: str | None = field(repr=False)
    ca: str | None
    certificate: str | None
    key: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class RealServer:
    """One `real_server`. `address` and `port` are as written; port 0 is that of the virtual server."""

    address: str
    port: int
    checkers: tuple[Checker, ...]
    weight: int | None
    lvs_method: tuple[str, ...]
    uthreshold: int
    lthreshold: int
    inhibit_on_failure: bool | None
    notify_up: Command | None
    notify_down: Command | None
    alpha: bool | None
    smtp_alert: bool | None
    virtualhost: str | None
    snmp_name: str | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    connect_timeout_ns: int | None
    delay_loop_ns: int | None


@dataclass(frozen=True, slots=True)
class VirtualServerGroup:
    """One `virtual_server_group`: its lines, each as words."""

    name: str
    entries: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class VirtualServer:
    """One `virtual_server`. `service` stands behind the keyword: address and port, `fwmark N` or `group NAME`."""

    service: tuple[str, ...]
    real_servers: tuple[RealServer, ...]
    ip_family: str
    retry: int
    delay_before_retry_ns: int
    warmup_ns: int | None
    connect_timeout_ns: int
    delay_loop_ns: int
    inhibit_on_failure: bool
    lb_algo: str
    lvs_sched: str | None
    hashed: bool
    ops: bool
    flag_1: bool
    flag_2: bool
    flag_3: bool
    sh_port: bool
    sh_fallback: bool
    mh_port: bool
    mh_fallback: bool
    lb_kind: tuple[str, ...]
    lvs_method: tuple[str, ...]
    persistence_engine: str | None
    persistence_timeout_ns: int | None
    persistence_granularity: str | None
    protocol: str
    ha_suspend: bool
    smtp_alert: bool | None
    virtualhost: str | None
    snmp_name: str | None
    alpha: bool
    omega: bool
    quorum_up: Command | None
    quorum_down: Command | None
    quorum: int
    hysteresis: int
    weight: int
    sorry_server: tuple[str, ...]
    sorry_server_inhibit: bool
    sorry_server_lvs_method: tuple[str, ...]

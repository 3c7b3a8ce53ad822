"""A `vrrp_instance` as written: all of it, also what this version does not act on.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none. What the router needs of it
is model.virtual_router.VirtualRouter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from standfast.model.network import Address, UnicastPeer
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication
from standfast.model.track import Watcher
from standfast.model.values import Command

if TYPE_CHECKING:  # few instances need these, and each costs time to import
    from standfast.model.link import ExtraGarp, Ipvlan, Macvlan
    from standfast.model.route import Route
    from standfast.model.rule import Rule


@dataclass(frozen=True, slots=True)
class PacketSigning:
    """`auth_hmac`: packets signed with HMAC-SHA-256. The key is never shown."""

    key: tuple[str, ...] = field(repr=False)
    active_key: int | None
    time_window_ns: int | None
    anti_replay: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Watcher):
    """One `vrrp_instance`. `preempt` is never equal to `nopreempt`."""

    name: str
    authentication: PasswordAuthentication | HeaderAuthentication | None
    auth_hmac: PacketSigning | None
    state: str
    interface: str
    virtual_router_id: int
    priority: int
    advert_int_ns: int
    virtual_ipaddress: tuple[Address, ...]
    preempt: bool
    nopreempt: bool
    preempt_delay_ns: int
    garp_master_delay_ns: int
    garp_master_repeat: int
    garp_master_refresh_ns: int
    garp_master_refresh_repeat: int
    garp_lower_prio_delay_ns: int
    garp_lower_prio_repeat: int
    mcast_src_ip: str | None
    unicast_src_ip: str | None
    mcast_dst_ip: str | None
    version: int
    accept: bool
    vip_lease: bool
    track_src_ip: bool
    dont_track_primary: bool
    down_timer_adverts: int
    unicast_peer: tuple[UnicastPeer, ...]
    unicast_fault_no_peer: bool
    use_vmac: Macvlan | None
    use_ipvlan: Ipvlan | None
    vrf: str | None
    native_ipv6: bool
    strict_mode: bool
    virtual_ipaddress_excluded: tuple[Address, ...]
    notify_deleted: Command | None
    notify_master_rx_lower_pri: Command | None
    use_vmac_addr: bool
    vmac_xmit_base: bool
    check_unicast_src: bool
    old_unicast_checksum: tuple[str, ...]
    unicast_ttl: int
    no_virtual_ipaddress: bool
    promote_secondaries: bool
    linkbeat_use_polling: bool
    v3_checksum_as_v2: bool | None
    virtual_routes: tuple[Route, ...]
    virtual_rules: tuple[Rule, ...]
    no_accept: bool
    skip_check_adv_addr: bool
    debug: int
    lvs_sync_daemon_interface: str | None
    timer_expired_backup: int | None
    thread_timer_expired: int | None
    garp_extra_if: ExtraGarp | None
    lower_prio_no_advert: bool
    higher_prio_send_advert: bool
    owner_ignore_adverts: bool
    kernel_rx_buf_size_bytes: int | None

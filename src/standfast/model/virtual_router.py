"""A virtual router as configured: one `vrrp_instance` block, resolved.

Rules: frozen and hashable; addresses are packed bytes in network order (4 or 16), durations nanoseconds;
every default is already filled in by config/, so a reader never asks what a missing value means.
"""

from __future__ import annotations

from dataclasses import dataclass

from standfast.model.notify import Notify
from standfast.model.packets import (
    ChecksumForm,
    HeaderAuthentication,
    HmacPolicy,
    PasswordAuthentication,
    Unicast,
)
from standfast.model.track import TrackedItem, TrackKind
from standfast.units import NS_PER_S

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # few configurations have them, and each costs time to import
    from standfast.model.route import Route
    from standfast.model.rule import Rule

PRIORITY_OWNER = 255
PRIORITY_RESIGN = 0
MULTICAST_GROUP_IPV4 = bytes((224, 0, 0, 18))
MULTICAST_GROUP_IPV6 = bytes((0xFF, 0x02, *bytes(13), 0x12))

# What makes a virtual router one and the same: interface, virtual_router_id, and the IP version 4 or 6 (RFC 9568, 3).
RouterKey = tuple[str, int, int]


def interfaces_of_route(route: Route) -> tuple[str, ...]:
    """Return the interfaces that a route goes by."""
    names = (route.interface, *(hop.interface for hop in route.next_hops))
    return tuple(name for name in names if name is not None)


def interfaces_of_rule(rule: Rule) -> tuple[str, ...]:
    """Return the interfaces that a rule looks at."""
    names = (rule.incoming_interface, rule.outgoing_interface)
    return tuple(name for name in names if name is not None)


@dataclass(frozen=True, slots=True)
class VirtualAddress:
    """One line of `virtual_ipaddress`: an address as the kernel will hold it on an interface.

    `flags` are the kernel's IFA_F_* bits; `preferred_lft_s` None means for ever, 0 deprecated at once; with
    `tracked` its interface being down is a fault (not so with `no_track`).
    """

    address: bytes
    prefix_length: int
    interface: str
    label: str | None = None
    broadcast: bytes | None = None
    scope: int = 0
    peer: bytes | None = None
    flags: int = 0
    preferred_lft_s: int | None = None
    tracked: bool = True

    @property
    def is_ipv6(self) -> bool:
        """Whether it is an IPv6 address."""
        return len(self.address) == 16


@dataclass(frozen=True, slots=True)
class GarpPolicy:
    """When and how often gratuitous ARP is sent (`garp_master_*`, `garp_lower_prio_*`)."""

    master_delay_ns: int = 5 * NS_PER_S
    master_repeat: int = 5
    master_refresh_ns: int = 0
    master_refresh_repeat: int = 1
    lower_prio_delay_ns: int = 5 * NS_PER_S
    lower_prio_repeat: int = 5


@dataclass(frozen=True, slots=True)
class Vmac:
    """`use_vmac`: a macvlan interface that bears the virtual router's MAC (RFC 9568, 7.3), and the addresses.

    `hardware_address` None means the one of the RFC, made of `virtual_router_id`. With `transmit_on_parent`
    (`vmac_xmit_base`) advertisements leave through the parent all the same. `owns_addresses` False leaves the
    addresses on the parent. `is_ipvlan` means `use_ipvlan`, which has its parent's MAC and may have an address.
    `family` is 4 or 6 where it is not the virtual router's: a macvlan for addresses of the other IP version.
    """

    name: str
    parent: str
    hardware_address: bytes | None = None
    transmit_on_parent: bool = False
    is_ipvlan: bool = False
    address: bytes | None = None
    address_prefix_length: int = 0
    ipvlan_flag: int = 0
    family: int | None = None


@dataclass(frozen=True, slots=True)
class VirtualRouter:
    """One `vrrp_instance`, as the router runs it."""

    name: str
    interface: str
    virtual_router_id: int
    priority: int
    advert_interval_ns: int
    addresses: tuple[VirtualAddress, ...]
    authentication: PasswordAuthentication | HeaderAuthentication | None = None
    preempt: bool = True
    preempt_delay_ns: int = 0
    multicast_group: bytes = MULTICAST_GROUP_IPV4
    source_address: bytes | None = None
    garp: GarpPolicy = GarpPolicy()
    tracked: tuple[TrackedItem, ...] = ()
    lease: bool = True
    version: int = 2
    family: int = 4
    excluded: tuple[VirtualAddress, ...] = ()
    routes: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()
    unicast: Unicast | None = None
    hmac: HmacPolicy | None = None
    checksum_form: ChecksumForm = ChecksumForm.AUTO
    down_timer_adverts: int = 3
    wants_master: bool = False
    strict: bool = False
    accept: bool = True
    skip_check_adv_addr: bool = False
    lower_prio_no_advert: bool = False
    owner_ignore_adverts: bool = False
    vmac: Vmac | None = None
    extra_garp_interval_ns: int = 0
    extra_garp_interfaces: frozenset[str] = frozenset()
    promote_secondaries: bool = False
    track_primary: bool = True
    fault_without_peers: bool = False
    late_priority: int | None = None
    notify: Notify | None = None
    track_source: bool = False
    extra_vmacs: tuple[Vmac, ...] = ()

    @property
    def key(self) -> RouterKey:
        """Whose packets are meant for this virtual router: interface, VRID and IP version."""
        return (self.interface, self.virtual_router_id, self.family)

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it one and the same at a reload, as with keepalived: not its name, but its key, the multicast
        group, whether it speaks unicast (and from which address), and its macvlan. All else may change while it runs.
        """
        unicast = self.unicast is not None
        return (self.key, self.multicast_group, unicast, self.source_address if unicast else None, self.vmac)

    @property
    def all_addresses(self) -> tuple[VirtualAddress, ...]:
        """Those that are advertised, and `virtual_ipaddress_excluded`, in keepalived's order."""
        return self.addresses + self.excluded if self.excluded else self.addresses

    @property
    def vmacs(self) -> tuple[Vmac, ...]:
        """Every interface that is made for this router: its own, and those of single addresses (`use_vmac` there)."""
        return self.extra_vmacs if self.vmac is None else (self.vmac, *self.extra_vmacs)

    @property
    def interfaces(self) -> frozenset[str]:
        """Every interface that this router needs to hear of: the one that VRRP is spoken on, the addresses', those of
        routes and rules, the tracked ones, and the macvlans of `use_vmac`.
        """
        names = {self.interface, *(address.interface for address in self.all_addresses)}
        names.update(tracked.name for tracked in self.tracked if tracked.kind is TrackKind.INTERFACE)
        for vmac in self.vmacs:
            names.update((vmac.name, vmac.parent))
        for route in self.routes:
            names.update(interfaces_of_route(route))
        for rule in self.rules:
            names.update(interfaces_of_rule(rule))
        return frozenset(names)

    @property
    def is_owner(self) -> bool:
        """Priority 255: the address owner of RFC 3768, 5.3.4, which no tracker may change."""
        return self.priority == PRIORITY_OWNER

    def skew_time_ns(self, priority: int, interval_ns: int | None = None) -> int:
        """The skew for the effective priority of the moment, in nanoseconds.

        Version 2: (256 - priority) / 256 seconds (RFC 3768, 6.1). Version 3: that part of the MASTER's interval
        (RFC 9568, 6.1), ours if none is handed in.
        """
        unit_ns = NS_PER_S if self.version == 2 else interval_ns or self.advert_interval_ns
        return (256 - priority) * unit_ns // 256

    def master_down_interval_ns(self, priority: int, interval_ns: int | None = None) -> int:
        """`down_timer_adverts` (3) advertisement intervals of the MASTER + skew time (RFC 9568, 6.1)."""
        adverts_ns = self.down_timer_adverts * (interval_ns or self.advert_interval_ns)
        return adverts_ns + self.skew_time_ns(priority, interval_ns)

    @property
    def lease_s(self) -> int:
        """Life of a VIP in the kernel after its last renewal, in whole seconds.

        The least whole second at or above the slowest backup's master-down interval (priority 1), so that a dead
        daemon's address outlives the wait for a successor, but not by much.
        """
        return -(-self.master_down_interval_ns(1) // NS_PER_S)

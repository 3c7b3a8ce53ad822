"""A virtual router as configured: one `vrrp_instance` block, resolved.

Rules: frozen and hashable; addresses are packed bytes in network order (4 or 16), durations nanoseconds;
every default is already filled in by config/, so a reader never asks what a missing value means.
"""

from dataclasses import dataclass, field

from standfast.model.track import TrackedScript
from standfast.units import NS_PER_S

PRIORITY_OWNER = 255
PRIORITY_RESIGN = 0
MULTICAST_GROUP_IPV4 = bytes((224, 0, 0, 18))


@dataclass(frozen=True, slots=True)
class VirtualAddress:
    """One line of `virtual_ipaddress`: an address as the kernel will hold it on an interface."""

    address: bytes
    prefix_length: int
    interface: str
    label: str | None = None
    broadcast: bytes | None = None
    scope: int = 0


@dataclass(frozen=True, slots=True)
class PasswordAuthentication:
    """`auth_type PASS`: eight bytes in clear text, zero padded (RFC 2338, 5.3.6)."""

    password: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeaderAuthentication:
    """`auth_type AH`: the key, zero padded to eight bytes, of an HMAC-MD5-96 in an IP authentication header
    (RFC 2338, 5.3.6.3; RFC 2403)."""

    key: bytes = field(repr=False)


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
class VirtualRouter:
    """One `vrrp_instance` (VRRP version 2, IPv4)."""

    name: str
    interface: str
    virtual_router_id: int
    priority: int
    advert_interval_ns: int
    addresses: tuple[VirtualAddress, ...]
    authentication: PasswordAuthentication | None = None
    preempt: bool = True
    preempt_delay_ns: int = 0
    multicast_group: bytes = MULTICAST_GROUP_IPV4
    source_address: bytes | None = None
    garp: GarpPolicy = GarpPolicy()
    tracked_scripts: tuple[TrackedScript, ...] = ()
    lease: bool = True

    @property
    def key(self) -> tuple[str, int]:
        """What makes two configurations the same instance at reload: interface and VRID, not the name."""
        return (self.interface, self.virtual_router_id)

    @property
    def interfaces(self) -> frozenset[str]:
        """The interface that VRRP is spoken on, and those that addresses stand on."""
        return frozenset({self.interface, *(address.interface for address in self.addresses)})

    @property
    def is_owner(self) -> bool:
        """Priority 255: the address owner of RFC 3768, 5.3.4, which no tracker may change."""
        return self.priority == PRIORITY_OWNER

    def skew_time_ns(self, priority: int) -> int:
        """(256 - priority) / 256 seconds (RFC 3768, 6.1), for the effective priority of the moment."""
        return (256 - priority) * NS_PER_S // 256

    def master_down_interval_ns(self, priority: int) -> int:
        """3 advertisement intervals + skew time (RFC 3768, 6.1)."""
        return 3 * self.advert_interval_ns + self.skew_time_ns(priority)

    @property
    def lease_s(self) -> int:
        """Life of a VIP in the kernel after its last renewal, in whole seconds.

        The least whole second at or above the slowest backup's master-down interval (priority 1), so that a dead
        daemon's address outlives the wait for a successor, but not by much.
        """
        return -(-self.master_down_interval_ns(1) // NS_PER_S)

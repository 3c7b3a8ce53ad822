"""Addresses and lines about interfaces as a file writes them, for any address family.

Rules: frozen; addresses are packed bytes in network order (4 or 16); what the router adds to an interface is the
narrower model.virtual_router.VirtualAddress; routes and rules are in model/route.py and model/rule.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefix:
    """A network: `10.1.0.0/16`. Bits behind the length are as written."""

    address: bytes
    length: int

    @property
    def is_ipv6(self) -> bool:
        """Whether it is a network of IPv6."""
        return len(self.address) == 16


@dataclass(frozen=True, slots=True)
class Address:
    """One line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`.

    `preferred_lft_s` is None for ever. `home`, `nodad`, `mngtmpaddr`, `noprefixroute` and `autojoin` are flags of
    the kernel's address (IFA_F_*). With `peer` the prefix length is the peer's. `use_vmac` puts the address on a
    macvlan of the virtual router above `interface`.
    """

    address: bytes
    prefix_length: int
    interface: str
    label: str | None = None
    broadcast: bytes | None = None
    scope: int = 0
    peer: bytes | None = None
    home: bool = False
    nodad: bool = False
    mngtmpaddr: bool = False
    noprefixroute: bool = False
    autojoin: bool = False
    preferred_lft_s: int | None = None
    tracked: bool = True
    track_group: str | None = None
    use_vmac: bool = False

    @property
    def is_ipv6(self) -> bool:
        """Whether it is an IPv6 address."""
        return len(self.address) == 16


@dataclass(frozen=True, slots=True)
class UnicastPeer:
    """One line of `unicast_peer`."""

    address: str
    min_ttl: int | None = None
    max_ttl: int | None = None


@dataclass(frozen=True, slots=True)
class InterfaceDelay:
    """One line of `interface_up_down_delays`."""

    interface: str
    down_ns: int
    up_ns: int


@dataclass(frozen=True, slots=True)
class LinkbeatInterface:
    """One line of `linkbeat_interfaces`. `method` is empty where none is named."""

    interface: str
    method: str

"""Addresses, routes and routing rules as a file writes them, for any address family.

Rules: frozen; addresses are packed bytes in network order (4 or 16); what the router adds to an interface is the
narrower model.virtual_router.VirtualAddress.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`.

    `flags` are the words without a value (`home`, `-nodad`, ...); `preferred_lft` is None for ever.
    """

    address: bytes
    prefix_length: int
    interface: str
    label: str | None = None
    broadcast: bytes | None = None
    scope: int = 0
    peer: str | None = None
    flags: tuple[str, ...] = ()
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
class Route:
    """One line of `virtual_routes` or `static_routes`. `options` are pairs of a word and its value, "" if none."""

    destination: str
    kind: str
    options: tuple[tuple[str, str], ...]
    tracked: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `virtual_rules` or `static_rules`. `options` are pairs of a word and its value, "" if none."""

    options: tuple[tuple[str, str], ...]
    preference: int | None
    tracked: bool


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

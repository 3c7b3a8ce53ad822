"""Interfaces that an instance makes for itself: `use_vmac` and `use_ipvlan`, and what goes with them.

Rules: frozen; every default is filled in; MAC addresses are six bytes.
"""

from dataclasses import dataclass
from enum import IntEnum

INTERFACE_NAME_MAX = 15


@dataclass(frozen=True, slots=True)
class Macvlan:
    """`use_vmac`: a macvlan (mode private) above `parent`, the instance's interface.

    `name_is_default`: nobody chose the name (`vmac_prefix` and the VRID), so another may be taken if it is in use.
    `mac` is RFC 3768's 00:00:5e:00:01:VRID (02:VRID in IPv6) unless one was chosen (`mac_is_default`).
    `transmit_from_base` is `vmac_xmit_base`: advertisements are sent and heard on the parent. `netlink_notify` and
    `group` are options of keepalived 2.4: tell listeners of netlink, and the interface group.
    """

    name: str
    parent: str
    mac: bytes
    name_is_default: bool = True
    mac_is_default: bool = True
    transmit_from_base: bool = False
    netlink_notify: bool = False
    group: int | None = None


class IpvlanFlag(IntEnum):
    """IFLA_IPVLAN_FLAGS: how interfaces above one parent reach each other."""

    BRIDGE = 0
    PRIVATE = 1
    VEPA = 2


@dataclass(frozen=True, slots=True)
class Ipvlan:
    """`use_ipvlan`: an ipvlan (mode L2) above `parent`, with an address that advertisements come from.

    `address` may be None in IPv6 only (then the link-local address); `name_is_default` as in Macvlan.
    """

    name: str
    parent: str
    address: bytes | None = None
    prefix_length: int | None = None
    flag: IpvlanFlag = IpvlanFlag.BRIDGE
    name_is_default: bool = True
    group: int | None = None


@dataclass(frozen=True, slots=True)
class ExtraGarp:
    """`garp_extra_if`: gratuitous ARP every `interval_ns` on interfaces that addresses stand on.

    They are the macvlans besides the instance's own, or `all_interfaces` with `all`. An interval of 0 means none.
    """

    interval_ns: int
    all_interfaces: bool = False

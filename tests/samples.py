"""A small network for the tests of core/: the article's pair of nodes as values, and what they may see happen.

Rules: every default is keepalived's or the article's; a test names only what it is about.
"""

from collections.abc import Sequence
from typing import Any

from standfast.core.events import AddressRemoved, AdvertisementReceived, InterfaceChanged, ScriptFinished
from standfast.core.predecessor import PredecessorRecord, StartFacts
from standfast.model.network import Prefix
from standfast.model.node import Node
from standfast.model.packets import PasswordAuthentication
from standfast.model.route import Route
from standfast.model.rule import Rule, RuleAction
from standfast.model.track import ScriptUser, TrackedItem, TrackKind, TrackScript
from standfast.model.virtual_router import MULTICAST_GROUP_IPV6, VirtualAddress, VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, Advertisement, ChecksumForm

INTERFACE = "enp0s8"
MASTER_IP = bytes((192, 168, 56, 101))
BACKUP_IP = bytes((192, 168, 56, 102))
THIRD_IP = bytes((192, 168, 56, 103))
VIP = VirtualAddress(bytes((192, 168, 56, 100)), 32, INTERFACE)
VIP_2 = VirtualAddress(bytes((192, 168, 56, 99)), 32, INTERFACE)
ROUTE = Route(Prefix(bytes((10, 1, 0, 0)), 16), gateway=bytes((192, 168, 56, 1)))
ROUTE_2 = Route(Prefix(bytes((10, 2, 0, 0)), 16), gateway=bytes((192, 168, 56, 1)))
RULE = Rule(RuleAction.TABLE, 1000, table=100)
RULE_2 = Rule(RuleAction.TABLE, 1001, table=100)
PASSWORD = PasswordAuthentication(b"1111\0\0\0\0")
VRID = 51
OWN_LINK_LOCAL = bytes.fromhex("fe800000000000000000000000000010")
OTHER_LINK_LOCAL = bytes.fromhex("fe800000000000000000000000000020")
VIP_LINK_LOCAL = VirtualAddress(bytes.fromhex("fe800000000000000000000000000100"), 64, INTERFACE)
VIP_GLOBAL = VirtualAddress(bytes.fromhex("20010db8000000000000000000000064"), 128, INTERFACE)
ROOT_USER = ScriptUser("root", 0, 0)


def router(priority: int = 100, **changes: object) -> VirtualRouter:
    """The article's vrrp_instance, with this priority and these changes."""
    values: dict[str, Any] = {
        "name": "VI_1",
        "interface": INTERFACE,
        "virtual_router_id": VRID,
        "priority": priority,
        "advert_interval_ns": NS_PER_S,
        "addresses": (VIP,),
        "authentication": PASSWORD,
    }
    values.update(changes)
    return VirtualRouter(**values)


def router_3(priority: int = 100, **changes: object) -> VirtualRouter:
    """The same in version 3, which has no password."""
    return router(priority, **{"version": 3, "authentication": None, **changes})


def router_6(priority: int = 100, **changes: object) -> VirtualRouter:
    """A virtual router over IPv6, version 3."""
    values = {"family": 6, "multicast_group": MULTICAST_GROUP_IPV6, "addresses": (VIP_LINK_LOCAL, VIP_GLOBAL)}
    return router_3(priority, **{**values, **changes})


def script(name: str = "chk", seconds: float = 1, timeout_s: float | None = None, **changes: object) -> TrackScript:
    """A vrrp_script that runs every so many seconds; its timeout is its interval if nothing else is said."""
    interval_ns = round(seconds * NS_PER_S)
    values: dict[str, Any] = {
        "name": name,
        "argv": ("/bin/check",),
        "interval_ns": interval_ns,
        "timeout_ns": interval_ns if timeout_s is None else round(timeout_s * NS_PER_S),
        "rise": 1,
        "fall": 1,
        "weight": 0,
        "reverse": False,
        "init_fail": False,
        "user": ROOT_USER,
    }
    values.update(changes)
    return TrackScript(**values)


def tracked(name: str = "chk", weight: int = 0, *, reverse: bool = False) -> TrackedItem:
    """One line of track_script."""
    return TrackedItem(TrackKind.SCRIPT, name, weight, reverse)


def node(*routers: VirtualRouter, scripts: Sequence[TrackScript] = ()) -> Node:
    """A configuration; without routers, the article's one."""
    return Node("node", routers or (router(),), tuple(scripts))


def up(address: bytes | None = MASTER_IP, interface: str = INTERFACE) -> InterfaceChanged:
    """The interface is up and has this primary address."""
    return InterfaceChanged(interface, up=True, source_address=address, link_local=OWN_LINK_LOCAL)


def down(interface: str = INTERFACE) -> InterfaceChanged:
    """The interface lost its carrier; it keeps its address, as a real one does."""
    return InterfaceChanged(interface, up=False, source_address=MASTER_IP)


def facts(
    *interfaces: InterfaceChanged, left: Sequence[VirtualAddress] = (), records: Sequence[PredecessorRecord] = ()
) -> StartFacts:
    """The host at the start: its interfaces, virtual addresses that were left on it, a predecessor's records."""
    present = frozenset((address.interface, address.address, address.prefix_length) for address in left)
    return StartFacts(interfaces or (up(),), present, tuple(records))


def record(age_s: float, now_ns: int, *, master: bool = True, virtual_router_id: int = VRID) -> PredecessorRecord:
    """What a predecessor wrote at its last advertisement, so long ago."""
    return PredecessorRecord((INTERFACE, virtual_router_id, 4), master, now_ns - round(age_s * NS_PER_S))


def heard(
    priority: int, source: bytes = BACKUP_IP, *, ttl: int = 255, interface: str = INTERFACE, **changes: object
) -> AdvertisementReceived:
    """An advertisement of another router of the pair."""
    values: dict[str, Any] = {
        "virtual_router_id": VRID,
        "priority": priority,
        "advert_interval_ns": NS_PER_S,
        "addresses": (VIP.address,),
        "auth_type": AUTH_PASS,
        "auth_data": PASSWORD.password,
    }
    values.update(changes)
    return AdvertisementReceived(interface, source, ttl, Advertisement(**values))


def heard_3(priority: int, source: bytes = BACKUP_IP, **changes: object) -> AdvertisementReceived:
    """An advertisement of version 3 of the other router, over IPv4."""
    values: dict[str, Any] = {"version": 3, "auth_type": AUTH_NONE, "auth_data": bytes(8)}
    return heard(priority, source, **{**values, "checksum_form": ChecksumForm.PSEUDO_HEADER, **changes})


def heard_6(priority: int, source: bytes = OTHER_LINK_LOCAL, **changes: object) -> AdvertisementReceived:
    """The same over IPv6."""
    addresses = (VIP_LINK_LOCAL.address, VIP_GLOBAL.address)
    values: dict[str, Any] = {"addresses": addresses, **changes}
    return heard_3(priority, source, **values)


def lost(address: VirtualAddress = VIP) -> AddressRemoved:
    """An address left its interface."""
    return AddressRemoved(address.interface, address.address, address.prefix_length)


def exited(status: int, name: str = "chk") -> ScriptFinished:
    """A script ended by itself."""
    return ScriptFinished(name, status, None)


def killed(signal: int, name: str = "chk") -> ScriptFinished:
    """A script was ended by a signal."""
    return ScriptFinished(name, None, signal)

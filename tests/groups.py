"""Two routers in a sync group, for the tests of what a group does: VI_1 on enp0s8, VI_2 on enp0s9.

Rules: as in samples.py: every default is keepalived's; a test names only what it is about.
"""

from dataclasses import replace
from typing import Any

from samples import BACKUP_IP, INTERFACE, VRID, facts, heard, node, router, up
from standfast.core.events import AdvertisementReceived, InterfaceChanged
from standfast.core.predecessor import StartFacts
from standfast.model.node import Node
from standfast.model.sync_group import SyncedRouters
from standfast.model.virtual_router import RouterKey, VirtualAddress, VirtualRouter

SECOND_INTERFACE = "enp0s9"
SECOND_VRID = VRID + 1
SECOND_IP = bytes((10, 0, 0, 1))
SECOND_PEER = bytes((10, 0, 0, 2))
SECOND_VIP = VirtualAddress(bytes((10, 0, 0, 100)), 24, SECOND_INTERFACE)
FIRST_KEY: RouterKey = (INTERFACE, VRID, 4)
SECOND_KEY: RouterKey = (SECOND_INTERFACE, SECOND_VRID, 4)
GROUP = SyncedRouters("VG", (FIRST_KEY, SECOND_KEY))


def first(priority: int = 100, **changes: object) -> VirtualRouter:
    """VI_1 on enp0s8."""
    return router(priority, **changes)


def second(priority: int = 100, **changes: object) -> VirtualRouter:
    """VI_2 on enp0s9."""
    values: dict[str, Any] = {
        "name": "VI_2",
        "interface": SECOND_INTERFACE,
        "virtual_router_id": SECOND_VRID,
        "addresses": (SECOND_VIP,),
    }
    return router(priority, **(values | changes))


def pair(*routers: VirtualRouter, group: SyncedRouters | None = GROUP, **changes: Any) -> Node:  # noqa: ANN401
    """A node with the two routers in a group."""
    groups = () if group is None else (group,)
    return replace(node(*(routers or (first(), second()))), sync_groups=groups, **changes)


def both_up() -> StartFacts:
    """Both interfaces are up and have their addresses."""
    return facts(up(), second_up())


def second_up() -> InterfaceChanged:
    """VI_2's interface is up."""
    return up(SECOND_IP, SECOND_INTERFACE)


def first_hears(priority: int, **changes: Any) -> AdvertisementReceived:  # noqa: ANN401
    """An advertisement of VI_1's peer."""
    return heard(priority, BACKUP_IP, **changes)


def second_hears(priority: int, **changes: Any) -> AdvertisementReceived:  # noqa: ANN401
    """An advertisement of VI_2's peer."""
    values: dict[str, Any] = {"virtual_router_id": SECOND_VRID, "addresses": (SECOND_VIP.address,)}
    return heard(priority, SECOND_PEER, interface=SECOND_INTERFACE, **(values | changes))

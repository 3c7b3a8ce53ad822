"""A small node and its configuration as dump/ gets them: the article's pair, read from a text."""

from dataclasses import replace

from standfast.config.load import load_bytes
from standfast.core.director import Director
from standfast.core.snapshot import take_snapshot
from standfast.core.statistics import Statistics
from standfast.model.configuration import Configuration
from standfast.model.snapshot import InterfaceSnapshot, RouterSnapshot, Snapshot
from standfast.model.virtual_router import VirtualRouter

NS_PER_S = 1_000_000_000
CHANGED_NS = 50 * NS_PER_S
# So that the change is on 2026-11-23 07:12:49.021713 UTC.
WALL_OFFSET_NS = 1795417969_021713_000 - CHANGED_NS
V0 = InterfaceSnapshot(
    "v0", 3, (bytes((10, 9, 9, 1)),), bytes.fromhex("662c8c17beba"), 0x1 | 0x2 | 0x40 | 0x1000, 1500, 1
)
LO = InterfaceSnapshot("lo", 1, (bytes((127, 0, 0, 1)), bytes(15) + b"\1"), bytes(6), 0x1 | 0x8 | 0x40, 65536, 772)


def read(text: str, state: str = "MASTER") -> tuple[Snapshot, Configuration]:
    """Read a configuration; every instance of it stands in `state`."""
    loaded = load_bytes(text.encode(), "keepalived.conf", lenient=True, interfaces=None)
    empty = take_snapshot(Director(loaded.node), 0, 0)
    routers = tuple(router_snapshot(router, state) for router in loaded.node.virtual_routers)
    snapshot = replace(empty, wall_offset_ns=WALL_OFFSET_NS, routers=routers, interfaces=(LO, V0))
    return snapshot, loaded.configuration


def router_snapshot(config: VirtualRouter, state: str) -> RouterSnapshot:
    """A virtual router in a state, with every counter at 0."""
    return RouterSnapshot(
        config, state, state, CHANGED_NS, CHANGED_NS + NS_PER_S, config.priority, V0.addresses[0], 0, 0, 0,
        config.advert_interval_ns, dict.fromkeys(Statistics.__slots__, 0),
    )  # fmt: skip

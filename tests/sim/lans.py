"""Small scenarios that a test of the simulator says in one line."""

from dataclasses import replace

from standfast.model.node import Node
from standfast.model.track import TrackFile, TrackKind, TrackProcess
from standfast.model.virtual_router import VirtualRouter
from standfast.sim.clusters import FILE, PROCESS
from standfast.sim.scenario import (
    INTERFACE,
    Fault,
    HostPlan,
    Scenario,
    Step,
    address_pool,
    link_local_of,
    source_of,
)
from standfast.sim.world import World
from standfast.units import NS_PER_MS, NS_PER_S

S = NS_PER_S
KEY = (INTERFACE, 51, 4)
VIP = address_pool(0)[0]
ROUTER = VirtualRouter("VI_1", INTERFACE, 51, 100, NS_PER_S, (VIP,))
PAIR = (replace(ROUTER, priority=150), ROUTER)


def scenario(*steps: Step, routers: tuple[VirtualRouter, ...] = PAIR, heals_s: float = 20) -> Scenario:
    """One host for each of the routers; they all start at 0."""
    hosts = tuple(
        HostPlan(
            number=number,
            name=f"host{number + 1}",
            source_address=source_of(number),
            link_local=link_local_of(number),
            node=_node(f"host{number + 1}", router),
            clock_ns=1000 * S,
            starts_ns=0,
        )
        for number, router in enumerate(routers)
    )
    return Scenario(7, hosts, steps, NS_PER_MS, 2 * NS_PER_MS, NS_PER_MS, round(heals_s * S))


def _node(name: str, router: VirtualRouter) -> Node:
    kinds = {item.kind for item in router.tracked}
    return Node(
        name,
        (router,),
        files=(TrackFile(FILE, "/run/weight", 0),) if TrackKind.FILE in kinds else (),
        processes=(TrackProcess(PROCESS, ("nginx",), None, False, 1, None, 0, 0, 0),)
        if TrackKind.PROCESS in kinds
        else (),
    )


def step(
    at_s: float,
    kind: Fault,
    host: int = 0,
    until_s: float | None = None,
    *,
    share: float = 0.0,
    number: int = 0,
) -> Step:
    """One fault, in seconds."""
    until_ns = None if until_s is None else round(until_s * S)
    return Step(round(at_s * S), kind, host, until_ns, share, number)


def world(*steps: Step, until_s: float = 6, routers: tuple[VirtualRouter, ...] = PAIR) -> World:
    """A world in which everybody has started, these steps are planned, and so many seconds have gone by."""
    made = World(scenario(*steps, routers=routers))
    made.begin()
    made.run_until(round(until_s * S))
    return made


def states(made: World) -> list[str]:
    """The state on each host."""
    return [host.seats[KEY].state for host in made.hosts.values()]


def holders(made: World) -> list[int]:
    """The hosts whose kernel has the address."""
    return [host.number for host in made.hosts.values() if (INTERFACE, VIP.address) in host.kernel.held]

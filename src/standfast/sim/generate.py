"""A scenario out of a seed: the cluster, its configurations and the faults.

Rules: the seed decides everything; a change of this file gives every seed another meaning. Times are measured in the
cluster's own advertisement interval, so that slow and fast clusters see the same faults.
"""

from collections.abc import Sequence
from random import Random

from standfast.model.node import Node
from standfast.model.virtual_router import PRIORITY_OWNER
from standfast.sim.clusters import draw_mix, draw_nodes
from standfast.sim.packets import BAD_PACKETS
from standfast.sim.scenario import (
    ADDRESSES_MAX,
    EVERYBODY,
    LASTING,
    Fault,
    HostPlan,
    Scenario,
    Step,
    link_local_of,
    source_of,
)
from standfast.units import NS_PER_MS, NS_PER_S, NS_PER_US

# How often each kind is drawn. Network and processes are where daemons differ; the rest keeps them company.
WEIGHTS: dict[Fault, int] = {
    Fault.LOSS: 6, Fault.OUTWARD_LOSS: 3, Fault.INWARD_LOSS: 3, Fault.DUPLICATION: 2, Fault.CORRUPTION: 2,
    Fault.DEAF: 4, Fault.MUTE: 4, Fault.ISOLATED: 6, Fault.DEAF_TO_PEER: 3, Fault.LINK_DOWN: 5,
    Fault.INTERFACE_DOWN: 3, Fault.SLOW_PORT: 3, Fault.SENDING_FAILS: 2, Fault.ROUTER_STALLS: 3,
    Fault.DAEMON_STALLS: 5, Fault.MACHINE_SLEEPS: 4, Fault.MACHINE_FREEZES: 3, Fault.ROUTER_DIES: 6,
    Fault.DAEMON_DIES: 5, Fault.DAEMON_STOPS: 7, Fault.MACHINE_DIES: 3, Fault.ADDRESS_DELETED: 4,
    Fault.ADDRESS_ADDED: 3, Fault.CHECK_FAILS: 6, Fault.CHECK_HANGS: 2, Fault.RELOAD_PRIORITY: 4,
    Fault.RELOAD_PREEMPT: 2, Fault.RELOAD_ADDRESSES: 4, Fault.RELOAD_NAME: 1, Fault.RELOAD_REMOVES: 2,
    Fault.ROUTE_DELETED: 2, Fault.WRONG_TTL: 1, Fault.WRONG_PASSWORD: 1,
    Fault.NO_PASSWORD: 1, Fault.FOREIGN_VRID: 1, Fault.WRONG_INTERVAL: 1, Fault.NO_ADDRESS: 1, Fault.OWN_SOURCE: 1,
    Fault.GARBAGE: 1, Fault.WRONG_VERSION: 1, Fault.WRONG_DESTINATION: 1,
    Fault.PROCESS_ENDS: 3, Fault.FILE_CHANGES: 3, Fault.ROGUE: 3, Fault.REPLAY: 3,
}  # fmt: skip
_KINDS = tuple(WEIGHTS)
_CUMULATIVE = tuple(sum(list(WEIGHTS.values())[: place + 1]) for place in range(len(WEIGHTS)))

# How wrong a time of day that somebody looks after may be.
CLOCK_ERROR_NS = 200 * NS_PER_MS
# What may stay as it is when the rest heals: then the best of the others has to be MASTER.
MAY_STAY = (Fault.LINK_DOWN, Fault.DAEMON_STOPS, Fault.CHECK_FAILS, Fault.DAEMON_DIES)
ON_EVERYBODY = (Fault.LOSS, Fault.DUPLICATION, Fault.CORRUPTION)


def generate(seed: int) -> Scenario:
    """Return the scenario of this seed, the same for ever."""
    random = Random(seed)
    mix = draw_mix(random)
    nodes = draw_nodes(random, mix)
    interval_ns = mix.interval_ns
    hosts = tuple(
        HostPlan(
            number=number,
            name=f"host{number + 1}",
            source_address=source_of(number),
            link_local=link_local_of(number),
            node=node,
            clock_ns=random.randrange(10 * NS_PER_S, 10**6 * NS_PER_S),
            starts_ns=random.randrange(3 * interval_ns) if random.random() < 0.6 else 0,
            wall_error_ns=random.randrange(-CLOCK_ERROR_NS, CLOCK_ERROR_NS),
        )
        for number, node in enumerate(nodes)
    )
    delays_ns = (500 * NS_PER_US, 2 * NS_PER_MS, 10 * NS_PER_MS, 40 * NS_PER_MS)
    shortest_ns = min(router.advert_interval_ns for node in nodes for router in node.virtual_routers)
    delay_max_ns = min(random.choice(delays_ns), shortest_ns // 5)
    heals_ns = random.choice((8, 15, 15, 25, 50 if interval_ns < NS_PER_S else 25)) * interval_ns
    return Scenario(
        seed=seed,
        hosts=hosts,
        steps=_draw_steps(random, nodes, interval_ns, heals_ns),
        delay_min_ns=random.choice((delay_max_ns // 10, delay_max_ns // 2)),
        delay_max_ns=delay_max_ns,
        lateness_max_ns=min(random.choice((100 * NS_PER_US, NS_PER_MS, 5 * NS_PER_MS)), shortest_ns // 10),
        heals_ns=heals_ns,
    )


# -- faults


def _draw_steps(random: Random, nodes: Sequence[Node], interval_ns: int, heals_ns: int) -> tuple[Step, ...]:
    count = random.choices((1, 2, 4, 7, 12), (15, 20, 30, 25, 10))[0]
    steps = [_draw_step(random, nodes, interval_ns, heals_ns) for _ in range(count)]
    if random.random() < 0.4:
        steps.append(_draw_lasting_condition(random, nodes, heals_ns))
    return tuple(sorted(steps, key=lambda step: step.at_ns))


def _draw_step(random: Random, nodes: Sequence[Node], interval_ns: int, heals_ns: int) -> Step:
    kind = random.choices(_KINDS, cum_weights=_CUMULATIVE)[0]
    host = EVERYBODY if kind in ON_EVERYBODY else random.randrange(len(nodes))
    router = random.randrange(len(nodes[0].virtual_routers))
    at_ns = random.randrange(heals_ns)
    until_ns = None
    if kind in LASTING:
        longest_ns = random.choice((1, 3, 5, 12, 25)) * interval_ns
        until_ns = min(at_ns + random.randrange(1, longest_ns), heals_ns)
    return Step(at_ns, kind, host, until_ns, _draw_share(random, kind), _draw_number(random, kind, nodes), router)


def _draw_share(random: Random, kind: Fault) -> float:
    match kind:
        case Fault.LOSS | Fault.OUTWARD_LOSS | Fault.INWARD_LOSS:
            return random.choice((0.1, 0.3, 0.6, 1.0))
        case Fault.DUPLICATION | Fault.CORRUPTION:
            return random.choice((0.2, 0.7))
        case Fault.REPLAY:
            return random.random()
        case _:
            return 0.0


def _draw_number(random: Random, kind: Fault, nodes: Sequence[Node]) -> int:
    match kind:
        case Fault.DEAF_TO_PEER:
            return random.randrange(len(nodes))
        case Fault.RELOAD_PRIORITY:
            return random.randrange(1, PRIORITY_OWNER)
        case Fault.RELOAD_ADDRESSES:
            return random.randint(1, ADDRESSES_MAX)
        case Fault.ADDRESS_DELETED | Fault.ADDRESS_ADDED:
            return random.randint(1, 3)
        case Fault.FILE_CHANGES:
            return random.choice((0, 1, -20, 50, -300))
        case _ if kind in BAD_PACKETS:
            return random.choice((0, 1, 254, PRIORITY_OWNER))
        case _:
            return 0


def _draw_lasting_condition(random: Random, nodes: Sequence[Node], heals_ns: int) -> Step:
    return Step(random.randrange(heals_ns), random.choice(MAY_STAY), random.randrange(len(nodes)))

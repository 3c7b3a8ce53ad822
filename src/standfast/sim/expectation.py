"""Who has to be MASTER once everything has healed, and how long that may take: the liveness phase.

Rules: computed from the configurations and from what is still wrong in the world, never from what the daemons think.
The time is a sum of what the configuration says, term by term (`settle_ns`).
"""

from standfast.core.transitions import State
from standfast.model.node import Node
from standfast.model.track import TrackedItem, TrackKind
from standfast.model.virtual_router import PRIORITY_OWNER, RouterKey, VirtualRouter
from standfast.sim.address_watch import I4, I6
from standfast.sim.effect_watch import I7
from standfast.sim.host import RESTART_MAX_NS, WATCHDOG_MAX_NS, Host
from standfast.sim.kernel import LATEST_EXPIRY_NS
from standfast.sim.machine import NEWS_NS
from standfast.sim.patience import lease_s, master_down_ns
from standfast.sim.scenario import Fault
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError
from standfast.sim.world import World
from standfast.units import NS_PER_MS, NS_PER_S

I2 = "I2 convergence"
I8 = "I8 no flap"

# A script that hangs is ended two seconds after its timeout; a MASTER that could not send tries again after ten.
SCRIPT_KILL_NS = 2 * NS_PER_S
SEND_RETRY_NS = 10 * NS_PER_S
# What a tracked file may take away at the most: from here on it is a fault.
FILE_FAULT = -254
# How long nothing may happen in the end: so many intervals, and longer than a neighbour waits for an answer.
CALM_INTERVALS = 8
CALM_NS = 600 * NS_PER_MS


def settle_ns(world: World) -> int:
    """How long after the last fault there is exactly one MASTER, the right one.

    What every host has to know first (that it runs, how its checks stand, that it can send), then the longest D,
    then `preempt_delay` from a worse MASTER's first advertisement and the longest D again, then delta twice.
    """
    scenario = world.scenario
    nodes = [host.node for host in world.hosts.values()]
    routers = [router for node in nodes for router in node.virtual_routers]
    interval_ns = max(router.advert_interval_ns for router in routers)
    known_ns = RESTART_MAX_NS + max(node.settings.startup_delay_ns for node in nodes)
    if any(step.kind is Fault.ROUTER_STALLS for step in scenario.steps):
        known_ns += WATCHDOG_MAX_NS
    known_ns += max(_tracking_ns(node) for node in nodes)
    if any(step.kind in (Fault.SENDING_FAILS, Fault.INTERFACE_DOWN) for step in scenario.steps):
        known_ns += SEND_RETRY_NS
    delays = [router.preempt_delay_ns for router in routers if router.preempt_delay_ns]
    longest_ns = max(master_down_ns(router, 1, interval_ns) for router in routers)
    delayed_ns = max(delays) + longest_ns + scenario.delta_ns if delays else 0
    return known_ns + longest_ns + delayed_ns + 2 * scenario.delta_ns


def _tracking_ns(node: Node) -> int:
    """How long trackers may need to change the daemon's mind: a run that hangs, then as many runs as it takes."""
    scripts = [
        script.timeout_ns + SCRIPT_KILL_NS + (max(script.rise, script.fall) + 1) * script.interval_ns
        for script in node.scripts
    ]
    processes = [max(process.terminate_delay_ns, process.fork_delay_ns) + NEWS_NS for process in node.processes]
    return max([0, *scripts, *processes])


def check_settled(world: World) -> None:
    """One MASTER for each virtual router, which is the right one and holds all addresses, and nobody else does."""
    for key in world.scenario.keys:
        masters = [host for host in world.hosts.values() if host.seats[key].state is State.MASTER]
        names = [host.name for host in masters]
        right = right_masters(world, key)
        if len(masters) != bool(right) or (names and names[0] not in right):
            should = f"one of {right} should be" if right else "nobody should be"
            raise InvariantError(I2, f"after everything healed, {names or 'nobody'} is MASTER; {should}")
        for host in world.hosts.values():
            _check_addresses(world, host, key)


def right_masters(world: World, key: RouterKey) -> list[str]:
    """The hosts of which one has to be MASTER: able, and not outbid by one that preempts.

    A sync group is able if all members are, and outbids if all members do.
    """
    able = [host for host in world.hosts.values() if _group_is_able(host, key)]
    return [host.name for host in able if not any(_outbids(other, host, key) for other in able)]


def _group(host: Host, key: RouterKey) -> tuple[Seat, ...]:
    seat = host.seats[key]
    return (seat, *seat.siblings)


def _group_is_able(host: Host, key: RouterKey) -> bool:
    return all(seat.is_configured and is_able(host, seat.config) for seat in _group(host, key))


def _outbids(other: Host, host: Host, key: RouterKey) -> bool:
    return all(
        seat.config.preempt
        and effective_priority(other, seat.config) > effective_priority(host, host.seats[seat.key].config)
        for seat in _group(other, key)
    )


def is_able(host: Host, config: VirtualRouter) -> bool:
    """Whether the host may be MASTER at all."""
    return host.director is not None and host.is_plugged and not any(_is_fault(host, item) for item in config.tracked)


def effective_priority(host: Host, config: VirtualRouter) -> int:
    """keepalived's arithmetic: a positive weight counts while up, a negative one while down; 1 to 254."""
    if config.priority == PRIORITY_OWNER:
        return PRIORITY_OWNER
    total = config.priority + sum(_contribution(host, item) for item in config.tracked)
    return min(max(total, 1), PRIORITY_OWNER - 1)


def _is_down(host: Host, item: TrackedItem) -> bool:
    down = host.gone if item.kind is TrackKind.PROCESS else host.failing or host.hanging
    return bool(down) is not item.reverse


def _is_fault(host: Host, item: TrackedItem) -> bool:
    if item.kind is TrackKind.FILE:
        return host.file_value * item.weight <= FILE_FAULT
    return not item.weight and _is_down(host, item)


def _contribution(host: Host, item: TrackedItem) -> int:
    if item.kind is TrackKind.FILE:
        return min(max(host.file_value * item.weight, FILE_FAULT), -FILE_FAULT - 1)
    return item.weight if (item.weight > 0) is not _is_down(host, item) else 0


def check_calm(world: World, changes: int) -> None:
    """Nothing has changed since `changes` were counted, although nothing happened."""
    if world.changes != changes:
        raise InvariantError(I8, f"{world.changes - changes} change(s) of state although nothing happened")


def _check_addresses(world: World, host: Host, key: RouterKey) -> None:
    seat = host.seats[key]
    if host.director is None:
        longest_ns = lease_s(seat.config) * NS_PER_S + LATEST_EXPIRY_NS
        outlived = world.now_ns > seat.last_advert_ns + longest_ns
        if seat.config.lease and outlived and world.watch.lan.holds(host, key):
            raise InvariantError(I4, f"{host.name} does not run, and an address outlives its lease")
        return
    config = seat.config
    master = seat.state is State.MASTER
    wanted = {(address.interface, address.address) for address in config.all_addresses} if master else set()
    pool = {(address.interface, address.address) for address in world.pools[key]}
    world.neighbours.check(seat)
    held = {place for place in host.kernel.held if place in pool}
    if held != wanted:
        text = f"{host.name} is {seat.state} and holds {len(held)} addresses, not {len(wanted)}"
        raise InvariantError(I6, text)
    right = effective_priority(host, config)
    disputed = config.is_owner and seat.priority == right - 1
    if seat.machine is not None and is_able(host, config) and seat.priority != right and not disputed:
        raise InvariantError(I7, f"{host.name} has the effective priority {seat.priority}, not {right}")

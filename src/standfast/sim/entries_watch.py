"""The invariants of virtual routes and rules: a MASTER's host has all of them, nobody else's any (I4, I6).

Rules: as in address_watch.py; an entry is a route or a rule with the virtual router that it belongs to. The kernel's
tables are a set here: what is in it twice is in it once, as with the flags that linux/ uses.
"""

from typing import TYPE_CHECKING

from standfast.core.effects import AddRoutes, AddRules, RemoveRoutes, RemoveRules
from standfast.core.events import RouteRemoved, RuleRemoved
from standfast.core.transitions import State
from standfast.model.route import Route
from standfast.model.rule import Rule
from standfast.model.virtual_router import RouterKey, VirtualRouter
from standfast.sim.address_watch import I4, I6, REPAIR_NS
from standfast.sim.machine import NEWS_NS
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.world import World

Entry = tuple[RouterKey | None, Route | Rule]


def entries_of(config: VirtualRouter) -> set[Entry]:
    """The routes and rules that a virtual router brings along."""
    things: tuple[Route | Rule, ...] = (*config.routes, *config.rules)
    return {(config.key, one) for one in things}


def carry_out(host: "Host", effect: AddRoutes | AddRules | RemoveRoutes | RemoveRules) -> None:
    """Change the tables as an effect says."""
    things = effect.routes if isinstance(effect, AddRoutes | RemoveRoutes) else effect.rules
    entries: set[Entry] = {(effect.router, one) for one in things}
    if isinstance(effect, AddRoutes | AddRules):
        host.entries |= entries
    else:
        host.entries -= entries


def delete_by_hand(world: "World", host: "Host", config: VirtualRouter) -> None:
    """Somebody deletes a virtual router's entries; the daemon hears of it, and its time for the repair runs."""
    gone = entries_of(config) & host.entries
    host.entries -= gone
    for route in config.routes:
        if (config.key, route) in gone:
            host.report(RouteRemoved(config.key, route))
    for rule in config.rules:
        if (config.key, rule) in gone:
            host.report(RuleRemoved(config.key, rule))
    seat = host.seats[config.key]
    if gone and seat.state is State.MASTER:
        seat.entries_missing_ns = world.now_ns
        bound_ns = REPAIR_NS + NEWS_NS + world.scenario.lateness_max_ns
        world.at(world.now_ns + bound_ns, _check_repair, world, seat, host.life, world.now_ns)


def check(seat: Seat) -> None:
    """The tables have what the state says."""
    host, config = seat.host, seat.config
    there = {entry for entry in host.entries if entry[0] == seat.key}
    if seat.state is not State.MASTER:
        if there:
            raise InvariantError(I4, f"{host.name} is {seat.state} and keeps routes or rules of {config.name}")
    elif seat.entries_missing_ns is None and not there >= entries_of(config):
        raise InvariantError(I6, f"{host.name} is MASTER without all of its routes and rules")


def _check_repair(world: "World", seat: Seat, life: int, deleted_ns: int) -> None:
    host = seat.host
    if seat.entries_missing_ns != deleted_ns:
        return
    seat.entries_missing_ns = None
    disturbed = host.life != life or not host.runs or host.disturbed_ns >= deleted_ns
    if disturbed or seat.state is not State.MASTER:
        return
    if not host.entries >= entries_of(seat.config):
        raise InvariantError(I6, f"{host.name} does not put a route or a rule back that somebody deleted")
    world.count("repaired a route or a rule")

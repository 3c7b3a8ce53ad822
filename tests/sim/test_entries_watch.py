"""Virtual routes and rules: there with the MASTER, back when somebody deletes them."""

from dataclasses import replace

import pytest

from sim.lans import KEY, PAIR, S, step, world
from standfast.core.effects import AddRoutes, RemoveRoutes
from standfast.model.network import Prefix
from standfast.model.route import Route
from standfast.model.rule import Rule, RuleAction
from standfast.sim.entries_watch import carry_out, check, delete_by_hand, entries_of
from standfast.sim.scenario import Fault
from standfast.sim.violation import InvariantError

ROUTE = Route(Prefix(bytes((198, 51, 100, 0)), 24), interface="eth0")
RULE = Rule(RuleAction.TABLE, 100, table=100)
ROUTERS = tuple(replace(router, routes=(ROUTE,), rules=(RULE,)) for router in PAIR)


def test_they_move_with_the_state() -> None:
    made = world(step(6, Fault.DAEMON_STOPS, 0), until_s=5, routers=ROUTERS)
    assert [len(host.entries) for host in made.hosts.values()] == [2, 0]
    made.run_until(10 * S)
    assert [len(host.entries) for host in made.hosts.values()] == [0, 2]


def test_what_is_deleted_comes_back() -> None:
    made = world(step(6, Fault.ROUTE_DELETED, 0), until_s=8, routers=ROUTERS)
    assert made.hosts[0].entries == entries_of(ROUTERS[0])
    assert made.counts["repaired a route or a rule"] == 1


def test_a_daemon_that_is_not_told_does_not_repair() -> None:
    made = world(routers=ROUTERS)
    host = made.hosts[0]
    host.node = replace(host.node, virtual_routers=PAIR[:1])
    delete_by_hand(made, host, PAIR[0])
    assert len(host.entries) == 2, "nothing of this one is there"
    host.entries.clear()
    with pytest.raises(InvariantError, match="I6"):
        check(host.seats[KEY])


def test_a_backup_has_none() -> None:
    made = world(routers=ROUTERS)
    backup = made.hosts[1]
    carry_out(backup, AddRoutes(KEY, (ROUTE,)))
    with pytest.raises(InvariantError, match="I4"):
        check(backup.seats[KEY])
    carry_out(backup, RemoveRoutes(KEY, (ROUTE,)))
    check(backup.seats[KEY])

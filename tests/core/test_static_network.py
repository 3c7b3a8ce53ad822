"""Static addresses, routes and rules: there as long as the daemon runs, and untouched by a reload that keeps them."""

from dataclasses import replace
from typing import Any

from playbook import log, play, record, wait
from samples import VIP, VIP_2, down, facts, lost, node, up
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    SaveState,
)
from standfast.core.events import ReloadRequested, RouteRemoved, RuleRemoved, StopRequested
from standfast.core.static_network import NOTHING, change_static_network, static_of_interface
from standfast.model.network import Prefix
from standfast.model.node import Node, StaticNetwork
from standfast.model.route import Route

# The core looks at nothing in a route or a rule: any value will do.
ROUTE: Any = "a route"
RULE: Any = "a rule"
ALL = StaticNetwork((VIP_2,), (ROUTE,), (RULE,))


def change(old: StaticNetwork, new: StaticNetwork) -> list[Effect]:
    return list(change_static_network(old, new))


def test_only_what_an_interface_carries_is_put_on_it_again() -> None:
    by_v0 = Route(Prefix(bytes((10, 1, 0, 0)), 16), interface="v0")
    elsewhere = replace(by_v0, interface="v1")
    on_v0 = replace(VIP, interface="v0")
    network = StaticNetwork((VIP_2, on_v0), (by_v0, elsewhere), (RULE,))
    assert static_of_interface(network, "v0") == StaticNetwork((on_v0,), (by_v0,))


def test_an_interface_that_comes_up_gets_its_addresses_again() -> None:
    game = play(Director(static(StaticNetwork((VIP_2,)))), ignore=(SaveState, Log)) >> facts(down())
    assert game << AddAddresses((VIP_2,), None) >> up() << AddAddresses((VIP_2,), None) >> up()


def test_an_address_that_somebody_else_removed_is_put_back() -> None:
    game = play(Director(static(StaticNetwork((VIP_2,)))), ignore=(SaveState,)) >> facts()
    game = game << [AddAddresses((VIP_2,), None), log("BACKUP")]
    assert game >> lost(VIP_2) << [log("A static address was removed"), AddAddresses((VIP_2,), None)] >> lost(VIP)


def static(network: StaticNetwork) -> Node:
    return replace(node(), static=network)


def test_addresses_come_first_and_go_last() -> None:
    assert change(NOTHING, ALL) == [AddAddresses((VIP_2,), None), AddRoutes(None, (ROUTE,)), AddRules(None, (RULE,))]
    assert change(ALL, NOTHING) == [
        RemoveRules(None, (RULE,)),
        RemoveRoutes(None, (ROUTE,)),
        RemoveAddresses((VIP_2,)),
    ]


def test_what_both_have_is_not_touched() -> None:
    assert change(ALL, ALL) == []
    assert change(ALL, replace(ALL, addresses=(VIP_2, VIP))) == [AddAddresses((VIP,), None)]


def test_they_live_as_long_as_the_daemon() -> None:
    game = play(Director(static(ALL)), ignore=(SaveState, Log)) >> facts()
    game = game << [AddAddresses((VIP_2,), None), AddRoutes, AddRules]
    game = game >> ReloadRequested(static(replace(ALL, rules=()))) << RemoveRules(None, (RULE,))
    assert game >> StopRequested("SIGTERM") << [RemoveRoutes, RemoveAddresses((VIP_2,)), Finish]


def test_what_somebody_else_removed_is_put_back() -> None:
    game = play(Director(static(ALL)), ignore=(SaveState, AddAddresses)) >> facts()
    game = game << [AddRoutes, AddRules, log("BACKUP")]
    game = game >> RouteRemoved(None, ROUTE) << [log("A static route was removed"), AddRoutes(None, (ROUTE,))]
    game = game >> RuleRemoved(None, RULE) << [log("A static rule was removed"), AddRules(None, (RULE,))]
    other: Any = "another route"
    assert game >> RouteRemoved(None, other) >> wait(1)


def test_a_stop_does_not_put_back_what_it_removes() -> None:
    director = Director(static(ALL))
    record(director, facts())
    record(director, StopRequested("SIGTERM"))
    later = record(director, lost(VIP_2), RouteRemoved(None, ROUTE), RuleRemoved(None, RULE), up())
    assert [done for done in later if isinstance(done.effect, AddAddresses | AddRoutes | AddRules)] == []

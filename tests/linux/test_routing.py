"""Virtual routes and rules in the real kernel: `ip` is the judge; what others take away is told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netlab import INTERFACE, Host, wait_for
from standfast.core.effects import AddRoutes, AddRules, RemoveRoutes, RemoveRules
from standfast.core.events import Event, RouteRemoved, RuleRemoved
from standfast.linux.equipment import Equipment
from standfast.linux.routing import Routing
from standfast.model.network import Prefix
from standfast.model.route import NextHop, Placement, Route, RouteKind
from standfast.model.rule import Rule, RuleAction
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

KEY, OTHER = (INTERFACE, 51, 4), (INTERFACE, 52, 4)
GATEWAY = parse_address("192.168.56.1")


def to(text: str, length: int, **fields: object) -> Route:
    return Route(Prefix(parse_address(text), length), **fields)  # type: ignore[arg-type]


PLAIN = to("10.1.0.0", 16, gateway=GATEWAY, metric=5)
TABLE = to("10.2.0.0", 16, table=100, next_hops=(NextHop(GATEWAY, INTERFACE, 3), NextHop(GATEWAY, INTERFACE)))
BLACKHOLE = to("10.3.0.0", 16, kind=RouteKind.BLACKHOLE)
IPV6 = to("2001:db8:1::", 48, gateway=parse_address("fe80::1"), interface=INTERFACE)
RULE = Rule(RuleAction.TABLE, 1000, source=Prefix(parse_address("192.168.56.200"), 32), table=100)
RULE_6 = Rule(RuleAction.BLACKHOLE, 1001, is_ipv6=True, destination=Prefix(parse_address("2001:db8:2::"), 48))
ALL = (PLAIN, TABLE, BLACKHOLE, IPV6)


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    host.ip(f"addr add fe80::101/64 dev {INTERFACE} nodad")
    made = Equipment(lambda line: None, str(tmp_path / "journal"))
    yield made
    made.routing.run(RemoveRoutes(KEY, ALL))
    made.routing.run(RemoveRules(KEY, (RULE, RULE_6)))
    made.close()
    host.ip(f"addr del fe80::101/64 dev {INTERFACE}")


@pytest.fixture
def routing(equipment: Equipment) -> Routing:
    return equipment.routing


@pytest.fixture
def heard(equipment: Equipment, routing: Routing) -> Callable[[], list[Event]]:
    """Everything told since the last call; routes and rules only."""

    def read() -> list[Event]:
        (news,) = [one for one in equipment.sources._by_descriptor.values() if type(one).__name__ == "HostNews"]
        return [event for event in news.read(64) if isinstance(event, RouteRemoved | RuleRemoved)]

    return read


def routes(host: Host) -> str:
    shown = [host.run("ip", family, "route", "show", "table", "all", "proto", "18").stdout for family in ("-4", "-6")]
    return " ".join("".join(shown).split())


def rules(host: Host) -> str:
    return "".join(host.run("ip", family, "rule").stdout for family in ("-4", "-6"))


def wait_told(heard: Callable[[], list[Event]], *expected: Event) -> None:
    told: list[Event] = []

    def all_told() -> bool:
        told.extend(heard())
        return len(told) >= len(expected)

    wait_for(all_told, str(expected))
    assert sorted(told, key=repr) == sorted(expected, key=repr)


def test_routes_come_and_go(host: Host, routing: Routing, heard: Callable[[], list[Event]]) -> None:
    routing.run(AddRoutes(KEY, ALL))
    routing.run(AddRoutes(KEY, ALL))
    shown = routes(host)
    assert f"10.1.0.0/16 via 192.168.56.1 dev {INTERFACE} metric 5" in shown
    assert f"nexthop via 192.168.56.1 dev {INTERFACE} weight 3" in shown
    assert "blackhole 10.3.0.0/16" in shown
    assert f"2001:db8:1::/48 via fe80::1 dev {INTERFACE}" in shown
    routing.run(RemoveRoutes(KEY, ALL))
    assert routes(host) == ""
    routing.run(RemoveRoutes(KEY, ALL))
    assert heard() == [], "what we do ourselves is no news"


def test_rules_come_and_go(host: Host, routing: Routing, heard: Callable[[], list[Event]]) -> None:
    routing.run(AddRules(KEY, (RULE, RULE_6)))
    routing.run(AddRules(KEY, (RULE, RULE_6)))
    assert "1000:\tfrom 192.168.56.200 lookup 100" in rules(host)
    assert "1001:\tfrom all to 2001:db8:2::/48 blackhole" in rules(host)
    routing.run(RemoveRules(KEY, (RULE, RULE_6)))
    routing.run(RemoveRules(KEY, (RULE, RULE_6)))
    assert "1000:" not in rules(host)
    assert "1001:" not in rules(host)
    assert heard() == []


def test_what_somebody_else_removes_is_told_with_its_owner(
    host: Host, routing: Routing, heard: Callable[[], list[Event]]
) -> None:
    routing.run(AddRoutes(KEY, (PLAIN, IPV6)))
    routing.run(AddRules(None, (RULE, RULE_6)))
    host.ip("route del 10.1.0.0/16 metric 5", "route del 2001:db8:1::/48", "rule del pref 1000")
    host.run("ip", "-6", "rule", "del", "pref", "1001")
    wait_told(
        heard, RouteRemoved(KEY, PLAIN), RouteRemoved(KEY, IPV6), RuleRemoved(None, RULE), RuleRemoved(None, RULE_6)
    )
    routing.run(AddRoutes(KEY, (PLAIN,)))
    assert "10.1.0.0/16" in routes(host)


def test_routes_that_go_with_their_interface_are_told_too(
    host: Host, routing: Routing, heard: Callable[[], list[Event]]
) -> None:
    routing.run(AddRoutes(KEY, (PLAIN,)))
    host.ip(f"link set {INTERFACE} down")
    wait_told(heard, RouteRemoved(KEY, PLAIN))
    host.ip(f"link set {INTERFACE} up", f"addr replace fe80::101/64 dev {INTERFACE} nodad")
    routing.run(AddRoutes(KEY, (PLAIN,)))
    assert "10.1.0.0/16" in routes(host)


def test_what_two_want_is_there_until_neither_does(host: Host, routing: Routing) -> None:
    for key in (KEY, OTHER):
        routing.run(AddRoutes(key, (PLAIN,)))
        routing.run(AddRules(key, (RULE,)))
    routing.run(RemoveRoutes(KEY, (PLAIN,)))
    routing.run(RemoveRules(KEY, (RULE,)))
    assert "10.1.0.0/16" in routes(host)
    assert "1000:" in rules(host)
    routing.run(RemoveRoutes(OTHER, (PLAIN,)))
    routing.run(RemoveRules(OTHER, (RULE,)))
    assert routes(host) == ""
    assert "1000:" not in rules(host)


def test_a_route_that_was_there_is_there_again_afterwards(host: Host, routing: Routing) -> None:
    host.ip("route add 10.1.0.0/16 via 192.168.56.7 metric 5")
    routing.run(AddRoutes(KEY, (PLAIN,)))
    assert "10.1.0.0/16 via 192.168.56.1 " in host.run("ip", "route").stdout
    routing.run(RemoveRoutes(KEY, (PLAIN,)))
    assert "10.1.0.0/16 via 192.168.56.7 " in host.run("ip", "route").stdout
    host.ip("route del 10.1.0.0/16 via 192.168.56.7 metric 5")


def test_a_refusal_names_the_route_and_takes_none_of_the_others_along(host: Host, routing: Routing) -> None:
    nowhere = to("10.4.0.0", 16, gateway=parse_address("172.31.0.1"))
    with pytest.raises(OSError, match=r"route to 10\.4\.0\.0/16"):
        routing.run(AddRoutes(KEY, (nowhere, BLACKHOLE)))
    assert "blackhole 10.3.0.0/16" in routes(host)


def test_each_placement_finds_a_route_that_is_there(host: Host, routing: Routing) -> None:
    for placement in Placement:
        route = to("10.5.0.0", 16, gateway=GATEWAY, placement=placement)
        routing.run(AddRoutes(KEY, (route,)))
        routing.run(AddRoutes(KEY, (route,)))
        assert routes(host).count("10.5.0.0/16") == 1
        routing.run(RemoveRoutes(KEY, (route,)))
    assert routes(host) == ""

"""Routes and rules of the configuration become what rtnetlink has."""

import errno

import pytest

from standfast.linux.route_messages import describe, route_message, rule_message
from standfast.model.network import Prefix
from standfast.model.route import (
    IlaEncapsulation,
    MetricKind,
    NextHop,
    Route,
    RouteKind,
    RouteMetric,
    RoutePreference,
)
from standfast.model.rule import Rule, RuleAction
from standfast.wire import rtnl_route, rtnl_rule
from standfast.wire.address import parse_address

INDEXES = {"eth0": 2, "eth1": 3}


def index_of(name: str) -> int:
    if name not in INDEXES:
        raise OSError(errno.ENODEV, name)
    return INDEXES[name]


def prefix(text: str, length: int) -> Prefix:
    return Prefix(parse_address(text), length)


def test_everything_that_a_route_says_is_asked_for() -> None:
    route = Route(
        prefix("10.1.2.3", 16),
        RouteKind.UNICAST,
        preferred_source=parse_address("192.168.56.101"),
        gateway=parse_address("192.168.56.1"),
        interface="eth1",
        onlink=True,
        table=1000,
        scope=253,
        tos=8,
        metric=7,
        metrics=(
            RouteMetric(MetricKind.MTU, 1400, locked=True),
            RouteMetric(MetricKind.CC_ALGO, "reno"),
            RouteMetric(MetricKind.HOPLIMIT, 9),
        ),
        realms=0x10002,
        expires_s=60,
        ttl_propagate=True,
    )
    assert route_message(route, index_of) == rtnl_route.RouteMessage(
        destination=parse_address("10.1.0.0"),
        prefix_length=16,
        next_hops=(rtnl_route.NextHop(3, parse_address("192.168.56.1"), onlink=True),),
        table=1000,
        scope=253,
        tos=8,
        metric=7,
        preferred_source=parse_address("192.168.56.101"),
        metrics=((MetricKind.MTU, 1400), (MetricKind.HOPLIMIT, 9)),
        locked_metrics=1 << MetricKind.MTU,
        congestion_algorithm="reno",
        realms=0x10002,
        expires_s=60,
        ttl_propagate=True,
    )


def test_a_route_may_go_several_ways_or_none() -> None:
    hops = (NextHop(parse_address("fe80::1"), "eth0", 3), NextHop(None, "eth1"))
    route = Route(prefix("2001:db8::", 32), next_hops=hops, preference=RoutePreference.HIGH)
    message = route_message(route, index_of)
    assert message.next_hops == (rtnl_route.NextHop(2, parse_address("fe80::1"), 3), rtnl_route.NextHop(3))
    assert message.preference == 1
    assert route_message(Route(prefix("10.0.0.0", 8), RouteKind.BLACKHOLE), index_of).next_hops == ()


def test_what_cannot_be_asked_for_is_an_error() -> None:
    with pytest.raises(OSError, match="eth9"):
        route_message(Route(prefix("10.0.0.0", 8), interface="eth9"), index_of)
    encapsulated = Route(prefix("10.0.0.0", 8), interface="eth0", encapsulation=IlaEncapsulation(1))
    with pytest.raises(OSError, match="encap"):
        route_message(encapsulated, index_of)
    with pytest.raises(OSError, match="vrf"):
        route_message(Route(prefix("10.0.0.0", 8), interface="eth0", vrf="blue"), index_of)


def test_everything_that_a_rule_says_is_asked_for() -> None:
    rule = Rule(
        RuleAction.TABLE,
        1000,
        source=prefix("10.7.1.1", 16),
        destination=prefix("0.0.0.0", 0),
        inverted=True,
        incoming_interface="eth0",
        table=100,
        fwmark=5,
        fwmask=7,
        suppress_prefix_length=16,
        uid_range=(1, 5),
        ip_protocol=6,
        destination_ports=(80, 90),
    )
    assert rule_message(rule) == rtnl_rule.RuleMessage(
        family=2,
        priority=1000,
        action=1,
        table=100,
        inverted=True,
        source=parse_address("10.7.0.0"),
        source_prefix_length=16,
        input_interface="eth0",
        mark=5,
        mark_mask=7,
        suppress_prefix_length=16,
        uids=(1, 5),
        ip_protocol=6,
        destination_ports=(80, 90),
    )


def test_a_mark_of_0_without_a_mask_is_no_condition() -> None:
    assert rule_message(Rule(RuleAction.TABLE, 1, fwmark=0)).mark is None
    assert rule_message(Rule(RuleAction.TABLE, 1, fwmark=0, fwmask=7)).mark == 0
    assert rule_message(Rule(RuleAction.TABLE, 1, fwmark=3)).mark == 3


def test_a_few_words_tell_which_one_is_meant() -> None:
    assert describe(Route(prefix("10.0.0.0", 8))) == "route to 10.0.0.0/8"
    assert describe(Rule(RuleAction.TABLE, 77)) == "rule with preference 77"

"""Lines of `virtual_routes` and `static_routes`."""

import pytest

from config_texts import configuration, errors, instance, said
from standfast.model.network import Prefix
from standfast.model.route import NextHop, Placement, Route, RouteKind, RoutePreference

NETWORK = Prefix(bytes((10, 1, 0, 0)), 16)
GATEWAY = bytes((10, 0, 0, 1))

GROUP = "track_group G {\ngroup {\nVI_1\n}\n}\n"


def listed(*lines: str) -> str:
    return instance("\n".join(["virtual_routes {", *lines, "}"]))


def routes(*lines: str) -> tuple[Route, ...]:
    (only,) = configuration(listed(*lines)).instances
    return only.virtual_routes


def test_a_route_with_a_gateway() -> None:
    assert routes("10.1.0.0/16 via 10.0.0.1 dev enp0s8 onlink") == (
        Route(NETWORK, gateway=GATEWAY, interface="enp0s8", onlink=True),
    )


def test_every_attribute_is_a_number() -> None:
    (route,) = routes(
        "to 10.1.0.0/16 dev enp0s8 src 10.0.0.9 table local scope link tos 0x10 metric 5 realms 3/4 ttl-propagate"
        " enabled append protocol static no_track"
    )
    assert route == Route(
        NETWORK, interface="enp0s8", preferred_source=bytes((10, 0, 0, 9)), table=255, scope=253, tos=16, metric=5,
        realms=3 << 16 | 4, ttl_propagate=True, placement=Placement.APPEND, protocol=4, tracked=False,
    )  # fmt: skip


def test_a_type_stands_before_the_destination() -> None:
    (route,) = routes("blackhole 10.2.0.0/16 no_track")
    assert (route.kind, route.placement, route.destination.address[1]) == (RouteKind.BLACKHOLE, Placement.ADD, 2)


def test_ipv6() -> None:
    (route,) = routes("2001:db8::/64 from 2001:db8:1::/64 dev enp0s8 pref high expires 30")
    assert route.is_ipv6
    assert route.source is not None
    assert (route.source.length, route.preference, route.expires_s) == (64, RoutePreference.HIGH, 30)


@pytest.mark.parametrize("line", ["inet6 default dev enp0s8", "to default inet6 dev enp0s8"])
def test_a_family_may_be_named(line: str) -> None:
    found = routes(line)
    assert [route.destination for route in found] in ([Prefix(bytes(16), 0)], [])


def test_next_hops() -> None:
    (route,) = routes("10.1.0.0/16 nexthop via 10.0.0.1 dev enp0s8 nexthop via 10.0.0.2 dev enp0s9 weight 3")
    assert route.next_hops == (NextHop(GATEWAY, "enp0s8"), NextHop(bytes((10, 0, 0, 2)), "enp0s9", 3))
    assert not route.tracked, "the route itself has no interface"


def test_the_old_form_of_two_gateways() -> None:
    text = listed("10.1.0.0/16 via 10.0.0.1 or 10.0.0.2 dev enp0s8")
    (only,) = configuration(text).instances
    assert [hop.gateway for hop in only.virtual_routes[0].next_hops] == [GATEWAY, bytes((10, 0, 0, 2))]
    assert ("outdated", 15) in said(text)


def test_a_static_route_may_follow_a_group() -> None:
    text = GROUP + instance() + "static_routes {\n10.1.0.0/16 dev enp0s8 track_group G\n}\n"
    (route,) = configuration(text).root_settings.static_routes
    assert route.track_group == "G"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("10.1.0.0/16 via 10.0.0.1", "untracked-route"),
        ("10.1.0.0/33 dev enp0s8", "bad-value"),
        ("10.1.0.0/16 dev enp0s8 protocol static", "contradiction"),
        ("10.1.0.0/16 dev enp0s8 ttl-propagate maybe", "bad-value"),
        ("10.1.0.0/16 dev enp0s8 as to 100", "ignored-words"),
        ("10.1.0.0/16 dev enp0s8 nexthop via 10.0.0.1 mtu 5", "ignored-words"),
        ("10.1.0.0/16 gw 10.0.0.1 dev enp0s8", "outdated"),
    ],
)
def test_a_route_that_is_taken_with_a_warning(line: str, code: str) -> None:
    assert len(routes(line)) == 1
    assert (code, 15) in said(listed(line))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("10.1.0.0/16 dev enp0s8 bogus 3", "bad-address"),
        ("10.1.0.0/16 dev enp0s8 track_group G", "bad-route"),
        ("dev enp0s8", "bad-route"),
        ("10.1.0.0/16 dev enp0s8 via 2001:db8::1", "bad-route"),
        ("10.1.0.0/16 from 10.0.0.0/8 dev enp0s8", "bad-route"),
        ("10.1.0.0/16 dev enp0s8 expires 30", "bad-route"),
        ("2001:db8::/64 dev enp0s8 pref highest", "bad-value"),
        ("10.1.0.0/16 dev enp0s8 table nowhere-known", "bad-value"),
        ("10.1.0.0/16 dev enp0s8 metric -1", "bad-value"),
    ],
)
def test_a_route_that_is_left_out(line: str, code: str) -> None:
    assert routes(line) == ()
    assert (code, 15) in said(listed(line))


@pytest.mark.parametrize("line", ["10.1.0.0/16 dev", "10.1.0.0/16 dev enp0s8 mtu lock", "10.1.0.0/16 via inet"])
def test_a_keyword_without_its_value_ends_everything(line: str) -> None:
    assert ("missing-argument", 15) in errors(listed(line))


def test_an_interface_that_does_not_exist() -> None:
    assert ("unknown-interface", 15) in errors(listed("10.1.0.0/16 dev enp0s77"))

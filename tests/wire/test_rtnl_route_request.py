"""Requests about routes: what iproute2 makes a kernel do with the same words, pyroute2's reading, round trips."""

from dataclasses import replace
from errno import EEXIST, ESRCH

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.rtmsg import rtmsg

from netlab import INTERFACE, Host
from rtnetlink import Rtnetlink
from standfast.wire.address import format_address, parse_address
from standfast.wire.netlink import (
    NLM_F_ACK,
    NLM_F_APPEND,
    NLM_F_CREATE,
    NLM_F_EXCL,
    NLM_F_REPLACE,
    NLM_F_REQUEST,
    iter_messages,
)
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import (
    RT_SCOPE_LINK,
    RTAX_ADVMSS,
    RTAX_CWND,
    RTAX_FASTOPEN_NO_COOKIE,
    RTAX_FEATURES,
    RTAX_HOPLIMIT,
    RTAX_INITCWND,
    RTAX_INITRWND,
    RTAX_MTU,
    RTAX_QUICKACK,
    RTAX_REORDERING,
    RTAX_RTO_MIN,
    RTAX_RTT,
    RTAX_RTTVAR,
    RTAX_SSTHRESH,
    RTAX_WINDOW,
    RTM_NEWROUTE,
    RTMGRP_IPV4_ROUTE,
    RTMGRP_IPV6_ROUTE,
    RTPROT_KEEPALIVED,
    NextHop,
    RouteMessage,
    decode_route,
)
from standfast.wire.rtnl_route_request import encode_add_route, encode_delete_route, encode_route_dump

ENP = 2  # the index of a test host's only interface besides lo
NET, NET6 = parse_address("10.1.0.0"), parse_address("2001:db8:1::")
HOP, HOP_2, OWN = (parse_address(f"192.168.56.{last}") for last in (1, 2, 101))
HOP6, OWN6 = parse_address("fe80::1"), parse_address("2001:db8::101")
EVERY_METRIC = (
    "mtu 1400 window 1000 rtt 8ms rttvar 4ms ssthresh 5 cwnd 6 advmss 1300 reordering 7 hoplimit 8 initcwnd 9 "
    "features ecn rto_min 200ms initrwnd 10 quickack 1 congctl reno fastopen_no_cookie 1"
)
METRICS = (
    (RTAX_MTU, 1400), (RTAX_WINDOW, 1000), (RTAX_RTT, 64), (RTAX_RTTVAR, 16), (RTAX_SSTHRESH, 5), (RTAX_CWND, 6),
    (RTAX_ADVMSS, 1300), (RTAX_REORDERING, 7), (RTAX_HOPLIMIT, 8), (RTAX_INITCWND, 9), (RTAX_FEATURES, 1),
    (RTAX_RTO_MIN, 200), (RTAX_INITRWND, 10), (RTAX_QUICKACK, 1), (RTAX_FASTOPEN_NO_COOKIE, 1),
)  # fmt: skip

# What a user writes for `ip route add`, and the same as a value. Every option of keepalived that is about a route.
CASES: list[tuple[str, RouteMessage]] = [
    ("10.1.0.0/16 via 192.168.56.1", RouteMessage(NET, 16, (NextHop(0, HOP),))),
    (f"10.1.0.0/16 via 192.168.56.1 dev {INTERFACE}", RouteMessage(NET, 16, (NextHop(ENP, HOP),))),
    (f"10.1.0.0/16 dev {INTERFACE}", RouteMessage(NET, 16, (NextHop(ENP),), scope=RT_SCOPE_LINK)),
    ("default via 192.168.56.1 metric 7", RouteMessage(bytes(4), 0, (NextHop(0, HOP),), metric=7)),
    (
        f"10.1.0.0/16 via 192.168.56.1 dev {INTERFACE} src 192.168.56.101 table 1000 metric 5 tos 0x10 realms 2/3",
        RouteMessage(
            NET, 16, (NextHop(ENP, HOP),), preferred_source=OWN, table=1000, metric=5, tos=16, realms=2 << 16 | 3
        ),
    ),
    (
        f"10.1.0.0/16 dev {INTERFACE} via 172.16.0.1 onlink",
        RouteMessage(NET, 16, (NextHop(ENP, parse_address("172.16.0.1"), onlink=True),)),
    ),
    (
        f"10.1.0.0/16 nexthop via 192.168.56.1 dev {INTERFACE} weight 3 nexthop via 192.168.56.2 dev {INTERFACE}",
        RouteMessage(NET, 16, (NextHop(ENP, HOP, 3), NextHop(ENP, HOP_2))),
    ),
    (
        f"10.1.0.0/16 via inet6 fe80::1 dev {INTERFACE}",
        RouteMessage(NET, 16, (NextHop(ENP, HOP6),)),
    ),
    (
        f"10.1.0.0/16 via 192.168.56.1 mtu lock 1400 ttl-propagate enabled {EVERY_METRIC.removeprefix('mtu 1400 ')}",
        RouteMessage(
            NET,
            16,
            (NextHop(0, HOP),),
            metrics=METRICS,
            locked_metrics=1 << RTAX_MTU | 1 << RTAX_RTO_MIN,  # iproute2 locks rto_min by itself
            congestion_algorithm="reno",
            ttl_propagate=True,
        ),
    ),
    ("blackhole 10.1.0.0/16", RouteMessage(NET, 16, kind=6)),
    ("unreachable 10.1.0.0/16 metric 9", RouteMessage(NET, 16, kind=7, metric=9)),
    ("prohibit 10.1.0.0/16", RouteMessage(NET, 16, kind=8)),
    ("throw 10.1.0.0/16 table 100", RouteMessage(NET, 16, kind=9, table=100)),
    (f"2001:db8:1::/48 via fe80::1 dev {INTERFACE}", RouteMessage(NET6, 48, (NextHop(ENP, HOP6),))),
    (
        f"2001:db8:1::/48 via fe80::1 dev {INTERFACE} src 2001:db8::101 metric 5 pref high mtu 1400 hoplimit 9",
        RouteMessage(
            NET6,
            48,
            (NextHop(ENP, HOP6),),
            preferred_source=OWN6,
            metric=5,
            preference=1,
            metrics=((RTAX_MTU, 1400), (RTAX_HOPLIMIT, 9)),
        ),
    ),
    (f"2001:db8:1::/48 dev {INTERFACE} expires 60", RouteMessage(NET6, 48, (NextHop(ENP),), expires_s=60)),
    (
        f"2001:db8:1::/48 from 2001:db8:2::/48 dev {INTERFACE}",
        RouteMessage(
            NET6, 48, (NextHop(ENP),), source=parse_address("2001:db8:2::"), source_prefix_length=48
        ),
    ),
    (
        f"2001:db8:1::/48 nexthop via fe80::1 dev {INTERFACE} weight 2 nexthop via fe80::2 dev {INTERFACE} weight 1",
        RouteMessage(NET6, 48, (NextHop(ENP, HOP6, 2), NextHop(ENP, parse_address("fe80::2"), 1))),
    ),
    ("blackhole 2001:db8:1::/48 metric 3", RouteMessage(NET6, 48, kind=6, metric=3)),
]  # fmt: skip


@pytest.fixture
def kernel(host: Host) -> Host:
    """A host that can do IPv6, too."""
    host.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", f"net.ipv6.conf.{INTERFACE}.disable_ipv6=0")
    host.ip(f"addr add fe80::101/64 dev {INTERFACE} nodad", f"addr add 2001:db8::101/64 dev {INTERFACE} nodad")
    return host


def ours(kernel: Rtnetlink) -> list[RouteMessage]:
    """All routes of our protocol that the kernel has. Multipath routes of IPv6 are told hop by hop, too."""
    messages = kernel.dump(encode_route_dump(1, AF_INET)) + kernel.dump(encode_route_dump(2, AF_INET6))
    routes = [decode_route(message) for message in messages]
    return [route for route in routes if route is not None and route.protocol == RTPROT_KEEPALIVED]


@pytest.mark.root
def test_a_kernel_takes_our_route_for_the_one_that_ip_route_adds(kernel: Host) -> None:
    with Rtnetlink(kernel) as link, Rtnetlink(kernel, RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE) as monitor:
        for words, route in CASES:
            version = "-6" if len(route.destination) == 16 else "-4"
            kernel.run("ip", version, "route", "add", "proto", "keepalived", *words.split())
            (theirs,) = ours(link)
            kernel.run("ip", version, "route", "del", "proto", "keepalived", *words.split())
            assert ours(link) == [], words
            monitor.heard()

            assert link.ask(encode_add_route(2, route)) == 0, words
            assert ours(link) == [theirs], f"{words}\n{theirs}"
            for flags, answer in ((0, EEXIST), (NLM_F_EXCL, EEXIST), (NLM_F_REPLACE, 0)):
                assert link.ask(encode_add_route(3, route, flags=flags)) == answer, words
            assert ours(link) == [theirs], f"{words}\n{theirs}"
            assert theirs.key == route.key, words
            assert link.ask(encode_delete_route(5, route)) == 0, words
            assert link.ask(encode_delete_route(6, route)) == ESRCH, words
            news = [decode_route(message) for message in monitor.heard()]
            assert [(one.key, one.deleted) for one in news if one][-1] == (route.key, True), words


@pytest.mark.root
def test_a_route_that_somebody_else_deletes_is_heard(kernel: Host) -> None:
    route = RouteMessage(NET, 16, (NextHop(0, HOP),), metric=5)
    with Rtnetlink(kernel) as link, Rtnetlink(kernel, RTMGRP_IPV4_ROUTE) as monitor:
        assert link.ask(encode_add_route(1, route)) == 0
        monitor.heard()
        kernel.ip("route del 10.1.0.0/16")
        (news,) = [decode_route(message) for message in monitor.heard()]
    assert news is not None
    assert (news.key, news.deleted) == (route.key, True)


@pytest.mark.root
def test_a_route_goes_before_behind_or_in_place_of_another_one(kernel: Host) -> None:
    first, second = RouteMessage(NET, 16, (NextHop(ENP, HOP),)), RouteMessage(NET, 16, (NextHop(ENP, HOP_2),))
    for flags, expected in (
        (0, [second, first]),
        (NLM_F_APPEND, [first, second]),
        (NLM_F_REPLACE, [second]),
        (NLM_F_EXCL, [first]),
    ):
        with Rtnetlink(kernel) as link:
            assert link.ask(encode_add_route(1, first)) == 0
            assert link.ask(encode_add_route(2, second, flags=flags)) == (EEXIST if flags == NLM_F_EXCL else 0)
            assert ours(link) == expected
            for route in expected:
                assert link.ask(encode_delete_route(3, route)) == 0
            assert ours(link) == []


@pytest.mark.parametrize(("_", "route"), CASES, ids=[words for words, _ in CASES])
def test_what_we_ask_for_is_what_we_read(_: str, route: RouteMessage) -> None:
    (message,) = iter_messages(encode_add_route(1, route))
    assert decode_route(message) == route


def test_how_a_route_is_added() -> None:
    route = RouteMessage(NET, 16)
    (message,) = iter_messages(encode_add_route(1, route))
    assert (message.type, message.flags) == (RTM_NEWROUTE, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE)
    (message,) = iter_messages(encode_add_route(1, route, flags=NLM_F_EXCL))
    assert message.flags == NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL


@given(
    st.sampled_from([4, 16]),
    st.integers(0, 32),
    st.integers(1, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(1, 0x7FFFFFFF),
    st.integers(1, 256),
)
def test_pyroute2_reads_what_we_write(
    length: int, prefix_length: int, table: int, metric: int, index: int, weight: int
) -> None:
    address = bytes(range(1, length + 1))
    text = format_address(address)
    hop = NextHop(index, address, weight)
    single = RouteMessage(address, prefix_length, (hop,), table=table, metric=metric, preferred_source=address)
    for route in (single, replace(single, next_hops=(hop, hop))):
        theirs = rtmsg(encode_add_route(7, route))
        theirs.decode()
        assert (theirs["dst_len"], theirs["proto"], theirs["type"]) == (prefix_length, 18, 1)
        assert theirs.get_attr("RTA_DST") == (text if prefix_length else None)
        assert [theirs.get_attr(f"RTA_{name}") for name in ("TABLE", "PRIORITY", "PREFSRC")] == [table, metric, text]
        if len(route.next_hops) == 1:
            assert (theirs.get_attr("RTA_OIF"), theirs.get_attr("RTA_GATEWAY")) == (index, text)
        else:
            hops = theirs.get_attr("RTA_MULTIPATH")
            told = [(one["oif"], one["hops"], one.get_attr("RTA_GATEWAY")) for one in hops]
            assert told == [(index, weight - 1, text)] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        RouteMessage(b"abc", 0),
        RouteMessage(NET, 33),
        RouteMessage(NET, -1),
        RouteMessage(NET, 16, table=1 << 32),
        RouteMessage(NET, 16, metric=-1),
        RouteMessage(NET, 16, scope=256),
        RouteMessage(NET, 16, (NextHop(0, b"abc"),)),
        RouteMessage(NET, 16, (NextHop(1, HOP, 0), NextHop(1, HOP_2))),
        RouteMessage(NET, 16, (NextHop(1, HOP, 257), NextHop(1, HOP_2))),
        RouteMessage(NET, 16, preferred_source=HOP6),
        RouteMessage(NET, 16, source=HOP6),
        RouteMessage(NET, 16, preference=256),
        RouteMessage(NET, 16, metrics=((RTAX_MTU, -1),)),
    ],
    ids=str,
)
def test_an_argument_that_does_not_fit_is_refused(wrong: RouteMessage) -> None:
    with pytest.raises(ValueError):
        encode_add_route(1, wrong)

"""Routes as the kernel tells of them: pyroute2 as the oracle, malformed messages.

What the running kernel itself tells is in test_rtnl_route_request.py.
"""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.rtmsg import rtmsg

from standfast.errors import DecodeError
from standfast.wire.address import format_address, parse_address
from standfast.wire.netlink import NetlinkMessage, encode_attribute, encode_message, iter_messages
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import (
    RTA_DST,
    RTA_GATEWAY,
    RTA_METRICS,
    RTA_MULTIPATH,
    RTA_OIF,
    RTA_TABLE,
    RTA_VIA,
    RTM_DELROUTE,
    RTM_F_CLONED,
    RTM_NEWROUTE,
    RTN_UNICAST,
    NextHop,
    RouteMessage,
    decode_route,
)

NET = parse_address("192.0.2.0")
NET6 = parse_address("2001:db8::")
GATEWAY = parse_address("198.51.100.1")


def body(family: int, attributes: bytes, flags: int = 0, prefix_length: int = 24) -> bytes:
    return struct.pack("=BBBBBBBBI", family, prefix_length, 0, 0, 254, 18, 0, RTN_UNICAST, flags) + attributes


def decode(data: bytes, message_type: int = RTM_NEWROUTE) -> RouteMessage:
    route = decode_route(NetlinkMessage(message_type, 0, 0, data))
    assert route is not None
    return route


@given(
    st.sampled_from([4, 16]),
    st.integers(0, 32),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(1, 0x7FFFFFFF),
    st.integers(0, 255),
)
def test_we_read_the_route_that_pyroute2_writes(
    length: int, prefix_length: int, table: int, metric: int, index: int, number: int
) -> None:
    destination = bytes(range(1, length + 1))
    theirs = rtmsg()
    theirs["family"] = AF_INET if length == 4 else AF_INET6
    theirs["dst_len"], theirs["proto"], theirs["type"] = prefix_length, 18, 1
    theirs["scope"], theirs["tos"] = number, number
    theirs["header"]["type"] = RTM_DELROUTE
    theirs["attrs"] = [
        ("RTA_DST", format_address(destination)),
        ("RTA_TABLE", table),
        ("RTA_PRIORITY", metric),
        ("RTA_OIF", index),
        ("RTA_GATEWAY", format_address(destination)),
        ("RTA_METRICS", {"attrs": [("RTAX_MTU", 1400), ("RTAX_LOCK", 4)]}),
    ]
    theirs.encode()
    (message,) = iter_messages(bytes(theirs.data))
    route = decode_route(message)
    assert route == RouteMessage(
        destination=destination,
        prefix_length=prefix_length,
        next_hops=(NextHop(index, destination),),
        table=table,
        scope=number,
        tos=number,
        metric=metric,
        metrics=((2, 1400),),
        locked_metrics=4,
        deleted=True,
    )


def test_a_route_without_a_metric_is_the_one_with_the_kernel_s_own() -> None:
    """The kernel says 1024 of an IPv6 route that was asked for without one, and nothing of an IPv4 route."""
    for net, metric in ((NET, 0), (NET6, 1024)):
        route = RouteMessage(net, 24)
        assert route.key == replace(route, metric=0).key == replace(route, metric=metric, deleted=True).key
        assert route.key != replace(route, metric=5).key


@pytest.mark.parametrize(
    "other",
    [
        RouteMessage(NET, 24, table=100),
        RouteMessage(NET, 24, tos=8),
        RouteMessage(NET, 25),
        RouteMessage(GATEWAY, 24),
        RouteMessage(NET, 24, source=NET, source_prefix_length=24),
    ],
)
def test_what_makes_it_another_route(other: RouteMessage) -> None:
    assert RouteMessage(NET, 24).key != other.key


def test_what_does_not_make_it_another_route() -> None:
    other = RouteMessage(NET, 24, (NextHop(3),), preferred_source=GATEWAY, metrics=((2, 1400),), protocol=4)
    assert RouteMessage(NET, 24).key == other.key


def test_a_default_route_has_a_destination_of_zeros() -> None:
    assert decode(body(AF_INET, b"", prefix_length=0)).destination == bytes(4)
    assert decode(body(AF_INET6, b"", prefix_length=0)).destination == bytes(16)


def test_a_table_of_more_than_a_byte_stands_in_its_attribute() -> None:
    assert decode(body(AF_INET, b"")).table == 254
    assert decode(body(AF_INET, encode_attribute(RTA_TABLE, struct.pack("=I", 1000)))).table == 1000


@pytest.mark.parametrize("message_type", [0, 16, 20, 26, 32])
def test_other_messages_are_passed_over(message_type: int) -> None:
    assert decode_route(NetlinkMessage(message_type, 0, 0, b"anything")) is None


def test_routes_of_other_families_and_cached_copies_are_passed_over() -> None:
    assert decode_route(NetlinkMessage(RTM_NEWROUTE, 0, 0, body(28, b""))) is None
    assert decode_route(NetlinkMessage(RTM_NEWROUTE, 0, 0, body(AF_INET6, b"", RTM_F_CLONED))) is None


@pytest.mark.parametrize(
    "data",
    [
        bytes(11),
        body(AF_INET, encode_attribute(RTA_DST, bytes(16))),
        body(AF_INET6, encode_attribute(RTA_GATEWAY, bytes(4))),
        body(AF_INET, encode_attribute(RTA_OIF, bytes(2))),
        body(AF_INET, encode_attribute(RTA_METRICS, b"\x03\0\0\0")),
        body(AF_INET, encode_attribute(RTA_VIA, b"\x0a")),
        body(AF_INET, encode_attribute(RTA_VIA, b"\x0a\0" + bytes(4))),
        body(AF_INET, encode_attribute(RTA_VIA, b"\x63\0" + bytes(4))),
        body(AF_INET, encode_attribute(RTA_MULTIPATH, bytes(7))),
        body(AF_INET, encode_attribute(RTA_MULTIPATH, struct.pack("=HBBi", 4, 0, 0, 1))),
        body(AF_INET, encode_attribute(RTA_MULTIPATH, struct.pack("=HBBi", 9, 0, 0, 1))),
    ],
)
def test_malformed_messages_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="netlink"):
        decode_route(NetlinkMessage(RTM_NEWROUTE, 0, 0, data))


@given(st.sampled_from([AF_INET, AF_INET6, 7]), st.binary(max_size=120))
def test_any_body_is_decoded_or_passed_over_or_a_decode_error(family: int, rest: bytes) -> None:
    (message,) = iter_messages(encode_message(RTM_DELROUTE, 0, 0, bytes((family,)) + rest))
    try:
        decode_route(message)
    except DecodeError:
        pass

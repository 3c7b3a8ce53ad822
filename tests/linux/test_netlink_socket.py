"""rtnetlink against the real kernel: `ip` is the judge of what happened."""

import errno
import json
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeGuard

import pytest

from in_child import become_nobody, in_child
from netlab import INTERFACE, Host, wait_for
from standfast.errors import PermissionMissingError
from standfast.linux.netlink_socket import News, RouteMonitor, RouteSocket
from standfast.wire.address import parse_address
from standfast.wire.rtnl import AddressMessage, LinkMessage, encode_add_address, encode_delete_address

pytestmark = pytest.mark.root

MANY = [f"10.9.{number // 250}.{number % 250 + 1}" for number in range(1000)]


@pytest.fixture
def route_socket(host: Host) -> Iterator[RouteSocket]:
    made = RouteSocket()
    yield made
    made.close()
    host.run("ip", "addr", "flush", "to", "10.9.0.0/16")


@pytest.fixture
def monitor(host: Host) -> Iterator[RouteMonitor]:
    made = RouteMonitor()
    yield made
    made.close()


def add(address: str, lease_s: int | None = None, index: int | None = None) -> Callable[[int], bytes]:
    return partial(
        encode_add_address,
        index=socket.if_nametoindex(INTERFACE) if index is None else index,
        address=parse_address(address),
        prefix_length=32,
        scope=0,
        label=None,
        broadcast=None,
        lease_s=lease_s,
    )


def delete(address: str) -> Callable[[int], bytes]:
    index = socket.if_nametoindex(INTERFACE)
    return partial(encode_delete_address, index=index, address=parse_address(address), prefix_length=32)


def lifetimes_s(host: Host) -> dict[str, int]:
    shown = json.loads(host.run("ip", "-json", "-4", "addr", "show", "dev", INTERFACE).stdout)
    return {entry["local"]: entry["valid_life_time"] for entry in shown[0]["addr_info"]}


def test_links_and_addresses_are_read_as_ip_shows_them(host: Host, route_socket: RouteSocket) -> None:
    shown = json.loads(host.run("ip", "-json", "addr").stdout)
    links = {link.name: link for link in route_socket.dump_links()}
    assert {name: link.index for name, link in links.items()} == {one["ifname"]: one["ifindex"] for one in shown}
    lan = next(one for one in shown if one["ifname"] == INTERFACE)
    assert links[INTERFACE].hardware_address.hex(":") == lan["address"]
    assert links[INTERFACE].up
    own = [message for message in route_socket.dump_addresses() if message.index == lan["ifindex"]]
    assert [(message.address, message.prefix_length) for message in own] == [(parse_address("192.168.56.101"), 24)]


def test_a_thousand_addresses_come_and_are_renewed_in_one_go(host: Host, route_socket: RouteSocket) -> None:
    assert route_socket.request([add(address, 30) for address in MANY]) == [0] * len(MANY)
    assert set(MANY) <= set(host.addresses())
    started_s = time.monotonic()
    assert route_socket.request([add(address, 90) for address in MANY]) == [0] * len(MANY)
    assert time.monotonic() - started_s < 2
    after = lifetimes_s(host)
    assert all(60 < after[address] <= 90 for address in MANY)
    assert len(host.addresses()) == len(MANY) + 1
    assert route_socket.request([delete(address) for address in MANY]) == [0] * len(MANY)
    assert not set(MANY) & set(host.addresses())


def test_each_answer_belongs_to_its_request(route_socket: RouteSocket) -> None:
    requests = [add("10.9.0.1"), add("10.9.0.2", index=9999), delete("10.9.0.77"), add("10.9.0.3")]
    assert route_socket.request(requests) == [0, errno.ENODEV, errno.EADDRNOTAVAIL, 0]


def test_nothing_to_do_asks_nothing(route_socket: RouteSocket) -> None:
    assert route_socket.request([]) == []


def test_the_right_to_change_addresses_is_asked_for_without_changing_any(
    host: Host, route_socket: RouteSocket
) -> None:
    before = host.run("ip", "addr").stdout
    route_socket.require_permission()
    assert host.run("ip", "addr").stdout == before

    def refusal() -> str:
        become_nobody()
        try:
            RouteSocket().require_permission()
        except PermissionMissingError as error:
            return str(error)
        return "permitted"

    assert "CAP_NET_ADMIN" in in_child(refusal)


def test_a_lease_ends_by_itself_unless_it_is_renewed(
    host: Host, route_socket: RouteSocket, monitor: RouteMonitor
) -> None:
    started_s = time.monotonic()
    route_socket.request([add("10.9.0.1", 1), add("10.9.0.2", 1), add("10.9.0.3")])
    removed: dict[bytes, float] = {}

    def expired() -> bool:
        if time.monotonic() < started_s + 5:
            route_socket.request([add("10.9.0.2", 1)])
        for message in monitor.receive() or []:
            if isinstance(message, AddressMessage) and message.deleted:
                removed.setdefault(message.address, time.monotonic() - started_s)
        return parse_address("10.9.0.1") in removed

    wait_for(expired, "the lease ends")
    assert 0.9 < removed[parse_address("10.9.0.1")] < 4.5
    assert "10.9.0.1" not in host.addresses()
    assert {"10.9.0.2", "10.9.0.3"} <= set(host.addresses())


def test_the_monitor_hears_addresses_and_links(host: Host, monitor: RouteMonitor) -> None:
    host.ip(f"addr add 10.9.0.5/32 dev {INTERFACE}", f"addr del 10.9.0.5/32 dev {INTERFACE}")
    host.ip(f"link set {INTERFACE} down", f"link set {INTERFACE} up")
    news: list[News] = []
    index = socket.if_nametoindex(INTERFACE)

    def heard_all() -> bool:
        news.extend(monitor.receive() or [])
        links = [message.up for message in news if isinstance(message, LinkMessage) and message.index == index]
        return False in links and links[-1]

    wait_for(heard_all, "news of the link going down and up")
    virtual = [message.deleted for message in news if _is_about(message, "10.9.0.5")]
    assert virtual == [False, True]


def test_the_monitor_can_be_spared_the_news_of_what_the_daemon_itself_adds(
    host: Host, route_socket: RouteSocket, monitor: RouteMonitor
) -> None:
    monitor.ignore_additions_by(route_socket)
    assert route_socket.request([add("10.9.0.6", 60), add("10.9.0.6", 60), delete("10.9.0.6")]) == [0, 0, 0]
    host.ip(f"addr add 10.9.0.7/32 dev {INTERFACE}", f"addr del 10.9.0.7/32 dev {INTERFACE}")
    news: list[News] = []

    def heard_all() -> bool:
        news.extend(monitor.receive() or [])
        return sum(isinstance(message, AddressMessage) and message.deleted for message in news) == 2

    wait_for(heard_all, "both removals")
    assert [message.deleted for message in news if _is_about(message, "10.9.0.6")] == [True]
    assert [message.deleted for message in news if _is_about(message, "10.9.0.7")] == [False, True]


def test_the_monitor_never_waits(monitor: RouteMonitor) -> None:
    monitor.receive()
    started_s = time.monotonic()
    assert monitor.receive() == []
    assert time.monotonic() - started_s < 1


def test_lost_news_are_told(route_socket: RouteSocket, monitor: RouteMonitor) -> None:
    with socket.fromfd(monitor.fileno(), socket.AF_NETLINK, socket.SOCK_RAW) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    route_socket.request([add(address) for address in MANY[:200]])
    assert monitor.receive() is None
    route_socket.request([delete(MANY[0])])

    def hears_again() -> bool:
        return any(_is_about(message, MANY[0]) and message.deleted for message in monitor.receive() or [])

    for _ in range(200):
        if hears_again():
            return
        route_socket.request([add(MANY[0]), delete(MANY[0])])
    pytest.fail("after a loss the monitor hears nothing any more")


def _is_about(message: News, address: str) -> TypeGuard[AddressMessage]:
    return isinstance(message, AddressMessage) and message.address == parse_address(address)

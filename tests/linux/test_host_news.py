"""The kernel's news become events, also those that were lost."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from netlab import INTERFACE, Host, wait_for
from standfast.core.effects import AddRoutes, RemoveRoutes
from standfast.core.events import AddressRemoved, Event, RouteRemoved
from standfast.linux.equipment import Equipment
from standfast.linux.host_news import HostNews
from standfast.model.network import Prefix
from standfast.model.route import Route
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

KEY = (INTERFACE, 51, 4)
VIP = parse_address("192.168.56.100")
ROUTE = Route(Prefix(parse_address("10.1.0.0"), 16), gateway=parse_address("192.168.56.1"))


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    made = Equipment(lambda line: None, str(tmp_path / "journal"))
    made.host.watch(frozenset({INTERFACE}), frozenset({VIP}))
    yield made
    made.close()


def read(equipment: Equipment) -> list[Event]:
    (news,) = [one for one in equipment.sources._by_descriptor.values() if isinstance(one, HostNews)]
    return news.read(64)


def test_an_address_that_is_removed_is_told(host: Host, equipment: Equipment) -> None:
    host.ip(f"addr add 192.168.56.100/32 dev {INTERFACE}", f"addr del 192.168.56.100/32 dev {INTERFACE}")
    told: list[Event] = []

    def is_told() -> bool:
        told.extend(read(equipment))
        return bool(told)

    wait_for(is_told, "the removal")
    assert told == [AddressRemoved(INTERFACE, VIP, 32)]


def test_lost_news_are_found_out(host: Host, equipment: Equipment) -> None:
    host.ip(f"addr add 192.168.56.100/32 dev {INTERFACE}")
    equipment.routing.run(AddRoutes(KEY, (ROUTE,)))
    wait_for(
        lambda: read(equipment) or (INTERFACE, VIP, 32) in equipment.host.present_addresses(), "the VIP is known"
    )
    with socket.fromfd(equipment.monitor.fileno(), socket.AF_NETLINK, socket.SOCK_RAW) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    churn = [f"addr add 10.9.0.{number}/32 dev {INTERFACE}" for number in range(1, 100)]
    host.ip(*churn, f"addr del 192.168.56.100/32 dev {INTERFACE}", "route del 10.1.0.0/16")
    told = read(equipment)
    assert AddressRemoved(INTERFACE, VIP, 32) in told
    assert RouteRemoved(KEY, ROUTE) in told
    host.run("ip", "addr", "flush", "to", "10.9.0.0/16")
    equipment.routing.run(RemoveRoutes(KEY, (ROUTE,)))

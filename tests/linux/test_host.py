"""The host as the kernel tells of it: what becomes news for the core, and what does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from netlab import INTERFACE, Host, Lan, wait_for
from standfast.core.events import AddressRemoved, InterfaceChanged
from standfast.linux import host as linux_host
from standfast.linux.netlink_socket import RouteMonitor, RouteSocket
from standfast.wire.address import parse_address
from standfast.wire.netlink import NetlinkMessage

pytestmark = pytest.mark.root

OWN = parse_address("192.168.56.101")
VIP = parse_address("192.168.56.100")
AS_FOUND = InterfaceChanged(INTERFACE, up=True, source_address=OWN, addresses=(OWN,))
DOWN = InterfaceChanged(INTERFACE, up=False, source_address=OWN, addresses=(OWN,))


@dataclass
class Watched:
    """A Host of the daemon, its monitor, and the events that came of it."""

    daemon_host: linux_host.Host
    monitor: RouteMonitor
    events: list[InterfaceChanged | AddressRemoved]

    def wait_for(self, event: InterfaceChanged | AddressRemoved) -> None:
        wait_for(lambda: event in self.take(), str(event))

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Take in news until the daemon's view of the host is as it should be."""
        wait_for(lambda: self.take() is self.events and condition(), what)

    def take(self) -> list[InterfaceChanged | AddressRemoved]:
        news = self.monitor.receive()
        assert news is not None
        self.events.extend(self.daemon_host.take(one for one in news if not isinstance(one, NetlinkMessage)))
        return self.events


@pytest.fixture
def watched(host: Host) -> Iterator[Watched]:
    monitor, route_socket = RouteMonitor(), RouteSocket()
    daemon_host = linux_host.Host(route_socket)
    daemon_host.watch(frozenset({INTERFACE}), frozenset({VIP}))
    yield Watched(daemon_host, monitor, [])
    monitor.close()
    route_socket.close()


def test_an_interface_is_described_by_its_own_primary_address(host: Host, watched: Watched) -> None:
    assert watched.daemon_host.describe(INTERFACE) == AS_FOUND


def test_a_virtual_address_is_no_address_of_the_interface(host: Host, watched: Watched) -> None:
    host.ip(f"addr add 192.168.56.100/32 dev {INTERFACE}", f"addr del 192.168.56.100/32 dev {INTERFACE}")
    watched.wait_for(AddressRemoved(INTERFACE, VIP, 32))
    assert watched.events == [AddressRemoved(INTERFACE, VIP, 32)]


def test_a_host_without_an_own_address_says_so(host: Host, watched: Watched) -> None:
    host.ip(f"addr add 192.168.56.100/32 dev {INTERFACE}", f"addr del 192.168.56.101/24 dev {INTERFACE}")
    watched.wait_for(InterfaceChanged(INTERFACE, up=True, source_address=None))
    host.ip(f"addr del 192.168.56.100/32 dev {INTERFACE}", f"addr add 192.168.56.101/24 dev {INTERFACE}")
    watched.wait_for(AS_FOUND)


def test_a_link_that_goes_down_and_up_is_told_once_each(host: Host, watched: Watched) -> None:
    host.ip(f"link set {INTERFACE} down")
    watched.wait_for(DOWN)
    host.ip(f"link set {INTERFACE} up")
    watched.wait_for(AS_FOUND)
    assert watched.events == [DOWN, AS_FOUND]


def test_a_lost_carrier_is_a_link_that_is_down(lan: Lan, watched: Watched) -> None:
    lan.switch.ip("link set port101 down")
    watched.wait_for(DOWN)
    lan.switch.ip("link set port101 up")
    watched.wait_for(AS_FOUND)


def test_other_interfaces_are_known_but_not_told(host: Host, watched: Watched) -> None:
    host.ip("link add other0 type veth peer name other1", "addr add 10.7.0.1/24 dev other0")
    address = ("other0", parse_address("10.7.0.1"), 24)
    watched.until(lambda: watched.daemon_host.find("other0"), "other0 is known")
    watched.until(lambda: address in watched.daemon_host.present_addresses(), "its address")
    host.ip("link del other0")
    watched.until(lambda: watched.daemon_host.find("other0") is None, "other0 is gone")
    assert [event for event in watched.events if isinstance(event, InterfaceChanged)] == []


def test_an_interface_that_is_made_anew_has_its_new_index(host: Host, watched: Watched) -> None:
    watched.daemon_host.watch(frozenset({"late0"}), frozenset())
    for _ in range(2):
        host.ip("link add late0 type veth peer name late1", "link set late1 up", "link set late0 up")
        watched.wait_for(InterfaceChanged("late0", up=True, source_address=None))
        found = watched.daemon_host.find("late0")
        assert found is not None
        index = int(host.run("ip", "-oneline", "link", "show", "late0").stdout.split(":")[0])
        assert found.index == index
        host.ip("link del late0")
        watched.wait_for(InterfaceChanged("late0", up=False, source_address=None))
        watched.events.clear()


def test_a_new_dump_finds_what_was_missed(host: Host, watched: Watched) -> None:
    host.ip(f"link set {INTERFACE} down")
    while not watched.monitor.receive():
        pass
    assert list(watched.daemon_host.dump_anew()) == [DOWN]
    host.ip(f"link set {INTERFACE} up")
    watched.wait_for(AS_FOUND)


def test_an_address_that_went_while_news_were_lost_is_told_all_the_same(host: Host, watched: Watched) -> None:
    host.ip(f"addr add 192.168.56.100/32 dev {INTERFACE}")
    watched.until(lambda: (INTERFACE, VIP, 32) in watched.daemon_host.present_addresses(), "the VIP")
    host.ip(f"addr del 192.168.56.100/32 dev {INTERFACE}")
    while not watched.monitor.receive():
        pass
    assert list(watched.daemon_host.dump_anew()) == [AddressRemoved(INTERFACE, VIP, 32)]
    assert list(watched.daemon_host.dump_anew()) == []


def test_a_link_local_address_is_told_beside_the_others(host: Host, watched: Watched) -> None:
    link_local, other = parse_address("fe80::101"), parse_address("2001:db8::101")
    host.ip(f"addr add 2001:db8::101/64 dev {INTERFACE} nodad", f"addr add fe80::101/64 dev {INTERFACE} nodad")
    watched.until(lambda: len(watched.daemon_host.describe(INTERFACE).addresses) == 3, "both addresses")
    found = watched.daemon_host.describe(INTERFACE)
    assert (found.source_address, found.link_local) == (OWN, link_local)
    assert set(found.addresses) == {OWN, link_local, other}
    host.ip(f"addr del fe80::101/64 dev {INTERFACE}", f"addr del 2001:db8::101/64 dev {INTERFACE}")
    watched.wait_for(AddressRemoved(INTERFACE, link_local, 64))
    watched.wait_for(AS_FOUND)


def test_an_address_is_used_only_once_it_is_known_to_be_nobody_elses(host: Host, watched: Watched) -> None:
    host.ip(f"addr add fe80::102/64 dev {INTERFACE}")
    new = (INTERFACE, parse_address("fe80::102"), 64)
    watched.until(lambda: new in watched.daemon_host.present_addresses(), "the new address")
    assert watched.daemon_host.describe(INTERFACE).link_local is None, "duplicate address detection goes on"
    watched.until(lambda: watched.daemon_host.describe(INTERFACE).link_local, "detection is over")
    host.ip(f"addr del fe80::102/64 dev {INTERFACE}")
    watched.wait_for(AddressRemoved(INTERFACE, parse_address("fe80::102"), 64))

"""What dumps say of interfaces: read from the kernel of this network namespace."""

import socket

import pytest

from netlab import INTERFACE, Host
from standfast.linux.host import Host as KernelHost
from standfast.linux.interface_facts import interface_snapshots
from standfast.linux.netlink_socket import RouteSocket

pytestmark = pytest.mark.root
IFF_UP, IFF_LOOPBACK = 0x1, 0x8


def test_every_interface_is_described_without_virtual_addresses(host: Host) -> None:
    host.ip(f"addr add 192.168.56.9/32 dev {INTERFACE}", f"link set {INTERFACE} mtu 1400")
    with host.network():
        route_socket = RouteSocket()
        virtual = frozenset({socket.inet_aton("192.168.56.9")})
        found = {one.name: one for one in interface_snapshots(KernelHost(route_socket), virtual)}
        route_socket.close()
    assert list(found) == ["lo", INTERFACE]
    own = found[INTERFACE]
    assert own.addresses == (socket.inet_aton("192.168.56.101"),)
    assert (own.mtu, own.hardware_type, len(own.hardware_address)) == (1400, 1, 6)
    assert own.flags & IFF_UP
    assert not own.flags & IFF_LOOPBACK
    assert found["lo"].flags & IFF_LOOPBACK
    assert found["lo"].mtu == 65536

"""Virtual addresses on their interfaces: put on, kept alive, taken away and announced.

Rules: what the kernel refuses is an OSError that names the address; one address without its interface takes none of
the others along.
"""

import errno
import os
from collections.abc import Callable, Sequence
from functools import partial

from standfast.linux.host import Host, Interface
from standfast.linux.netlink_socket import RouteSocket
from standfast.linux.packet_socket import FrameSender
from standfast.model.virtual_router import VirtualAddress
from standfast.wire.address import format_address
from standfast.wire.arp import encode_gratuitous_arp
from standfast.wire.rtnl import encode_add_address, encode_delete_address

# Removing what is not there, or from an interface that is gone, has reached its aim.
_ALREADY_GONE = (0, errno.EADDRNOTAVAIL, errno.ENODEV)
_MAC_LENGTH = 6


class Addresses:
    """The virtual addresses of this host."""

    def __init__(self, host: Host, route_socket: RouteSocket) -> None:
        self._host = host
        self._route_socket = route_socket
        self._frames = FrameSender()

    def add(self, addresses: Sequence[VirtualAddress], lease_s: int | None) -> None:
        """Hold what can be held, for so many seconds or for ever; what is there already begins its life anew."""
        there = self._on_present_interfaces(addresses)
        self._request([partial(self._encode_add, address, lease_s) for address in there], there, (0, errno.EEXIST))
        for address in there:
            interface = self._host.get(address.interface)
            self._host.note_addition(interface, address.address, address.prefix_length, address.flags)
        self._complain_of_missing(addresses)

    def remove(self, addresses: Sequence[VirtualAddress]) -> None:
        """Take addresses away; one that is not there is no error."""
        there = self._on_present_interfaces(addresses)
        self._request([partial(self._encode_delete, address) for address in there], there, _ALREADY_GONE)

    def announce(self, addresses: Sequence[VirtualAddress], interface_name: str | None) -> None:
        """Tell the neighbours, each address once, on the interface that it stands on, or on the named one."""
        if interface_name is not None:
            interface = self._host.get(interface_name)
            for address in addresses:
                self._tell(interface, address.address)
            return
        for address in self._on_present_interfaces(addresses):
            self._tell(self._host.get(address.interface), address.address)
        self._complain_of_missing(addresses)

    def close(self) -> None:
        """Give the descriptor back."""
        self._frames.close()

    def _encode_add(self, address: VirtualAddress, lease_s: int | None, sequence: int) -> bytes:
        return encode_add_address(
            sequence,
            self._host.get(address.interface).index,
            address.address,
            address.prefix_length,
            scope=address.scope,
            label=address.label,
            broadcast=address.broadcast,
            lease_s=lease_s,
            address_flags=address.flags,
            preferred_s=address.preferred_lft_s,
            peer=address.peer,
        )

    def _encode_delete(self, address: VirtualAddress, sequence: int) -> bytes:
        index = self._host.get(address.interface).index
        return encode_delete_address(sequence, index, address.address, address.prefix_length, peer=address.peer)

    def _request(
        self,
        encoders: Sequence[Callable[[int], bytes]],
        addresses: Sequence[VirtualAddress],
        accepted: tuple[int, ...],
    ) -> None:
        results = self._route_socket.request(encoders)
        for address, number in zip(addresses, results, strict=True):
            if number not in accepted:
                name = format_address(address.address)
                raise OSError(number, f"{name} on {address.interface}: {os.strerror(number)}")

    def _tell(self, interface: Interface, address: bytes) -> None:
        hardware_address = interface.hardware_address
        # An interface without an Ethernet address (loopback, a tunnel) has nobody to tell.
        if len(hardware_address) != _MAC_LENGTH or not any(hardware_address):
            return
        if len(address) == 4:
            self._frames.send(interface.name, encode_gratuitous_arp(hardware_address, address))
        else:
            self._frames.send(interface.name, _encode_advertisement(interface, address))

    def _on_present_interfaces(self, addresses: Sequence[VirtualAddress]) -> list[VirtualAddress]:
        return [address for address in addresses if self._host.find(address.interface) is not None]

    def _complain_of_missing(self, addresses: Sequence[VirtualAddress]) -> None:
        for address in addresses:
            self._host.get(address.interface)


def _encode_advertisement(interface: Interface, address: bytes) -> bytes:
    # Only a node with IPv6 addresses needs these.
    from standfast.linux.sysctl import read_setting
    from standfast.wire.ndp import encode_neighbour_advertisement

    router = read_setting("ipv6", interface.name, "forwarding") not in (None, "0")
    return encode_neighbour_advertisement(interface.hardware_address, address, router=router)

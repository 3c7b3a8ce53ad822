"""The host as the kernel describes it: interfaces and their IPv4 addresses, kept current from netlink's news.

Rules: this file turns kernel messages into core's events and names into indexes; it changes nothing on the host.
Only interfaces that the configuration names are reported, all are known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from standfast.core.events import AddressRemoved, InterfaceChanged
from standfast.linux.netlink_socket import RouteSocket
from standfast.wire.rtnl import AddressMessage, LinkMessage


@dataclass(slots=True)
class Interface:
    """One interface. `addresses` keeps the kernel's order: the primary address is the first."""

    index: int
    name: str
    hardware_address: bytes
    up: bool
    addresses: dict[tuple[bytes, int], AddressMessage] = field(default_factory=dict)


class Host:
    """All interfaces of this network namespace."""

    def __init__(self, route_socket: RouteSocket) -> None:
        self._route_socket = route_socket
        self._by_index: dict[int, Interface] = {}
        self._reported: dict[str, InterfaceChanged] = {}
        self._virtual: frozenset[bytes] = frozenset()
        self.dump()

    def dump(self) -> None:
        """Read everything anew: at the start, and when news were lost."""
        self._by_index = {
            link.index: Interface(link.index, link.name, link.hardware_address, link.up)
            for link in self._route_socket.dump_links()
        }
        for message in self._route_socket.dump_addresses():
            interface = self._by_index.get(message.index)
            if interface is not None:
                interface.addresses[message.address, message.prefix_length] = message

    def watch(self, names: frozenset[str], virtual_addresses: frozenset[bytes]) -> None:
        """Report these interfaces from now on; a virtual address never counts as an interface's own."""
        self._virtual = virtual_addresses
        self._reported = {name: self.describe(name) for name in names}

    @property
    def reported(self) -> tuple[InterfaceChanged, ...]:
        """Every watched interface as it was last reported."""
        return tuple(self._reported.values())

    def find(self, name: str) -> Interface | None:
        """Return the interface of that name, or None."""
        return next((interface for interface in self._by_index.values() if interface.name == name), None)

    def describe(self, name: str) -> InterfaceChanged:
        """Return the present state of an interface as an event; one that does not exist is down."""
        interface = self.find(name)
        if interface is None:
            return InterfaceChanged(name, up=False, source_address=None)
        own = (address for address, _ in interface.addresses if address not in self._virtual)
        return InterfaceChanged(name, interface.up, next(own, None))

    def present_addresses(self) -> frozenset[tuple[str, bytes, int]]:
        """Return every (interface name, address, prefix length) of the host."""
        interfaces = self._by_index.values()
        return frozenset((interface.name, *address) for interface in interfaces for address in interface.addresses)

    def take(self, news: list[LinkMessage | AddressMessage]) -> Iterator[InterfaceChanged | AddressRemoved]:
        """Take in news and yield what they mean for the watched interfaces."""
        for message in news:
            if isinstance(message, LinkMessage):
                self._take_link(message)
            else:
                yield from self._take_address(message)
        yield from self.changes()

    def changes(self) -> Iterator[InterfaceChanged]:
        """Yield each watched interface that is not as it was last reported."""
        for name, before in self._reported.items():
            present = self.describe(name)
            if present != before:
                self._reported[name] = present
                yield present

    def _take_link(self, message: LinkMessage) -> None:
        if message.deleted:
            self._by_index.pop(message.index, None)
            return
        known = self._by_index.setdefault(
            message.index, Interface(message.index, message.name, message.hardware_address, message.up)
        )
        known.name, known.hardware_address, known.up = message.name, message.hardware_address, message.up

    def _take_address(self, message: AddressMessage) -> Iterator[AddressRemoved]:
        interface = self._by_index.get(message.index)
        if interface is None:
            return
        if not message.deleted:
            interface.addresses[message.address, message.prefix_length] = message
        elif interface.addresses.pop((message.address, message.prefix_length), None) is not None:
            yield AddressRemoved(interface.name, message.address, message.prefix_length)

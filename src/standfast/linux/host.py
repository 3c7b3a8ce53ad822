"""The host as the kernel describes it: interfaces and their addresses, kept current from netlink's news.

Rules: this file turns kernel messages into core's events and names into indexes; it changes nothing on the host.
Only interfaces that the configuration names are reported, all are known. An IPv6 address that may still turn out to
be somebody else's (tentative) or has done so is not reported, because nothing can be sent from it.
"""

import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from standfast.core.events import AddressRemoved, InterfaceChanged
from standfast.linux.netlink_socket import RouteSocket
from standfast.wire.rtnl import IFA_F_DADFAILED, IFA_F_TENTATIVE, AddressMessage, LinkMessage

IPV6_LENGTH = 16
_UNUSABLE = IFA_F_TENTATIVE | IFA_F_DADFAILED


@dataclass(slots=True)
class Interface:
    """One interface. `addresses` keeps the kernel's order: the primary address is the first.

    Each address and prefix length has its flags (IFA_F_*), and no more: there may be thousands.
    """

    index: int
    name: str
    hardware_address: bytes
    up: bool
    addresses: dict[tuple[bytes, int], int] = field(default_factory=dict)


class Host:
    """All interfaces of this network namespace."""

    def __init__(self, route_socket: RouteSocket) -> None:
        self._route_socket = route_socket
        self._by_index: dict[int, Interface] = {}
        self._by_name: dict[str, Interface] = {}
        self._reported: dict[str, InterfaceChanged] = {}
        self._virtual: frozenset[bytes] = frozenset()
        # Whether the last news told of anything new.
        self.is_changed = False
        self.dump()

    def dump(self) -> None:
        """Read everything anew: at the start, and when news were lost."""
        self._by_index = {
            link.index: Interface(link.index, link.name, link.hardware_address, link.up)
            for link in self._route_socket.dump_links()
        }
        self._by_name = {interface.name: interface for interface in self._by_index.values()}
        for message in self._route_socket.dump_addresses():
            interface = self._by_index.get(message.index)
            if interface is not None:
                interface.addresses[message.address, message.prefix_length] = message.flags

    def refresh_links(self) -> None:
        """Learn of interfaces that were just made or removed, without waiting for the news of it."""
        links = self._route_socket.dump_links()
        for index in self._by_index.keys() - {link.index for link in links}:
            gone = self._by_index.pop(index)
            if self._by_name.get(gone.name) is gone:
                del self._by_name[gone.name]
        for link in links:
            self._take_link(link)

    def dump_anew(self) -> Iterator[InterfaceChanged | AddressRemoved]:
        """Read everything anew and yield what went by unheard."""
        before = self.present_addresses()
        self.dump()
        for interface, address, prefix_length in sorted(before - self.present_addresses()):
            yield AddressRemoved(interface, address, prefix_length)
        yield from self._changes()

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
        return self._by_name.get(name)

    def get(self, name: str) -> Interface:
        """Return the interface of that name. Raises OSError (ENODEV)."""
        interface = self._by_name.get(name)
        if interface is None:
            raise OSError(errno.ENODEV, f"interface {name} does not exist")
        return interface

    def names(self) -> tuple[str, ...]:
        """Return the names of all interfaces."""
        return tuple(self._by_name)

    def name_of(self, index: int) -> str:
        """Return the name of the interface with this index, "" if there is none."""
        interface = self._by_index.get(index)
        return "" if interface is None else interface.name

    def describe(self, name: str) -> InterfaceChanged:
        """Return the present state of an interface as an event; one that does not exist is down."""
        interface = self.find(name)
        if interface is None:
            return InterfaceChanged(name, up=False, source_address=None)
        own = tuple(self._own_addresses(interface))
        return InterfaceChanged(
            name,
            interface.up,
            next((address for address in own if len(address) != IPV6_LENGTH), None),
            next((address for address in own if _is_link_local(address)), None),
            own,
        )

    def present_addresses(self) -> frozenset[tuple[str, bytes, int]]:
        """Return every (interface name, address, prefix length) of the host."""
        interfaces = self._by_index.values()
        return frozenset((interface.name, *address) for interface in interfaces for address in interface.addresses)

    def note_addition(self, interface: Interface, address: bytes, prefix_length: int, flags: int) -> None:
        """Learn of an address that was just added here, of which there may be no news."""
        interface.addresses.setdefault((address, prefix_length), flags)

    def take(self, news: Iterable[LinkMessage | AddressMessage]) -> Iterator[InterfaceChanged | AddressRemoved]:
        """Take in news and yield what they mean for the watched interfaces."""
        self.is_changed = False
        for message in news:
            if isinstance(message, LinkMessage):
                self.is_changed = True
                self._take_link(message)
            else:
                yield from self._take_address(message)
        if self.is_changed:
            yield from self._changes()

    def _changes(self) -> Iterator[InterfaceChanged]:
        """Yield each watched interface that is not as it was last reported."""
        for name, before in self._reported.items():
            present = self.describe(name)
            if present != before:
                self._reported[name] = present
                yield present

    def _own_addresses(self, interface: Interface) -> Iterator[bytes]:
        for (address, _), flags in interface.addresses.items():
            if address not in self._virtual and not flags & _UNUSABLE:
                yield address

    def _take_link(self, message: LinkMessage) -> None:
        known = self._by_index.get(message.index)
        if known is not None and self._by_name.get(known.name) is known:
            del self._by_name[known.name]
        if message.deleted:
            self._by_index.pop(message.index, None)
            return
        if known is None:
            known = Interface(message.index, message.name, message.hardware_address, message.up)
            self._by_index[message.index] = known
        known.name, known.hardware_address, known.up = message.name, message.hardware_address, message.up
        self._by_name[known.name] = known

    def _take_address(self, message: AddressMessage) -> Iterator[AddressRemoved]:
        interface = self._by_index.get(message.index)
        if interface is None:
            return
        key = message.address, message.prefix_length
        if not message.deleted:
            self.is_changed = self.is_changed or interface.addresses.get(key) != message.flags
            interface.addresses[key] = message.flags
        elif interface.addresses.pop(key, None) is not None:
            self.is_changed = True
            yield AddressRemoved(interface.name, message.address, message.prefix_length)


def _is_link_local(address: bytes) -> bool:
    return len(address) == IPV6_LENGTH and address[0] == 0xFE and address[1] & 0xC0 == 0x80

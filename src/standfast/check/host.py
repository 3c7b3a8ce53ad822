"""What a check needs to know about the host: its interfaces and their addresses. The one place that asks the kernel.

Rules: it only reads, and needs no privilege; where the kernel does not answer, nothing is known and nothing is
checked. Facts of another host come from a file that `standfast facts` wrote there.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from standfast.errors import DecodeError
from standfast.wire.netlink import NLMSG_DONE, NLMSG_ERROR, iter_messages
from standfast.wire.rtnl import AF_INET6, AddressMessage, decode_route_message, encode_address_dump

_RECEIVE_SIZE = 1 << 16
_PATIENCE_S = 2


@dataclass(frozen=True, slots=True)
class HostAddress:
    """An address on an interface. `lasting` says that the kernel will not remove it by itself."""

    address: bytes
    prefix_length: int
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Host:
    """The interfaces by name, each with its addresses."""

    interfaces: Mapping[str, tuple[HostAddress, ...]] = field(default_factory=dict)


def this_host() -> Host:
    """Ask the kernel."""
    names = dict(socket.if_nameindex())
    found: dict[str, list[HostAddress]] = {name: [] for name in names.values()}
    for message in _addresses():
        name = names.get(message.index)
        if name is not None:
            address = HostAddress(message.address, message.prefix_length, message.valid_lifetime_s is None)
            found[name].append(address)
    return Host({name: tuple(addresses) for name, addresses in found.items()})


def _addresses() -> list[AddressMessage]:
    found: list[AddressMessage] = []
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE) as asking:
            asking.settimeout(_PATIENCE_S)
            for family in (socket.AF_INET, AF_INET6):
                asking.send(encode_address_dump(int(family), int(family)))
                _receive(asking, found)
    except (OSError, DecodeError):
        return found
    return found


def _receive(asking: socket.socket, found: list[AddressMessage]) -> None:
    while True:
        for message in iter_messages(asking.recv(_RECEIVE_SIZE)):
            if message.type in (NLMSG_DONE, NLMSG_ERROR):
                return
            decoded = decode_route_message(message)
            if isinstance(decoded, AddressMessage):
                found.append(decoded)

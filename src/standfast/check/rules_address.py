"""What is wrong with addresses: held twice, foreign to the link, or the host's own.

Rule: what depends on the host is asked of the Host that is handed in, and left out if that is None.
"""

import ipaddress
from collections.abc import Iterator

from standfast.check.finding import Finding, notice, warning
from standfast.check.host import Host, HostAddress
from standfast.check.view import Address, Instance, View

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_rules(view: View, host: Host | None) -> Iterator[Finding]:
    """Run every rule of this file. `host` is None for a file of another host."""
    holders: dict[tuple[str, object], str] = {}
    for instance in view.instances:
        for address in instance.addresses:
            yield from _twice(instance, address, holders)
            own = host.interfaces.get(address.interface) if host is not None else None
            if own:
                yield from _own(instance, address, own)
                yield from _off_subnet(address, own)
            yield from _reserved(address, own or ())


def _twice(instance: Instance, address: Address, holders: dict[tuple[str, object], str]) -> Iterator[Finding]:
    other = holders.setdefault(("", address.ip), instance.name)
    if other != instance.name:
        yield warning(
            address.at, "address-in-two-instances", f"{address.ip} is an address of '{other}' too",
            "leave it in one of them",
        )  # fmt: skip


def _own(instance: Instance, address: Address, own: tuple[HostAddress, ...]) -> Iterator[Finding]:
    if instance.owner or not any(_is_own(address, found) for found in own):
        return
    yield warning(
        address.at, "address-is-own",
        f"{address.ip} is the own address of {address.interface} on this host, so it cannot move to the other node",
        "choose an address that no host has",
    )  # fmt: skip


def _is_own(address: Address, found: HostAddress) -> bool:
    """A MASTER holds the address too, but with the prefix length of the file, and (standfast) for a time only."""
    length = address.ip.max_prefixlen if address.length is None else address.length
    return found.address == address.ip.packed and found.lasting and found.prefix_length != length


def _off_subnet(address: Address, own: tuple[HostAddress, ...]) -> Iterator[Finding]:
    networks = _networks(address, own)
    if not networks or any(address.ip in network for network in networks):
        return
    shown = ", ".join(str(network) for network in networks)
    message = f"{address.ip} lies in no subnet of {address.interface}, which has {shown}"
    # With a prefix length of its own the address brings its subnet along: perhaps somebody has thought about it.
    if address.length is not None and address.length < address.ip.max_prefixlen:
        yield notice(address.at, "address-off-subnet", message, "correct it if that is not meant")
        return
    yield warning(
        address.at, "address-off-subnet", message,
        "correct the address or the interface; if it is meant to be another subnet, write its length, such as"
        f" {address.ip}/{24 if address.ip.version == 4 else 64}",
    )  # fmt: skip


def _reserved(address: Address, own: tuple[HostAddress, ...]) -> Iterator[Finding]:
    """An address that means the whole subnet: of the host, or of the length that is written."""
    networks = _networks(address, own)
    if address.length is not None:
        networks.append(ipaddress.ip_network((address.ip.packed, address.length), strict=False))
    for network in networks:
        if network.version != 4 or network.max_prefixlen - network.prefixlen < 2 or address.ip not in network:
            continue
        ends = {str(network.network_address): "network", str(network.broadcast_address): "broadcast"}
        kind = ends.get(str(address.ip))
        if kind:
            yield warning(
                address.at, "address-reserved", f"{address.ip} is the {kind} address of {network}",
                "choose an address between the two ends of the subnet",
            )  # fmt: skip
            return


def _networks(address: Address, own: tuple[HostAddress, ...]) -> list[_Network]:
    """The subnets of a host's addresses that are of the family of an address."""
    networks = [_network(found) for found in own if len(found.address) == len(address.ip.packed)]
    return [network for network in networks if network.prefixlen < network.max_prefixlen]


def _network(found: HostAddress) -> _Network:
    return ipaddress.ip_network((found.address, found.prefix_length), strict=False)

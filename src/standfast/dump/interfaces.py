"""The section `Interfaces` of keepalived.data.

Rules: pure; what standfast does not do (debouncing, counters of settings that it would restore) is printed as
keepalived prints it where nothing happened.
"""

from collections.abc import Iterator

from standfast.dump.instance import weight_text
from standfast.model.node import Node
from standfast.model.snapshot import InterfaceSnapshot, Snapshot
from standfast.model.track import TrackKind
from standfast.units import NS_PER_MS
from standfast.wire.address import format_address

IFF_UP, IFF_BROADCAST, IFF_LOOPBACK, IFF_POINTOPOINT, IFF_RUNNING, IFF_NOARP, IFF_MULTICAST = (
    0x1, 0x2, 0x8, 0x10, 0x40, 0x80, 0x1000,
)  # fmt: skip
_STATES = ((IFF_UP, "UP", "not UP"), (IFF_RUNNING, "RUNNING", "not RUNNING"))
_ODDITIES = (
    (IFF_BROADCAST, False, "no broadcast"), (IFF_LOOPBACK, True, "loopback"),
    (IFF_POINTOPOINT, True, "point to point"), (IFF_NOARP, True, "no arp"), (IFF_MULTICAST, False, "no multicast"),
)  # fmt: skip
_HARDWARE = {1: "ETHERNET", 772: "LOOPBACK", 32: "INFINIBAND"}
_LOOPBACK = 772
_IPV6_LOOPBACK = bytes(15) + b"\1"


def interface_lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield the section."""
    yield "------< Interfaces >------"
    for interface in snapshot.interfaces:
        yield from _interface(interface, snapshot)
        yield from _tracking_lines(interface.name, snapshot)


def _interface(one: InterfaceSnapshot, snapshot: Snapshot) -> Iterator[str]:
    yield f" Name = {one.name}"
    yield f"   index = {one.index}" if one.index else "   index = 0 (deleted)"
    yield from _address_lines(one)
    if len(one.hardware_address) and one.hardware_type != _LOOPBACK:
        yield f"   MAC = {one.hardware_address.hex(':')}"
        yield f"   MAC broadcast = {':'.join(['ff'] * len(one.hardware_address))}"
    words = [yes if one.flags & bit else no for bit, yes, no in _STATES]
    words += [text for bit, wanted, text in _ODDITIES if bool(one.flags & bit) is wanted]
    yield f"   State = {', '.join(words)}"
    yield f"   Seen up = {int(bool(one.flags & IFF_UP))}"
    yield "   Delayed state change running = false"
    delay = next((own for own in snapshot.node.interface_delays if own.interface == one.name), None)
    yield f"   Up debounce timer = {0 if delay is None else delay.up_ns // 1000}us"
    yield f"   Down debounce timer = {0 if delay is None else delay.down_ns // 1000}us"
    vmac = next((own for router in snapshot.routers for own in router.config.vmacs if own.name == one.name), None)
    if vmac is not None:
        parent = next((other for other in snapshot.interfaces if other.name == vmac.parent), None)
        flags = 0 if parent is None else parent.flags
        states = ", ".join(yes if flags & bit else no for bit, yes, no in _STATES)
        yield f"   VMAC type private, underlying interface = {vmac.parent}, state = {states}"
        yield "   I/f created by keepalived"
    yield f"   MTU = {one.mtu}"
    yield f"   HW Type = {_HARDWARE.get(one.hardware_type, f'UNKNOWN ({one.hardware_type})')}"
    yield "   NIC netlink status update"
    yield from _limit_lines(one.name, snapshot.node)
    yield "   Reset ARP config counter 0"
    yield "   Original arp_ignore 0"
    yield "   Original arp_filter 0"
    yield "   Original promote_secondaries 0"
    yield "   Reset promote_secondaries counter 0"


def _address_lines(one: InterfaceSnapshot) -> Iterator[str]:
    for family, length in (("IPv4", 4), ("IPv6", 16)):
        own = [address for address in one.addresses if len(address) == length]
        if length == 16:
            # The link-local one is what VRRP is spoken from.
            own.sort(key=lambda address: address[:1] != b"\xfe")
        # keepalived does not take ::1 for an address of the interface.
        own = [address for address in own if address != _IPV6_LOOPBACK]
        yield f"   {family} address = {format_address(own[0]) if own else '(none)'}"
        if own[1:]:
            yield f"   Additional {family} addresses :"
            yield from (f"     {format_address(address)}" for address in own[1:])


def _limit_lines(name: str, node: Node) -> Iterator[str]:
    for group, limit in enumerate(node.settings.announce_limits):
        if name in limit.interfaces:
            if limit.garp_interval_ns:
                yield f"   Gratuitous ARP interval {limit.garp_interval_ns // NS_PER_MS}ms"
            if limit.gna_interval_ns:
                yield f"   Gratuitous NA interval {limit.gna_interval_ns // NS_PER_MS}ms"
            yield f"   Gratuitous ARP aggregation group {group + 1}"
            return


def _tracking_lines(name: str, snapshot: Snapshot) -> Iterator[str]:
    lines = []
    for router in snapshot.routers:
        config = router.config
        own = config.interface if config.vmac is None else config.vmac.name
        lines += [
            f"     {config.name}, weight {weight_text(tracked)}"
            for tracked in config.tracked
            if tracked.key == (TrackKind.INTERFACE, name)
        ]
        if own == name:
            lines.append(f"     {config.name}, weight {0 if config.track_primary else 255}")
    if lines:
        yield "   Tracking VRRP instances :"
        yield from lines

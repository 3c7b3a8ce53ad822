"""How fit a virtual router is: its effective priority, and the faults that keep it from taking part at all.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading. Pure arithmetic on what was reported.

keepalived's arithmetic (tests/interop/test_tracking.py): a tracked thing with weight 0 is a fault while it is down,
with `reverse` while it is up. A positive weight is added while it is up, a negative one while it is down; with
`reverse` the same is taken away. The number in a file is multiplied by the weight, `reverse` turns the sign; a
product of -254 and less is a fault and changes no priority, and without a weight every number but 0 is a fault. The
sum stays within 1..254; the address owner's priority (255) is never altered, but a fault keeps it out like any other.
"""

from standfast.core.events import InterfaceChanged
from standfast.core.track import Finding, Health
from standfast.model.track import TrackedItem, TrackKind
from standfast.model.virtual_router import VirtualRouter, interfaces_of_route, interfaces_of_rule
from standfast.wire.address import format_address

PRIORITY_MIN = 1
PRIORITY_MAX = 254
# What one file may add; what it takes away is a fault from here on.
FILE_MAX = 253
FILE_FAULT = -254

_NOTHING_YET = Finding(Health.UNKNOWN, "has no result yet")


class Standing:
    """The fitness of one virtual router."""

    __slots__ = (
        "_findings",
        "_links",
        "_own_addresses",
        "at_work",
        "cannot_send",
        "config",
        "interface_address",
        "interface_up",
        "link_local",
        "no_vmac",
    )

    def __init__(self, config: VirtualRouter) -> None:
        self.config = config
        self.interface_up = False
        self.interface_address: bytes | None = None
        self.link_local: bytes | None = None
        # All addresses of the interface, where somebody asks for them.
        self._own_addresses: tuple[bytes, ...] = ()
        # Why advertisements cannot be sent, while that is tried no more.
        self.cannot_send: str | None = None
        # Why the interface of use_vmac could not be made.
        self.no_vmac: str | None = None
        # A router that is at work already (adopted, reloaded) is not held back by a tracker without a result.
        self.at_work = False
        # Most routers have no other interface and track nothing: they have no table either.
        self._links: dict[str, bool] | None = None
        self._findings: dict[tuple[TrackKind, str], Finding] | None = None

    def see(self, interface: InterfaceChanged) -> None:
        """Take in the state of an interface of this router: the one that VRRP is spoken on, or another it needs."""
        name = interface.interface
        if name == self.config.interface:
            self.interface_up = interface.up
            self.interface_address = interface.source_address
            self.link_local = interface.link_local
            self._own_addresses = interface.addresses if self.config.track_source else ()
            return
        if not interface.up and not self.has_seen(name) and any(vmac.name == name for vmac in self.config.vmacs):
            return  # It is only about to be made.
        if self._links is None:
            self._links = {}
        self._links[name] = interface.up

    def has_seen(self, interface: str) -> bool:
        """Whether another interface than the router's own was reported yet."""
        return self._links is not None and interface in self._links

    def report(self, tracked: tuple[TrackKind, str], finding: Finding) -> None:
        """Take in what is known of a tracked thing (TrackedItem.key)."""
        if self._findings is None:
            self._findings = {}
        self._findings[tracked] = finding

    @property
    def source_address(self) -> bytes | None:
        """Where advertisements come from: `mcast_src_ip`, else the interface's own address, if it has one."""
        own = self.link_local if self.config.family == 6 else self.interface_address
        return self.config.source_address or own

    @property
    def priority(self) -> int:
        """The effective priority of this moment."""
        config = self.config
        if not config.tracked or config.is_owner:
            return config.priority
        total = config.priority + sum(self._contribution(tracked) for tracked in config.tracked)
        return min(max(total, PRIORITY_MIN), PRIORITY_MAX)

    @property
    def fault(self) -> str | None:
        """Why the router may not take part, or None. The first cause is told; one is enough."""
        config = self.config
        if config.track_primary and not self.interface_up:
            return f"interface {config.interface} is down"
        if self.source_address is None:
            what = "IPv6 link-local" if config.family == 6 else "IPv4"
            return f"interface {config.interface} has no {what} address to send from"
        if config.track_source and config.source_address not in (None, *self._own_addresses):
            return f"interface {config.interface} does not have the source address any more (track_src_ip)"
        if config.fault_without_peers and config.unicast is not None and not config.unicast.peers:
            return "there is no unicast peer (unicast_fault_no_peer)"
        fault = self.no_vmac or self.cannot_send or self._find_missing_link()
        if fault is not None:
            return fault
        for tracked in config.tracked:
            fault = self._find_tracked_fault(tracked)
            if fault is not None:
                return fault
        return None

    def count_faults(self) -> tuple[int, int]:
        """How many things are a fault now, and how many tracked ones without a result would be one (for dumps)."""
        scripts = [item for item in self.config.tracked if item.kind is TrackKind.SCRIPT and not item.weight]
        unknown = sum(self.finding(script).health is Health.UNKNOWN for script in scripts)
        faults = sum(self._find_tracked_fault(tracked) is not None for tracked in self.config.tracked)
        faults -= 0 if self.at_work else unknown
        if self.config.track_primary and not self.interface_up:
            faults += 1
        return faults + (self.source_address is None), unknown

    def describe_priority(self) -> str:
        """The sum as a person would write it: "100 - 30 (check_nginx) = 70"."""
        parts = [str(self.config.priority)]
        for tracked in self.config.tracked:
            contribution = self._contribution(tracked)
            if contribution:
                parts.append(f"{'-' if contribution < 0 else '+'} {abs(contribution)} ({tracked.name})")
        return f"{' '.join(parts)} = {self.priority}"

    def finding(self, tracked: TrackedItem) -> Finding:
        """What is known of a tracked thing."""
        if tracked.kind is TrackKind.INTERFACE:
            up = self._is_up(tracked.name)
            return Finding(Health.UP if up else Health.DOWN, "is up" if up else "is down")
        if self._findings is None:
            return _NOTHING_YET
        return self._findings.get(tracked.key, _NOTHING_YET)

    def _is_up(self, interface: str) -> bool:
        if interface == self.config.interface:
            return self.interface_up
        return self._links is not None and self._links.get(interface, False)

    def _find_missing_link(self) -> str | None:
        if self._links is None:
            return None
        for address in self.config.all_addresses:
            if address.tracked and self._is_missing(address.interface):
                return f"interface {address.interface} of {format_address(address.address)} is down"
        for route in self.config.routes:
            for name in interfaces_of_route(route) if route.tracked else ():
                if self._is_missing(name):
                    return f"interface {name} of a virtual route is down"
        for rule in self.config.rules:
            for name in interfaces_of_rule(rule) if rule.tracked else ():
                if self._is_missing(name):
                    return f"interface {name} of a virtual rule is down"
        return None

    def _is_missing(self, interface: str) -> bool:
        """Whether an interface that is not our own is known to be down."""
        return self._links is not None and interface != self.config.interface and not self._links.get(interface, True)

    def _find_tracked_fault(self, tracked: TrackedItem) -> str | None:
        finding = self.finding(tracked)
        if tracked.kind is TrackKind.FILE:
            product = self._file_product(tracked, finding)
            bad = product <= FILE_FAULT if tracked.weight else bool(finding.value) != tracked.reverse
            return f"file {tracked.name}: {finding.why}" if bad else None
        if tracked.weight:
            return None
        health = _turn(finding.health, tracked.reverse)
        if health is Health.DOWN:
            but = ", which is a fault (reverse)" if tracked.reverse else ""
            return f"{tracked.kind} {tracked.name} {finding.why}{but}"
        if health is Health.UNKNOWN and not self.at_work:
            return f"{tracked.kind} {tracked.name} has no result yet"
        return None

    def _contribution(self, tracked: TrackedItem) -> int:
        finding = self.finding(tracked)
        if tracked.kind is TrackKind.FILE:
            product = self._file_product(tracked, finding)
            return 0 if product <= FILE_FAULT else min(product, FILE_MAX)
        if finding.health is (Health.UP if tracked.weight > 0 else Health.DOWN):
            return -tracked.weight if tracked.reverse else tracked.weight
        return 0

    def _file_product(self, tracked: TrackedItem, finding: Finding) -> int:
        return finding.value * (-tracked.weight if tracked.reverse else tracked.weight)


def _turn(health: Health, reverse: bool) -> Health:
    if not reverse or health is Health.UNKNOWN:
        return health
    return Health.UP if health is Health.DOWN else Health.DOWN

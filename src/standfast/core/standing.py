"""How fit a virtual router is: its effective priority, and the faults that keep it from taking part at all.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading. Pure arithmetic on what was reported.

keepalived's arithmetic: a tracked thing with weight 0 is a fault while it is down; a positive weight is added while
it is up, a negative one subtracted while it is down, `reverse` inverts up and down; the sum stays within 1..254;
the address owner's priority (255) is never altered, but a fault keeps it out like any other (seen with 2.2.7).
"""

from standfast.core.events import InterfaceChanged
from standfast.core.track import Health
from standfast.model.track import TrackedScript
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.address import format_address

PRIORITY_MIN = 1
PRIORITY_MAX = 254


class Standing:
    """The fitness of one virtual router."""

    def __init__(self, config: VirtualRouter) -> None:
        self.config = config
        self.interface_up = False
        self.interface_address: bytes | None = None
        # Why advertisements cannot be sent, while that is tried no more.
        self.cannot_send: str | None = None
        self._down: set[str] = set()
        # A router that is at work already (adopted, reloaded) is not held back by a script without a result.
        self.at_work = False
        self._health: dict[str, Health] = {}
        self._why: dict[str, str] = {}

    def see(self, interface: InterfaceChanged) -> None:
        """Take in the state of an interface of this router: the one that VRRP is spoken on, or an address's."""
        if interface.interface == self.config.interface:
            self.interface_up = interface.up
            self.interface_address = interface.source_address
        if interface.up:
            self._down.discard(interface.interface)
        else:
            self._down.add(interface.interface)

    def report(self, script: str, health: Health, why: str) -> None:
        """Take in what is known of a tracked script; `why` is a half sentence for the log."""
        self._health[script] = health
        self._why[script] = why

    @property
    def source_address(self) -> bytes | None:
        """Where advertisements come from: `mcast_src_ip`, else the interface's primary address, if it has one."""
        return self.config.source_address or self.interface_address

    @property
    def priority(self) -> int:
        """The effective priority of this moment."""
        if self.config.is_owner:
            return self.config.priority
        total = self.config.priority + sum(self._contribution(tracked) for tracked in self.config.tracked_scripts)
        return min(max(total, PRIORITY_MIN), PRIORITY_MAX)

    @property
    def fault(self) -> str | None:
        """Why the router may not take part, or None. The first cause is told; one is enough."""
        config = self.config
        if not self.interface_up:
            return f"interface {config.interface} is down"
        if self.source_address is None:
            return f"interface {config.interface} has no IPv4 address to send from"
        for address in config.addresses:
            if address.interface in self._down:
                return f"interface {address.interface} of {format_address(address.address)} is down"
        if self.cannot_send is not None:
            return self.cannot_send
        for tracked in config.tracked_scripts:
            if tracked.weight:
                continue
            health = self._effective_health(tracked)
            if health is Health.DOWN:
                return f"script {tracked.name} {self._why[tracked.name] or 'is assumed to fail (init_fail)'}"
            if health is Health.UNKNOWN and not self.at_work:
                return f"script {tracked.name} has no result yet"
        return None

    def describe_priority(self) -> str:
        """The sum as a person would write it: "100 - 30 (check_nginx) = 70"."""
        parts = [str(self.config.priority)]
        for tracked in self.config.tracked_scripts:
            contribution = self._contribution(tracked)
            if contribution:
                parts.append(f"{'-' if contribution < 0 else '+'} {abs(contribution)} ({tracked.name})")
        return f"{' '.join(parts)} = {self.priority}"

    def _effective_health(self, tracked: TrackedScript) -> Health:
        health = self._health.get(tracked.name, Health.UNKNOWN)
        if not tracked.reverse or health is Health.UNKNOWN:
            return health
        return Health.UP if health is Health.DOWN else Health.DOWN

    def _contribution(self, tracked: TrackedScript) -> int:
        health = self._effective_health(tracked)
        if tracked.weight > 0 and health is Health.UP:
            return tracked.weight
        if tracked.weight < 0 and health is Health.DOWN:
            return tracked.weight
        return 0

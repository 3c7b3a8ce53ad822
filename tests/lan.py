"""A lossless LAN on virtual time: hosts whose kernel keeps addresses, each with a Director that may die or hang.

Rules: packets arrive at once and in order, timers fire when they are due, leases end to the nanosecond; what a host
does wrong by itself (see `Host.tell`) is an AssertionError at the moment it happens.
"""

from collections import deque
from dataclasses import dataclass, field

from samples import INTERFACE, VIP, VRID, script
from standfast.core.director import Director, PredecessorRecord, StartFacts
from standfast.core.effects import (
    AddAddresses,
    Effect,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    StartScript,
)
from standfast.core.events import (
    AddressRemoved,
    AdvertisementReceived,
    Event,
    InterfaceChanged,
    ScriptFinished,
    StopRequested,
)
from standfast.core.transitions import State
from standfast.model.node import Node
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import decode_advertisement

SCRIPT_TAKES_NS = 10 * NS_PER_MS
BEGIN_NS = 100 * NS_PER_S


@dataclass
class Host:
    """One node. Without a director its daemon is dead or stopped; `lease_ends_ns` is what its kernel holds."""

    address: bytes
    config: VirtualRouter
    director: Director | None = None
    linked: bool = True
    healthy: bool = True
    paused: bool = False
    lease_ends_ns: int | None = None
    record: PredecessorRecord | None = None
    # What the sockets hold for the daemon, with the time it arrives at the earliest.
    inbox: deque[tuple[int, Event]] = field(default_factory=deque)

    @property
    def state(self) -> State:
        """The virtual router's state; a dead daemon's is INIT."""
        machine = self.director.routers.get(self.config.key) if self.director else None
        return machine.state if machine else State.INIT

    @property
    def runs(self) -> bool:
        """Whether the daemon is there and awake."""
        return self.director is not None and not self.paused

    @property
    def interface(self) -> InterfaceChanged:
        """What the kernel says of the interface."""
        return InterfaceChanged(INTERFACE, self.linked, self.address)

    def next_ns(self) -> int | None:
        """When something happens here by itself."""
        times = [self.lease_ends_ns]
        if self.runs and self.director is not None:
            times += [self.director.next_deadline_ns, *(at_ns for at_ns, _ in self.inbox)]
        return min((at_ns for at_ns in times if at_ns is not None), default=None)

    def deliver(self, event: Event, at_ns: int) -> None:
        """Have the daemon, if there is one, read this at that time, after what it has to read until then."""
        if self.director is not None:
            position = sum(before_ns <= at_ns for before_ns, _ in self.inbox)
            self.inbox.insert(position, (at_ns, event))

    def check(self, effects: tuple[Effect, ...]) -> None:
        """Only a MASTER speaks with a priority, and only a MASTER adds the address.

        What comes before the removal of the addresses was said by the MASTER that gave way.
        """
        removals = [place for place, effect in enumerate(effects) if isinstance(effect, RemoveAddresses)]
        if self.state is not State.MASTER and removals:
            effects = effects[removals[-1] :]
        speaks = any(
            isinstance(effect, AddAddresses | RenewLeases)
            or (isinstance(effect, SendAdvertisement) and decode_advertisement(effect.payload).priority > 0)
            for effect in effects
        )
        assert not speaks or self.state is State.MASTER, f"{self.state} speaks as MASTER: {effects}"


class Lan:
    """Hosts that hear each other; `now_ns` is everybody's clock."""

    def __init__(self, hosts: list[Host]) -> None:
        self.hosts = hosts
        self.now_ns = BEGIN_NS
        self._two_holders_since_ns: int | None = None

    def start(self, host: Host) -> None:
        """Start the daemon of a host on which none runs."""
        tracks = [script(line.name, weight=line.weight) for line in host.config.tracked_scripts]
        host.inbox.clear()
        host.director = Director(Node("node", (host.config,), tuple(tracks)))
        left = {(INTERFACE, VIP.address, VIP.prefix_length)} if host.lease_ends_ns is not None else set()
        records = () if host.record is None else (host.record,)
        effects = host.director.start(StartFacts((host.interface,), frozenset(left), records), self.now_ns)
        self._carry_out(host, effects)

    def stop(self, host: Host) -> None:
        """SIGTERM."""
        self._feed(host, StopRequested("SIGTERM"))
        host.director = None

    def crash(self, host: Host) -> None:
        """SIGKILL: the kernel keeps what it has."""
        host.director, host.paused = None, False

    def resume(self, host: Host) -> None:
        """SIGCONT: the loop reads its sockets first."""
        host.paused = False
        self._settle()

    def link(self, host: Host, *, up: bool) -> None:
        """Plug the cable in or out."""
        host.linked = up
        host.deliver(host.interface, self.now_ns)
        self._settle()

    def wait(self, duration_ns: int) -> None:
        """Let time pass, event by event."""
        end_ns = self.now_ns + duration_ns
        while True:
            due = [at_ns for host in self.hosts if (at_ns := host.next_ns()) is not None and at_ns <= end_ns]
            if not due:
                break
            self.now_ns = max(self.now_ns, min(due))
            self._settle()
        self.now_ns = end_ns
        self._watch_holders()

    def holders(self) -> list[Host]:
        """The hosts whose kernel has the virtual address."""
        return [host for host in self.hosts if host.lease_ends_ns is not None]

    def _settle(self) -> None:
        """Do all that is due now."""
        for host in self.hosts:
            if host.lease_ends_ns is not None and host.lease_ends_ns <= self.now_ns:
                self._lose_address(host)
        while any(host.runs and host.inbox and host.inbox[0][0] <= self.now_ns for host in self.hosts):
            for host in self.hosts:
                self._read(host)
        for host in self.hosts:
            self._fire(host)
        for host in self.hosts:
            held = host.lease_ends_ns is not None
            assert not host.runs or held == (host.state is State.MASTER), (
                f"{host.state} with the address held: {held}"
            )
        self._watch_holders()

    def _read(self, host: Host) -> None:
        while host.runs and host.inbox and host.inbox[0][0] <= self.now_ns:
            self._feed(host, host.inbox.popleft()[1])

    def _fire(self, host: Host) -> None:
        if not host.runs or host.director is None:
            return
        due_ns = host.director.next_deadline_ns
        if due_ns is None or due_ns > self.now_ns:
            assert host.director.handle_timer(self.now_ns) == (), "an early timer did something"
            return
        effects = host.director.handle_timer(self.now_ns)
        after_ns = host.director.next_deadline_ns
        assert after_ns is None or after_ns > self.now_ns, "a deadline stays in the past: the loop would spin"
        self._carry_out(host, effects)

    def _feed(self, host: Host, event: Event) -> None:
        assert host.director is not None
        self._carry_out(host, host.director.handle(event, self.now_ns))

    def _carry_out(self, host: Host, effects: tuple[Effect, ...]) -> None:
        host.check(effects)
        for effect in effects:
            match effect:
                case SendAdvertisement():
                    self._send(host, effect)
                case AddAddresses() | RenewLeases():
                    assert effect.lease_s is not None
                    host.lease_ends_ns = self.now_ns + effect.lease_s * NS_PER_S
                case RemoveAddresses() if host.lease_ends_ns is not None:
                    self._lose_address(host)
                case SaveState():
                    host.record = PredecessorRecord(INTERFACE, VRID, effect.master, effect.last_advert_ns)
                case StartScript():
                    end = ScriptFinished(effect.script.name, int(not host.healthy), None)
                    host.deliver(end, self.now_ns + SCRIPT_TAKES_NS)

    def _send(self, sender: Host, effect: SendAdvertisement) -> None:
        if not sender.linked:
            return
        advertisement = decode_advertisement(effect.payload)
        packet = AdvertisementReceived(INTERFACE, effect.source, 255, advertisement)
        for host in self.hosts:
            if host is not sender and host.linked:
                host.deliver(packet, self.now_ns)

    def _lose_address(self, host: Host) -> None:
        host.lease_ends_ns = None
        host.deliver(AddressRemoved(INTERFACE, VIP.address, VIP.prefix_length), self.now_ns)

    def _watch_holders(self) -> None:
        if len(self.holders()) < 2:
            self._two_holders_since_ns = None
            return
        if self._two_holders_since_ns is None:
            self._two_holders_since_ns = self.now_ns
        # A dead or hanging daemon's address outlives it by its lease, and no longer.
        lease_ns = self.hosts[0].config.lease_s * NS_PER_S
        assert self.now_ns - self._two_holders_since_ns <= lease_ns, "two holders for more than a lease"

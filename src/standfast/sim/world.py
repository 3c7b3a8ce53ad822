"""The simulated world: virtual time, the hosts, the network between them, and who watches.

Rules: one queue of things to do, in order of time and then of coming; nothing here reads a clock, and all chance
comes from generators that are seeded by the scenario's seed, one for each host and one for the network, so that one
host's luck does not change another's.
"""

from collections import Counter
from collections.abc import Callable
from heapq import heappop, heappush
from random import Random
from typing import Any

from standfast.core.effects import SendAdvertisement
from standfast.sim.faults import apply
from standfast.sim.host import Host
from standfast.sim.neighbours import Neighbours
from standfast.sim.network import IP_LENGTH, Network, Packet, is_for, read_sent
from standfast.sim.scenario import Scenario, address_pool
from standfast.sim.story import Story
from standfast.sim.watch import Watch


class World:
    """One simulation in its course."""

    def __init__(self, scenario: Scenario, story: Story | None = None) -> None:
        self.scenario = scenario
        self.story = story
        self.now_ns = 0
        # When something happened last that no invariant about all hosts holds across.
        self.disturbed_ns = 0
        self.counts: Counter[str] = Counter()
        # How many changes of state there were.
        self.changes = 0
        self._queue: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = 0
        self.random = Random(f"{scenario.seed} network")
        self.network = Network(scenario, self.random)
        self.watch = Watch(self)
        self.neighbours = Neighbours(self)
        self.sent: list[tuple[int, SendAdvertisement]] = []
        self.hosts = {
            plan.number: Host(plan, self, Random(f"{scenario.seed} {plan.number}")) for plan in scenario.hosts
        }
        # All addresses that each virtual router may have, whatever a reload makes of its list.
        self.pools = {key: address_pool(place, key[2]) for place, key in enumerate(scenario.keys)}
        for key, pool in self.pools.items():
            self.watch.lan.learn(key, frozenset(address.address for address in pool))

    def begin(self) -> None:
        """Plan the start of each host and each step."""
        for host in self.hosts.values():
            self.at(host.plan.starts_ns, host.start)
        for step in self.scenario.steps:
            self.at(step.at_ns, apply, self, step)

    # -- time

    def at(self, at_ns: int, action: Callable[..., None], *arguments: object) -> None:
        """Have something done at that time, after all that is to be done then already."""
        self._order += 1
        heappush(self._queue, (at_ns, self._order, action, arguments))

    def run_until(self, end_ns: int) -> None:
        """Let time pass. Raises InvariantError as soon as an invariant does not hold."""
        queue, lan = self._queue, self.watch.lan
        while queue and queue[0][0] <= end_ns:
            at_ns, _, action, arguments = heappop(queue)
            if lan.overlaps:
                lan.check_overlaps(at_ns)
            self.now_ns = at_ns
            action(*arguments)
        if lan.overlaps:
            lan.check_overlaps(end_ns)
        self.now_ns = end_ns

    # -- what the parts report

    def tell(self, who: str, what: str) -> None:
        """Add a line to the story, if somebody wants it."""
        if self.story is not None:
            self.story.tell(self.now_ns, who, what)

    def count(self, what: str) -> None:
        """Count what was seen, so that a run can show what its seeds came to."""
        self.counts[what] += 1

    def disturb(self) -> None:
        """Something happened that no invariant about all hosts holds across."""
        self.disturbed_ns = self.now_ns

    # -- packets

    def send(self, sender: Host, effect: SendAdvertisement) -> None:
        """Bring an advertisement to all that it is meant for."""
        self.sent.append((sender.number, effect))
        packet = read_sent(effect)
        for receiver in self.hosts.values():
            if receiver is not sender and is_for(receiver, effect.destination):
                self._transmit(sender.number, receiver, effect, packet)

    def _transmit(self, sender: int, receiver: Host, effect: SendAdvertisement, packet: Packet) -> None:
        network = self.network
        delays = network.arrivals(sender, receiver.number, self.now_ns)
        if not delays:
            if network.losing:
                self.disturb()
            return
        valid = True
        if network.corrupting:
            # A damaged IP header would be dropped by the kernel.
            payload = network.damage(effect.payload, IP_LENGTH if effect.whole_packet else 0)
            if payload != effect.payload:
                packet = read_sent(effect, payload)
                network.lost_ns[sender][receiver.number] = self.now_ns
                self.disturb()
                valid = False
        for delay_ns in delays:
            self.at(self.now_ns + delay_ns, self._arrive, sender, receiver, packet, valid)

    def _arrive(self, sender: int, receiver: Host, packet: Packet, valid: bool) -> None:
        if not self.network.is_plugged(receiver.number) or receiver.switched_off:
            self.network.lost_ns[sender][receiver.number] = self.now_ns
            self.disturb()
            return
        receiver.receive(packet, valid)

    def lose(self, source: bytes, receiver: Host) -> None:
        """A packet that was not new came to nothing."""
        for sender in self.hosts.values():
            if source in (sender.plan.source_address, sender.plan.link_local):
                self.network.lost_ns[sender.number][receiver.number] = self.now_ns
        self.disturb()

    def inject(self, receiver: Host, packet: Packet, *, valid: bool) -> None:
        """Bring a packet of nobody's to one host, at once."""
        if self.network.is_plugged(receiver.number) and not receiver.switched_off:
            if valid:
                receiver.disturb()
            receiver.receive(packet, valid)

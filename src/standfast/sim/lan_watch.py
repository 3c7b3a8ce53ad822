"""The invariants that concern several hosts at once: who holds an address, and for how long nobody does.

Rules: `delta` is one-way delay plus processing, D the master-down interval, as in the checklist. Both bounds count
from the last disturbance that concerns them: a partition, a lost packet, a stall or a death is no reason to complain,
but one interval after it the protocol has to have done its work.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from standfast.core.transitions import State
from standfast.model.virtual_router import RouterKey, VirtualAddress
from standfast.sim.kernel import Held
from standfast.sim.violation import InvariantError
from standfast.units import ns_to_seconds_text

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.seat import Seat
    from standfast.sim.world import World

I1 = "I1 one holder"
I3 = "I3 no gap"


class LanWatch:
    """Who holds the addresses of each virtual router."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._router_of: dict[bytes, RouterKey] = {}
        self.holders: dict[RouterKey, dict[int, int]] = {}
        self._headless_ns: dict[RouterKey, int] = {}
        # Whether any virtual router has two holders: asked before each event.
        self.overlaps = False

    def learn(self, key: RouterKey, addresses: frozenset[bytes]) -> None:
        """These addresses may come to belong to this virtual router."""
        self.holders[key] = {}
        self._headless_ns[key] = 0
        self._router_of.update(dict.fromkeys(addresses, key))

    def router_of(self, address: bytes) -> RouterKey:
        """Whose address it is."""
        return self._router_of[address]

    def is_virtual(self, address: bytes) -> bool:
        """Whether it is a virtual router's address; else it is a host's own."""
        return address in self._router_of

    def concerns(self, addresses: Sequence[VirtualAddress], key: RouterKey) -> bool:
        """Whether one of these addresses is this virtual router's."""
        router_of = self._router_of
        return any(router_of.get(address.address) == key for address in addresses)

    def holds(self, host: "Host", key: RouterKey) -> bool:
        """Whether the host's kernel has an address of this router that the daemon put there."""
        return host.number in self.holders[key]

    def address_changed(self, host: "Host", held: Held, there: bool) -> None:
        """An address came to a host or left it."""
        key = self._router_of[held.address.address]
        holders = self.holders[key]
        if there:
            if not holders:
                self._end_of_gap(key)
            holders.setdefault(host.number, self._world.now_ns)
        elif not self._holds_more(host, key) and holders.pop(host.number, None) is not None and not holders:
            self._headless_ns[key] = self._world.now_ns
        self.overlaps = any(len(holders) > 1 for holders in self.holders.values())

    def _holds_more(self, host: "Host", key: RouterKey) -> bool:
        held = host.kernel.held.items()
        return any(self._router_of[place[1]] == key and not other.by_hand for place, other in held)

    # -- I1

    def check_overlaps(self, now_ns: int) -> None:
        """Two hosts that hear each other hold an address for no longer than interval + delta."""
        for key, holders in self.holders.items():
            for first, second in combinations(holders, 2):
                self._check_pair(self._world.hosts[first].seats[key], self._world.hosts[second].seats[key], now_ns)

    def _check_pair(self, one: "Seat", other: "Seat", now_ns: int) -> None:
        world = self._world
        if not (one.host.runs and other.host.runs):
            return
        strong, weak = (one, other) if _strength(one) > _strength(other) else (other, one)
        sender, receiver = strong.host, weak.host
        if not world.network.connects(sender.number, receiver.number) or sender.sending_fails:
            return
        since_ns = max(
            self.holders[strong.key][sender.number],
            self.holders[strong.key][receiver.number],
            sender.disturbed_ns,
            receiver.disturbed_ns,
            world.network.lost_ns[sender.number][receiver.number],
        )
        bound_ns = strong.config.advert_interval_ns + world.scenario.delta_ns
        if now_ns - since_ns > bound_ns:
            names = f"{sender.plan.name} and {receiver.plan.name}"
            raise InvariantError(
                I1,
                f"{names} hear each other and both hold the addresses of {strong.config.name} for "
                f"{ns_to_seconds_text(now_ns - since_ns)} s; interval + delta is {ns_to_seconds_text(bound_ns)} s",
            )

    # -- I3

    def _end_of_gap(self, key: RouterKey) -> None:
        world = self._world
        if any(host.seats[key].missing_ns is not None for host in world.hosts.values()):
            return  # That is no gap but a repair, which has a bound of its own.
        since_ns = max(self._headless_ns[key], world.disturbed_ns)
        waits = [
            max(one.patience.wait_ns(one.config, one.priority) for one in (seat, *seat.siblings))
            for host in world.hosts.values()
            if (seat := host.seats[key]).state in (State.BACKUP, State.MASTER)
            and (host.runs and host.is_plugged and not seat.held)
        ]
        if not waits:
            return
        gap_ns, bound_ns = world.now_ns - since_ns, min(waits) + world.scenario.delta_ns
        if gap_ns > bound_ns:
            raise InvariantError(
                I3,
                f"nobody held the addresses of {key} for {ns_to_seconds_text(gap_ns)} s although a healthy host was "
                f"there; D (after priority 0: skew) + delta is {ns_to_seconds_text(bound_ns)} s",
            )


def _strength(seat: "Seat") -> tuple[int, bytes]:
    return (seat.said_priority, seat.source)

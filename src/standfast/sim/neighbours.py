"""What the neighbours on the LAN have learnt: which host has which address (ARP, neighbour discovery).

Rules: the last announcement that got out wins, as in a switch and in a neighbour's cache. Nobody asks again here, so
an announcement that is forgotten stays forgotten; real neighbours would find out after some seconds or minutes.
"""

from typing import TYPE_CHECKING

from standfast.core.transitions import State
from standfast.model.virtual_router import VirtualAddress
from standfast.sim.violation import InvariantError
from standfast.units import NS_PER_MS

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.seat import Seat
    from standfast.sim.world import World

NEIGHBOURS = "neighbours"
# A MASTER does not answer claims more often than that, but it answers the last.
ANSWER_NS = 500 * NS_PER_MS


class Neighbours:
    """The caches of all others on the LAN, as one."""

    def __init__(self, world: "World") -> None:
        self._world = world
        # Who announced an address last, and when.
        self._learnt: dict[bytes, tuple[int, int]] = {}
        # Addresses that one of several MASTERs left without a word that got to everybody: the others cannot know.
        self._misled: set[bytes] = set()

    def announce(self, host: "Host", addresses: tuple[VirtualAddress, ...]) -> None:
        """A host says that these addresses are its own."""
        network = self._world.network
        if not network.is_plugged(host.number) or network.mute[host.number] or host.switched_off:
            return
        lan = self._world.watch.lan
        if not lan.is_virtual(addresses[0].address):
            return  # Its own address, so that unicast peers find it.
        for address in addresses:
            self._learnt[address.address] = (host.number, self._world.now_ns)
            self._misled.discard(address.address)
        host.seats[lan.router_of(addresses[0].address)].announced = True

    def left_silently(self, seat: "Seat") -> None:
        """A MASTER died, or found itself late: it says nothing."""
        self._mislead(seat)

    def left(self, seat: "Seat") -> None:
        """A MASTER became something else; did everybody hear it say so?"""
        world = self._world
        after_ns = world.now_ns + world.scenario.delay_max_ns
        world.at(after_ns, self._ask_who_heard, seat, world.now_ns, self._reaches_all(seat))

    def _reaches_all(self, seat: "Seat") -> bool:
        connects, host = self._world.network.connects, seat.host
        others = [other for other in self._world.hosts if other != host.number]
        return not (host.sending_fails or host.switched_off) and all(connects(host.number, one) for one in others)

    def _ask_who_heard(self, seat: "Seat", left_ns: int, reached: bool) -> None:
        lost_ns = self._world.network.lost_ns[seat.host.number]
        if not reached or not self._reaches_all(seat) or any(at_ns >= left_ns for at_ns in lost_ns):
            self._mislead(seat)

    def _mislead(self, seat: "Seat") -> None:
        self._misled.update(address.address for address in self._world.pools[seat.key])

    def check(self, seat: "Seat") -> None:
        """The neighbours send to the MASTER, if it could ever tell them to, ANSWER_NS after another one's word."""
        if seat.state is not State.MASTER or not seat.announced:
            return
        own = seat.host.number
        for address in seat.config.all_addresses:
            learnt, at_ns = self._learnt.get(address.address, (own, 0))
            answered = self._world.now_ns > at_ns + ANSWER_NS
            if learnt != own and answered and address.address not in self._misled:
                other = self._world.hosts[learnt].name
                text = f"{seat.host.name} is MASTER, and the neighbours go on sending to {other}"
                raise InvariantError(NEIGHBOURS, text)

"""The invariants of what a host's kernel holds: the addresses of a MASTER, and nobody else's.

Rules: as in watch.py. An address that somebody deletes may be missing for REPAIR_NS (I6); a lease may run out only
when nobody is there to renew it.
"""

from typing import TYPE_CHECKING

from standfast.core.transitions import State
from standfast.model.virtual_router import RouterKey, VirtualAddress
from standfast.sim.kernel import Held
from standfast.sim.lan_watch import LanWatch
from standfast.sim.patience import fence_ns_of, master_down_ns
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError
from standfast.units import NS_PER_MS, NS_PER_US
from standfast.wire.address import format_address

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.world import World

I4 = "I4 no leak"
I6 = "I6 truth"
LEASE = "lease"
ACCEPT = "no_accept"

REPAIR_NS = 100 * NS_PER_MS
NEWS_NS = 200 * NS_PER_US


class AddressWatch:
    """Compares the kernels with the states."""

    def __init__(self, world: "World", lan: LanWatch) -> None:
        self._world = world
        self._lan = lan

    def check(self, seat: Seat) -> None:
        """The kernel has the addresses if the state says so, and else has none."""
        host = seat.host
        if seat.state is not State.MASTER:
            if self._lan.holds(host, seat.key):
                raise InvariantError(I4, f"{host.name} is {seat.state} and keeps an address of {seat.config.name}")
        elif seat.missing_ns is None and not _holds_all(host, seat):
            raise InvariantError(I6, f"{host.name} is MASTER without all of its addresses")

    def address_changed(self, host: "Host", held: Held, there: bool) -> None:
        """The kernel has one address more or less."""
        self._lan.address_changed(host, held, there)
        address = held.address.address
        if there and host.director is not None and _keeps_closed(host.seats[self._lan.router_of(address)]):
            self._check_closed(host, address)

    def opened(self, host: "Host", key: RouterKey, addresses: tuple[VirtualAddress, ...]) -> None:
        """Nothing keeps these addresses from being reached any more: they are gone, or there is no reason to."""
        seat = host.seats[key]
        if seat.machine is not None and _keeps_closed(seat):
            for address in addresses:
                if (address.interface, address.address) in host.kernel.held:
                    self._check_closed(host, address.address)

    def _check_closed(self, host: "Host", address: bytes) -> None:
        if address not in host.blocked:
            text = f"{format_address(address)} of {host.name} can be reached in spite of no_accept"
            raise InvariantError(ACCEPT, text)

    def expired(self, host: "Host", held: Held) -> None:
        """A lease ran out."""
        seat = host.seats[self._lan.router_of(held.address.address)]
        last_ns = seat.last_advert_local_ns
        fence_ns = fence_ns_of(seat.config)
        if host.runs and seat.state is State.MASTER and last_ns is not None and host.now_ns - last_ns <= fence_ns:
            raise InvariantError(LEASE, f"the lease of {host.name} ran out while it was MASTER and at work")
        self._world.count("a lease ran out")

    def died(self, host: "Host") -> None:
        """A daemon was killed: its leases outlive the wait of the slowest backup, so that no gap comes first."""
        for seat in host.seats.values():
            config, said_ns = seat.config, seat.last_advert_ns
            if seat.state is not State.MASTER or not config.lease:
                continue
            due_ns = said_ns + master_down_ns(config, 1)
            for address in config.all_addresses:
                held = host.kernel.held.get((address.interface, address.address))
                if held is not None and held.expires_ns is not None and held.expires_ns < due_ns:
                    raise InvariantError(LEASE, f"a lease of {host.name} ends before a backup can have taken over")

    def deleted(self, host: "Host", key: RouterKey) -> None:
        """Somebody deleted an address of this router: the time for its repair runs."""
        seat = host.seats[key]
        if seat.state is State.MASTER:
            seat.missing_ns = self._world.now_ns
            bound_ns = REPAIR_NS + NEWS_NS + self._world.scenario.lateness_max_ns
            self._world.at(self._world.now_ns + bound_ns, self._check_repair, seat, host.life, self._world.now_ns)

    def _check_repair(self, seat: Seat, life: int, deleted_ns: int) -> None:
        host = seat.host
        if seat.missing_ns != deleted_ns:
            return  # Somebody has deleted it again, and the time runs anew.
        seat.missing_ns = None
        if host.life != life or not host.runs or seat.state is not State.MASTER or host.disturbed_ns >= deleted_ns:
            return
        if not _holds_all(host, seat):
            raise InvariantError(I6, f"{host.name} does not put an address back that somebody deleted")
        self._world.count("repaired an address")


def _holds_all(host: "Host", seat: Seat) -> bool:
    held = host.kernel.held
    return all((address.interface, address.address) in held for address in seat.config.all_addresses)


def _keeps_closed(seat: Seat) -> bool:
    """Whether nothing but a ping of the neighbours may reach the addresses: `no_accept`, unless they are its own."""
    return not seat.config.accept and not seat.config.is_owner

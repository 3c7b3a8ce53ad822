"""A host's kernel as far as the daemon sees it: its addresses, their leases, and news of what was removed.

Rules: knows nothing of VRRP. As measured on Linux, a lease ends up to LATEST_EXPIRY_NS after its time, because the
kernel batches expiry; adding an address that is there already sets its life anew. Time is the kernel's own: while a
virtual machine is paused it stands still (`sleep`).
"""

from collections.abc import Callable, Iterable
from random import Random

from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_MS, NS_PER_S

LATEST_EXPIRY_NS = 1250 * NS_PER_MS

Place = tuple[str, bytes]


class Held:
    """One address on an interface."""

    __slots__ = ("address", "by_hand", "expires_ns", "leaves_ns")

    def __init__(self, address: VirtualAddress, expires_ns: int | None, *, by_hand: bool = False) -> None:
        self.address = address
        self.by_hand = by_hand
        # The end of the lease, and when the kernel gets to removing it: known only once the lease has ended.
        self.expires_ns = expires_ns
        self.leaves_ns: int | None = None


class Kernel:
    """The addresses of one host besides its own. `on_change` is called with each place whose address came or went."""

    __slots__ = ("_on_change", "_random", "_wake", "_wake_ns", "held")

    def __init__(self, random: Random, wake: Callable[[int], None], on_change: Callable[[Held, bool], None]) -> None:
        self.held: dict[Place, Held] = {}
        self._random = random
        self._wake = wake
        self._wake_ns: int | None = None
        self._on_change = on_change

    def hold(self, addresses: Iterable[VirtualAddress], lease_s: int | None, now_ns: int) -> None:
        """Add addresses, or set the life of those that are there."""
        expires_ns = None if lease_s is None else now_ns + lease_s * NS_PER_S
        for address in addresses:
            place = (address.interface, address.address)
            held = self.held.get(place)
            if held is None:
                held = self.held[place] = Held(address, expires_ns)
                self._on_change(held, True)
            else:
                held.expires_ns, held.leaves_ns = expires_ns, None
                if held.by_hand:
                    held.by_hand = False
                    self._on_change(held, True)
        if expires_ns is not None and self._wake_ns is None:
            self._wake_at(expires_ns)

    def add_by_hand(self, address: VirtualAddress) -> bool:
        """Add an address for ever, as an administrator would. Return whether it was not there."""
        place = (address.interface, address.address)
        if place in self.held:
            return False
        self.held[place] = Held(address, None, by_hand=True)
        return True

    def remove(self, addresses: Iterable[VirtualAddress]) -> list[VirtualAddress]:
        """Remove addresses; return those that were there."""
        gone = [self.held.pop((address.interface, address.address), None) for address in addresses]
        for held in gone:
            if held is not None:
                self._on_change(held, False)
        return [held.address for held in gone if held is not None]

    def expire(self, now_ns: int) -> list[Held]:
        """Remove what has outlived its lease, as late as the kernel likes; return what is gone now."""
        if self._wake_ns is None or now_ns < self._wake_ns:
            return []
        self._wake_ns = None
        gone = []
        for place, held in list(self.held.items()):
            if held.expires_ns is None or now_ns < held.expires_ns:
                continue
            if held.leaves_ns is None:
                held.leaves_ns = held.expires_ns + self._random.randrange(LATEST_EXPIRY_NS)
            if now_ns >= held.leaves_ns:
                del self.held[place]
                self._on_change(held, False)
                gone.append(held)
        due = [held.leaves_ns or held.expires_ns for held in self.held.values() if held.expires_ns is not None]
        if due:
            self._wake_at(min(at_ns for at_ns in due if at_ns is not None))
        return gone

    def sleep(self, duration_ns: int) -> None:
        """The machine was paused for so long, and the kernel's time with it."""
        for held in self.held.values():
            if held.expires_ns is not None:
                held.expires_ns += duration_ns
            if held.leaves_ns is not None:
                held.leaves_ns += duration_ns
        if self._wake_ns is not None:
            self._wake_at(self._wake_ns + duration_ns)

    def _wake_at(self, at_ns: int) -> None:
        self._wake_ns = at_ns
        self._wake(at_ns)

"""A machine: its kernel, its clock, its network card, and what a daemon on it can find out.

Rules: it knows nothing of VRRP. Conditions are counts, so that faults which overlap end on their own. What changes is
reported as events, as linux/ would report it.
"""

from random import Random
from typing import TYPE_CHECKING

from standfast.core.events import AddressRemoved, Event, FileChanged, InterfaceChanged, ProcessesChanged
from standfast.core.predecessor import PredecessorRecord, StartFacts
from standfast.model.node import Node
from standfast.model.route import Route
from standfast.model.rule import Rule
from standfast.model.virtual_router import RouterKey, VirtualAddress
from standfast.sim.clusters import FILE, PROCESS
from standfast.sim.kernel import Held, Kernel
from standfast.sim.scenario import INTERFACE, HostPlan
from standfast.units import NS_PER_S, NS_PER_US

if TYPE_CHECKING:
    from standfast.sim.world import World

# How long the kernel's news take to the daemon.
NEWS_NS = 200 * NS_PER_US
# The time of day at 0: 14 November 2023.
WALL_NS = 1_700_000_000 * NS_PER_S


class Machine:
    """One machine on the LAN; `report` brings news to whoever runs on it."""

    def __init__(self, plan: HostPlan, world: "World", random: Random) -> None:
        self.plan = plan
        self.number = plan.number
        self.name = plan.name
        self.world = world
        self.random = random
        self.clock_ns = plan.clock_ns
        self.kernel = Kernel(random, self._wake_kernel, self.note_address)
        self.frozen = self.sending_fails = self.switched_off = 0
        # What is tracked on it: a script that fails or hangs, a process that is gone, the number in a file.
        self.failing = self.hanging = self.gone = self.file_value = 0
        # Addresses that nothing may reach (`no_accept`).
        self.blocked: set[bytes] = set()
        # Virtual routes and rules in the kernel's tables, with the virtual router that they belong to.
        self.entries: set[tuple[RouterKey | None, Route | Rule]] = set()
        self.records: dict[RouterKey, PredecessorRecord] = {}
        self.disturbed_ns = 0

    @property
    def now_ns(self) -> int:
        """What its clock shows."""
        return self.world.now_ns + self.clock_ns

    @property
    def is_plugged(self) -> bool:
        """Whether the interface is on and has a carrier."""
        return not self.switched_off and not self.world.network.down[self.number]

    @property
    def interface(self) -> InterfaceChanged:
        """What the kernel says of the interface."""
        source, link_local = self.plan.source_address, self.plan.link_local
        if self.switched_off:
            return InterfaceChanged(INTERFACE, False, source, None, (source,))
        return InterfaceChanged(INTERFACE, self.is_plugged, source, link_local, (source, link_local))

    def tell(self, what: str) -> None:
        """Add a line to the story, if somebody wants it."""
        if self.world.story is not None:
            self.world.story.tell(self.world.now_ns, self.name, what)

    def disturb(self) -> None:
        """Something happened here that no invariant holds across."""
        self.disturbed_ns = self.world.now_ns
        self.world.disturb()

    def read_wall_clock(self) -> int:
        """What has to be added to the clock to get the time of day."""
        return WALL_NS + self.plan.wall_error_ns - self.clock_ns

    def look_around(self, node: Node, wall_offset_ns: int) -> StartFacts:
        """What a daemon that starts finds."""
        places = frozenset(
            (held.address.interface, held.address.address, held.address.prefix_length)
            for held in self.kernel.held.values()
        )
        return StartFacts(
            (self.interface,),
            places,
            tuple(self.records.values()),
            wall_offset_ns=wall_offset_ns,
            seed=self.random.randrange(1 << 32),
            files=(FileChanged(FILE, self.file_value),) if node.files else (),
            processes=(ProcessesChanged(PROCESS, 0 if self.gone else 1),) if node.processes else (),
        )

    # -- news

    def report(self, event: Event) -> None:
        """Somebody who runs on the machine gets news, in a moment."""
        raise NotImplementedError

    def report_interface(self) -> None:
        """The kernel tells the daemon of its interface."""
        self.disturb()
        self.report(self.interface)

    def lose_address(self, address: VirtualAddress) -> None:
        """The kernel tells the daemon that an address is gone."""
        self.report(AddressRemoved(address.interface, address.address, address.prefix_length))

    # -- the kernel

    def _wake_kernel(self, at_ns: int) -> None:
        self.world.at(at_ns, self._expire)

    def _expire(self) -> None:
        if self.frozen:
            return
        for held in self.kernel.expire(self.world.now_ns):
            self.note_expiry(held)
            self.lose_address(held.address)

    def note_expiry(self, held: Held) -> None:
        """A lease ran out."""
        raise NotImplementedError

    def note_address(self, held: Held, there: bool) -> None:
        """The kernel has one address more or less."""
        raise NotImplementedError

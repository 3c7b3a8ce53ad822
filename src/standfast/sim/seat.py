"""One host's part in one virtual router, as the watch remembers it: what it was, said and held until now.

Rules: times whose names end in `_local_ns` are of the host's clock, the others of the simulation.
"""

from typing import TYPE_CHECKING

from standfast.core.events import AdvertisementReceived
from standfast.core.transitions import State
from standfast.model.virtual_router import RouterKey, VirtualRouter
from standfast.sim.memory import Memory
from standfast.sim.patience import Patience

if TYPE_CHECKING:
    from standfast.core.virtual_router import VirtualRouterMachine
    from standfast.sim.host import Host


class Seat:
    """What is known of one virtual router on one host."""

    __slots__ = (
        "_last_config", "announced", "entries_missing_ns", "held", "host", "key", "last_advert_local_ns",
        "last_advert_ns", "memory", "missing_ns", "patience", "priority", "priority_changed_local_ns",
        "said_priority", "siblings", "state", "to_check",
    )  # fmt: skip

    def __init__(self, host: "Host", config: VirtualRouter) -> None:
        self.host = host
        self.key: RouterKey = config.key
        self._last_config = config
        self.state = State.INIT
        self.patience = Patience()
        self.memory = Memory()
        # The other members of its sync group.
        self.siblings: tuple[Seat, ...] = ()
        # The effective priority, when it last changed, and the one that was last advertised.
        self.priority = config.priority
        self.priority_changed_local_ns = 0
        self.said_priority = 0
        # The last advertisement of the present reign, which a successor after a crash continues.
        self.last_advert_local_ns: int | None = None
        self.last_advert_ns = 0
        # The addresses have to be compared with the state; since when some are missing, and time runs for the repair.
        self.to_check = True
        self.missing_ns: int | None = None
        self.entries_missing_ns: int | None = None
        # It waits for the end of `vrrp_startup_delay` and takes no part.
        self.held = False
        # An announcement of the present reign got out.
        self.announced = False

    @property
    def machine(self) -> "VirtualRouterMachine | None":
        """The core's machine, if the daemon runs."""
        director = self.host.director
        return None if director is None else director.routers.get(self.key)

    @property
    def config(self) -> VirtualRouter:
        """The configuration that it runs with, or would."""
        machine = self.machine
        if machine is not None:
            self._last_config = machine.config
            return machine.config
        routers = self.host.node.virtual_routers
        return next((router for router in routers if router.key == self.key), self._last_config)

    @property
    def is_configured(self) -> bool:
        """Whether the file has this virtual router."""
        return any(router.key == self.key for router in self.host.node.virtual_routers)

    @property
    def present_state(self) -> State:
        """The state that the core is in now; `state` is the one that was judged last."""
        machine = self.machine
        return State.INIT if machine is None else machine.state

    @property
    def source(self) -> bytes:
        """The address that the host speaks from for this router."""
        plan = self.host.plan
        return plan.source_address if self.key[2] == 4 else plan.link_local

    def is_meant_by(self, event: AdvertisementReceived) -> bool:
        """Whether an advertisement is one of this virtual router."""
        family = 4 if len(event.source) == 4 else 6
        return event.advertisement.virtual_router_id == self.key[1] and family == self.key[2]

    def router_died(self) -> None:
        """The daemon is gone without a word."""
        if self.state is State.MASTER:
            self.host.world.neighbours.left_silently(self)
        self.state = State.INIT
        self.to_check, self.announced, self.held = True, False, False
        self.missing_ns = self.entries_missing_ns = None

    def reign_ended(self) -> None:
        """It is MASTER no more, or its host has forgotten that it was."""
        self.last_advert_local_ns = None
        self.missing_ns = self.entries_missing_ns = None
        self.announced = False

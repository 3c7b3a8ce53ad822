"""One host: a machine, and the daemon on it, which may be dead, stopped or asleep together with its machine.

Rules: the daemon is the real core; this file plays the loop, the executor and the supervisor (daemon/, linux/). As
in the daemon's loop, a wake-up first reads all that has come and only then lets timers fire. What the daemon does is
handed to the watch, which judges it.
"""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from standfast.core.director import Director
from standfast.core.effects import Effect
from standfast.core.events import (
    AdvertisementReceived,
    EffectFailed,
    Event,
    ReloadRequested,
    ScriptFinished,
    StopRequested,
    WallClockRead,
)
from standfast.model.node import Node
from standfast.model.virtual_router import RouterKey
from standfast.sim.executor import execute
from standfast.sim.kernel import Held
from standfast.sim.machine import NEWS_NS, Machine
from standfast.sim.memory import Memory
from standfast.sim.scenario import HostPlan
from standfast.sim.seat import Seat
from standfast.units import NS_PER_MS

if TYPE_CHECKING:
    from standfast.sim.world import World

# How long a supervisor takes to start another router, a script to run.
RESTART_MIN_NS = 30 * NS_PER_MS
RESTART_MAX_NS = 150 * NS_PER_MS
# daemon/supervisor.py: WATCHDOG_S, and the heartbeat and the poll that may go by before it is noticed.
WATCHDOG_MIN_NS = 1500 * NS_PER_MS
WATCHDOG_MAX_NS = 2000 * NS_PER_MS
SCRIPT_TAKES_NS = 10 * NS_PER_MS
# What a socket holds for a process that does not read.
SOCKET_PACKETS = 64
FAILURE_ROUNDS = 3


class Host(Machine):
    """One host. Without a director its daemon does not run."""

    def __init__(self, plan: HostPlan, world: "World", random: Random) -> None:
        super().__init__(plan, world, random)
        self.node = plan.node
        self.seats: dict[RouterKey, Seat] = {router.key: Seat(self, router) for router in plan.node.virtual_routers}
        for group in plan.node.sync_groups:
            for key in group.members:
                self.seats[key].siblings = tuple(self.seats[other] for other in group.members if other != key)
        self.director: Director | None = None
        # Which life of the daemon this is: what was meant for an earlier one comes to nothing.
        self.life = 0
        self.stalls = self.kept_down = 0
        # Until when a daemon that has just started takes no part (`vrrp_startup_delay`).
        self.held_until_ns: int | None = None
        # When the daemon last began to run or to go on.
        self.woken_ns = 0
        # What the daemon adds to its clock to get the time of day.
        self.wall_offset_ns = 0
        self._inbox: list[tuple[Event, bool]] = []
        self._scripts: set[str] = set()
        self._armed_ns: int | None = None
        self._wakes = 0

    @property
    def wall_ns(self) -> int:
        """What the daemon takes for the time of day."""
        return self.now_ns + self.wall_offset_ns

    @property
    def runs(self) -> bool:
        """Whether the daemon is there and awake."""
        return self.director is not None and not self.stalls and not self.frozen

    # -- the daemon's life

    def start(self) -> None:
        """Start the router on a host on which none runs, unless something keeps it down."""
        if self.director is not None or self.kept_down or self.frozen:
            return
        self.tell("the daemon starts")
        self.world.count("starts")
        self.disturb()
        self.life += 1
        self._inbox.clear()
        self._scripts.clear()
        self.blocked.clear()
        self._armed_ns = None
        self.director = Director(self.node)
        self.woken_ns = self.now_ns
        self.wall_offset_ns = self.read_wall_clock()
        for seat in self.seats.values():
            seat.memory = Memory()
        delay_ns = self.node.settings.startup_delay_ns
        self.held_until_ns = self.now_ns + delay_ns if delay_ns else None
        facts = self.look_around(self.node, self.wall_offset_ns)
        effects = self.director.start(facts, self.now_ns)
        self.world.watch.judge(self, None, effects, begins=True)
        self._carry_out(effects)
        self._settle()

    def die(self, why: str) -> None:
        """The router is gone at once; the kernel keeps what it has."""
        if self.director is None:
            return
        self.tell(why)
        self.director = None
        self.stalls = 0
        self.life += 1
        self.disturb()
        self.world.watch.addresses.died(self)
        for seat in self.seats.values():
            seat.router_died()

    def be_restarted(self) -> None:
        """The supervisor starts another router in a moment."""
        after_ns = self.random.randrange(RESTART_MIN_NS, RESTART_MAX_NS)
        self.world.at(self.world.now_ns + after_ns, self._start_in, self.life)

    def _start_in(self, life: int) -> None:
        if life == self.life:
            self.start()

    def stop(self) -> None:
        """SIGTERM."""
        self.receive(StopRequested("SIGTERM"), True)

    def reload(self, node: Node) -> None:
        """The file has changed, and SIGHUP tells the daemon, if there is one."""
        self.node = node
        self.disturb()
        self.receive(ReloadRequested(node), True)

    def set_clock(self) -> None:
        """The machine notices that its clock is wrong, and its time of day is right from now on."""
        self.wall_offset_ns = self.read_wall_clock()
        self._inbox.insert(0, (WallClockRead(self.wall_offset_ns), True))

    def wake(self) -> None:
        """The process goes on: it reads what has come, then its timers fire."""
        self.disturb()
        self.woken_ns = self.now_ns
        self._armed_ns = None
        if self.director is None:
            self.start()
        if not self.runs:
            return
        inbox, self._inbox = self._inbox, []
        for event, valid in inbox:
            if self.director is not None:
                self._feed(event, valid)
        self._settle()

    # -- what comes in

    def report(self, event: Event) -> None:
        """The daemon gets news of something that it watches, in a moment."""
        self.world.at(self.world.now_ns + NEWS_NS, self._bring, self.life, event)

    def _bring(self, life: int, event: Event) -> None:
        if life == self.life:
            self.receive(event, True)

    def receive(self, event: Event, valid: bool) -> None:
        """The daemon gets something to read; `valid` is whether it should believe it."""
        if self.director is None:
            return
        if self.stalls or self.frozen:
            packet = isinstance(event, AdvertisementReceived)
            if not packet or len(self._inbox) < SOCKET_PACKETS:
                self._inbox.append((event, valid))
            return
        self._feed(event, valid)
        self._settle()

    def _feed(self, event: Event, valid: bool) -> None:
        assert self.director is not None
        watch = self.world.watch
        if valid and isinstance(event, AdvertisementReceived):
            valid = self._believes(event)
        before = None if valid else watch.before(self)
        effects = self.director.handle(event, self.now_ns)
        watch.judge(self, event if valid else None, effects, before=before)
        self._carry_out(effects)

    def _believes(self, event: AdvertisementReceived) -> bool:
        """Whether a packet that is right in itself must be believed; one that is not is as good as lost."""
        for seat in self.seats.values():
            if seat.is_meant_by(event) and not seat.memory.believes(seat.config, event, self.wall_ns):
                self.world.lose(event.source, self)
                return False
        return True

    def _settle(self) -> None:
        """Let timers fire that are due, and wait for the next one."""
        director = self.director
        if director is None:
            return
        due_ns = director.next_deadline_ns
        now_ns = self.now_ns
        if due_ns is not None and due_ns <= now_ns:
            effects = director.handle_timer(now_ns)
            self.world.watch.judge(self, None, effects)
            self._carry_out(effects)
            if self.director is not director:
                return
            due_ns = director.next_deadline_ns
            self.world.watch.timers_fired(self, due_ns)
        if due_ns is not None and due_ns != self._armed_ns:
            self._armed_ns = due_ns
            self._wakes += 1
            lateness_ns = int(self.random.random() * self.world.scenario.lateness_max_ns)
            self.world.at(due_ns - self.clock_ns + lateness_ns, self._fire, self._wakes)

    def _fire(self, wakes: int) -> None:
        if wakes == self._wakes and self.runs:
            self._armed_ns = None
            self._settle()

    # -- what goes out

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        for _ in range(FAILURE_ROUNDS):
            failures = [failure for effect in effects if (failure := execute(self, effect)) is not None]
            self.world.watch.settled(self)
            if not failures or self.director is None:
                return
            effects = [effect for failure in failures for effect in self._fail(failure)]
        for effect in effects:
            execute(self, effect)

    def _fail(self, failure: EffectFailed) -> Sequence[Effect]:
        assert self.director is not None
        effects = self.director.handle(failure, self.now_ns)
        self.world.watch.judge(self, failure, effects)
        return effects

    def run_script(self, name: str) -> None:
        """A script starts; it ends by itself unless it hangs."""
        self._scripts.add(name)
        if not self.hanging:
            end = ScriptFinished(name, int(bool(self.failing)), None)
            self.world.at(self.world.now_ns + SCRIPT_TAKES_NS, self._finish_script, self.life, end)

    def _finish_script(self, life: int, end: ScriptFinished) -> None:
        if life == self.life and end.name in self._scripts:
            self._scripts.remove(end.name)
            self.receive(end, True)

    def end_script(self, name: str, signal: int) -> None:
        """A script gets a signal, and dies of it in a moment."""
        end = ScriptFinished(name, None, signal)
        self.world.at(self.world.now_ns + NEWS_NS, self._finish_script, self.life, end)

    def end(self) -> None:
        """The router has nothing left to do."""
        self.director = None
        self.life += 1
        self.disturb()
        self.tell("the daemon has ended")
        if not self.kept_down:
            # Who stopped it wanted it back before it got to ending.
            self.be_restarted()

    # -- what the kernel does

    def note_expiry(self, held: Held) -> None:
        """A lease ran out."""
        self.world.watch.addresses.expired(self, held)

    def note_address(self, held: Held, there: bool) -> None:
        """The kernel has one address more or less."""
        self.world.watch.addresses.address_changed(self, held, there)

"""The invariants of one host: what its daemon may do, must do, and must not be moved to.

Rules: everything is judged from what went in and what came out; of the core's inside only the states, the effective
priority and the configuration are looked at. The first breach ends the simulation. Ids are those of the checklist
(docs/reference/simulator.md says for each what is checked).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standfast.core.effects import Effect, Log
from standfast.core.events import AdvertisementReceived, Event, ReloadRequested
from standfast.core.transitions import State
from standfast.sim import entries_watch
from standfast.sim.address_watch import AddressWatch
from standfast.sim.change_watch import Cause, ChangeWatch, check_awake, was_late
from standfast.sim.effect_watch import EffectWatch
from standfast.sim.lan_watch import LanWatch
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.world import World

I2 = "I2 the better one wins"
I10 = "I10 authentication"
LOOP = "loop"
SYNC = "sync group"

Before = tuple[tuple[State, int | None], ...]


class Watch:
    """The judge of every host, and through `lan` of all together."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.lan = LanWatch(world)
        self.addresses = AddressWatch(world, self.lan)
        self._changes = ChangeWatch(world, self.lan)
        self._effects = EffectWatch(world, self.lan)

    def before(self, host: "Host") -> Before | None:
        """Note what must be the same after a packet that nobody may believe.

        Nothing has to be if the daemon was held up: whatever wakes it, it looks at the clock first.
        """
        return None if any(was_late(seat) for seat in host.seats.values()) else _snapshot(host)

    def judge(
        self,
        host: "Host",
        event: Event | None,
        effects: Sequence[Effect],
        *,
        before: Before | None = None,
        begins: bool = False,
    ) -> None:
        """Judge what the core did with an event, a timer (None) or the start (`begins`), before it is carried out.

        A packet that nobody may believe counts as no event.
        """
        if before is not None:
            if _snapshot(host) != before or any(not isinstance(effect, Log) for effect in effects):
                raise InvariantError(I10, f"{host.name} is moved by a packet that it must ignore")
            return
        heard = event if isinstance(event, AdvertisementReceived) else None
        changed = self._find_changes(host, heard)
        old = {seat.key: seat.state for seat in changed}
        if changed:
            self._changes.judge(host, changed, Cause(heard, effects, begins))
        for seat in host.seats.values():
            if heard is not None and seat.is_meant_by(heard):
                self._hear(host, seat, heard)
            if effects:
                self._effects.judge(host, seat, old.get(seat.key, seat.state), effects)
        if changed:
            self._check_groups(host)
        if isinstance(event, ReloadRequested):
            self._effects.judge_reload(host, effects)
            self._end_startup_delay(host)

    def _find_changes(self, host: "Host", heard: AdvertisementReceived | None) -> list[Seat]:
        """Note the priorities, and return whose state is another one."""
        machines = {} if host.director is None else host.director.routers
        changed = []
        for seat in host.seats.values():
            machine = machines.get(seat.key)
            state = State.INIT if machine is None else machine.state
            if state is not seat.state:
                changed.append(seat)
            # An advertisement changes no priority but that of an owner, who may give way to another owner.
            if machine is None or (heard is not None and not machine.config.is_owner):
                continue
            if machine.priority != seat.priority:
                seat.priority, seat.priority_changed_local_ns = machine.priority, host.now_ns
                host.disturb()
        return changed

    def _hear(self, host: "Host", seat: Seat, event: AdvertisementReceived) -> None:
        """A valid advertisement was read: a BACKUP's wait begins anew or not, a MASTER gives way or not."""
        theirs = event.advertisement.priority
        if seat.state is State.BACKUP and not seat.held:
            check_awake(seat)
            interval_ns = event.advertisement.advert_interval_ns
            seat.patience.hear(seat.config, seat.priority, theirs, interval_ns, host.now_ns)
        elif seat.state is State.MASTER and (theirs, event.source) > (seat.priority, seat.source):
            text = f"{host.name} stays MASTER although it hears priority {theirs}, its own is {seat.priority}"
            raise InvariantError(I2, text)

    def _check_groups(self, host: "Host") -> None:
        for seat in host.seats.values():
            states = {one.state for one in (seat, *seat.siblings)}
            if len(states) > 1:
                raise InvariantError(SYNC, f"the sync group of {host.name} is torn: {' and '.join(sorted(states))}")

    def _end_startup_delay(self, host: "Host") -> None:
        for seat in host.seats.values():
            if seat.held and host.now_ns >= (host.held_until_ns or 0):
                seat.held = False
                host.disturb()
                seat.patience.begin(seat.config, host.now_ns)

    def settled(self, host: "Host") -> None:
        """The effects are carried out: the kernel has what the states say."""
        for seat in host.seats.values():
            if seat.to_check and (host.director is not None or seat.state is State.INIT):
                seat.to_check = False
                self.addresses.check(seat)
                entries_watch.check(seat)

    def timers_fired(self, host: "Host", due_ns: int | None) -> None:
        """All that is due was done: a deadline in the past would make the loop spin."""
        self._end_startup_delay(host)
        for seat in host.seats.values():
            if seat.siblings and seat.state is State.BACKUP:
                seat.patience.is_over |= host.now_ns >= seat.patience.due_ns(seat.config, seat.priority)
        if due_ns is not None and due_ns <= host.now_ns:
            raise InvariantError(LOOP, f"{host.name}: a deadline stays in the past")


def _snapshot(host: "Host") -> Before:
    assert host.director is not None
    return tuple([(machine.state, machine.next_deadline_ns) for machine in host.director.routers.values()])

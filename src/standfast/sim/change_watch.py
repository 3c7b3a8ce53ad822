"""The invariants of a change of state: nobody takes over before its time, gives way to a worse one, or goes unheard.

Rules: as in watch.py. In a sync group a member may do what one of its siblings had a reason for; it takes over when
the most patient of them would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standfast.core.effects import Effect, RemoveAddresses, SendAdvertisement
from standfast.core.events import AdvertisementReceived
from standfast.core.transitions import State
from standfast.sim.address_watch import I4
from standfast.sim.lan_watch import I3, LanWatch
from standfast.sim.network import priority_of
from standfast.sim.patience import fence_ns_of
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError
from standfast.units import ns_to_seconds_text

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.world import World

I2 = "I2 the better one wins"
I5 = "I5 self-fence"
I8 = "I8 no flap"
I9 = "I9 patience"
I11 = "I11 resign"


@dataclass(frozen=True, slots=True)
class Cause:
    """What made a host change: the advertisement it heard, if any; what it did; whether it has just begun."""

    heard: AdvertisementReceived | None
    effects: Sequence[Effect]
    begins: bool


class ChangeWatch:
    """Judges changes of state."""

    def __init__(self, world: "World", lan: LanWatch) -> None:
        self._world = world
        self._lan = lan

    def judge(self, host: "Host", changed: Sequence[Seat], cause: Cause) -> None:
        """Judge all changes on one host that one event, timer or start made."""
        late = {seat.key for seat in changed if seat.state is State.MASTER and was_late(seat)}
        for seat in changed:
            follows_late = any(sibling.key in late for sibling in seat.siblings)
            self._judge_one(host, seat, cause, late=seat.key in late, follows_late=follows_late)
        for seat in changed:
            if seat.state is not State.MASTER:
                seat.reign_ended()
            seat.held = seat.state is State.BACKUP and host.now_ns < (host.held_until_ns or 0)
            if seat.state is State.BACKUP:
                seat.patience.begin(seat.config, host.now_ns)

    def _judge_one(self, host: "Host", seat: Seat, cause: Cause, *, late: bool, follows_late: bool) -> None:
        old, seat.state = seat.state, seat.present_state
        seat.to_check = True
        self._world.count(f"{old} -> {seat.state}")
        self._world.changes += 1
        if seat.held or {old, seat.state} != {State.BACKUP, State.MASTER}:
            host.disturb()
        if seat.state is State.MASTER:
            self._check_reason_to_rule(host, seat, old, begins=cause.begins)
        elif old is not State.MASTER:
            return
        elif late:
            self._check_fence(host, seat, cause.effects)
        elif seat.state is State.BACKUP:
            if follows_late:
                self._world.neighbours.left_silently(seat)
            else:
                self._check_reason_to_yield(host, seat, cause.heard)
        else:
            self._check_resignation(host, seat, cause.effects)
            self._world.neighbours.left(seat)

    def _check_reason_to_rule(self, host: "Host", seat: Seat, old: State, *, begins: bool) -> None:
        config = seat.config
        if config.is_owner and (old is not State.BACKUP or seat.held):
            seat.reign_ended()
        elif old is State.BACKUP:
            due_ns = seat.patience.due_ns(config, seat.priority)
            # An owner always wants to: in a sync group it does as soon as the others do.
            if host.now_ns < due_ns and not (config.is_owner and seat.siblings):
                early = ns_to_seconds_text(due_ns - host.now_ns)
                raise InvariantError(I9, f"{host.name} takes over {early} s before its time ({config.name})")
            check_awake(seat)
            self._world.count("took over after a resignation" if seat.patience.resigned else "took over")
        else:
            last_ns = seat.last_advert_local_ns
            if not begins or last_ns is None or not 0 <= host.now_ns - last_ns < fence_ns_of(config):
                raise InvariantError(I4, f"{host.name} begins as MASTER without having been it a moment before")
            self._world.count("a crash that was no failover")

    def _check_fence(self, host: "Host", seat: Seat, effects: Sequence[Effect]) -> None:
        if any(isinstance(effect, SendAdvertisement) and effect.router == seat.key for effect in effects):
            raise InvariantError(I5, f"{host.name} was held up, and speaks before it gives way")
        self._world.count("fenced itself")
        self._world.neighbours.left_silently(seat)

    def _check_reason_to_yield(self, host: "Host", seat: Seat, heard: AdvertisementReceived | None) -> None:
        if heard is None:
            raise InvariantError(I8, f"{host.name} gives way to nobody")
        meant = next((one for one in (seat, *seat.siblings) if one.is_meant_by(heard)), seat)
        theirs = heard.advertisement.priority
        if (theirs, heard.source) <= (meant.priority, meant.source):
            raise InvariantError(I2, f"{host.name} with priority {meant.priority} gives way to priority {theirs}")
        self._world.count("gave way")
        self._world.neighbours.left(seat)

    def _check_resignation(self, host: "Host", seat: Seat, effects: Sequence[Effect]) -> None:
        machine = seat.machine
        if machine is not None and not machine.standing.interface_up:
            return
        for effect in effects:
            match effect:
                case SendAdvertisement() if effect.router == seat.key and not priority_of(effect):
                    self._world.count("resigned")
                    return
                case RemoveAddresses() if self._lan.concerns(effect.addresses, seat.key):
                    break
        text = f"{host.name} leaves MASTER for {seat.state} without priority 0 before its addresses"
        raise InvariantError(I11, text)


def was_late(seat: Seat) -> bool:
    """Whether this MASTER was silent for longer than the others' patience."""
    last_ns = seat.last_advert_local_ns
    return last_ns is not None and seat.host.now_ns - last_ns > fence_ns_of(seat.config)


def check_awake(seat: Seat) -> None:
    """A BACKUP that still waits, or has just stopped to, did not wait for too long."""
    host = seat.host
    group = (seat, *seat.siblings)
    due_ns = max(one.patience.due_ns(one.config, one.priority) for one in group)
    due_ns = max(due_ns, host.woken_ns, *(one.priority_changed_local_ns for one in group))
    late_ns = host.now_ns - due_ns - host.world.scenario.lateness_max_ns
    if late_ns > 0:
        raise InvariantError(I3, f"{host.name} should have taken over {ns_to_seconds_text(late_ns)} s ago")

"""The invariants of what a daemon does: who may speak, how often, with which priority, and what a lease must last.

Rules: as in watch.py. Effects are judged in their order: what comes before the removal of the addresses was said by
the MASTER that gives way.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standfast.core.effects import (
    AddAddresses,
    Effect,
    RemoveAddresses,
    RenewLeases,
    SendAdvertisement,
    SendGratuitousArp,
)
from standfast.core.transitions import State
from standfast.model.virtual_router import PRIORITY_OWNER
from standfast.sim.address_watch import I6, LEASE
from standfast.sim.change_watch import I5, I8
from standfast.sim.lan_watch import LanWatch
from standfast.sim.network import priority_of
from standfast.sim.patience import fence_ns_of, lease_s
from standfast.sim.seat import Seat
from standfast.sim.violation import InvariantError
from standfast.units import ns_to_seconds_text

if TYPE_CHECKING:
    from standfast.sim.host import Host
    from standfast.sim.world import World

I7 = "I7 priorities"
RELOAD = "reload"


class EffectWatch:
    """Judges effects, for one virtual router at a time."""

    def __init__(self, world: "World", lan: LanWatch) -> None:
        self._world = world
        self._lan = lan

    def judge(self, host: "Host", seat: Seat, old: State, effects: Sequence[Effect]) -> None:
        """Judge the effects that concern this router, which was in the state `old` before."""
        key, concerns = seat.key, self._lan.concerns
        speaks_at = removes_at = -1
        for place, effect in enumerate(effects):
            match effect:
                case SendAdvertisement() if effect.router == key and priority_of(effect):
                    self._judge_advertisement(host, seat, priority_of(effect))
                    speaks_at = place
                case AddAddresses() | RenewLeases() if concerns(effect.addresses, key):
                    self._judge_lease(host, seat, effect.lease_s)
                    speaks_at = place
                case SendGratuitousArp() if concerns(effect.addresses, key):
                    speaks_at = place
                case RemoveAddresses() if concerns(effect.addresses, key):
                    removes_at = place
        if seat.state is State.MASTER:
            return
        seat.reign_ended()
        if speaks_at > removes_at or (speaks_at >= 0 and old is not State.MASTER):
            kind = type(effects[speaks_at]).__name__
            raise InvariantError(I6, f"{host.name} does as a MASTER does in {seat.state}: {kind}")

    def judge_reload(self, host: "Host", effects: Sequence[Effect]) -> None:
        """A reload removes no address that both configurations have."""
        for seat in host.seats.values():
            if seat.state is not State.MASTER:
                continue
            wanted = set(seat.config.all_addresses)
            for effect in effects:
                if isinstance(effect, RemoveAddresses) and wanted.intersection(effect.addresses):
                    raise InvariantError(RELOAD, f"{host.name} removes an address that both configurations have")

    def _judge_advertisement(self, host: "Host", seat: Seat, priority: int) -> None:
        config, now_ns = seat.config, host.now_ns
        # Of two owners that do not give way to each other one says 254 for a while.
        disputed = config.is_owner and priority == PRIORITY_OWNER - 1
        if (priority == PRIORITY_OWNER) != config.is_owner and not disputed:
            text = f"{host.name} advertises priority {priority}, configured is {config.priority}"
            raise InvariantError(I7, text)
        last_ns = seat.last_advert_local_ns
        if last_ns is not None:
            silence_ns = now_ns - last_ns
            text = f"{host.name} advertises after {ns_to_seconds_text(silence_ns)} s of silence"
            if silence_ns > fence_ns_of(config):
                raise InvariantError(I5, text)
            calm = host.disturbed_ns < seat.last_advert_ns
            if calm and silence_ns > config.advert_interval_ns + self._world.scenario.lateness_max_ns:
                raise InvariantError(I8, f"{text}, undisturbed")
        seat.last_advert_local_ns, seat.last_advert_ns = now_ns, self._world.now_ns
        seat.said_priority = priority

    def _judge_lease(self, host: "Host", seat: Seat, given_s: int | None) -> None:
        config = seat.config
        right_s = lease_s(config) if config.lease else None
        if given_s != right_s:
            text = f"{host.name} asks for a lease of {given_s} s, the formula says {right_s} s"
            raise InvariantError(LEASE, text)

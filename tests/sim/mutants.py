"""Bugs that somebody might plant in the core, each a small patch: the simulator has to find every one of them.

Rules: a mutant changes one thing, by the name it has in the core; its sentence says what a user would see. A mutant
whose name is gone from the core fails loudly: move it, do not drop it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from standfast.core import life, mastering, predecessor, router_state
from standfast.core.announce import Announcer
from standfast.core.effects import Effect, RemoveAddresses
from standfast.core.events import AdvertisementReceived
from standfast.core.hearing import Hearing
from standfast.core.master_down import MasterDownTimer
from standfast.core.repair import Repair
from standfast.core.replay import SenderMarks
from standfast.core.router_state import RouterState
from standfast.core.sync_group import SyncGroup
from standfast.core.transitions import Reason
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.virtual_router import VirtualRouter

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]


def skew_is_cut_to_zero(patch: Patch) -> None:
    """All backups wait equally long, and take over at the same moment."""
    patch.setattr(VirtualRouter, "skew_time_ns", lambda *_arguments: 0)


def tie_is_broken_the_wrong_way(patch: Patch) -> None:
    """Of two MASTERs with one priority, the one with the higher address gives way."""
    right = VirtualRouterMachine._on_advertisement_as_master

    def wrong(self: VirtualRouterMachine, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        if event.advertisement.priority != self.priority:
            yield from right(self, event, now_ns)
        elif event.source < (self.standing.source_address or b""):
            yield from self._yield_to(event, Reason.HIGHER_ADDRESS, "", now_ns)
        else:
            yield from self._advertise(now_ns)

    patch.setattr(VirtualRouterMachine, "_on_advertisement_as_master", wrong)


def preemption_is_not_asked_for(patch: Patch) -> None:
    """`nopreempt` means nothing: a better router takes the addresses from a healthy MASTER."""
    _hear_as(patch, lambda router: replace(router, preempt=True))


def lower_priority_restarts_the_timer(patch: Patch) -> None:
    """A better router never preempts, because each advertisement of the lower one makes it wait again."""
    _hear_as(patch, lambda router: replace(router, preempt=False))


def _hear_as(patch: Patch, change: Callable[[VirtualRouter], VirtualRouter]) -> None:
    right = MasterDownTimer.hear

    def wrong(
        self: MasterDownTimer, router: VirtualRouter, ours: int, theirs: int, source: bytes, now_ns: int,
        interval_ns: int | None = None,
    ) -> bool:  # fmt: skip
        return right(self, change(router), ours, theirs, source, now_ns, interval_ns)

    patch.setattr(MasterDownTimer, "hear", wrong)


def priority_0_is_ignored(patch: Patch) -> None:
    """A planned stop costs a whole master-down interval."""
    right = VirtualRouterMachine._on_advertisement_as_backup

    def wrong(self: VirtualRouterMachine, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        return right(self, event, now_ns) if event.advertisement.priority else iter(())

    patch.setattr(VirtualRouterMachine, "_on_advertisement_as_backup", wrong)


def lease_is_never_renewed(patch: Patch) -> None:
    """The kernel takes the addresses away from a healthy MASTER every few seconds."""
    right = RouterState._advertise
    patch.setattr(RouterState, "_advertise", lambda self, now_ns, **_renew: right(self, now_ns, renew=False))


def nobody_fences_himself(patch: Patch) -> None:
    """A MASTER that slept longer than the others' patience goes on speaking as if nothing had happened."""
    patch.setattr(RouterState, "_fence_if_late", lambda *_arguments: iter(()))


def sync_sibling_is_forgotten(patch: Patch) -> None:
    """One member of a sync group changes its state, and the others stay what they are."""
    patch.setattr(SyncGroup, "follow", lambda *_arguments: iter(()))


def sync_group_asks_nobody(patch: Patch) -> None:
    """A member of a sync group takes over, and the others with it, although they hear a better MASTER."""
    patch.setattr(SyncGroup, "admits", lambda *_arguments: True)


def masters_interval_is_not_adopted(patch: Patch) -> None:
    """A BACKUP of version 3 counts by its own interval, and takes over while a slower MASTER is alive."""
    right = MasterDownTimer.hear

    def wrong(
        self: MasterDownTimer, router: VirtualRouter, ours: int, theirs: int, source: bytes, now_ns: int,
        _interval_ns: int | None = None,
    ) -> bool:  # fmt: skip
        return right(self, router, ours, theirs, source, now_ns, router.advert_interval_ns)

    patch.setattr(MasterDownTimer, "hear", wrong)


def addresses_stay_when_giving_way(patch: Patch) -> None:
    """A former MASTER goes on answering for the addresses."""
    right = RouterState._let_go

    def wrong(self: RouterState, *, resign: bool, now_ns: int) -> Iterator[Effect]:
        effects = right(self, resign=resign, now_ns=now_ns)
        return (effect for effect in effects if not isinstance(effect, RemoveAddresses))

    patch.setattr(RouterState, "_let_go", wrong)


def nobody_resigns(patch: Patch) -> None:
    """A MASTER that is stopped says nothing, and the others wait for it in vain."""
    patch.setattr(router_state, "RESIGNING", ())


def any_record_is_fresh(patch: Patch) -> None:
    """A daemon that starts goes on as MASTER although another one has taken over long ago."""
    patch.setattr(predecessor, "_is_fresh", lambda record, *_arguments: record is not None and record.master)


def leftovers_stay(patch: Patch) -> None:
    """What a dead daemon left on the host stays there, beside the addresses of the new MASTER."""
    patch.setattr(life, "remove_leftovers", lambda *_arguments: iter(()))


def nothing_is_repaired(patch: Patch) -> None:
    """An address that somebody deletes is gone until the next renewal of its lease."""
    patch.setattr(Repair, "take", lambda *_arguments: False)


def everything_is_believed(patch: Patch) -> None:
    """Packets with a wrong password, from other networks, with other intervals count like any other."""
    patch.setattr(Hearing, "find_fault", lambda *_arguments: None)


def replays_are_believed(patch: Patch) -> None:
    """Somebody who recorded a packet with `auth_hmac` sends it again, and moves the address with it."""
    patch.setattr(SenderMarks, "mark_of", lambda *_arguments: None)


def nobody_announces_again(patch: Patch) -> None:
    """After a partition the neighbours go on sending to the MASTER that gave way."""
    patch.setattr(Announcer, "answer_lower_priority", lambda *_arguments: iter(()))


def no_accept_blocks_nothing(patch: Patch) -> None:
    """The addresses can be reached in spite of `no_accept`."""
    patch.setattr(mastering, "_blocked", lambda *_arguments: ())


def startup_delay_is_not_kept(patch: Patch) -> None:
    """A daemon takes over before `vrrp_startup_delay` is over, while its port does not forward yet."""
    patch.setattr(RouterState, "_wait_for_master", _wait_at_once)


def _wait_at_once(self: RouterState, now_ns: int, interval_ns: int | None = None) -> None:
    self._master_down.start(self.config, self.priority, now_ns, interval_ns=interval_ns)


MUTANTS: tuple[Mutant, ...] = (
    skew_is_cut_to_zero,
    tie_is_broken_the_wrong_way,
    preemption_is_not_asked_for,
    lower_priority_restarts_the_timer,
    priority_0_is_ignored,
    lease_is_never_renewed,
    nobody_fences_himself,
    sync_sibling_is_forgotten,
    sync_group_asks_nobody,
    masters_interval_is_not_adopted,
    addresses_stay_when_giving_way,
    nobody_resigns,
    any_record_is_fresh,
    leftovers_stay,
    nothing_is_repaired,
    everything_is_believed,
    replays_are_believed,
    nobody_announces_again,
    no_accept_blocks_nothing,
    startup_delay_is_not_kept,
)

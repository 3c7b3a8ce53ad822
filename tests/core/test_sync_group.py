"""A sync group: MASTER when all want it, FAULT when one has one, BACKUP together, announced together."""

from dataclasses import replace

import pytest

from groups import (
    FIRST_KEY,
    SECOND_INTERFACE,
    SECOND_VIP,
    both_up,
    first,
    first_hears,
    pair,
    second,
    second_hears,
    second_up,
)
from playbook import advert, at, log, play, record, wait
from samples import VIP, down, exited, facts, node, router, script, tracked, up
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    StartScript,
)
from standfast.core.events import ReloadRequested, StopRequested
from standfast.core.transitions import State
from standfast.model.node import Node
from standfast.model.sync_group import SyncedRouters
from standfast.units import NS_PER_S

QUIET = (SaveState, Log, RenewLeases, SendGratuitousArp, StartScript)
ONLY_MOVES = (*QUIET, SendAdvertisement)
BEGIN_NS = 100 * NS_PER_S


def states(director: Director) -> list[State]:
    return [machine.state for machine in director.routers.values()]


def after(director: Director, *told: object) -> list[State]:
    """The states after these events, the first of which is the start if none is given."""
    record(director, *told)
    return states(director)


def master(configuration: Node | None = None) -> Director:
    director = Director(configuration or pair())
    assert after(director, both_up(), wait(4)) == [State.MASTER, State.MASTER]
    return director


# -- becoming MASTER


def test_a_group_becomes_master_when_nobody_is_heard_by_any_member() -> None:
    assert (
        play(Director(pair()), ignore=ONLY_MOVES)
        >> both_up()
        >> wait(4)
        << [at(3.609, AddAddresses((SECOND_VIP,), 4)), at(3.609, AddAddresses((VIP,), 4))]
    )


def test_a_member_that_hears_a_master_keeps_the_others_from_being_one() -> None:
    game = play(Director(pair()), ignore=ONLY_MOVES) >> both_up()
    for _ in range(10):
        game = game >> second_hears(200) >> wait(1)
    assert game
    assert states(game.machine) == [State.BACKUP, State.BACKUP]  # type: ignore[arg-type]


def test_without_a_group_each_goes_its_own_way() -> None:
    director = Director(pair(group=None))
    record(director, both_up())
    for second_number in range(6):
        record(director, second_hears(200), wait(1), at_ns=BEGIN_NS + second_number * NS_PER_S)
    assert states(director) == [State.MASTER, State.BACKUP]


def test_the_group_follows_as_soon_as_the_last_member_wants_it_too() -> None:
    game = play(Director(pair()), ignore=ONLY_MOVES) >> both_up() >> wait(3) >> second_hears(200)
    # VI_1 wanted it at 3.609 s and waits once more; VI_2 at 6.609 s is the last.
    assert game >> wait(4) << [at(6.609, AddAddresses((SECOND_VIP,), 4)), at(6.609, AddAddresses((VIP,), 4))]


def test_a_wish_that_an_advertisement_took_back_does_not_count() -> None:
    game = play(Director(pair()), ignore=ONLY_MOVES) >> both_up() >> wait(3) >> second_hears(200)
    assert game >> wait(2) >> first_hears(200) >> wait(3.5) >> wait(0.2) << [AddAddresses, AddAddresses]


def test_owners_in_a_group_start_as_masters_together() -> None:
    assert after(Director(pair(first(255), second(255))), both_up()) == [State.MASTER, State.MASTER]


def test_an_owner_waits_for_the_other_members() -> None:
    director = Director(pair(first(255), second(100)))
    assert after(director, both_up()) == [State.BACKUP, State.BACKUP]
    assert after(director, wait(4)) == [State.MASTER, State.MASTER]


# -- leaving MASTER


def test_a_member_that_hears_a_better_master_takes_the_others_to_backup() -> None:
    game = play(master(), ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S)
    # VI_2 has nothing to say: nobody else is MASTER there, but VI_1's rival will be.
    assert game >> first_hears(200) << [advert(100), RemoveAddresses((VIP,)), RemoveAddresses((SECOND_VIP,))]


def test_a_fault_of_one_member_is_a_fault_of_all_and_all_resign() -> None:
    director = master()
    game = play(director, ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S) >> down(SECOND_INTERFACE)
    assert game << [RemoveAddresses((SECOND_VIP,)), advert(0), RemoveAddresses((VIP,))]
    assert states(director) == [State.FAULT, State.FAULT]


def test_the_others_are_told_whose_fault_it_is() -> None:
    game = play(master(), ignore=(*ONLY_MOVES[:1], *ONLY_MOVES[2:], RemoveAddresses), at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert (
        game
        >> down(SECOND_INTERFACE)
        << log("(VI_2) Entering FAULT STATE (interface enp0s9 is down)")
        << log("(VI_1) Entering FAULT STATE (VI_2 of sync group VG: interface enp0s9 is down)")
    )


def test_the_group_leaves_the_fault_together_when_nobody_has_one() -> None:
    director = master()
    assert after(director, down(SECOND_INTERFACE)) == [State.FAULT, State.FAULT]
    assert after(director, down()) == [State.FAULT, State.FAULT]
    assert after(director, second_up()) == [State.FAULT, State.FAULT]
    assert after(director, up()) == [State.BACKUP, State.BACKUP]


def test_a_member_whose_own_fault_is_over_waits_for_the_others() -> None:
    director = master()
    record(director, down(), down(SECOND_INTERFACE))
    assert after(director, up()) == [State.FAULT, State.FAULT]


def test_a_group_with_a_fault_at_the_start_says_nothing() -> None:
    game = play(Director(pair(first(255), second(255))), ignore=QUIET)
    assert game >> facts(up(), down(SECOND_INTERFACE)) >> wait(10)
    assert states(game.machine) == [State.FAULT, State.FAULT]  # type: ignore[arg-type]


def test_a_script_without_a_result_holds_the_whole_group() -> None:
    checked = pair(first(tracked=(tracked(),)), second(), scripts=(script(seconds=600),))
    director = Director(checked)
    assert after(director, both_up()) == [State.FAULT, State.FAULT]
    assert after(director, exited(0)) == [State.BACKUP, State.BACKUP]


@pytest.mark.parametrize("weight", [-30, 30])
def test_a_weighted_script_is_no_fault_of_a_group(weight: int) -> None:
    checked = pair(first(tracked=(tracked(weight=weight),)), scripts=(script(seconds=600),))
    director = Director(replace(checked, virtual_routers=(*checked.virtual_routers, second())))
    assert after(director, both_up(), exited(1), wait(5)) == [State.MASTER, State.MASTER]


# -- announcing


def test_a_lower_priority_heard_by_one_member_is_answered_by_all() -> None:
    game = play(master(), ignore=(SaveState, Log, RenewLeases), at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert (
        game
        >> first_hears(50)
        << advert(100)
        << [SendGratuitousArp((VIP,))] * 5
        << [SendGratuitousArp((SECOND_VIP,))] * 5
    )


# -- reload


def reloaded(director: Director, new: Node, at_s: float = 4) -> list[State]:
    record(director, ReloadRequested(new), at_ns=BEGIN_NS + round(at_s * NS_PER_S))
    return states(director)


def test_a_reload_of_the_same_group_moves_nothing() -> None:
    game = play(master(), ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert game >> ReloadRequested(pair()) << [advert(100), advert(100)] >> wait(0.5)


def test_two_masters_that_are_put_into_a_group_stay_masters() -> None:
    director = master(pair(group=None))
    assert reloaded(director, pair()) == [State.MASTER, State.MASTER]


def test_a_master_and_a_backup_that_are_put_into_a_group_are_backups() -> None:
    director = Director(pair(group=None))
    record(director, both_up())
    for number in range(4):
        record(director, second_hears(200), wait(1), at_ns=BEGIN_NS + number * NS_PER_S)
    assert reloaded(director, pair()) == [State.BACKUP, State.BACKUP]


def test_an_instance_that_joins_a_group_of_masters_moves_nothing_and_takes_over_in_its_time() -> None:
    director = Director(pair(first(), group=SyncedRouters("VG", (FIRST_KEY,))))
    assert after(director, both_up(), wait(4)) == [State.MASTER]
    assert reloaded(director, pair()) == [State.MASTER, State.BACKUP]
    record(director, wait(4), at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert states(director) == [State.MASTER, State.MASTER]


def test_a_member_that_leaves_its_group_leaves_the_fault_of_the_others() -> None:
    director = master()
    record(director, down(SECOND_INTERFACE), at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert reloaded(director, pair(group=None)) == [State.BACKUP, State.FAULT]


def test_a_reload_that_joins_a_faulty_instance_takes_the_others_with_it() -> None:
    director = Director(pair(group=None))
    record(director, facts(up(), down(SECOND_INTERFACE)), wait(4))
    assert states(director) == [State.MASTER, State.FAULT]
    assert reloaded(director, pair()) == [State.FAULT, State.FAULT]


def test_the_faulty_member_that_is_removed_takes_its_fault_with_it() -> None:
    director = master()
    record(director, down(SECOND_INTERFACE), at_ns=BEGIN_NS + 4 * NS_PER_S)
    left = replace(node(router()), sync_groups=(SyncedRouters("VG", (FIRST_KEY,)),))
    assert reloaded(director, left) == [State.BACKUP]


# -- stop


def test_each_member_resigns_when_the_daemon_stops() -> None:
    game = play(master(), ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S) >> StopRequested("SIGTERM")
    assert game << [advert(0), RemoveAddresses((VIP,)), advert(0), RemoveAddresses((SECOND_VIP,)), Finish]

"""The table of transitions, whole: each pair is either in it or an error, and each that is in it really happens."""

import itertools
from dataclasses import replace

import pytest

from playbook import pause, record, wait
from samples import BACKUP_IP, VIP_2, VRID, down, exited, facts, heard, node, router, script, tracked, up
from samples import record as predecessor
from standfast.core import router_state
from standfast.core.director import Director
from standfast.core.events import ReloadRequested, StopRequested
from standfast.core.transitions import ENTERING, TRANSITIONS, Reason, State, next_state
from standfast.model.node import Node, NodeSettings
from standfast.model.sync_group import SyncedRouters
from standfast.units import NS_PER_S

START_NS = 100 * NS_PER_S
PAIRS = list(itertools.product(State, Reason))
OWNER = node(router(255))
CHECKED = node(router(tracked=(tracked(),)), scripts=[script(seconds=60)])
STOP = StopRequested("SIGTERM")
NOTHING_LEFT = ReloadRequested(node(router(virtual_router_id=VRID + 1)))
DELAYED_OWNER = replace(OWNER, settings=NodeSettings(startup_delay_ns=10 * NS_PER_S))
SIBLINGS = (router(), router(name="VI_2", interface="enp0s9", addresses=(VIP_2,)))
GROUP = replace(node(*SIBLINGS), sync_groups=(SyncedRouters("VG", tuple(one.key for one in SIBLINGS)),))
BOTH = facts(up(), up(interface="enp0s9"))

# How each pair comes about: a configuration and what happens to it.
STORIES: dict[tuple[State, Reason], tuple[Node, tuple[object, ...]]] = {
    (State.INIT, Reason.STARTED): (node(), (facts(),)),
    (State.INIT, Reason.STARTED_AS_OWNER): (OWNER, (facts(),)),
    (State.INIT, Reason.STARTED_IN_FAULT): (CHECKED, (facts(),)),
    (State.INIT, Reason.ADOPTED): (node(), (facts(records=[predecessor(0.5, START_NS)]),)),
    (State.BACKUP, Reason.MASTER_DOWN): (node(), (facts(), wait(4))),
    (State.BACKUP, Reason.MASTER_RESIGNED): (node(), (facts(), heard(0), wait(1))),
    (State.BACKUP, Reason.DELAY_OVER_AS_OWNER): (DELAYED_OWNER, (facts(), wait(11))),
    (State.BACKUP, Reason.GROUP_MASTER): (GROUP, (BOTH, wait(10))),
    (State.BACKUP, Reason.FAULT): (node(), (facts(), down())),
    (State.BACKUP, Reason.GROUP_FAULT): (GROUP, (BOTH, down())),
    (State.BACKUP, Reason.STOPPED): (node(), (facts(), STOP)),
    (State.BACKUP, Reason.REMOVED): (node(), (facts(), NOTHING_LEFT)),
    (State.MASTER, Reason.HIGHER_PRIORITY): (node(), (facts(), wait(4), heard(101))),
    (State.MASTER, Reason.HIGHER_ADDRESS): (node(), (facts(), wait(4), heard(100, BACKUP_IP))),
    (State.MASTER, Reason.LATE): (OWNER, (facts(), pause(10), wait(0))),
    (State.MASTER, Reason.GROUP_BACKUP): (GROUP, (BOTH, wait(10), heard(101))),
    (State.MASTER, Reason.FAULT): (OWNER, (facts(), down())),
    (State.MASTER, Reason.GROUP_FAULT): (GROUP, (BOTH, wait(10), down())),
    (State.MASTER, Reason.STOPPED): (OWNER, (facts(), STOP)),
    (State.MASTER, Reason.REMOVED): (OWNER, (facts(), NOTHING_LEFT)),
    (State.FAULT, Reason.FAULT_CLEARED): (CHECKED, (facts(), exited(0))),
    (State.FAULT, Reason.FAULT_CLEARED_AS_OWNER): (OWNER, (facts(down()), up())),
    (State.FAULT, Reason.GROUP_FAULT_CLEARED): (GROUP, (BOTH, down(), up())),
    (State.FAULT, Reason.STOPPED): (node(), (facts(down()), STOP)),
    (State.FAULT, Reason.REMOVED): (node(), (facts(down()), NOTHING_LEFT)),
}


@pytest.mark.parametrize(("state", "reason"), PAIRS, ids=lambda value: value.name)
def test_a_pair_is_in_the_table_or_an_error(state: State, reason: Reason) -> None:
    if (state, reason) in TRANSITIONS:
        assert next_state(state, reason) is TRANSITIONS[state, reason]
    else:
        with pytest.raises(AssertionError, match=f"no transition from {state}"):
            next_state(state, reason)


@pytest.mark.parametrize("pair", TRANSITIONS, ids=lambda pair: f"{pair[0].name}-{pair[1].name}")
def test_each_pair_in_the_table_comes_about(pair: tuple[State, Reason], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[State, Reason]] = []

    def watched(state: State, reason: Reason) -> State:
        seen.append((state, reason))
        return next_state(state, reason)

    monkeypatch.setattr(router_state, "next_state", watched)
    configuration, story = STORIES[pair]
    record(Director(configuration), *story, at_ns=START_NS)
    assert pair in seen


def test_no_story_is_told_of_a_pair_that_cannot_be() -> None:
    assert set(STORIES) == set(TRANSITIONS)


def test_each_state_is_left_and_each_reason_is_used() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State)
    assert {reason for _, reason in TRANSITIONS} == set(Reason)


def test_only_the_words_that_people_grep_for_announce_a_state() -> None:
    assert {state: f"Entering {state} STATE" for state in State} == ENTERING


def test_a_master_takes_part_again_only_as_a_backup() -> None:
    # Nothing leads from FAULT or BACKUP to MASTER but silence, a resignation, being the owner, or the sync group.
    reasons = {
        reason for (state, reason), new in TRANSITIONS.items() if new is State.MASTER and state is not State.INIT
    }
    assert reasons == {
        Reason.MASTER_DOWN,
        Reason.MASTER_RESIGNED,
        Reason.FAULT_CLEARED_AS_OWNER,
        Reason.DELAY_OVER_AS_OWNER,
        Reason.GROUP_MASTER,
    }

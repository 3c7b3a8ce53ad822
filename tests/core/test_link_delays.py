"""A link that flaps: what counts at once, what later, and what never."""

from dataclasses import replace

from playbook import at, log, play, wait
from samples import INTERFACE, MASTER_IP, THIRD_IP, down, facts, node, up
from standfast.core.director import Director
from standfast.core.effects import SaveState
from standfast.core.events import InterfaceChanged, ReloadRequested
from standfast.core.link_delays import LinkDelays
from standfast.model.network import InterfaceDelay
from standfast.model.node import Node
from standfast.units import NS_PER_S

DELAY = InterfaceDelay(INTERFACE, 2 * NS_PER_S, NS_PER_S)
UP = up()
DOWN = InterfaceChanged(INTERFACE, up=False, source_address=MASTER_IP, link_local=UP.link_local)


def delays() -> LinkDelays:
    return LinkDelays((DELAY,))


def test_an_interface_without_a_delay_counts_at_once() -> None:
    other = down("enp0s9")
    assert delays().take(other, up(interface="enp0s9"), 0) == other


def test_what_is_seen_first_counts_at_once() -> None:
    assert delays().take(DOWN, None, 0) == DOWN


def test_down_and_up_have_delays_of_their_own() -> None:
    subject = delays()
    assert subject.take(DOWN, UP, 0) == UP
    assert subject.next_deadline_ns == 2 * NS_PER_S
    assert list(subject.pop_due(2 * NS_PER_S - 1)) == []
    assert list(subject.pop_due(2 * NS_PER_S)) == [DOWN]
    assert subject.take(UP, DOWN, 5 * NS_PER_S) == DOWN
    assert subject.next_deadline_ns == 6 * NS_PER_S


def test_a_link_that_is_back_in_time_never_went() -> None:
    subject = delays()
    subject.take(DOWN, UP, 0)
    assert subject.take(UP, UP, NS_PER_S) == UP
    assert subject.next_deadline_ns is None


def test_a_change_of_addresses_counts_at_once_and_begins_no_wait_anew() -> None:
    subject = delays()
    subject.take(DOWN, UP, 0)
    changed = replace(DOWN, source_address=THIRD_IP)
    assert subject.take(changed, UP, NS_PER_S) == replace(UP, source_address=THIRD_IP)
    assert list(subject.pop_due(2 * NS_PER_S)) == [changed]


def patient() -> Node:
    return replace(node(), interface_delays=(DELAY,))


def test_a_router_hears_of_a_lost_carrier_when_it_counts() -> None:
    game = play(Director(patient()), ignore=(SaveState,)) >> facts() << log("BACKUP") >> DOWN >> wait(1.9)
    assert game >> wait(0.2) << at(2, log("FAULT STATE")) >> UP >> wait(0.9) >> wait(0.2) << at(3.1, log("BACKUP"))


def test_a_short_loss_is_no_fault() -> None:
    game = play(Director(patient()), ignore=(SaveState,)) >> facts() << log("BACKUP") >> DOWN >> wait(1)
    assert game >> UP >> wait(2)


def test_a_reload_without_delays_lets_what_waits_count() -> None:
    game = play(Director(patient()), ignore=(SaveState,)) >> facts() << log("BACKUP") >> DOWN
    assert game >> ReloadRequested(node()) << [log("FAULT STATE"), log("Reloaded")]

"""Which session a BFD packet belongs to, and what becomes of those that belong to none."""

from dataclasses import replace
from typing import Any

import pytest

from bfd import comes, says, sent, session
from playbook import advert, log, play, wait
from samples import BACKUP_IP, MASTER_IP, THIRD_IP, facts, node, router
from standfast.core.bfd_session import BfdState
from standfast.core.bfd_sessions import BfdSessions
from standfast.core.director import Director
from standfast.core.effects import RemoveAddresses, RenewLeases, SaveState, SendBfd, SendGratuitousArp
from standfast.core.events import BfdDiscarded, ReloadRequested
from standfast.core.randomness import Randomness
from standfast.core.track import Health
from standfast.model.node import Node
from standfast.model.track import BfdSession, TrackedItem, TrackKind
from standfast.units import NS_PER_MS, NS_PER_S

DOWN, INIT, UP = BfdState.DOWN, BfdState.INIT, BfdState.UP


def sessions(*configs: BfdSession) -> BfdSessions:
    subject = BfdSessions(Randomness(3))
    list(subject.reload(configs or (session(),), 0, patient=False))
    return subject


def state(subject: BfdSessions, name: str = "peer") -> BfdState:
    return subject.get(name).state


def mine(subject: BfdSessions, name: str = "peer") -> int:
    return subject.get(name).local_discriminator


def test_discriminators_are_unique_and_never_zero() -> None:
    many = sessions(*(session(name=str(number)) for number in range(100)))
    assert len({mine(many, name) for name in many.names} - {0}) == 100


def test_a_packet_without_our_discriminator_is_for_the_session_with_its_sender() -> None:
    subject = sessions(session(name="other", neighbor=THIRD_IP), session())
    list(subject.handle(comes(says(DOWN)), 0))
    assert (state(subject), state(subject, "other")) == (INIT, DOWN)


def test_a_packet_with_our_discriminator_is_for_the_session_that_has_it() -> None:
    subject = sessions(session(), session(name="second", source=THIRD_IP))
    list(subject.handle(comes(says(DOWN, your_discriminator=mine(subject, "second"))), 0))
    assert (state(subject), state(subject, "second")) == (DOWN, INIT)


@pytest.mark.parametrize(
    ("packet", "changes", "reason"),
    [
        (says(UP, your_discriminator=0), {}, "no session"),
        (says(INIT, your_discriminator=0), {}, "no session"),
        (says(UP, your_discriminator=12345), {}, "no session"),
        (says(DOWN), {"source": THIRD_IP}, "no session"),
        (says(DOWN), {"destination": THIRD_IP}, "no session"),
        (says(DOWN), {"ttl": 254}, "ttl"),
    ],
)
def test_a_packet_that_belongs_to_nobody_changes_nothing_and_is_counted(
    packet: Any,  # noqa: ANN401
    changes: dict[str, Any],
    reason: str,
) -> None:
    subject = sessions()
    assert not sent(subject.handle(comes(packet, **changes), 0))
    assert (state(subject), subject.discards) == (DOWN, {reason: 1})


def test_a_stranger_that_knows_the_discriminator_is_not_believed() -> None:
    subject = sessions()
    list(subject.handle(comes(says(DOWN, your_discriminator=mine(subject)), source=THIRD_IP), 0))
    assert state(subject) is DOWN


@pytest.mark.parametrize(
    ("changes", "ttl", "taken"),
    [
        ({}, 255, True),
        ({"max_hops": 1}, 254, True),
        ({"max_hops": 1}, 253, False),
        ({"max_hops": 255}, 1, True),
        ({"max_hops": -1}, 254, False),
        ({"max_hops": -1, "multihop": True}, 60, True),
    ],
)
def test_a_packet_may_have_passed_as_many_routers_as_max_hops_says(
    changes: dict[str, Any], ttl: int, taken: bool
) -> None:
    subject = sessions(session(**changes))
    list(subject.handle(comes(says(DOWN), ttl=ttl), 0))
    assert (state(subject) is INIT) == taken


def test_a_session_without_a_source_address_takes_packets_to_any_of_ours() -> None:
    subject = sessions(session(source=None))
    list(subject.handle(comes(says(DOWN), destination=THIRD_IP), 0))
    assert state(subject) is INIT


def test_what_did_not_decode_is_counted() -> None:
    subject = sessions()
    list(subject.handle(BfdDiscarded(BACKUP_IP, "version 0"), 0))
    assert subject.discards == {"malformed": 1}


def test_a_reload_keeps_a_session_with_the_same_neighbour_and_ends_the_others() -> None:
    subject = sessions(session(), session(name="old", neighbor=THIRD_IP))
    before = mine(subject)
    for name, source in (("peer", BACKUP_IP), ("old", THIRD_IP)):
        list(subject.handle(comes(says(DOWN, your_discriminator=mine(subject, name)), source=source), 0))
    (goodbye,) = sent(subject.reload((session(multiplier=3),), 0, patient=True))
    assert goodbye.state == BfdState.ADMIN_DOWN
    assert (mine(subject), state(subject)) == (before, INIT)
    list(subject.reload((session(neighbor=MASTER_IP),), 0, patient=True))
    finding = subject.find("peer")
    assert finding is not None
    assert finding.health is Health.UNKNOWN


# -- as a tracker


def tracking(weight: int = 0) -> Node:
    return replace(node(router(tracked=(TrackedItem(TrackKind.BFD, "peer", weight),))), bfd_sessions=(session(),))


def discriminator(director: Director) -> int:
    sessions_of_node = director.trackers.bfd
    assert sessions_of_node is not None
    return mine(sessions_of_node)


def test_a_session_that_is_not_up_keeps_a_router_in_fault_and_its_end_is_one() -> None:
    director = Director(tracking())
    game = play(director, ignore=(SaveState, SendBfd, SendGratuitousArp)) >> facts()
    game = game << log("FAULT STATE (bfd peer has not been up yet)")
    game = game >> comes(says(DOWN))
    game = game >> comes(says(UP, your_discriminator=0))
    game = game << log("Discarded a BFD packet from 192.168.56.102: it belongs to no session [1 so far]")
    assert game
    game = play(director, ignore=(SaveState, SendBfd, SendGratuitousArp))
    game = game >> comes(says(UP, your_discriminator=discriminator(director)))
    game = game << [log("BFD_Instance(peer) Entering Up state"), log("Entering BACKUP STATE (no fault any more)")]
    game = game >> wait(0.1)
    game = game << [
        log("BFD_Instance(peer) Entering Down state (nothing heard for 0.03 s)"),
        log("Entering FAULT STATE (bfd peer is down: nothing heard for 0.03 s)"),
    ]
    assert game


def test_a_weighted_session_moves_the_priority() -> None:
    director = Director(tracking(-40))
    list(director.start(facts(), 0))
    machine = next(iter(director.routers.values()))
    assert machine.priority == 60
    director.handle(comes(says(DOWN)), NS_PER_MS)
    director.handle(comes(says(UP, your_discriminator=discriminator(director))), 2 * NS_PER_MS)
    assert machine.priority == 100


def test_a_session_that_a_reload_brings_moves_no_master_before_it_had_time() -> None:
    director = Director(node())
    list(director.start(facts(), 0))
    director.handle_timer(4 * NS_PER_S)
    game = play(director, ignore=(RenewLeases, SaveState, SendBfd, SendGratuitousArp), at_ns=4 * NS_PER_S)
    game = game >> ReloadRequested(tracking()) << [advert(100), log("Reloaded")]
    assert game
    assert RemoveAddresses not in {type(done.effect) for done in game.tell_all([wait(4)])}
    assert RemoveAddresses in {type(done.effect) for done in game.tell_all([wait(2)])}

"""What faults do, one by one, to a pair that is at work."""

from dataclasses import replace

import pytest

from sim.lans import PAIR, S, holders, states, step, world
from standfast.model.packets import PasswordAuthentication
from standfast.model.track import TrackedItem, TrackKind
from standfast.sim.clusters import FILE, PROCESS
from standfast.sim.scenario import Fault, Step


def test_an_address_that_is_deleted_comes_back() -> None:
    made = world(step(6, Fault.ADDRESS_DELETED, 0, number=1), until_s=6.0001)
    assert holders(made) == []
    made.run_until(round(6.1 * S))
    assert holders(made) == [0]
    assert made.counts["repaired an address"] == 0, "that is judged when the time for it is over"
    made.run_until(7 * S)
    assert made.counts["repaired an address"] == 1


def test_an_address_added_by_hand_is_held_twice() -> None:
    made = world(step(6, Fault.ADDRESS_ADDED, 1, number=1), until_s=7)
    assert holders(made) == [0, 1]
    assert states(made) == ["MASTER", "BACKUP"]


@pytest.mark.parametrize(
    ("kind", "name", "weight", "fault"),
    [
        (TrackKind.PROCESS, PROCESS, 0, step(6, Fault.PROCESS_ENDS, 0, 40)),
        (TrackKind.FILE, FILE, 1, step(6, Fault.FILE_CHANGES, 0, number=-100)),
    ],
    ids=["process", "file"],
)
def test_trackers_move_the_address(kind: TrackKind, name: str, weight: int, fault: Step) -> None:
    routers = tuple(replace(router, tracked=(TrackedItem(kind, name, weight),)) for router in PAIR)
    made = world(fault, routers=routers, until_s=15)
    assert states(made)[1] == "MASTER"


def test_a_replay_of_its_own_packet_is_ignored() -> None:
    made = world(step(6, Fault.REPLAY, 0, share=0.9), until_s=8)
    assert states(made) == ["MASTER", "BACKUP"]


def test_two_faults_that_overlap_end_on_their_own() -> None:
    made = world(
        step(6, Fault.LINK_DOWN, 0, 8), step(7, Fault.LINK_DOWN, 0, 12), until_s=9
    )
    assert states(made)[0] == "FAULT"
    made.run_until(13 * S)
    assert states(made)[0] == "BACKUP"


def test_a_fault_of_a_host_that_was_shrunk_away_does_nothing() -> None:
    assert states(world(step(1, Fault.DAEMON_DIES, 4), until_s=6)) == ["MASTER", "BACKUP"]


def test_a_password_is_no_obstacle_to_its_owner() -> None:
    routers = tuple(replace(router, authentication=PasswordAuthentication(b"1111\0\0\0\0")) for router in PAIR)
    assert states(world(routers=routers)) == ["MASTER", "BACKUP"]

"""The stage's waits, marks and phases, on a lab without a daemon in which the VIP is moved by hand."""

from collections.abc import Iterator

import pytest

from standfast.errors import LabError
from standfast.lab.drills import DRILLS
from standfast.lab.host import LAN_INTERFACE, VIP, Node
from standfast.lab.scenario import Stage
from standfast.lab.topology import Lab

pytestmark = pytest.mark.root


@pytest.fixture
def stage(quiet_lab: Lab) -> Iterator[Stage]:
    made = Stage(quiet_lab, DRILLS["dns-first"], 0.5)
    try:
        yield made
    finally:
        made.close()
        for node in quiet_lab.nodes:
            give(node, "del")


def give(node: Node, verb: str) -> None:
    node.run("ip", "addr", verb, f"{VIP}/32", "dev", LAN_INTERFACE, check=False)


def test_holders_are_asked_before_during_and_after(stage: Stage) -> None:
    one, two = stage.lab.nodes
    stage.fault("101 takes it", lambda: give(one, "add"))
    assert stage.wait_holder(one, within_s=5)
    stage.heal("102 takes it too", lambda: give(two, "add"))
    assert stage.wait_holder(two, alone=False, within_s=5)
    held = stage.who_held()
    assert (held.before, held.during, held.after) == ((), (one.address,), (one.address, two.address))
    told = [(mark.kind, mark.text) for mark in stage.marks]
    assert told == [("fault", "101 takes it"), ("heal", "102 takes it too")]


def test_without_a_heal_the_holders_are_those_of_the_takeover(stage: Stage) -> None:
    one, two = stage.lab.nodes
    give(one, "add")
    assert stage.wait_holder(one, within_s=5)
    stage.adverts.wait = lambda *_, **__: 0  # type: ignore[method-assign]
    stage.fault("102 takes it too", lambda: give(two, "add"))
    assert stage.wait_holder(two, alone=False, within_s=5)
    give(one, "del")
    assert stage.wait_holder(two, within_s=5)
    held = stage.who_held()
    assert (held.before, held.during, held.after) == (
        (one.address,), (one.address, two.address), (two.address,)
    )  # fmt: skip


def test_a_wait_that_is_not_fulfilled_ends(stage: Stage) -> None:
    assert not stage.wait_holder(stage.lab.nodes[0], within_s=0.1)
    with pytest.raises(LabError, match="nobody held it"):
        stage.must_hold(stage.lab.nodes[0], within_s=0.1)


def test_a_fault_waits_for_the_holders_advertisement(stage: Stage) -> None:
    """Nobody advertises here, so a fault that counts from an advertisement cannot come."""
    one = stage.lab.nodes[0]
    give(one, "add")
    assert stage.wait_holder(one, within_s=5)
    with pytest.raises(LabError, match="no advertisement"):
        stage.fault("never", lambda: None)
    assert stage.marks == []


def test_the_client_of_the_stage_is_answered(stage: Stage) -> None:
    stage.start_client()
    assert stage.wait_answer(stage.lab.nodes[0].address, within_s=5)
    assert stage.wait_answer(stage.lab.nodes[1].address, within_s=5)

"""Who has to be MASTER in the end, and how long that may take."""

from dataclasses import replace

import pytest

from sim.lans import KEY, PAIR, ROUTER, S, step, world
from standfast.model.track import TrackedItem, TrackKind
from standfast.sim.clusters import FILE, PROCESS, SCRIPT
from standfast.sim.expectation import (
    check_calm,
    check_settled,
    effective_priority,
    is_able,
    right_masters,
    settle_ns,
)
from standfast.sim.host import RESTART_MAX_NS
from standfast.sim.scenario import Fault
from standfast.sim.violation import InvariantError


def test_the_best_that_preempts_or_anybody_that_is_not_outbid() -> None:
    assert right_masters(world(), KEY) == ["host1"]
    patient = tuple(replace(router, preempt=False) for router in PAIR)
    assert right_masters(world(routers=patient), KEY) == ["host1", "host2"]
    assert right_masters(world(routers=(ROUTER, ROUTER)), KEY) == ["host1", "host2"]
    assert right_masters(world(step(5, Fault.LINK_DOWN, 0)), KEY) == ["host2"]


@pytest.mark.parametrize(
    ("item", "failing", "gone", "value", "expected"),
    [
        (TrackedItem(TrackKind.SCRIPT, SCRIPT, -60), 1, 0, 0, 40),
        (TrackedItem(TrackKind.SCRIPT, SCRIPT, -60), 0, 0, 0, 100),
        (TrackedItem(TrackKind.SCRIPT, SCRIPT, 60), 0, 0, 0, 160),
        (TrackedItem(TrackKind.SCRIPT, SCRIPT, 60, reverse=True), 1, 0, 0, 160),
        (TrackedItem(TrackKind.PROCESS, PROCESS, -200), 0, 1, 0, 1),
        (TrackedItem(TrackKind.FILE, FILE, 2), 0, 0, 50, 200),
        (TrackedItem(TrackKind.FILE, FILE, 2), 0, 0, 500, 254),
    ],
)
def test_effective_priority(item: TrackedItem, failing: int, gone: int, value: int, expected: int) -> None:
    host = world(until_s=0).hosts[0]
    host.failing, host.gone, host.file_value = failing, gone, value
    assert effective_priority(host, replace(ROUTER, tracked=(item,))) == expected


def test_who_is_able() -> None:
    host = world(until_s=1).hosts[0]
    assert is_able(host, ROUTER)
    tracking = replace(ROUTER, tracked=(TrackedItem(TrackKind.FILE, FILE, 1),))
    host.file_value = -254
    assert not is_able(host, tracking)
    host.file_value = -253
    assert is_able(host, tracking)


def test_what_settling_takes_is_a_sum() -> None:
    down_ns = 3 * S + 255 * S // 256
    delta_ns = 3_000_000
    assert settle_ns(world(until_s=0)) == RESTART_MAX_NS + down_ns + 2 * delta_ns
    delayed = tuple(replace(router, preempt_delay_ns=5 * S) for router in PAIR)
    assert settle_ns(world(until_s=0, routers=delayed)) == RESTART_MAX_NS + 2 * down_ns + 5 * S + 3 * delta_ns


def test_a_wrong_master_is_noticed_and_a_change_in_the_calm_too() -> None:
    made = world()
    check_settled(made)
    check_calm(made, made.changes)
    with pytest.raises(InvariantError, match="I8"):
        check_calm(made, made.changes - 1)
    with pytest.raises(InvariantError, match="I2"):
        check_settled(world(until_s=1))

"""Reloads of a pair that is at work."""

from dataclasses import replace

import pytest

from sim.lans import KEY, PAIR, S, holders, states, step, world
from standfast.model.sync_group import SyncedRouters
from standfast.sim.faults_reload import chosen_router, reload
from standfast.sim.scenario import Fault
from standfast.sim.world import World


@pytest.mark.parametrize(
    ("fault", "number", "expected"),
    [
        (Fault.RELOAD_PRIORITY, 50, ["BACKUP", "MASTER"]),
        (Fault.RELOAD_ADDRESSES, 3, ["MASTER", "BACKUP"]),
        (Fault.RELOAD_NAME, 0, ["MASTER", "BACKUP"]),
    ],
)
def test_what_a_reload_changes(fault: Fault, number: int, expected: list[str]) -> None:
    made = world(step(6, fault, 0, number=number), until_s=14)
    assert states(made) == expected
    config = made.hosts[0].seats[KEY].config
    assert number in (config.priority, len(config.addresses)) or config.name == "VI_1_new"


def test_without_preemption_a_worse_master_is_let_be() -> None:
    made = world(step(6, Fault.RELOAD_PREEMPT, 0), step(7, Fault.DAEMON_STOPS, 0, 9), until_s=20)
    assert states(made) == ["BACKUP", "MASTER"]


def with_two(made: World, *, grouped: bool) -> None:
    """Have the first host's file name a second virtual router."""
    host = made.hosts[0]
    second = replace(PAIR[0], name="VI_2", virtual_router_id=52)
    groups = (SyncedRouters("VG_1", (PAIR[0].key, second.key)),) if grouped else ()
    host.node = replace(host.node, virtual_routers=(PAIR[0], second), sync_groups=groups)


def test_one_of_two_virtual_routers_goes_and_comes_back() -> None:
    made = world(until_s=0)
    host = made.hosts[0]
    with_two(made, grouped=False)
    host.plan = replace(host.plan, node=host.node)
    reload(made, host, step(0, Fault.RELOAD_REMOVES, 0))
    assert [router.name for router in host.node.virtual_routers] == ["VI_2"]
    reload(made, host, step(0, Fault.RELOAD_REMOVES, 0))
    assert [router.name for router in host.node.virtual_routers] == ["VI_2", "VI_1"]


def test_a_removed_master_resigns() -> None:
    made = world(until_s=6)
    made.hosts[0].reload(replace(made.hosts[0].node, virtual_routers=()))
    made.run_until(7 * S)
    assert states(made) == ["INIT", "MASTER"]
    assert holders(made) == [1]


def test_a_group_is_changed_as_one() -> None:
    made = world(until_s=0)
    host = made.hosts[0]
    with_two(made, grouped=True)
    priorities = step(0, Fault.RELOAD_PRIORITY, 0, number=7)
    assert chosen_router(host, priorities) == PAIR[0]
    reload(made, host, priorities)
    assert [router.priority for router in host.node.virtual_routers] == [7, 7]

"""One host: what its daemon lives through."""

from dataclasses import replace

from sim.lans import PAIR, ROUTER, S, holders, states, step, world
from standfast.sim.scenario import Fault


def test_a_router_that_dies_goes_on_where_it_was() -> None:
    made = world(step(6, Fault.ROUTER_DIES, 0), until_s=8)
    assert states(made) == ["MASTER", "BACKUP"]
    assert made.counts["a crash that was no failover"] == 1


def test_a_daemon_that_dies_leaves_its_lease_behind() -> None:
    made = world(step(6, Fault.DAEMON_DIES, 0), until_s=7)
    assert states(made) == ["INIT", "BACKUP"]
    assert holders(made) == [0]
    made.run_until(12 * S)
    assert states(made) == ["INIT", "MASTER"]
    assert holders(made) == [1]


def test_without_a_lease_it_stays_until_the_next_start() -> None:
    routers = tuple(replace(router, lease=False) for router in PAIR)
    made = world(step(6, Fault.DAEMON_DIES, 0, 30), until_s=29, routers=routers)
    assert holders(made) == [0, 1]
    made.run_until(31 * S)
    assert holders(made) == [1]


def test_a_stalled_daemon_reads_first_and_gives_way() -> None:
    made = world(step(6, Fault.DAEMON_STALLS, 0, 12), until_s=11)
    assert states(made) == ["MASTER", "MASTER"]
    made.run_until(round(12.01 * S))
    assert states(made) == ["BACKUP", "MASTER"]
    assert made.counts["fenced itself"] == 1


def test_a_router_that_stalls_is_replaced_by_its_supervisor() -> None:
    made = world(step(6, Fault.ROUTER_STALLS, 0, 30), until_s=9)
    assert states(made) == ["MASTER", "BACKUP"]
    assert made.counts["starts"] == 3


def test_a_clock_that_stood_still_is_not_fenced_but_outvoted() -> None:
    made = world(step(6, Fault.MACHINE_FREEZES, 0, 12), until_s=13, routers=(ROUTER, ROUTER))
    assert states(made).count("MASTER") == 1


def test_a_stop_resigns_and_a_start_comes_back() -> None:
    made = world(step(6, Fault.DAEMON_STOPS, 0, 10), until_s=7)
    assert states(made) == ["INIT", "MASTER"]
    assert holders(made) == [1]
    made.run_until(16 * S)
    assert states(made) == ["MASTER", "BACKUP"]


def test_the_power_takes_everything_along() -> None:
    made = world(step(6, Fault.MACHINE_DIES, 0, 15), until_s=7)
    assert holders(made) == []
    made.run_until(25 * S)
    assert states(made) == ["MASTER", "BACKUP"]

"""The judge of one host: that it complains of what must not be."""

import pytest

from sim.lans import KEY, ROUTER, world
from standfast.core.effects import Log
from standfast.core.events import AdvertisementReceived
from standfast.core.transitions import State
from standfast.log_level import LogLevel
from standfast.sim.packets import read_rogue
from standfast.sim.scenario import INTERFACE
from standfast.sim.violation import InvariantError

LINE = Log(LogLevel.INFO, "")


def test_a_packet_that_must_be_ignored_may_be_logged_and_no_more() -> None:
    made = world()
    host = made.hosts[0]
    before = made.watch.before(host)
    assert before is not None
    made.watch.judge(host, None, (LINE,), before=before)
    machine = host.seats[KEY].machine
    assert machine is not None
    machine.state = State.FAULT
    with pytest.raises(InvariantError, match="I10"):
        made.watch.judge(host, None, (LINE,), before=before)


def test_a_master_must_give_way_to_a_better_one() -> None:
    made = world()
    rogue = read_rogue(made.hosts[0], ROUTER)
    assert isinstance(rogue, AdvertisementReceived)
    with pytest.raises(InvariantError, match="stays MASTER"):
        made.watch.judge(made.hosts[0], rogue, ())


def test_a_deadline_in_the_past_would_make_the_loop_spin() -> None:
    made = world()
    host = made.hosts[0]
    made.watch.timers_fired(host, host.now_ns + 1)
    with pytest.raises(InvariantError, match="loop"):
        made.watch.timers_fired(host, host.now_ns)


def test_the_interface_of_the_lan_is_the_configured_one() -> None:
    assert ROUTER.interface == INTERFACE

"""Two holders for too long, and nobody for too long."""

import pytest

from sim.lans import KEY, VIP, S, step, world
from standfast.sim.scenario import Fault
from standfast.sim.violation import InvariantError
from standfast.units import NS_PER_MS


def test_two_holders_that_hear_each_other_have_one_interval_and_delta() -> None:
    made = world()
    backup = made.hosts[1]
    begun_ns = made.now_ns
    backup.kernel.hold((VIP,), None, begun_ns)
    bound_ns = S + made.scenario.delta_ns
    made.watch.lan.check_overlaps(begun_ns + bound_ns)
    with pytest.raises(InvariantError, match="I1"):
        made.watch.lan.check_overlaps(begun_ns + bound_ns + 1)


def test_two_holders_that_do_not_hear_each_other_are_excused() -> None:
    made = world(step(6, Fault.ISOLATED, 0, 15), until_s=14)
    made.watch.lan.check_overlaps(made.now_ns)
    assert made.watch.lan.overlaps


def test_a_gap_may_last_d_and_delta() -> None:
    made = world(step(6, Fault.DAEMON_DIES, 0), step(6, Fault.DAEMON_STALLS, 1), until_s=7)
    lan, backup = made.watch.lan, made.hosts[1]
    made.hosts[0].kernel.remove((VIP,))
    backup.stalls = 0
    made.now_ns += 3609 * NS_PER_MS
    backup.kernel.hold((VIP,), 4, made.now_ns)
    backup.kernel.remove((VIP,))
    made.now_ns += 3615 * NS_PER_MS
    with pytest.raises(InvariantError, match="I3"):
        backup.kernel.hold((VIP,), 4, made.now_ns)
    assert lan.holds(backup, KEY) is False


def test_whose_address_it_is() -> None:
    lan = world(until_s=0).watch.lan
    assert lan.router_of(VIP.address) == KEY
    assert lan.concerns((VIP,), KEY)
    assert not lan.concerns((), KEY)

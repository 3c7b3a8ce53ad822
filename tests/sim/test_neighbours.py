"""What the neighbours learn."""

import pytest

from sim.lans import KEY, VIP, S, step, world
from standfast.sim.scenario import Fault
from standfast.sim.violation import InvariantError


def test_the_last_announcement_wins() -> None:
    made = world()
    seat = made.hosts[0].seats[KEY]
    assert seat.announced
    made.neighbours.check(seat)
    made.neighbours.announce(made.hosts[1], (VIP,))
    made.neighbours.check(seat)  # It may still answer.
    made.run_until(made.now_ns + S)
    with pytest.raises(InvariantError, match="the neighbours go on sending to host2"):
        made.neighbours.check(seat)


def test_nobody_hears_a_host_that_is_cut_off() -> None:
    made = world(step(6, Fault.MUTE, 1), until_s=6)
    made.neighbours.announce(made.hosts[1], (VIP,))
    made.neighbours.check(made.hosts[0].seats[KEY])


def test_who_leaves_without_a_word_excuses_the_others() -> None:
    made = world()
    made.neighbours.announce(made.hosts[1], (VIP,))
    made.neighbours.left_silently(made.hosts[1].seats[KEY])
    made.neighbours.check(made.hosts[0].seats[KEY])


def test_a_last_word_that_was_lost_excuses_them_too() -> None:
    made = world()
    other = made.hosts[1].seats[KEY]
    made.neighbours.announce(made.hosts[1], (VIP,))
    made.neighbours.left(other)
    made.run_until(made.now_ns + S)
    with pytest.raises(InvariantError, match="neighbours"):
        made.neighbours.check(made.hosts[0].seats[KEY])
    made.neighbours.left(other)
    made.network.lost_ns[1][0] = made.now_ns
    made.run_until(made.now_ns + S // 100)
    made.neighbours.check(made.hosts[0].seats[KEY])

"""Changes of state without a reason are noticed."""

import pytest

from sim.lans import KEY, S, step, world
from standfast.core.effects import RemoveAddresses, SendAdvertisement
from standfast.core.transitions import State
from standfast.sim.change_watch import check_awake, was_late
from standfast.sim.scenario import INTERFACE, Fault, source_of
from standfast.sim.violation import InvariantError
from standfast.sim.world import World
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4


def change(made: World, number: int, state: State, *effects: object) -> None:
    """Have a machine be in another state, and let it be judged."""
    host = made.hosts[number]
    machine = host.seats[KEY].machine
    assert machine is not None
    machine.state = state
    made.watch.judge(host, None, tuple(effects))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "state", "rule"),
    [(1, State.MASTER, "I9"), (0, State.BACKUP, "I8"), (0, State.FAULT, "I11")],
    ids=["takes over too early", "gives way to nobody", "leaves without a word"],
)
def test_a_change_without_a_reason(number: int, state: State, rule: str) -> None:
    with pytest.raises(InvariantError, match=rule):
        change(world(), number, state)


def test_a_resignation_comes_before_the_removal() -> None:
    made = world()
    config = made.hosts[0].seats[KEY].config
    payload = bytes((0x21, 51, 0)) + bytes(13)
    resign = SendAdvertisement(INTERFACE, KEY, source_of(0), MULTICAST_GROUP_IPV4, payload)
    change(made, 0, State.FAULT, resign, RemoveAddresses(config.addresses))
    with pytest.raises(InvariantError, match="I11"):
        change(world(), 0, State.FAULT, RemoveAddresses(config.addresses), resign)


def test_who_is_late_and_who_sleeps() -> None:
    made = world(step(6, Fault.DAEMON_STALLS, 0), step(6, Fault.DAEMON_STALLS, 1), until_s=6)
    assert not was_late(made.hosts[0].seats[KEY])
    check_awake(made.hosts[1].seats[KEY])
    made.run_until(20 * S)
    assert was_late(made.hosts[0].seats[KEY])
    with pytest.raises(InvariantError, match="should have taken over"):
        check_awake(made.hosts[1].seats[KEY])

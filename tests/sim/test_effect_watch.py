"""Effects that nobody may have are noticed."""

import pytest

from sim.lans import KEY, VIP, world
from standfast.core.effects import AddAddresses, Effect, RemoveAddresses, SendAdvertisement
from standfast.core.events import ReloadRequested
from standfast.sim.scenario import INTERFACE, source_of
from standfast.sim.violation import InvariantError
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4


def speech(priority: int) -> SendAdvertisement:
    payload = bytes((0x21, 51, priority)) + bytes(13)
    return SendAdvertisement(INTERFACE, KEY, source_of(0), MULTICAST_GROUP_IPV4, payload)


@pytest.mark.parametrize(
    ("number", "effect", "rule"),
    [
        (0, speech(255), "I7"),
        (0, AddAddresses((VIP,), 5), "lease"),
        (0, AddAddresses((VIP,), None), "lease"),
        (1, speech(100), "I6"),
        (1, AddAddresses((VIP,), 4), "I6"),
    ],
)
def test_what_must_not_be_done(number: int, effect: Effect, rule: str) -> None:
    made = world()
    with pytest.raises(InvariantError, match=rule):
        made.watch.judge(made.hosts[number], None, (effect,))


def test_silence_is_noticed() -> None:
    made = world()
    host = made.hosts[0]
    host.clock_ns += 2 * 10**9
    with pytest.raises(InvariantError, match="I8"):
        made.watch.judge(host, None, (speech(150),))
    host.clock_ns += 2 * 10**9
    with pytest.raises(InvariantError, match="I5"):
        made.watch.judge(host, None, (speech(150),))


def test_a_reload_keeps_what_both_configurations_have() -> None:
    made = world()
    host = made.hosts[0]
    with pytest.raises(InvariantError, match="reload"):
        made.watch.judge(host, ReloadRequested(host.node), (RemoveAddresses((VIP,)),))

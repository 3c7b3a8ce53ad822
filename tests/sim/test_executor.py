"""Effects on a played host."""

from sim.lans import KEY, VIP, holders, world
from standfast.core.effects import (
    AddAddresses,
    Finish,
    Log,
    RemoveAddresses,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
)
from standfast.log_level import LogLevel
from standfast.sim.executor import execute
from standfast.sim.scenario import INTERFACE, source_of
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4, Advertisement, encode_advertisement

PAYLOAD = encode_advertisement(Advertisement(51, 1, 10**9, (VIP.address,)))
SEND = SendAdvertisement(INTERFACE, KEY, source_of(0), MULTICAST_GROUP_IPV4, PAYLOAD)


def test_addresses_come_and_go() -> None:
    made = world(until_s=0)
    host = made.hosts[0]
    assert execute(host, AddAddresses((VIP,), 4)) is None
    assert holders(made) == [0]
    assert execute(host, RemoveAddresses((VIP,))) is None
    assert holders(made) == []


def test_a_refused_packet_is_told_to_the_core() -> None:
    host = world(until_s=0).hosts[0]
    assert execute(host, SEND) is None
    host.sending_fails = 1
    failure = execute(host, SEND)
    assert failure is not None
    assert failure.effect == SEND


def test_the_record_outlives_the_daemon() -> None:
    host = world(until_s=1).hosts[0]
    execute(host, SaveState(KEY, True, 5))
    execute(host, Finish())
    assert host.director is None
    assert host.records[KEY].last_advert_ns == 5


def test_what_is_not_watched_leaves_no_trace() -> None:
    host = world(until_s=0).hosts[0]
    assert execute(host, SendGratuitousArp((VIP,))) is None
    assert execute(host, Log(LogLevel.NOTICE, "hello")) is None

"""What is remembered of one virtual router on one host."""

from sim.lans import KEY, ROUTER, step, world
from standfast.core.events import AdvertisementReceived
from standfast.sim.scenario import INTERFACE, Fault, link_local_of, source_of
from standfast.wire.vrrp import Advertisement


def test_configuration_and_address_are_known_with_and_without_a_daemon() -> None:
    seat = world(step(6, Fault.DAEMON_DIES, 1), until_s=7).hosts[1].seats[KEY]
    assert seat.machine is None
    assert seat.present_state == "INIT"
    assert seat.config == ROUTER
    assert seat.source == source_of(1)


def test_whose_advertisement_it_is() -> None:
    seat = world(until_s=0).hosts[0].seats[KEY]
    ours = Advertisement(51, 100, 10**9, ())
    assert seat.is_meant_by(AdvertisementReceived(INTERFACE, source_of(1), 255, ours))
    assert not seat.is_meant_by(AdvertisementReceived(INTERFACE, link_local_of(1), 255, ours))
    other = Advertisement(52, 100, 10**9, ())
    assert not seat.is_meant_by(AdvertisementReceived(INTERFACE, source_of(1), 255, other))


def test_a_crash_keeps_the_last_advertisement_and_an_end_does_not() -> None:
    seat = world().hosts[0].seats[KEY]
    seat.router_died()
    assert seat.last_advert_local_ns is not None
    seat.reign_ended()
    assert seat.last_advert_local_ns is None

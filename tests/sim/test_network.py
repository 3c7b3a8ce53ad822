"""The played network: who is connected, what gets lost, what the bytes become."""

from random import Random

from sim.lans import scenario, world
from standfast.core.events import AdvertisementReceived, PacketDiscarded
from standfast.sim.network import Network, is_for, read_packet
from standfast.sim.scenario import EVERYBODY, source_of
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4, Advertisement, DiscardReason, encode_advertisement

PAYLOAD = encode_advertisement(Advertisement(51, 100, NS_PER_S, (bytes((192, 0, 2, 100)),)))


def network() -> Network:
    return Network(scenario(), Random(1))


def test_directions_are_cut_one_by_one() -> None:
    lan = network()
    lan.mute[0] = 1
    assert not lan.connects(0, 1)
    assert lan.connects(1, 0)
    lan.deaf_to[1, 0] = 1
    assert not lan.connects(1, 0)
    assert lan.connects(2, 1)
    assert lan.is_plugged(0)
    lan.blocked[0] = 1
    assert not lan.is_plugged(0)


def test_loss_and_duplication_have_their_probabilities() -> None:
    lan = network()
    lan.losing.append((0.5, EVERYBODY, 1))
    copies = [len(lan.arrivals(0, 1, 9)) for _ in range(400)]
    assert 120 < sum(copies) < 280
    assert lan.lost_ns[0][1] == 9
    assert len(lan.arrivals(1, 0, 9)) == 1, "the other direction loses nothing"
    lan.losing.clear()
    lan.duplicating.append(1.0)
    delays_ns = lan.arrivals(0, 1, 9)
    assert len(delays_ns) == 2
    assert all(NS_PER_MS <= delay_ns <= 2 * NS_PER_MS for delay_ns in delays_ns)


def test_a_damaged_packet_differs_in_one_bit_and_is_discarded() -> None:
    lan = network()
    assert lan.damage(PAYLOAD) == PAYLOAD
    lan.corrupting.append(1.0)
    damaged = lan.damage(PAYLOAD)
    assert sum((one ^ other).bit_count() for one, other in zip(PAYLOAD, damaged, strict=True)) == 1
    event = read_packet("eth0", source_of(0), MULTICAST_GROUP_IPV4, 255, damaged)
    assert isinstance(event, PacketDiscarded)
    assert event.reason in DiscardReason


def test_what_arrives_is_what_the_loop_would_make_of_it() -> None:
    event = read_packet("eth0", source_of(0), MULTICAST_GROUP_IPV4, 255, PAYLOAD)
    assert isinstance(event, AdvertisementReceived)
    assert event.advertisement.priority == 100
    assert event.message == PAYLOAD


def test_who_listens_to_an_address() -> None:
    host = world(until_s=0).hosts[0]
    assert is_for(host, MULTICAST_GROUP_IPV4)
    assert is_for(host, source_of(0))
    assert not is_for(host, source_of(1))

"""The world: virtual time, and packets between hosts."""

from sim.lans import S, states, world
from standfast.core.events import PacketDiscarded
from standfast.sim.scenario import INTERFACE
from standfast.wire.vrrp import DiscardReason


def test_time_goes_in_order_and_stops_where_it_should() -> None:
    made = world(until_s=0)
    seen: list[int] = []
    for at_ns in (3 * S, 1 * S, 2 * S, 9 * S):
        made.at(at_ns, seen.append, at_ns)
    made.run_until(5 * S)
    assert seen == [1 * S, 2 * S, 3 * S]
    assert made.now_ns == 5 * S


def test_the_better_router_becomes_master_and_is_heard() -> None:
    made = world(until_s=6)
    assert states(made) == ["MASTER", "BACKUP"]
    assert {sender for sender, _ in made.sent} == {0}
    assert made.counts["took over"] == 1


def test_a_packet_of_nobodys_goes_to_one_host() -> None:
    made = world(until_s=6)
    before_ns = made.disturbed_ns
    made.inject(made.hosts[1], PacketDiscarded(INTERFACE, None, DiscardReason.LENGTH, "short"), valid=False)
    assert made.disturbed_ns == before_ns
    assert states(made) == ["MASTER", "BACKUP"]

"""The rows G: gratuitous ARP and neighbour advertisements (keepalived.md, 3.10)."""

from dataclasses import replace
from itertools import pairwise

from playbook import play, record, wait
from samples import VIP, VIP_2, VIP_GLOBAL, VIP_LINK_LOCAL, facts, heard, heard_6, node, router, router_6, up
from scenes import BEGIN_NS
from standfast.core.director import Director
from standfast.core.effects import SendGratuitousArp
from standfast.core.events import InterfaceChanged
from standfast.model.node import AnnounceLimit, NodeSettings
from standfast.model.virtual_router import GarpPolicy, VirtualAddress, VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S

Said = list[tuple[float, SendGratuitousArp]]


def announced(
    config: VirtualRouter,
    *told: object,
    settings: NodeSettings | None = None,
    links: tuple[InterfaceChanged, ...] = (),
) -> Said:
    """When what was announced, in seconds after the start."""
    director = Director(replace(node(config), settings=settings or NodeSettings()))
    done = record(director, facts(*links), *told, at_ns=BEGIN_NS)
    times = [(one.at_ns - BEGIN_NS, one.effect) for one in done]
    return [(at_ns / NS_PER_S, effect) for at_ns, effect in times if isinstance(effect, SendGratuitousArp)]


def test_g1_five_rounds_at_once_and_five_after_five_seconds() -> None:
    assert [seconds for seconds, _ in announced(router(255), wait(60))] == [0] * 5 + [5] * 5


def test_g1_vrrp_min_garp_is_one_round() -> None:
    least = GarpPolicy(master_repeat=1, master_delay_ns=0)
    assert len(announced(router(255, garp=least), wait(60))) == 1


def test_g2_a_round_is_over_all_addresses_virtual_then_excluded() -> None:
    config = router(255, addresses=(VIP, VIP_2), excluded=(VIP_GLOBAL,))
    assert {effect for _, effect in announced(config, wait(6))} == {SendGratuitousArp((VIP, VIP_2, VIP_GLOBAL))}


def test_g2_without_addresses_there_is_nothing_to_announce() -> None:
    assert announced(router(255, addresses=()), wait(60)) == []


def test_g3_a_refresh_goes_on_for_as_long_as_it_is_master() -> None:
    policy = GarpPolicy(master_repeat=0, master_refresh_ns=10 * NS_PER_S, master_refresh_repeat=2)
    assert [seconds for seconds, _ in announced(router(255, garp=policy), wait(25))] == [10, 10, 20, 20]


def test_g3_and_no_longer() -> None:
    policy = GarpPolicy(master_repeat=0, master_refresh_ns=10 * NS_PER_S)
    assert announced(router(garp=policy), wait(5), heard(150), wait(3), heard(150), wait(3), heard(150)) == []


def test_g4_a_lower_priority_is_answered_with_a_round_of_its_own_and_one_after_its_delay() -> None:
    policy = GarpPolicy(master_repeat=0, lower_prio_repeat=3, lower_prio_delay_ns=2 * NS_PER_S)
    times = [seconds for seconds, _ in announced(router(255, garp=policy), wait(1), heard(99), wait(10))]
    assert times == [1] * 3 + [3] * 3


def test_g4_repeat_0_is_none() -> None:
    policy = GarpPolicy(master_repeat=0, lower_prio_repeat=0)
    assert announced(router(255, garp=policy), wait(1), heard(99), wait(10)) == []


def test_g5_garp_interval_spreads_announcements_and_says_each_address_once_a_round() -> None:
    limit = AnnounceLimit(frozenset(), 100 * NS_PER_MS, 0)
    policy = GarpPolicy(master_repeat=5, master_delay_ns=0)
    config = router(255, garp=policy, addresses=(VIP, VIP_2))
    said = announced(config, wait(10), settings=NodeSettings(announce_limits=(limit,)))
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(said)]
    assert min(gaps) >= 0.1
    assert {effect for _, effect in said} == {SendGratuitousArp((VIP,)), SendGratuitousArp((VIP_2,))}


def test_g5_gna_interval_is_another_one() -> None:
    limit = AnnounceLimit(frozenset(), 0, NS_PER_S)
    settings = NodeSettings(announce_limits=(limit,))
    assert len(announced(router(255), wait(1), settings=settings)) == 5
    assert len(announced(router_6(255), wait(0.5), settings=settings)) == 1


def test_g6_garp_extra_if_goes_on_for_ever_with_one_address_of_each_such_interface() -> None:
    elsewhere = tuple(VirtualAddress(bytes((10, 0, 0, number)), 24, "enp0s9") for number in (1, 2))
    config = router(
        255,
        garp=GarpPolicy(master_repeat=0),
        addresses=(VIP, *elsewhere),
        extra_garp_interval_ns=100 * NS_PER_S,
        extra_garp_interfaces=frozenset({"enp0s9"}),
    )
    one = SendGratuitousArp(elsewhere[:1])
    assert announced(config, wait(250), links=(up(), up(interface="enp0s9"))) == [(100, one), (200, one)]


def test_g6_otherwise_nothing_is_repeated_for_ever() -> None:
    assert max(seconds for seconds, _ in announced(router(255), wait(1000))) == 5


def test_g7_ipv6_addresses_are_announced_alike() -> None:
    assert [seconds for seconds, _ in announced(router_6(255), wait(6))] == [0] * 5 + [5] * 5
    said = announced(router_6(255))
    assert said[0][1] == SendGratuitousArp((VIP_LINK_LOCAL, VIP_GLOBAL))


def test_g7_a_backup_announces_none_of_them() -> None:
    assert announced(router_6(), heard_6(150), wait(3)) == []


def test_g8_a_flood_of_lower_priorities_makes_no_flood_of_announcements() -> None:
    flood = [step for _ in range(1000) for step in (heard(99), wait(0.001))]
    policy = GarpPolicy(master_repeat=0, lower_prio_delay_ns=0)
    assert len(announced(router(255, garp=policy), *flood)) <= 2 * 5 + 5


def test_g8_the_first_one_is_answered_without_delay() -> None:
    director = Director(node(router(255, garp=GarpPolicy(master_repeat=0))))
    record(director, facts(), at_ns=BEGIN_NS)
    game = play(director, at_ns=BEGIN_NS)
    done = game.tell_all([heard(99)])
    assert any(isinstance(one.effect, SendGratuitousArp) for one in done)

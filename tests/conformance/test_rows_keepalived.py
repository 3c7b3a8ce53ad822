"""The rows K: what users of keepalived rely on beyond the RFCs (states, timers, what moves with the address)."""

from dataclasses import replace

import pytest

from playbook import Expectation, advert, at, message_of, play, record, wait
from samples import (
    BACKUP_IP,
    INTERFACE,
    ROUTE,
    RULE,
    VIP,
    VIP_2,
    VIP_GLOBAL,
    facts,
    heard,
    heard_3,
    lost,
    node,
    router,
    router_3,
    up,
)
from scenes import BEGIN_NS, DETAILS, as_master, runs, sent_by, start, state_of
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    BlockAddresses,
    Finish,
    Log,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SetPromoteSecondaries,
    UnblockAddresses,
)
from standfast.core.events import RouteRemoved, RuleRemoved, StopRequested
from standfast.core.transitions import State
from standfast.model.node import NodeSettings
from standfast.model.virtual_router import GarpPolicy, VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S

LOWER_IP = bytes((192, 168, 56, 1))
QUIET = GarpPolicy(master_repeat=0, lower_prio_repeat=0)
FULL = router(255, garp=QUIET, excluded=(VIP_GLOBAL,), routes=(ROUTE,), rules=(RULE,))
CLOSED = replace(FULL, priority=100, accept=False)
KEY = FULL.key
# What is found of its routes and rules at the start is a dead predecessor's.
CLEARED: list[Expectation] = [RemoveRules, RemoveRoutes]


def said(config: VirtualRouter, *told: object) -> str:
    """All log lines of a play, as one text."""
    done = record(Director(node(config)), facts(), *told, at_ns=BEGIN_NS)
    return "\n".join(one.effect.message for one in done if isinstance(one.effect, Log))


# -- start and election


def test_k1_state_master_does_not_begin_as_master() -> None:
    assert state_of(runs(router(200, wants_master=True))) is State.BACKUP


def test_k1_the_owner_does() -> None:
    assert state_of(runs(router(255, wants_master=True))) is State.MASTER


def test_k2_addresses_of_a_dead_predecessor_are_removed_before_the_first_packet() -> None:
    found = play(Director(node(router())), ignore=DETAILS) >> facts(left=[VIP])
    assert found << RemoveAddresses((VIP,)) >> wait(3)


def test_k2_nobody_else_s_address_is() -> None:
    assert play(Director(node(router())), ignore=DETAILS) >> facts(left=[VIP_2]) >> wait(3)


def test_k3_preempt_delay_accepts_a_lower_priority_for_so_long() -> None:
    game = start(router(preempt_delay_ns=10 * NS_PER_S))
    for _ in range(12):
        game = game >> wait(1) >> heard(99)
    assert game >> wait(2) << [at(13.609, advert(100)), AddAddresses]


def test_k3_an_equal_priority_ends_the_delay() -> None:
    game = start(router(preempt_delay_ns=2 * NS_PER_S)) >> heard(99) >> wait(1) >> heard(100)
    assert game >> wait(3.6) >> wait(0.1) << [at(4.609, advert(100)), AddAddresses]


@pytest.mark.parametrize("adverts", [1, 2, 10])
def test_k4_down_timer_adverts_counts_in_the_wait(adverts: int) -> None:
    config = router_3(down_timer_adverts=adverts)
    due_ns = runs(config, heard_3(150, advert_interval_ns=100 * NS_PER_MS)).next_deadline_ns
    assert due_ns == BEGIN_NS + adverts * 100 * NS_PER_MS + 156 * 100 * NS_PER_MS // 256


def test_k4_it_does_not_count_after_a_resignation() -> None:
    due_ns = runs(router(down_timer_adverts=10), heard(0)).next_deadline_ns
    assert due_ns == BEGIN_NS + 156 * NS_PER_S // 256


def test_k5_a_master_takes_everything_in_keepalived_s_order() -> None:
    order: list[Expectation] = [
        SendAdvertisement,
        BlockAddresses,
        AddAddresses,
        AddRoutes,
        AddRules,
        SendGratuitousArp,
    ]
    config = replace(CLOSED, garp=GarpPolicy(master_repeat=1))
    assert start(config, SaveState, Log) << CLEARED >> wait(3.7) << order


def test_k5_an_owner_s_addresses_are_not_blocked() -> None:
    closed_owner = replace(CLOSED, priority=255)
    order: list[Expectation] = [SendAdvertisement, AddAddresses, AddRoutes, AddRules]
    assert start(closed_owner, SaveState, Log) << [*CLEARED, *order]


def test_k6_it_gives_everything_back_in_the_reverse_order() -> None:
    taken = start(CLOSED) << CLEARED >> wait(3.7) << [advert(100), BlockAddresses, AddAddresses, AddRoutes, AddRules]
    order: list[Expectation] = [advert(0), RemoveRules, RemoveRoutes, RemoveAddresses, UnblockAddresses, Finish]
    assert taken >> StopRequested("SIGTERM") << order


def test_k6_excluded_addresses_move_with_the_others() -> None:
    taken = start(FULL) << [*CLEARED, advert(255), AddAddresses((VIP, VIP_GLOBAL), 4), AddRoutes, AddRules]
    assert taken >> up(None) << [RemoveRules, RemoveRoutes, RemoveAddresses((VIP, VIP_GLOBAL))]


def test_k7_of_two_owners_the_one_with_the_lower_address_gives_way() -> None:
    assert state_of(runs(router(255), heard(255, BACKUP_IP))) is State.BACKUP


def test_k7_if_it_does_not_the_other_does_after_two_advertisements_and_a_bit() -> None:
    rogue = [step for _ in range(4) for step in (heard(255, LOWER_IP), wait(1))]
    assert state_of(runs(router(255), *rogue[:4])) is State.MASTER
    director = runs(router(255), *rogue)
    assert state_of(director) is State.BACKUP
    assert director.routers[router().key].priority == 254


def test_k7_and_is_an_owner_again_when_the_rogue_is_gone() -> None:
    rogue = [step for _ in range(4) for step in (heard(255, LOWER_IP), wait(1))]
    sent = sent_by(router(255), *rogue, wait(5))
    assert message_of(sent[-1]).priority == 255


def test_k7_or_is_no_owner_any_more() -> None:
    rogue = [step for _ in range(4) for step in (heard(255, LOWER_IP), wait(1))]
    mended = [step for _ in range(4) for step in (heard(254, LOWER_IP), wait(1))]
    director = runs(router(255), *rogue, *mended)
    assert (state_of(director), director.routers[KEY].priority) == (State.MASTER, 255)


def test_k8_timer_expired_backup_bounds_how_late_a_master_may_be() -> None:
    config = router_3(255, late_priority=128)
    late = [wait(0.1)]
    assert state_of(runs(config, *late)) is State.MASTER
    director = runs(config)
    director.handle_timer(BEGIN_NS + 3 * NS_PER_S + NS_PER_S // 2)
    assert state_of(director) is State.MASTER, "as late as the others' patience lasts"
    director = runs(config)
    director.handle_timer(BEGIN_NS + 3 * NS_PER_S + NS_PER_S // 2 + 1)
    assert state_of(director) is State.BACKUP


def test_k8_without_it_any_other_may_have_the_highest_priority() -> None:
    director = runs(router_3(255))
    director.handle_timer(BEGIN_NS + 3 * NS_PER_S + 1)
    assert state_of(director) is State.BACKUP


def test_k9_lower_prio_no_advert_announces_all_the_same() -> None:
    config = router(garp=GarpPolicy(master_repeat=0, lower_prio_repeat=2), lower_prio_no_advert=True)
    assert as_master(config, SaveState, Log) >> heard(99) << [SendGratuitousArp] * 2


def test_k9_without_it_the_lower_priority_is_answered() -> None:
    assert as_master(router()) >> heard(99) << advert(100)


def test_k10_one_more_advertisement_before_giving_way() -> None:
    assert as_master(router()) >> heard(150) << [advert(100), RemoveAddresses]


def test_k10_and_no_resignation() -> None:
    sent = sent_by(router(), wait(4), heard(150), wait(1))
    assert [message_of(one).priority for one in sent] == [100, 100]


def test_k11_with_skip_check_adv_addr_the_list_is_compared_with_each_new_master_only() -> None:
    other, third = (heard(150, source, addresses=(VIP_2.address,)) for source in (BACKUP_IP, LOWER_IP))
    statistics = runs(router(skip_check_adv_addr=True), other, other, third, other).routers[KEY].statistics
    assert statistics.addr_list_err == 3


def test_k11_without_it_with_every_packet() -> None:
    other = heard(150, addresses=(VIP_2.address,))
    assert runs(router(), other, other, other).routers[KEY].statistics.addr_list_err == 3


def test_k12_an_owner_with_owner_ignore_adverts_hears_nobody() -> None:
    assert sent_by(router(255, owner_ignore_adverts=True), heard(99), wait(0.5)) == sent_by(router(255))


def test_k12_a_router_that_is_no_owner_hears_them() -> None:
    assert state_of(runs(router(owner_ignore_adverts=True), wait(4), heard(150))) is State.BACKUP


# -- the host


def test_k13_a_lost_source_address_is_a_fault() -> None:
    assert state_of(runs(router(255), up(None))) is State.FAULT


def test_k13_another_one_is_not() -> None:
    assert state_of(runs(router(255), up(bytes((192, 168, 56, 77))))) is State.MASTER


def test_k14_promote_secondaries_is_set_for_as_long_as_the_router_is_there() -> None:
    config = router(promote_secondaries=True)
    on, off = (SetPromoteSecondaries(INTERFACE, value) for value in (True, False))
    assert start(config) << on >> StopRequested("SIGTERM") << [off, Finish]


def test_k14_without_it_nothing_is_touched() -> None:
    assert start(router()) >> StopRequested("SIGTERM") << Finish


REMOVALS = [lost(), lost(VIP_GLOBAL), RouteRemoved(KEY, ROUTE), RuleRemoved(KEY, RULE)]


@pytest.mark.parametrize("event", REMOVALS, ids=["address", "excluded-address", "route", "rule"])
def test_k15_what_somebody_removed_is_put_back_within_100_ms_and_counted(event: object) -> None:
    """A difference on purpose: keepalived gives up MASTER for a moment."""
    director = runs(FULL)
    done = record(director, event, wait(0.1), at_ns=BEGIN_NS)
    back = {"AddressRemoved": RenewLeases, "RouteRemoved": AddRoutes, "RuleRemoved": AddRules}
    assert any(isinstance(one.effect, back[type(event).__name__]) for one in done)
    assert state_of(director) is State.MASTER
    assert director.routers[KEY].statistics.repaired == 1


def test_k15_nobody_else_s_loss_is_repaired() -> None:
    others = [lost(VIP_2), RouteRemoved(KEY, replace(ROUTE, table=7)), RuleRemoved(KEY, replace(RULE, table=7))]
    director = runs(FULL, *others, wait(0.1))
    assert director.routers[KEY].statistics.repaired == 0


# -- delays at the start


def delayed(config: VirtualRouter, startup_delay_ns: int = 0, delay_after_boot_ns: int = 0) -> Director:
    settings = NodeSettings(startup_delay_ns=startup_delay_ns, delay_after_boot_ns=delay_after_boot_ns)
    return Director(replace(node(config), settings=settings))


def test_k16_during_vrrp_startup_delay_nobody_becomes_master() -> None:
    game = play(delayed(router(), startup_delay_ns=10 * NS_PER_S), ignore=DETAILS) >> facts() >> wait(13.6)
    assert game >> wait(0.1) << [at(13.609, advert(100)), AddAddresses]


def test_k16_not_even_the_owner() -> None:
    game = play(delayed(router(255), startup_delay_ns=10 * NS_PER_S), ignore=DETAILS) >> facts() >> wait(9.9)
    assert game >> wait(0.2) << [at(10, advert(255)), AddAddresses]


def test_k16_and_advertisements_are_ignored_until_then() -> None:
    """An interface may let multicast through in one direction only at first."""
    game = play(delayed(router(), startup_delay_ns=10 * NS_PER_S), ignore=DETAILS) >> facts() >> heard(0)
    assert game >> wait(13.6)


def test_k16_after_it_they_count() -> None:
    game = play(delayed(router(), startup_delay_ns=NS_PER_S), ignore=DETAILS) >> facts() >> wait(1.5) >> heard(0)
    assert game >> wait(1) << [at(2.109, advert(100)), AddAddresses]


def test_k17_vrrp_delay_after_boot_counts_from_the_boot() -> None:
    game = play(delayed(router(), delay_after_boot_ns=BEGIN_NS + 5 * NS_PER_S), ignore=DETAILS) >> facts()
    assert game >> wait(9) << [at(8.609, advert(100)), AddAddresses]


def test_k17_a_machine_that_is_up_for_longer_waits_no_more_than_usual() -> None:
    game = play(delayed(router(), delay_after_boot_ns=5 * NS_PER_S), ignore=DETAILS) >> facts()
    assert game >> wait(3.7) << [at(3.609, advert(100)), AddAddresses]


# -- what is counted


def test_k18_what_keepalived_counts_is_counted() -> None:
    told = [wait(4), heard(0), heard(99), heard(150), StopRequested("SIGTERM")]
    director = Director(node(router()))
    record(director, facts(), at_ns=BEGIN_NS)
    statistics = director.routers[KEY].statistics
    record(director, *told, at_ns=BEGIN_NS)
    assert (statistics.become_master, statistics.release_master) == (1, 1)
    assert (statistics.advert_rcvd, statistics.pri_zero_rcvd) == (3, 1)
    # At 3.609 s, two answers, one more before giving way.
    assert (statistics.advert_sent, statistics.pri_zero_sent) == (4, 0)


def test_k18_a_resignation_and_discarded_packets_count_too() -> None:
    director = runs(router(255), heard(99, ttl=1), heard(99, auth_data=b"2222\0\0\0\0"))
    statistics = director.routers[KEY].statistics
    record(director, StopRequested("SIGTERM"), at_ns=BEGIN_NS)
    assert (statistics.ip_ttl_err, statistics.auth_failure, statistics.advert_rcvd) == (1, 1, 0)
    assert (statistics.pri_zero_sent, statistics.advert_sent) == (1, 2)


def test_k19_the_words_that_people_grep_for_are_keepalived_s() -> None:
    text = said(router(), wait(4), heard(150))
    assert "(VI_1) Entering BACKUP STATE (init)" in text
    assert "(VI_1) Entering MASTER STATE" in text


def test_k19_nothing_is_said_while_nothing_happens() -> None:
    assert len(said(router(255), wait(600)).splitlines()) == 1

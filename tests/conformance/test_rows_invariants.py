"""The invariants I that one router alone can break; the others need a LAN and time (tests/sim)."""

from itertools import pairwise

import pytest

from playbook import advert, message_of, pause, play, record, wait
from samples import (
    BACKUP_IP,
    MASTER_IP,
    VIP,
    VIP_2,
    down,
    exited,
    facts,
    heard,
    heard_3,
    heard_6,
    lost,
    node,
    router,
    router_3,
    router_6,
    script,
    tracked,
)
from samples import record as predecessor
from scenes import BEGIN_NS, DETAILS, as_master, runs, sent_by, state_of
from standfast.core.director import Director
from standfast.core.effects import AddAddresses, Finish, Log, RemoveAddresses, RenewLeases, SendAdvertisement
from standfast.core.events import AdvertisementReceived, StopRequested
from standfast.core.transitions import State
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import AUTH_NONE

KINDS = [router(255), router_3(255, advert_interval_ns=10 * NS_PER_MS), router_6(255)]
every_kind = pytest.mark.parametrize("config", KINDS, ids=["v2", "v3-10ms", "v3-ipv6"])


def test_i4_addresses_of_a_dead_daemon_are_removed_before_anything_is_sent() -> None:
    game = play(Director(node(router())), ignore=DETAILS) >> facts(left=[VIP])
    assert game << RemoveAddresses((VIP,)) >> wait(3)


def test_i4_unless_it_died_only_a_moment_ago() -> None:
    fresh = predecessor(0.5, BEGIN_NS)
    game = play(Director(node(router())), ignore=DETAILS, at_ns=BEGIN_NS) >> facts(left=[VIP], records=[fresh])
    assert game << [advert(100), AddAddresses]


@every_kind
def test_i5_a_master_that_was_held_up_gives_way_before_it_sends(config: VirtualRouter) -> None:
    late_s = (3 * config.advert_interval_ns + 1) / NS_PER_S
    assert as_master(config) >> pause(late_s) >> wait(0) << RemoveAddresses


@every_kind
def test_i5_one_that_was_held_up_for_less_goes_on(config: VirtualRouter) -> None:
    assert as_master(config) >> pause(2.9 * config.advert_interval_ns / NS_PER_S) >> wait(0) << advert(255)


def test_i6_a_removed_address_is_back_within_100_ms_however_often_it_is_removed() -> None:
    told = [step for _ in range(100) for step in (lost(), wait(0.05))]
    done = record(Director(node(router(255))), facts(), *told, at_ns=BEGIN_NS)
    renewals = [one.at_ns for one in done if isinstance(one.effect, RenewLeases)]
    gaps = [later - earlier for earlier, later in pairwise(renewals)]
    assert max(gaps) <= 101 * NS_PER_MS


def test_i6_a_backup_puts_nothing_back() -> None:
    done = record(Director(node(router())), facts(), lost(), wait(3), at_ns=BEGIN_NS)
    assert not [one for one in done if isinstance(one.effect, RenewLeases | AddAddresses)]


@pytest.mark.parametrize(("priority", "weight", "effective"), [(10, -253, 1), (250, 100, 254), (100, -30, 70)])
def test_i7_whatever_trackers_say_a_priority_stays_within_1_and_254(
    priority: int, weight: int, effective: int
) -> None:
    config = router(priority, tracked=(tracked(weight=weight),))
    director = Director(node(config, scripts=[script(seconds=600)]))
    done = record(director, facts(), exited(0 if weight > 0 else 1), wait(5), at_ns=BEGIN_NS)
    sent = [message_of(one.effect).priority for one in done if isinstance(one.effect, SendAdvertisement)]
    assert sent[0] == effective


def test_i7_an_owner_s_is_255_whatever_they_say() -> None:
    config = router(255, tracked=(tracked(weight=-200),))
    director = Director(node(config, scripts=[script(seconds=600)]))
    done = record(director, facts(), exited(1), wait(5), at_ns=BEGIN_NS)
    assert {message_of(one.effect).priority for one in done if isinstance(one.effect, SendAdvertisement)} == {255}


def test_i8_a_day_without_a_fault_at_ten_times_the_default_rate_has_no_transition() -> None:
    director = runs(router_3(255, advert_interval_ns=100 * NS_PER_MS))
    done = record(director, wait(3600), at_ns=BEGIN_NS)
    assert not [one for one in done if isinstance(one.effect, Log)]


def test_i8_one_fault_is_two_transitions() -> None:
    director = runs(router(255), wait(10))
    done = record(director, down(), wait(100), at_ns=BEGIN_NS + 10 * NS_PER_S)
    assert len([one for one in done if isinstance(one.effect, Log) and "Entering" in one.effect.message]) == 1


def test_i9_with_nopreempt_a_returning_higher_priority_changes_nothing() -> None:
    told = [step for _ in range(20) for step in (heard(50), wait(3))]
    assert sent_by(router(254, preempt=False), *told) == []


def test_i9_with_preempt_it_takes_over() -> None:
    told = [step for _ in range(20) for step in (heard(50), wait(1))]
    assert sent_by(router(254), *told)


BAD = [
    (router(), heard(200, ttl=254)),
    (router(), heard(0, ttl=254)),
    (router(), heard(200, auth_data=b"guess\0\0\0")),
    (router(), heard(0, auth_data=b"guess\0\0\0")),
    (router(), heard(200, auth_type=AUTH_NONE)),
    (router(), heard(200, advert_interval_ns=2 * NS_PER_S)),
    (router(), heard(200, virtual_router_id=52)),
    (router(), heard(200, interface="enp0s9")),
    (router(), heard(200, MASTER_IP)),
    (router(), heard(200, addresses=())),
    (router_3(), heard_3(200, advert_interval_ns=0)),
    (router_3(), heard(200)),
    (router_3(), heard_3(200, trailer=bytes(28))),
    (router_6(), heard_6(200, addresses=(VIP_2.address,) * 2)),
]


@pytest.mark.parametrize(("config", "event"), BAD)
@pytest.mark.parametrize("seconds", [1, 5], ids=["backup", "master"])
def test_i10_a_packet_that_is_not_believed_changes_no_state_and_no_timer(
    config: VirtualRouter, event: AdvertisementReceived, seconds: int
) -> None:
    director = runs(config, wait(seconds))
    before = (state_of(director), director.next_deadline_ns)
    done = record(director, *[event] * 100, at_ns=BEGIN_NS + seconds * NS_PER_S)
    assert (state_of(director), director.next_deadline_ns) in (
        before,
        (before[0], min(before[1] or 0, BEGIN_NS + (seconds + 1) * NS_PER_S)),
    ), "nothing but the log line at the end of the second is due"
    assert {type(one.effect) for one in done} == {Log}
    assert director.discards.total() == 100


@pytest.mark.parametrize(("config", "event"), [(router(), heard(200)), (router_3(), heard_3(200))])
def test_i10_one_that_is_believed_does(config: VirtualRouter, event: AdvertisementReceived) -> None:
    assert state_of(runs(config, wait(5), event)) is State.BACKUP


@every_kind
def test_i11_a_master_that_ends_in_order_says_priority_0_before_it_lets_go(config: VirtualRouter) -> None:
    assert as_master(config) >> StopRequested("SIGTERM") << [advert(0), RemoveAddresses, Finish]


def test_i11_a_failing_check_is_such_an_end() -> None:
    config = router(tracked=(tracked(),))
    game = play(Director(node(config, scripts=[script(seconds=60)])), ignore=DETAILS) >> facts() >> exited(0)
    assert game >> wait(3.7) << [advert(100), AddAddresses] >> exited(1) << [advert(0), RemoveAddresses]


def test_i11_who_gives_way_or_was_held_up_does_not_resign() -> None:
    assert as_master(router()) >> heard(150) << [advert(100), RemoveAddresses]
    assert as_master(router()) >> pause(10) >> heard(150, BACKUP_IP) << RemoveAddresses

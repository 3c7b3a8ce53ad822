"""The rows S (RFC 9568, 6.4, and 3768, 6.4) and V (what only version 2 has): the state machine and its timers."""

from collections.abc import Callable

import pytest

from playbook import advert, at, message_of, play, record, wait
from samples import BACKUP_IP, facts, heard, heard_3, heard_6, node, router, router_3, router_6, up
from scenes import BEGIN_NS, as_master, refusal, runs, sent_by, start, state_of
from standfast.core.director import Director
from standfast.core.effects import AddAddresses, Finish, Log, RemoveAddresses, SaveState, SendGratuitousArp
from standfast.core.events import AdvertisementReceived, StopRequested
from standfast.core.transitions import State
from standfast.model.virtual_router import GarpPolicy, VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, DiscardReason

Maker = Callable[[int], VirtualRouter]
Teller = Callable[[int], AdvertisementReceived]

LOWER_IP = bytes((192, 168, 56, 1))
FAST = 10 * NS_PER_MS
KINDS: list[tuple[Maker, Teller]] = [(router, heard), (router_3, heard_3), (router_6, heard_6)]


def deadline_after(config: VirtualRouter, *told: object) -> int:
    """How long after the beginning of the play the router's next deadline is, in nanoseconds."""
    due_ns = runs(config, *told).next_deadline_ns
    assert due_ns is not None
    return due_ns - BEGIN_NS


@pytest.mark.parametrize("config", [router(255), router_3(255), router_6(255)], ids=["v2", "v3", "v3-ipv6"])
def test_s1_the_owner_advertises_announces_and_is_active_at_once(config: VirtualRouter) -> None:
    quiet = start(config, SaveState, Log)
    assert quiet << [at(0, advert(255)), AddAddresses, *[SendGratuitousArp] * 5]


def test_s1_nobody_else_is() -> None:
    assert state_of(runs(router(254))) is State.BACKUP


@pytest.mark.parametrize("priority", [1, 100, 254])
def test_s2_the_others_wait_one_master_down_interval_of_their_own(priority: int) -> None:
    assert deadline_after(router_3(priority)) == 3 * NS_PER_S + (256 - priority) * NS_PER_S // 256


def test_s2_not_a_nanosecond_less() -> None:
    director = Director(node(router()))
    record(director, facts(), at_ns=BEGIN_NS)
    due_ns = BEGIN_NS + 3 * NS_PER_S + 156 * NS_PER_S // 256
    assert director.handle_timer(due_ns - 1) == ()
    assert director.handle_timer(due_ns)


def test_s3_a_backup_that_stops_says_nothing() -> None:
    assert sent_by(router(), StopRequested("SIGTERM")) == []


def test_s3_and_ends() -> None:
    assert start(router()) >> StopRequested("SIGTERM") << Finish


def test_s4_a_backup_holds_no_address_so_it_answers_nobody() -> None:
    assert start(router()) >> heard(150) >> wait(3) >> heard(150) >> wait(3)


def test_s4_a_master_does() -> None:
    assert as_master(router())


@pytest.mark.parametrize(("make", "_hear"), KINDS)
def test_s5_silence_makes_a_master(make: Maker, _hear: Teller) -> None:
    config = make(100)
    assert start(config) >> wait(3.7) << [at(3.609, advert(100)), AddAddresses(config.addresses, 4)]


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s5_no_silence_makes_none(make: Maker, hear: Teller) -> None:
    told = [step for _ in range(10) for step in (hear(100), wait(3.5))]
    assert state_of(runs(make(100), *told)) is State.BACKUP


def test_s6_after_priority_0_only_the_skew_time_is_waited_for() -> None:
    assert deadline_after(router(), wait(1), heard(0)) == NS_PER_S + 156 * NS_PER_S // 256


def test_s6_in_version_3_it_is_the_one_of_the_master_s_interval() -> None:
    fast = heard_3(150, advert_interval_ns=FAST)
    assert deadline_after(router_3(), fast, heard_3(0, advert_interval_ns=FAST)) == 156 * FAST // 256


def test_s6_a_discarded_priority_0_changes_nothing() -> None:
    assert deadline_after(router(), wait(1), heard(0, ttl=1)) == deadline_after(router())


@pytest.mark.parametrize("theirs", [100, 101, 255])
def test_s7_an_equal_or_higher_priority_resets_the_timer_and_brings_its_interval(theirs: int) -> None:
    due_ns = deadline_after(router_3(), heard_3(theirs, advert_interval_ns=FAST))
    assert due_ns == 3 * FAST + 156 * FAST // 256


def test_s7_a_slower_master_is_waited_for_longer() -> None:
    slow = heard_3(150, advert_interval_ns=5 * NS_PER_S)
    assert state_of(runs(router_3(), slow, wait(15))) is State.BACKUP
    assert deadline_after(router_3(), slow) == 15 * NS_PER_S + 156 * 5 * NS_PER_S // 256


def test_s7_a_new_master_speaks_at_its_own_interval_again() -> None:
    sent = sent_by(router_3(), heard_3(150, advert_interval_ns=FAST), wait(1))
    assert message_of(sent[0]).advert_interval_ns == NS_PER_S
    assert deadline_after(router_3(), heard_3(150, advert_interval_ns=FAST), wait(0.1)) > NS_PER_S


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s8_a_lower_priority_does_not_reset_the_timer(make: Maker, hear: Teller) -> None:
    assert deadline_after(make(100), wait(1), hear(99)) == deadline_after(make(100))


def test_s8_nor_brings_it_its_interval() -> None:
    assert deadline_after(router_3(), heard_3(99, advert_interval_ns=FAST)) == deadline_after(router_3())


def test_s8_but_with_nopreempt_it_does_both() -> None:
    config = router_3(preempt=False)
    assert deadline_after(config, heard_3(99, advert_interval_ns=FAST)) == 3 * FAST + 156 * FAST // 256


@pytest.mark.parametrize("source", [BACKUP_IP, LOWER_IP])
def test_s9_a_backup_does_not_compare_addresses(source: bytes) -> None:
    assert deadline_after(router(), wait(1), heard(100, source)) == 4 * NS_PER_S + 156 * NS_PER_S // 256


def test_s9_a_master_does() -> None:
    assert state_of(runs(router(), wait(4), heard(100, BACKUP_IP))) is State.BACKUP
    assert state_of(runs(router(), wait(4), heard(100, LOWER_IP))) is State.MASTER


@pytest.mark.parametrize(("priority", "skew_ns"), [(1, 996_093_750), (100, 609_375_000), (254, 7_812_500)])
def test_s10_version_2_does_not_scale_the_skew_time(priority: int, skew_ns: int) -> None:
    config = router(priority, advert_interval_ns=7 * NS_PER_S)
    assert config.skew_time_ns(priority) == skew_ns
    assert config.master_down_interval_ns(priority) == 21 * NS_PER_S + skew_ns


def test_s10_a_changed_priority_changes_it() -> None:
    assert router().skew_time_ns(70) - router().skew_time_ns(100) == 30 * NS_PER_S // 256


@pytest.mark.parametrize("interval_ns", [FAST, 100 * NS_PER_MS, NS_PER_S, 40_950 * NS_PER_MS])
def test_s11_version_3_scales_the_skew_time_with_the_interval(interval_ns: int) -> None:
    config = router_3(200, advert_interval_ns=interval_ns)
    assert config.master_down_interval_ns(200) == 3 * interval_ns + 56 * interval_ns // 256


def test_s11_no_rounding_to_centiseconds_makes_it_0() -> None:
    assert router_3(254, advert_interval_ns=FAST).skew_time_ns(254) == 78_125


@pytest.mark.parametrize(("make", "_hear"), KINDS)
def test_s12_a_master_that_stops_says_priority_0_before_it_lets_go(make: Maker, _hear: Teller) -> None:
    assert as_master(make(100)) >> StopRequested("SIGTERM") << [advert(0), RemoveAddresses, Finish]


def test_s12_once_and_nothing_after_it() -> None:
    sent = sent_by(router(), wait(4), StopRequested("SIGTERM"), wait(60))
    assert [message_of(one).priority for one in sent] == [100, 0]


def test_s13_a_master_advertises_each_interval() -> None:
    assert (
        as_master(router_3(255, advert_interval_ns=FAST))
        >> wait(0.02)
        << [
            at(0.01, advert(255)),
            at(0.02, advert(255)),
        ]
    )


def test_s13_and_not_between() -> None:
    assert as_master(router()) >> wait(0.9)


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s14_a_master_answers_priority_0_and_stays(make: Maker, hear: Teller) -> None:
    assert (
        as_master(make(100))
        >> wait(0.5)
        >> hear(0)
        << at(4.109, advert(100))
        >> wait(0.9)
        >> wait(0.2)
        << at(5.109, advert(100))
    )


def test_s14_a_discarded_priority_0_is_not_answered() -> None:
    assert as_master(router()) >> heard(0, ttl=1) >> wait(0.9)


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s15_a_master_gives_way_to_a_higher_priority(make: Maker, hear: Teller) -> None:
    assert as_master(make(100)) >> hear(101) << [advert(100), RemoveAddresses]


def test_s15_and_takes_its_interval_in_version_3() -> None:
    director = runs(router_3(), wait(4), heard_3(101, advert_interval_ns=FAST))
    assert director.next_deadline_ns == BEGIN_NS + 4 * NS_PER_S + 3 * FAST + 156 * FAST // 256


def test_s15_not_to_a_lower_one() -> None:
    assert state_of(runs(router(), wait(4), heard(99))) is State.MASTER


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s16_at_equal_priority_the_higher_address_rules(make: Maker, hear: Teller) -> None:
    assert as_master(make(100)) >> hear(100) << [advert(100), RemoveAddresses]


def test_s16_addresses_are_numbers_without_a_sign() -> None:
    low, high = bytes((10, 0, 0, 9)), bytes((200, 0, 0, 1))
    game = play(Director(node(router())), ignore=(SaveState, Log, SendGratuitousArp)) >> facts(up(low)) >> wait(3.7)
    assert game << [advert(100), AddAddresses] >> heard(100, high) << [advert(100), RemoveAddresses]


def test_s16_the_lower_address_does_not() -> None:
    assert state_of(runs(router(), wait(4), heard(100, LOWER_IP))) is State.MASTER


@pytest.mark.parametrize(("make", "hear"), KINDS)
def test_s17_a_lower_priority_is_answered_at_once(make: Maker, hear: Teller) -> None:
    assert as_master(make(100)) >> wait(0.5) >> hear(99) << at(4.109, advert(100))


def test_s17_unless_it_shall_not_be() -> None:
    assert as_master(router(lower_prio_no_advert=True)) >> wait(0.5) >> heard(99)


def test_s18_nopreempt_does_not_keep_a_master_from_giving_way() -> None:
    assert state_of(runs(router(preempt=False), wait(4), heard(101))) is State.BACKUP


def test_s18_it_counts_in_a_backup_only() -> None:
    assert state_of(runs(router(preempt=False), heard(99), wait(3.5), heard(99), wait(3.5))) is State.BACKUP


def test_s19_an_owner_takes_over_whatever_preempt_says() -> None:
    assert state_of(runs(router(255, preempt=False))) is State.MASTER


def test_s19_nobody_else_with_nopreempt_does() -> None:
    told = [step for _ in range(10) for step in (heard(1), wait(3))]
    assert state_of(runs(router(254, preempt=False), *told)) is State.BACKUP


def test_s21_the_defaults_are_those_of_the_rfc() -> None:
    plain = VirtualRouter("VI", "eth0", 1, 100, NS_PER_S, ())
    assert (plain.preempt, plain.down_timer_adverts, plain.accept) == (True, 3, True)


def test_s21_but_for_accept_mode_which_a_server_needs() -> None:
    """RFC 9568, 6.1, has Accept_Mode off; keepalived has it on, and a web server would be mute without."""
    assert VirtualRouter("VI", "eth0", 1, 100, NS_PER_S, ()).accept


def test_s24_addresses_are_announced_after_they_are_there() -> None:
    quiet = start(router(garp=GarpPolicy(master_repeat=1)), SaveState, Log)
    assert quiet >> wait(3.7) << [advert(100), AddAddresses, SendGratuitousArp]


def test_s24_a_backup_announces_nothing() -> None:
    assert start(router(), SaveState, Log) >> wait(3.6)


def test_s27_a_second_owner_is_told_to_the_administrator() -> None:
    director = runs(router(255))
    done = record(director, heard(255, LOWER_IP), at_ns=BEGIN_NS)
    assert any("only one can own the addresses" in str(one.effect) for one in done)


def test_s27_a_router_that_is_no_owner_is_none() -> None:
    done = record(runs(router(255)), heard(254, LOWER_IP), at_ns=BEGIN_NS)
    assert not any("only one can own the addresses" in str(one.effect) for one in done)


# -- what only version 2 has (RFC 3768 and, for the password, RFC 2338)


def test_v1_our_authentication_type_is_right() -> None:
    assert refusal(router(), heard(150)) is None
    assert refusal(router(authentication=None), heard(150, auth_type=AUTH_NONE)) is None


@pytest.mark.parametrize(
    ("auth_type", "reason"),
    [
        (AUTH_NONE, DiscardReason.AUTH_TYPE_MISMATCH),
        (2, DiscardReason.AUTH_TYPE_MISMATCH),
        (3, DiscardReason.AUTH_TYPE_INVALID),
        (255, DiscardReason.AUTH_TYPE_INVALID),
    ],
)
def test_v1_another_one_is_not(auth_type: int, reason: DiscardReason) -> None:
    assert refusal(router(), heard(150, auth_type=auth_type)) is reason


def test_v2_without_authentication_its_data_is_zero_when_sent() -> None:
    assert sent_by(router(255, authentication=None))[0].payload[-8:] == bytes(8)


def test_v2_and_does_not_matter_when_received() -> None:
    event = heard(150, auth_type=AUTH_NONE, auth_data=b"whatever")
    assert refusal(router(authentication=None), event) is None


def test_v3_an_equal_interval_is_right() -> None:
    config = router(advert_interval_ns=2 * NS_PER_S)
    assert refusal(config, heard(150, advert_interval_ns=2 * NS_PER_S)) is None


@pytest.mark.parametrize("seconds", [1, 3, 255])
def test_v3_another_one_is_not(seconds: int) -> None:
    event = heard(150, advert_interval_ns=seconds * NS_PER_S)
    assert refusal(router(advert_interval_ns=2 * NS_PER_S), event) is DiscardReason.ADVERT_INTERVAL


def test_v4_the_password_is_eight_bytes_in_clear_text() -> None:
    payload = sent_by(router(255))[0].payload
    assert (payload[4], payload[-8:]) == (AUTH_PASS, b"1111\0\0\0\0")


@pytest.mark.parametrize("password", [b"1112\0\0\0\0", b"1111\0\0\0\1", bytes(8)])
def test_v4_a_wrong_one_is_not_believed(password: bytes) -> None:
    assert refusal(router(), heard(150, auth_data=password)) is DiscardReason.AUTH_FAILURE

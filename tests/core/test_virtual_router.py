"""The VRRP state machine of one router: one play per behaviour of RFC 3768 and keepalived, positive and negative."""

import pytest

from playbook import Expectation, Matcher, Play, advert, at, log, pause, play, record, wait
from samples import (
    BACKUP_IP,
    MASTER_IP,
    VIP,
    VIP_2,
    down,
    exited,
    facts,
    heard,
    lost,
    node,
    router,
    script,
    tracked,
    up,
)
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    StartScript,
)
from standfast.core.events import ReloadRequested, StopRequested
from standfast.model.virtual_router import GarpPolicy, VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.address import format_address

# A play that ignores these shows only who is MASTER: advertisements, additions and removals.
DETAILS = (SaveState, Log, RenewLeases, SendGratuitousArp, StartScript)
SOLO = GarpPolicy(master_repeat=0, lower_prio_repeat=0)


def begin(config: VirtualRouter | None = None, *ignore: type) -> Play:
    """A play with one router whose interface is up."""
    return play(Director(node(config or router())), ignore=ignore or DETAILS) >> facts()


def becomes_master(seconds: float, priority: int) -> list[Expectation]:
    return [at(seconds, advert(priority)), at(seconds, AddAddresses)]


def as_master(config: VirtualRouter, *ignore: type) -> Play:
    """A play in which the router has just become MASTER: it heard nobody, or it is the owner."""
    seconds = 0 if config.is_owner else config.master_down_interval_ns(config.priority) / NS_PER_S
    started = begin(config, *ignore or DETAILS)
    if not config.is_owner:
        started = started >> wait(seconds)
    return started << [advert(config.priority), AddAddresses]


# -- the start


def test_a_router_starts_as_backup_and_takes_over_after_its_master_down_interval() -> None:
    assert (
        begin(router(80), SaveState)
        << log("(VI_1) Entering BACKUP STATE")
        >> wait(3.687)
        >> wait(0.001)
        << [log("(VI_1) Entering MASTER STATE (no other router heard for 3.688 s)"), at(3.6875, advert(80))]
        << AddAddresses((VIP,), lease_s=4)
        << [SendGratuitousArp((VIP,))] * 5
    )


def test_the_advertisement_goes_out_before_the_address_and_the_address_before_its_announcement() -> None:
    order = [SendAdvertisement, AddAddresses, SendGratuitousArp, SendGratuitousArp]
    config = router(garp=GarpPolicy(master_repeat=2))
    assert begin(config, SaveState, Log) >> wait(3.7) << order


def test_the_owner_is_master_at_once() -> None:
    assert begin(router(255), SaveState, SendGratuitousArp) << [
        log("Entering MASTER STATE"),
        advert(255),
        AddAddresses,
    ]


def test_a_router_whose_interface_is_down_starts_in_fault_and_says_why() -> None:
    assert (
        play(Director(node()))
        >> facts(down())
        << log("(VI_1) Entering FAULT STATE (interface enp0s8 is down)")
        >> wait(60)
        >> up()
        << log("Entering BACKUP STATE")
    )


def test_a_router_without_an_address_to_send_from_is_in_fault() -> None:
    assert play(Director(node())) >> facts(up(None)) << log("has no IPv4 address to send from") >> wait(60)


def test_a_configured_source_address_is_enough_to_take_part() -> None:
    config = router(source_address=MASTER_IP)
    assert play(Director(node(config)), ignore=DETAILS) >> facts(up(None)) >> wait(3.7) << [advert(100), AddAddresses]


# -- BACKUP (RFC 3768, 6.4.2)


@pytest.mark.parametrize("theirs", [100, 101, 255])
def test_a_backup_waits_anew_after_an_equal_or_higher_priority(theirs: int) -> None:
    heard_twice = begin() >> wait(3) >> heard(theirs) >> wait(3) >> heard(theirs) >> wait(3.6)
    assert heard_twice >> wait(0.1) << becomes_master(9.609, 100)


def test_a_backup_preempts_by_its_timer_which_lower_priorities_do_not_restart() -> None:
    lower = begin() >> wait(1) >> heard(99) >> wait(1) >> heard(99) >> wait(1) >> heard(99)
    assert lower >> wait(1) << becomes_master(3.609, 100)


def test_a_preempting_router_says_that_the_other_is_still_there() -> None:
    assert (
        begin(router(), SaveState, SendGratuitousArp, AddAddresses)
        << log("BACKUP")
        >> wait(3)
        >> heard(99)
        >> wait(1)
        << log("192.168.56.102 is still there, with a lower priority than our 100")
        << advert(100)
    )


def test_with_nopreempt_a_lower_priority_is_accepted_for_ever() -> None:
    game = begin(router(preempt=False))
    for _ in range(20):
        game = game >> heard(1) >> wait(3.5)
    assert game >> wait(0.2) << [advert(100), AddAddresses]


def test_preempt_delay_accepts_a_lower_priority_for_that_long_and_then_waits_once_more() -> None:
    game = begin(router(preempt_delay_ns=10 * NS_PER_S))
    for _ in range(12):
        game = game >> wait(1) >> heard(99)
    # First heard at 1 s, accepted until 10 s inclusive, then one master-down interval of 3.609 s.
    assert game >> wait(2) << becomes_master(13.609, 100)


def test_preempt_delay_begins_anew_after_an_equal_or_higher_priority() -> None:
    game = begin(router(preempt_delay_ns=2 * NS_PER_S))
    game = game >> heard(99) >> wait(1) >> heard(100) >> wait(1) >> heard(99) >> wait(1) >> heard(99)
    assert game >> wait(3.6) >> wait(0.1) << becomes_master(6.609, 100)


def test_preempt_delay_does_not_hold_back_who_hears_nobody() -> None:
    assert begin(router(preempt_delay_ns=1000 * NS_PER_S)) >> wait(4) << becomes_master(3.609, 100)


def test_after_priority_0_a_backup_waits_its_skew_time_only() -> None:
    assert (
        begin(router(), SaveState, SendGratuitousArp, AddAddresses)
        << log("BACKUP")
        >> wait(2)
        >> heard(0)
        << log("192.168.56.102 resigns as MASTER (priority 0)")
        >> wait(1)
        << [log("Entering MASTER STATE (192.168.56.102 resigned 0.609 s ago)"), at(2.609, advert(100))]
    )


def test_a_successor_that_is_heard_after_priority_0_is_accepted() -> None:
    resigned = begin() >> heard(0) >> wait(0.5) >> heard(150) >> wait(3.6)
    assert resigned >> wait(0.1) << becomes_master(4.109, 100)


def test_a_backup_sends_nothing_when_it_stops() -> None:
    assert begin() >> StopRequested("SIGTERM") << Finish


# -- MASTER (RFC 3768, 6.4.3)


def test_a_master_advertises_each_interval_and_renews_the_lease_each_time() -> None:
    assert (
        as_master(router(100), SaveState, Log, SendGratuitousArp)
        >> wait(2)
        << [at(4.609, advert(100)), RenewLeases((VIP,), lease_s=4), at(5.609, advert(100)), RenewLeases]
    )


def test_without_a_lease_the_address_is_added_for_ever_and_never_renewed() -> None:
    config = router(lease=False, garp=SOLO)
    assert begin(config, SaveState, Log) >> wait(5) << [advert(100), AddAddresses((VIP,), lease_s=None), advert(100)]


def test_small_lateness_of_the_loop_does_not_add_up() -> None:
    assert (
        as_master(router(255)) >> wait(0.9) >> pause(0.15) >> wait(1) << [at(1.05, advert(255)), at(2, advert(255))]
    )


def test_a_master_that_hears_a_higher_priority_speaks_once_more_and_gives_the_address_back() -> None:
    """After a partition the neighbours still send to it: the better one, hearing it, announces its addresses."""
    assert (
        as_master(router(), SaveState, SendGratuitousArp, Log)
        >> heard(101)
        << [advert(100), RemoveAddresses((VIP,))]
        >> wait(3.6)
        >> wait(0.1)
        << [advert(100), AddAddresses]
    )


def test_the_log_tells_who_was_higher() -> None:
    others = (SaveState, SendGratuitousArp, SendAdvertisement, AddAddresses, RemoveAddresses)
    begun = begin(router(255), *others) << log("MASTER")
    higher = heard(255, BACKUP_IP)
    why = "Entering BACKUP STATE (192.168.56.102 advertises our priority 255 and has the higher address)"
    assert begun >> higher << log(why)


def test_at_equal_priority_the_higher_address_stays_master() -> None:
    assert as_master(router()) >> heard(100, BACKUP_IP) << [advert(100), RemoveAddresses]
    lower_address = bytes((192, 168, 56, 9))
    assert as_master(router()) >> heard(100, lower_address) << advert(100)


def test_the_address_that_is_compared_is_the_one_that_we_send_from() -> None:
    config = router(source_address=bytes((192, 168, 56, 200)))
    assert as_master(config) >> heard(100, BACKUP_IP) << advert(100)


def test_addresses_are_compared_as_numbers_not_as_text() -> None:
    nine, hundred = bytes((10, 0, 0, 9)), bytes((10, 0, 0, 100))
    game = play(Director(node()), ignore=DETAILS) >> facts(up(nine)) >> wait(3.7) << [advert(), AddAddresses]
    assert game >> heard(100, hundred) << [advert(100), RemoveAddresses]


def test_a_master_answers_a_lower_priority_with_an_advertisement_and_announces_its_addresses() -> None:
    config = router(garp=GarpPolicy(master_repeat=0, lower_prio_repeat=3))
    assert (
        as_master(config, SaveState, RenewLeases, StartScript, Log)
        >> heard(99)
        << [advert(100), *[SendGratuitousArp((VIP,))] * 3]
    )


def test_a_master_answers_priority_0_at_once_and_stays() -> None:
    answered = as_master(router()) >> wait(0.5) >> heard(0) << at(4.109, advert(100))
    assert answered >> wait(0.9) >> wait(0.2) << at(5.109, advert(100))


def test_a_flood_of_lower_priorities_makes_no_flood_of_announcements_or_log_lines() -> None:
    director = Director(node(router(garp=GarpPolicy(master_repeat=0))))
    record(director, facts(), wait(3.7))
    done = [done.effect for done in record(director, *[heard(99), wait(0.001)] * 999, at_ns=104 * NS_PER_S)]
    announcements = [effect for effect in done if isinstance(effect, SendGratuitousArp)]
    lines = [effect for effect in done if isinstance(effect, Log)]
    assert len(announcements) == 2 * 5, "not quite a second of flood: two sets"
    assert len(lines) == 1
    assert "lower priority 99" in lines[0].message


def test_a_flood_of_lower_priorities_does_not_starve_the_lease() -> None:
    game = as_master(router(garp=SOLO), SaveState, Log)
    for _ in range(30):
        game = game >> wait(0.2) >> heard(99) << [advert(100), RenewLeases]
    assert game


def test_a_priority_that_drops_below_the_others_is_advertised_and_yields_to_them() -> None:
    config = router(tracked=(tracked(weight=-30),))
    director = Director(node(config, scripts=[script(seconds=60)]))
    assert (
        play(director, ignore=DETAILS)
        >> facts()
        >> exited(0)
        >> wait(3.7)
        << [advert(100), AddAddresses]
        >> exited(1)
        >> wait(1)
        << advert(70)
        >> heard(80)
        << [advert(70), RemoveAddresses]
    )


# -- leaving MASTER


@pytest.mark.parametrize("cause", ["SIGTERM", "SIGINT"])
def test_a_stopped_master_resigns_before_it_lets_the_address_go(cause: str) -> None:
    assert as_master(router()) >> StopRequested(cause) << [advert(0), RemoveAddresses((VIP,)), Finish] >> wait(60)


def test_a_master_with_a_fault_resigns() -> None:
    config = router(tracked=(tracked(),))
    assert (
        play(Director(node(config, scripts=[script(seconds=60)])), ignore=DETAILS)
        >> facts()
        >> exited(0)
        >> wait(3.7)
        << [advert(100), AddAddresses]
        >> exited(1)
        << [advert(0), RemoveAddresses((VIP,))]
        >> wait(20)
        >> exited(0)
        >> wait(3.5)
        >> wait(0.2)
        << [advert(100), AddAddresses]
    )


def test_a_master_whose_carrier_is_gone_lets_the_address_go_and_sends_nothing_into_the_void() -> None:
    assert (
        as_master(router())
        >> down()
        << RemoveAddresses((VIP,))
        >> wait(10)
        >> up()
        >> wait(3.7)
        << [
            advert(100),
            AddAddresses,
        ]
    )


def test_a_master_whose_own_address_is_gone_is_in_fault() -> None:
    assert as_master(router()) >> up(None) << RemoveAddresses((VIP,)) >> wait(10)


def test_an_owner_with_a_fault_that_clears_is_master_again_at_once() -> None:
    assert as_master(router(255)) >> down() << RemoveAddresses >> up() << [advert(255), AddAddresses]


def test_a_changed_own_address_is_in_the_next_advertisement() -> None:
    game = as_master(router(), SaveState, Log, RenewLeases, SendGratuitousArp)
    moved = up(bytes((192, 168, 56, 111)))
    assert game >> moved >> wait(1) << _sent_from(moved.source_address or b"")


def _sent_from(source: bytes) -> Expectation:
    name = f"advert from {format_address(source)}"
    return Matcher(name, lambda effect, _: isinstance(effect, SendAdvertisement) and effect.source == source)


# -- the self-fence


def test_a_master_that_was_held_up_gives_the_address_back_before_it_sends_anything() -> None:
    assert (
        as_master(router())
        >> pause(3.001)
        >> wait(0)
        << RemoveAddresses
        >> wait(3.6)
        >> wait(0.1)
        << [advert(100), AddAddresses]
    )


@pytest.mark.parametrize(
    "event",
    [heard(101), heard(99), up(), lost(), StopRequested("SIGTERM"), ReloadRequested(node(router(90)))],
    ids=lambda event: type(event).__name__,
)
def test_the_fence_falls_whatever_is_heard_first(event: object) -> None:
    assert as_master(router(), *DETAILS, Finish) >> pause(10) >> event << RemoveAddresses >> wait(1)


def test_a_script_that_ends_while_the_master_was_held_up_meets_the_fence_first() -> None:
    config = router(tracked=(tracked(),))
    game = play(Director(node(config, scripts=[script(seconds=60)])), ignore=DETAILS) >> facts() >> exited(0)
    game = game >> wait(3.7) << [advert(100), AddAddresses] >> pause(10)
    assert game >> exited(1) << RemoveAddresses >> wait(1)


def test_a_master_that_was_held_up_for_less_goes_on() -> None:
    assert as_master(router()) >> pause(2.9) >> wait(0) << advert(100) >> wait(1) << advert(100)


def test_the_fence_says_how_long_nothing_left_the_process() -> None:
    others = (SaveState, SendGratuitousArp, SendAdvertisement, AddAddresses, RemoveAddresses)
    begun = begin(router(255), *others) << log("MASTER")
    assert begun >> pause(12.5) >> wait(0) << log("this process was held up: no advertisement left it for 12.5 s")


# -- addresses that somebody else removed


def test_an_address_that_somebody_removed_is_put_back_at_once_and_announced() -> None:
    assert (
        begin(router(255, garp=SOLO), SaveState)
        << [log("MASTER"), advert(255), AddAddresses]
        >> lost()
        >> wait(0.1)
        << [at(0.001, log("removed by somebody else")), RenewLeases((VIP,), 4), SendGratuitousArp((VIP,))]
    )


def test_without_a_lease_a_lost_address_is_added_again() -> None:
    game = begin(router(255, lease=False), SaveState, Log, SendGratuitousArp) << [advert(255), AddAddresses]
    assert game >> lost() >> wait(0.1) << AddAddresses((VIP,), lease_s=None)


def test_repairs_are_bounded_however_often_somebody_removes_the_address() -> None:
    director = Director(node(router(255, garp=SOLO)))
    done = record(director, facts(), *[lost(), wait(0.002)] * 500)
    repairs = [done for done in done if isinstance(done.effect, SendGratuitousArp)]
    assert 9 <= len(repairs) <= 10, "one second: not more often than every 100 ms"


def test_a_foreign_address_or_a_backup_s_is_nobody_s_loss() -> None:
    assert (
        begin(router(255), SaveState, Log, SendGratuitousArp)
        << [advert(255), AddAddresses]
        >> lost(VIP_2)
        >> wait(0.5)
    )
    assert begin() >> lost() >> wait(1)

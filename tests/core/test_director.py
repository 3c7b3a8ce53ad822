"""The whole node: who an event concerns, the start, the reload, the stop, the scripts, and what is discarded."""

from collections import Counter
from dataclasses import replace

import pytest

from playbook import Done, Play, advert, at, log, play, record, wait
from samples import (
    BACKUP_IP,
    INTERFACE,
    MASTER_IP,
    VIP,
    VIP_2,
    VRID,
    down,
    exited,
    facts,
    heard,
    killed,
    node,
    router,
    script,
    tracked,
    up,
)
from samples import record as predecessor
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartScript,
)
from standfast.core.events import EffectFailed, PacketDiscarded, ReloadRequested, StopRequested
from standfast.core.pacing import PAUSE_NS, RENEWAL_COST_NS, SLICE_NS
from standfast.core.predecessor import PredecessorRecord
from standfast.core.transitions import State
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.node import Node
from standfast.model.virtual_router import GarpPolicy, VirtualAddress
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

BEGIN_NS = 100 * NS_PER_S
QUIET = (SaveState, Log, RenewLeases, SendGratuitousArp)
ONLY_LOGS = (SaveState, SendAdvertisement, AddAddresses, RemoveAddresses, RenewLeases, SendGratuitousArp, StartScript)
# A script that runs once in a play.
ONCE = script(seconds=600)
CHECKED = node(router(tracked=(tracked(),)), scripts=[ONCE])


def master(configuration: Node | None = None) -> Director:
    """A director whose routers are MASTER since 4 s after the begin, with successful scripts."""
    director = Director(configuration or node())
    finished = [exited(0, one.name) for one in director.node.scripts]
    record(director, facts(), *finished, wait(4))
    assert {machine.state for machine in director.routers.values()} == {State.MASTER}
    return director


def effects(done: list[Done]) -> list[Effect]:
    return [one.effect for one in done]


# -- the start: leftovers and adoption


def test_what_a_dead_process_left_is_removed_before_the_first_packet() -> None:
    config = router(255, addresses=(VIP, VIP_2))
    assert (
        play(Director(node(config)), ignore=(SaveState, SendGratuitousArp))
        >> facts(left=[VIP])
        << [log("(VI_1) Removing what a dead process left behind: 192.168.56.100"), RemoveAddresses((VIP,))]
        << [log("MASTER"), advert(255), AddAddresses]
    )


def test_nothing_is_removed_when_nothing_was_left() -> None:
    assert play(Director(node()), ignore=QUIET) >> facts(left=[VIP_2])


def test_a_fresh_master_s_successor_goes_on_without_letting_go() -> None:
    assert (
        play(Director(node()), ignore=(SaveState, SendGratuitousArp))
        >> facts(left=[VIP], records=[predecessor(2.9, BEGIN_NS)])
        << [log("Entering MASTER STATE (goes on where the process before it was cut off)"), advert(100)]
        << AddAddresses((VIP,), 4)
        >> wait(1)
        << [at(1, advert(100)), RenewLeases]
    )


@pytest.mark.parametrize(
    "record_of_before",
    [
        predecessor(3, BEGIN_NS),
        predecessor(3600, BEGIN_NS),
        predecessor(-5, BEGIN_NS),
        predecessor(0.1, BEGIN_NS, master=False),
        predecessor(0.1, BEGIN_NS, virtual_router_id=VRID + 1),
    ],
    ids=["stale", "very stale", "from the future", "was backup", "of another router"],
)
def test_a_record_that_proves_nothing_is_no_reason_to_keep_the_address(record_of_before: PredecessorRecord) -> None:
    start = facts(left=[VIP], records=[record_of_before])
    assert play(Director(node()), ignore=QUIET) >> start << RemoveAddresses((VIP,)) >> wait(3.6)


def test_an_adopted_master_does_not_wait_for_the_first_result_of_its_scripts() -> None:
    assert (
        play(Director(CHECKED), ignore=(*QUIET, StartScript))
        >> facts(left=[VIP], records=[predecessor(1, BEGIN_NS)])
        << [advert(100), AddAddresses]
        >> exited(0)
        >> wait(1)
        << advert(100)
    )


def test_an_adopted_master_that_had_a_fault_waits_for_its_scripts_like_any_other() -> None:
    assert (
        play(Director(CHECKED), ignore=(*QUIET, StartScript))
        >> facts(left=[VIP], records=[predecessor(1, BEGIN_NS)])
        << [advert(100), AddAddresses]
        >> down()
        << RemoveAddresses
        >> up()
        >> wait(10)
        >> exited(0)
        >> wait(3.7)
        << [advert(100), AddAddresses]
    )


def test_an_adopted_master_whose_script_fails_resigns() -> None:
    assert (
        play(Director(CHECKED), ignore=(*QUIET, StartScript))
        >> facts(left=[VIP], records=[predecessor(1, BEGIN_NS)])
        << [advert(100), AddAddresses]
        >> exited(1)
        << [advert(0), RemoveAddresses((VIP,))]
    )


def test_a_successor_that_cannot_go_on_resigns_in_the_dead_process_s_place() -> None:
    failing = node(router(tracked=(tracked(),)), scripts=[script(seconds=600, init_fail=True)])
    assert (
        play(Director(failing), ignore=(*QUIET, StartScript))
        >> facts(left=[VIP], records=[predecessor(1, BEGIN_NS)])
        << [advert(0), RemoveAddresses((VIP,))]
        >> wait(10)
    )


def test_a_successor_whose_interface_is_down_takes_the_address_away() -> None:
    start = facts(down(), left=[VIP], records=[predecessor(1, BEGIN_NS)])
    assert play(Director(node()), ignore=QUIET) >> start << RemoveAddresses((VIP,)) >> wait(10)


def test_what_is_saved_says_master_with_each_advertisement_and_not_master_when_it_is_over() -> None:
    director = Director(node(router(255)))
    saved = [one for one in record(director, facts(), wait(1), heard(255)) if isinstance(one.effect, SaveState)]
    assert [one.effect for one in saved] == [
        SaveState((INTERFACE, VRID, 4), True, BEGIN_NS),
        SaveState((INTERFACE, VRID, 4), True, BEGIN_NS + NS_PER_S),
        SaveState((INTERFACE, VRID, 4), False, BEGIN_NS + NS_PER_S),
    ]


# -- scripts


def test_scripts_run_from_the_start_and_hold_an_unweighted_router_in_fault_until_they_succeed() -> None:
    assert (
        play(Director(CHECKED))
        >> facts()
        << [log("Entering FAULT STATE (script chk has no result yet)"), StartScript(ONCE)]
        >> wait(60)
        >> exited(0)
        << [log("VRRP_Script(chk) succeeded: exited with status 0"), log("Entering BACKUP STATE (no fault any more)")]
    )


def test_a_weighted_script_holds_nobody_back() -> None:
    config = node(router(tracked=(tracked(weight=-30),)), scripts=[ONCE])
    assert play(Director(config), ignore=QUIET) >> facts() << StartScript >> wait(4) << [advert(100), AddAddresses]


def test_a_failure_is_told_with_the_sum_and_moves_the_timer_of_a_backup() -> None:
    config = node(router(tracked=(tracked(weight=-30),)), scripts=[ONCE])
    assert (
        play(Director(config), ignore=(SaveState, SendGratuitousArp, StartScript))
        >> facts()
        << log("BACKUP")
        >> wait(1)
        >> exited(1)
        << log("VRRP_Script(chk) failed: exited with status 1")
        << log("(VI_1) Changing effective priority from 100 to 70: 100 - 30 (chk) = 70")
        >> wait(3)
        << [log("MASTER"), at(3.727, advert(70)), AddAddresses]
    )


def test_a_result_that_changes_nothing_is_not_told() -> None:
    director = master(CHECKED)
    assert effects(record(director, exited(0), at_ns=BEGIN_NS + 4 * NS_PER_S)) == []


def test_a_script_concerns_those_who_track_it_and_nobody_else() -> None:
    other = router(255, name="VI_2", virtual_router_id=VRID + 1, addresses=(VIP_2,))
    config = node(router(tracked=(tracked(),)), other, scripts=[ONCE])
    assert (
        play(Director(config), ignore=(*QUIET, StartScript))
        >> facts()
        << [advert(255), AddAddresses((VIP_2,), 4)]
        >> exited(1)
    )


def test_a_hanging_script_is_a_fault_as_soon_as_its_time_is_up() -> None:
    config = node(router(255, tracked=(tracked(),)), scripts=[script(seconds=10, timeout_s=2)])
    assert (
        play(Director(config), ignore=(SaveState, RenewLeases, SendGratuitousArp))
        >> facts()
        << [log("FAULT"), StartScript]
        >> exited(0)
        << [log("succeeded"), log("MASTER"), advert(255), AddAddresses]
        >> wait(9.5)
        << [advert(255)] * 9
        >> wait(0.6)
        << [StartScript, advert(255)]
        >> wait(2)
        << [advert(255), SignalScript("chk", 15)]
        << log("VRRP_Script(chk) failed: was still running after 2 s (timeout)")
        << [
            advert(0),
            RemoveAddresses,
            log("Entering FAULT STATE (script chk was still running after 2 s (timeout))"),
        ]
        >> killed(15)
    )


def test_a_script_that_cannot_be_started_has_failed() -> None:
    director = Director(CHECKED)
    failure = EffectFailed(StartScript(ONCE), 11, "cannot start script chk: Resource temporarily unavailable")
    assert (
        play(director)
        >> facts()
        << [log("FAULT"), StartScript]
        >> failure
        << [log("cannot start script chk"), log("VRRP_Script(chk) failed: could not be started: cannot start script")]
    )


def test_the_end_of_a_script_that_nobody_knows_is_ignored() -> None:
    assert play(Director(node()), ignore=QUIET) >> facts() >> exited(1, "gone")


# -- interfaces


def test_an_interface_concerns_the_routers_on_it_and_nobody_else() -> None:
    other_vip = VirtualAddress(bytes((10, 0, 0, 100)), 24, "enp0s9")
    other = router(255, interface="enp0s9", addresses=(other_vip,))
    director = Director(node(router(255), other))
    start = facts(up(), up(bytes((10, 0, 0, 1)), "enp0s9"))
    assert (
        play(director, ignore=QUIET)
        >> start
        << [advert(255), AddAddresses, advert(255), AddAddresses]
        >> down("enp0s9")
        << RemoveAddresses((other_vip,))
        >> wait(1)
        << advert(255)
    )


# -- discards


def test_a_packet_that_may_not_be_used_changes_nothing_and_is_counted_by_reason() -> None:
    director = Director(node())
    bad = [
        heard(255, ttl=64),
        heard(255, auth_data=b"wrong\0\0\0"),
        heard(0, auth_data=b"wrong\0\0\0"),
        heard(255, virtual_router_id=99),
        heard(255, interface="enp0s9"),
        PacketDiscarded(INTERFACE, BACKUP_IP, DiscardReason.CHECKSUM, "the checksum is wrong"),
        PacketDiscarded(INTERFACE, None, DiscardReason.IP_HEADER, "4 bytes"),
    ]
    done = record(director, facts(), *bad, wait(3.6), wait(0.1))
    assert [one.at_ns for one in done if isinstance(one.effect, AddAddresses)] == [BEGIN_NS + 3_609_375_000]
    assert director.discards == Counter(
        {
            ("VI_1", DiscardReason.TTL): 1,
            ("VI_1", DiscardReason.AUTH_FAILURE): 2,
            (INTERFACE, DiscardReason.VRID): 1,
            ("enp0s9", DiscardReason.VRID): 1,
            (INTERFACE, DiscardReason.CHECKSUM): 1,
            (INTERFACE, DiscardReason.IP_HEADER): 1,
        }
    )


def test_a_discard_is_told_with_sender_cause_and_count() -> None:
    assert (
        play(Director(node()))
        >> facts()
        << log("BACKUP")
        >> heard(255, auth_data=b"wrong\0\0\0")
        << log("(VI_1) Discarded a packet from 192.168.56.102: wrong password (auth_pass) [auth-failure, 1 so far]")
    )


def test_a_flood_from_invented_senders_makes_few_lines_and_no_memory() -> None:
    director = Director(node())
    record(director, facts())
    senders = [number.to_bytes(4, "big") for number in range(1, 5001)]
    told = []
    for sender in senders:
        told += [
            heard(255, sender, ttl=1),
            heard(1, sender, addresses=(VIP_2.address,)),
            heard(255, sender, auth_type=7),
        ]
    lines = [done for done in record(director, *told, wait(2)) if isinstance(done.effect, Log)]
    # The first ten of each of two reasons, their two summaries, and one line on the other addresses.
    assert len(lines) == 23
    assert director.discards["VI_1", DiscardReason.TTL] == 5000
    assert len(director.discards) == 2
    limit = director.shared.log_limit
    assert len(limit._open_at_ns) + len(limit._held_back) <= 6


def test_other_virtual_addresses_are_told_but_the_advertisement_is_used() -> None:
    assert (
        play(Director(node()))
        >> facts()
        << log("BACKUP")
        >> wait(3)
        >> heard(200, addresses=(VIP_2.address,))
        << log("192.168.56.102 advertises other virtual addresses than configured here")
        >> wait(3.6)
    )


# -- effects that the kernel refused


def test_a_refusal_is_told_once_in_a_while() -> None:
    director = master()
    refusal = EffectFailed(RenewLeases((VIP,), 4), 19, "cannot hold a virtual address: No such device")
    done = record(director, *[refusal] * 100, at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert len(done) == 1
    assert play(director, at_ns=BEGIN_NS + 5 * NS_PER_S, ignore=QUIET) >> wait(0) << advert(100)


# -- reload


def reloaded(director: Director, new: Node, *, ignore: tuple[type, ...] = QUIET) -> Play:
    return play(director, ignore=ignore, at_ns=BEGIN_NS + 4 * NS_PER_S) >> ReloadRequested(new)


def test_the_same_file_again_moves_nothing_and_gives_the_peers_a_full_interval() -> None:
    director = master()
    assert reloaded(director, node()) << advert(100) >> wait(0.9) >> wait(0.2) << advert(100)


def test_a_new_name_moves_nothing() -> None:
    director = master()
    renamed = reloaded(director, node(router(name="VI_NEW"))) << advert(100)
    assert renamed >> heard(101) << [advert(100), RemoveAddresses]


def test_an_address_that_came_is_added_and_announced_and_the_old_one_does_not_move() -> None:
    director = master()
    game = reloaded(director, node(router(addresses=(VIP, VIP_2))), ignore=(SaveState, Log))
    assert (
        game
        << AddAddresses((VIP, VIP_2), 4)
        << [SendGratuitousArp((VIP_2,))] * 5
        << [advert(100), RenewLeases((VIP, VIP_2), 4)]
    )


def test_an_address_that_went_is_removed_and_the_other_one_does_not_move() -> None:
    director = master(node(router(addresses=(VIP, VIP_2))))
    assert reloaded(director, node()) << [RemoveAddresses((VIP_2,)), advert(100)]


def test_an_instance_that_went_resigns_and_another_one_starts() -> None:
    director = master()
    game = reloaded(director, node(router(virtual_router_id=VRID + 1)))
    assert game << [advert(0), RemoveAddresses((VIP,))] >> wait(3.5) >> wait(0.2) << [advert(100), AddAddresses]


def test_a_changed_priority_is_in_the_advertisement_of_the_reload() -> None:
    assert reloaded(master(), node(router(70))) << advert(70)


def test_a_changed_priority_of_a_backup_moves_its_timer_by_the_skew_and_no_more() -> None:
    director = Director(node())
    assert (
        play(director, ignore=QUIET)
        >> facts()
        >> wait(2)
        >> ReloadRequested(node(router(200)))
        >> wait(2)
        << [at(3 + 56 / 256, advert(200)), AddAddresses]
    )


def test_reloads_in_a_row_do_not_keep_a_backup_from_taking_over() -> None:
    game = play(Director(node()), ignore=QUIET) >> facts()
    for _ in range(3):
        game = game >> wait(1) >> ReloadRequested(node())
    assert game >> wait(1) << [at(3.609, advert(100)), AddAddresses]


def test_a_changed_interval_starts_the_wait_of_a_backup_anew() -> None:
    slower = node(router(advert_interval_ns=2 * NS_PER_S))
    game = play(Director(node()), ignore=QUIET) >> facts() >> wait(3) >> ReloadRequested(slower)
    assert game >> wait(7) << [at(9.609, advert(100)), AddAddresses]


def test_a_lease_that_is_switched_off_leaves_addresses_for_ever() -> None:
    director = master()
    game = reloaded(director, node(router(lease=False)), ignore=(SaveState, Log))
    assert game << [AddAddresses((VIP,), None), advert(100)] >> wait(1) << advert(100)


def test_scripts_keep_their_health_over_a_reload() -> None:
    weighted = node(router(tracked=(tracked(weight=-30),)), scripts=[ONCE])
    director = Director(weighted)
    record(director, facts(), exited(1), wait(4))
    assert reloaded(director, weighted) << advert(70)


def test_a_new_script_does_not_move_the_address_until_it_fails() -> None:
    director = master()
    assert (
        reloaded(director, CHECKED)
        << [advert(100), StartScript(ONCE)]
        >> wait(1)
        << advert(100)
        >> exited(1)
        << [advert(0), RemoveAddresses]
    )


def test_another_command_does_not_move_the_address_and_the_old_run_does_not_count() -> None:
    director = master(CHECKED)
    other = script(seconds=600, argv=("/bin/other",))
    changed = node(router(tracked=(tracked(),)), scripts=[other])
    game = reloaded(director, changed, ignore=(*QUIET, SendAdvertisement))
    assert game << StartScript(other) >> exited(0) >> wait(5)


def test_a_running_command_that_is_replaced_is_ended_and_its_end_is_no_failure() -> None:
    director = Director(CHECKED)
    other = script(seconds=600, argv=("/bin/other",))
    changed = node(router(tracked=(tracked(),)), scripts=[other])
    assert (
        play(director, ignore=(SaveState,))
        >> facts()
        << [log("FAULT"), StartScript(ONCE)]
        >> ReloadRequested(changed)
        << [SignalScript("chk", 15), log("Reloaded")]
        >> killed(15)
        >> wait(0)
        << StartScript(other)
    )


def test_a_script_that_left_the_configuration_is_ended() -> None:
    game = play(Director(CHECKED), ignore=QUIET) >> facts() << StartScript
    assert game >> ReloadRequested(node()) << SignalScript("chk", 9) >> killed(9) >> wait(3.5)


def test_a_reload_clears_a_fault_whose_cause_left_the_configuration() -> None:
    game = play(Director(CHECKED), ignore=(*QUIET, SignalScript)) >> facts() << StartScript
    assert game >> ReloadRequested(node()) >> wait(4) << [at(3.609, advert(100)), AddAddresses]


def test_a_refresh_that_is_configured_by_a_reload_begins() -> None:
    director = master(node(router(garp=GarpPolicy(master_delay_ns=0))))
    refreshing = router(garp=GarpPolicy(master_delay_ns=0, master_refresh_ns=10 * NS_PER_S))
    game = reloaded(director, node(refreshing), ignore=(SaveState, Log, RenewLeases, SendAdvertisement))
    assert game >> wait(25) << [at(10, SendGratuitousArp((VIP,))), at(20, SendGratuitousArp)]


def test_a_reload_is_told() -> None:
    assert reloaded(master(), CHECKED, ignore=ONLY_LOGS) << log("Reloaded: 1 virtual router(s), 1 script(s)")


# -- stop


def test_a_stop_leaves_nothing_to_do() -> None:
    director = master(CHECKED)
    assert (
        play(director, ignore=(SaveState,), at_ns=BEGIN_NS + 4 * NS_PER_S)
        >> StopRequested("SIGTERM")
        << [log("Stopping: SIGTERM"), advert(0), RemoveAddresses, log("Entering INIT STATE (stopping)"), Finish]
        >> heard(0)
        << log("no virtual_router_id 51 on enp0s8")
        >> wait(60)
    )
    assert director.next_deadline_ns is None


def test_a_stop_ends_the_scripts_that_run() -> None:
    game = play(Director(CHECKED), ignore=QUIET) >> facts() << StartScript
    assert game >> StopRequested("SIGINT") << [SignalScript("chk", 15), Finish]


# -- a thousand addresses


def thousand() -> Node:
    """Five routers of 200 addresses, all owners, so that each is MASTER at once."""
    routers = []
    for number in range(5):
        addresses = tuple(VirtualAddress(bytes((10, 1, number, last)), 32, INTERFACE) for last in range(1, 201))
        name, vrid = f"VI_{number}", number + 1
        routers.append(router(255, name=name, virtual_router_id=vrid, addresses=addresses))
    return node(*routers)


def test_a_thousand_addresses_delay_no_advertisement() -> None:
    director = Director(thousand())
    record(director, facts(), wait(6))
    done = record(director, wait(3), at_ns=BEGIN_NS + 6 * NS_PER_S)
    sent = Counter(one.at_ns for one in done if isinstance(one.effect, SendAdvertisement))
    assert sent == {BEGIN_NS + second * NS_PER_S: 5 for second in (7, 8, 9)}
    work = Counter[int]()
    for one in done:
        if isinstance(one.effect, RenewLeases):
            work[one.at_ns] += len(one.effect.addresses) * RENEWAL_COST_NS
    assert max(work.values()) <= SLICE_NS
    assert len(work) >= 3 * 1000 * RENEWAL_COST_NS // SLICE_NS


def test_a_thousand_leases_are_renewed_in_each_interval() -> None:
    director = Director(thousand())
    record(director, facts(), wait(6.5))
    done = record(director, wait(1), at_ns=BEGIN_NS + 6 * NS_PER_S + NS_PER_S // 2)
    renewed = Counter(
        address for one in done if isinstance(one.effect, RenewLeases) for address in one.effect.addresses
    )
    assert len(renewed) == 1000
    assert set(renewed.values()) == {1}


def test_an_advertisement_of_another_router_passes_between_two_slices() -> None:
    director = Director(thousand())
    record(director, facts(), wait(6.9))
    now_ns = BEGIN_NS + 7 * NS_PER_S + PAUSE_NS // 2
    director.handle_timer(BEGIN_NS + 7 * NS_PER_S)
    answered = director.handle(heard(0, virtual_router_id=3, addresses=(MASTER_IP,)), now_ns)
    assert [type(effect) for effect in answered if not isinstance(effect, Log)] == [SendAdvertisement, SaveState]


def test_with_many_routers_an_event_or_a_timer_of_one_asks_few(monkeypatch: pytest.MonkeyPatch) -> None:
    routers = [router(name=f"VI_{vrid}", virtual_router_id=vrid, addresses=()) for vrid in range(1, 255)]
    director = Director(node(*routers))
    record(director, facts(), wait(0.5))
    own = VirtualRouterMachine.__mro__[1].__dict__["next_deadline_ns"]
    asked = 0

    def counting(machine: VirtualRouterMachine) -> object:
        nonlocal asked
        asked += 1
        return own.fget(machine)

    monkeypatch.setattr(VirtualRouterMachine, "next_deadline_ns", property(counting))
    for number in range(100):
        now_ns = BEGIN_NS + NS_PER_S + number
        director.handle(heard(200, virtual_router_id=number + 1, addresses=()), now_ns)
        due_ns = director.next_deadline_ns
        assert due_ns is not None
        assert director.handle_timer(due_ns - 1) == ()
    assert asked < 100 * 10


# -- what a predecessor left, and what cannot be done


def test_a_leftover_is_removed_with_the_prefix_length_that_it_has() -> None:
    found = replace(VIP, prefix_length=24)
    game = play(Director(node()), ignore=QUIET) >> facts(left=[found])
    assert game << RemoveAddresses((found,))


def test_the_only_address_of_the_interface_is_never_removed() -> None:
    told = "(VI_1) 192.168.56.100 is the only address of enp0s8: it is left alone"
    game = play(Director(node(router(255))), ignore=(SaveState,)) >> facts(up(None), left=[VIP])
    assert game << [log(told), log("Entering FAULT STATE (interface enp0s8 has no IPv4 address to send from)")]


def state_of(director: Director) -> State:
    return director.routers[INTERFACE, VRID, 4].state


def send_fails(director: Director, now_ns: int) -> list[Effect]:
    advertisement = SendAdvertisement(INTERFACE, (INTERFACE, VRID, 4), MASTER_IP, bytes(4), b"")
    return list(director.handle(EffectFailed(advertisement, 101, "cannot send: Network is unreachable"), now_ns))


def test_a_master_whose_first_advertisement_does_not_leave_gives_up_and_tries_again_later() -> None:
    director = Director(node())
    director.start(facts(), BEGIN_NS)
    takes_over_ns = BEGIN_NS + 3_609_375_000
    director.handle_timer(takes_over_ns)
    assert state_of(director) is State.MASTER
    effects = send_fails(director, takes_over_ns)
    assert state_of(director) is State.FAULT
    assert RemoveAddresses((VIP,)) in effects
    assert any(isinstance(effect, SaveState) and not effect.master for effect in effects)
    assert director.next_deadline_ns == takes_over_ns + 10 * NS_PER_S
    director.handle_timer(takes_over_ns + 10 * NS_PER_S)
    assert state_of(director) is State.BACKUP


def test_a_master_survives_two_lost_advertisements_and_gives_up_after_three_intervals() -> None:
    director = Director(node())
    director.start(facts(), BEGIN_NS)
    now_ns = BEGIN_NS + 3_609_375_000
    director.handle_timer(now_ns)
    for expected in (State.MASTER, State.MASTER, State.FAULT):
        now_ns += NS_PER_S
        director.handle_timer(now_ns)
        effects = send_fails(director, now_ns)
        assert state_of(director) is expected
        saved = [effect for effect in effects if isinstance(effect, SaveState)]
        assert saved[-1].last_advert_ns == BEGIN_NS + 3_609_375_000


def test_the_interface_of_an_address_counts_like_the_router_s_own() -> None:
    other = replace(VIP_2, interface="v0")
    director = Director(node(router(addresses=(VIP, other))))
    director.start(facts(up(), up(None, "v0")), BEGIN_NS)
    director.handle_timer(BEGIN_NS + 4 * NS_PER_S)
    assert state_of(director) is State.MASTER
    director.handle(down("v0"), BEGIN_NS + 4 * NS_PER_S)
    assert state_of(director) is State.FAULT
    director.handle(up(None, "v0"), BEGIN_NS + 5 * NS_PER_S)
    assert state_of(director) is State.BACKUP

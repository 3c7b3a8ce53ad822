"""One BFD session: how it comes up and goes down, how fast it sends, and what that means to who tracks it."""

from itertools import pairwise

import pytest

from bfd import bring_up, machine, run, says, sent
from standfast.core.bfd_session import BfdSessionMachine, BfdState, Diagnostic
from standfast.core.effects import Log
from standfast.core.track import Health
from standfast.units import NS_PER_MS, NS_PER_S

DOWN, INIT, UP, ADMIN_DOWN = BfdState.DOWN, BfdState.INIT, BfdState.UP, BfdState.ADMIN_DOWN
FAULT_AFTER_NS = 30 * NS_PER_MS


def up() -> BfdSessionMachine:
    subject = machine()
    bring_up(subject)
    return subject


def test_a_session_is_down_for_its_trackers_until_it_is_up() -> None:
    subject = machine()
    assert (subject.finding.health, subject.finding.why) == (Health.DOWN, "has not been up yet")
    bring_up(subject)
    assert subject.finding.health is Health.UP


def test_a_session_that_a_reload_brings_has_time_to_come_up() -> None:
    subject = machine(patient=True)
    found = []
    for at_s in (0, 4, 5):
        run(subject, at_s * NS_PER_S)
        found.append(subject.finding.health)
    assert found == [Health.UNKNOWN, Health.UNKNOWN, Health.DOWN]


def test_silence_is_a_failure_after_the_detection_time() -> None:
    subject = up()
    packets = run(subject, FAULT_AFTER_NS - 1)
    assert all(packet.state == UP for _, packet in packets)
    (at_ns, packet), *_ = run(subject, FAULT_AFTER_NS)
    assert (at_ns, packet.state, packet.diagnostic) == (FAULT_AFTER_NS, DOWN, Diagnostic.DETECTION_TIME_EXPIRED)
    assert subject.finding.why == "is down: nothing heard for 0.03 s"


def test_a_neighbour_that_goes_out_of_service_is_no_failure() -> None:
    subject = up()
    list(subject.receive(says(ADMIN_DOWN), NS_PER_MS))
    assert (subject.state, subject.finding.health) == (DOWN, Health.UP)
    run(subject, 60 * NS_PER_S)
    assert subject.finding.health is Health.UP


def test_a_neighbour_that_comes_back_into_service_can_fail_again() -> None:
    subject = up()
    list(subject.receive(says(ADMIN_DOWN), 0))
    bring_up(subject, NS_PER_MS)
    run(subject, NS_PER_S)
    assert subject.finding.health is Health.DOWN


def test_the_first_packet_goes_out_at_once_and_then_about_one_a_second() -> None:
    times = [at_ns for at_ns, _ in run(machine(), 10 * NS_PER_S)]
    assert times[0] == 0
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(750 * NS_PER_MS <= gap <= NS_PER_S for gap in gaps)
    assert len(set(gaps)) > len(gaps) // 2


def test_idle_tx_slows_a_session_that_is_not_up() -> None:
    assert 3 <= len(run(machine(idle_tx_ns=5 * NS_PER_S), 12 * NS_PER_S)) <= 4


def test_a_passive_session_says_nothing_before_it_is_spoken_to() -> None:
    subject = machine(passive=True)
    assert subject.next_deadline_ns is None
    assert [packet.state for packet in sent(subject.receive(says(DOWN), 0))] == [INIT]


def test_a_passive_session_falls_silent_again_when_the_neighbour_is_gone() -> None:
    subject = machine(passive=True)
    bring_up(subject)
    run(subject, 60 * NS_PER_S)
    assert (subject.state, subject.next_deadline_ns) == (DOWN, None)


def test_a_neighbour_in_demand_mode_gets_no_packets_while_both_are_up() -> None:
    subject = up()
    list(subject.receive(says(UP, demand=True), 0))
    assert run(subject, FAULT_AFTER_NS - 1) == []


def test_a_neighbour_that_wants_no_packets_gets_none() -> None:
    subject = up()
    list(subject.receive(says(UP, required_min_rx_ns=0), 0))
    assert run(subject, FAULT_AFTER_NS - 1) == []


def test_a_stop_tells_the_neighbour_that_it_is_on_purpose() -> None:
    subject = up()
    (packet,) = sent(subject.stop(0))
    assert (packet.state, packet.diagnostic) == (ADMIN_DOWN, Diagnostic.ADMINISTRATIVELY_DOWN)
    assert subject.next_deadline_ns is None
    assert sent(machine().stop(0)) == []


def test_changes_of_state_are_told() -> None:
    subject = machine()
    lines = [
        effect.message
        for packet in (says(DOWN), says(UP), says(DOWN))
        for effect in subject.receive(packet, 0)
        if isinstance(effect, Log)
    ]
    assert lines == [
        "BFD_Instance(peer) Entering Up state",
        "BFD_Instance(peer) Entering Down state (the neighbour says that it is down)",
    ]


# -- new intervals


def test_a_slower_interval_counts_when_the_neighbour_has_confirmed_it() -> None:
    subject = up()
    subject.reconfigure(machine(min_tx_ns=50 * NS_PER_MS).config)
    assert subject.tx_interval_ns == 10 * NS_PER_MS
    (_, packet), *_ = run(subject, 20 * NS_PER_MS)
    assert (packet.poll, packet.desired_min_tx_ns) == (True, 50 * NS_PER_MS)
    list(subject.receive(says(UP, final=True), 20 * NS_PER_MS))
    assert subject.tx_interval_ns == 50 * NS_PER_MS


def test_a_faster_expectation_counts_when_the_neighbour_has_confirmed_it() -> None:
    subject = up()
    list(subject.receive(says(UP, desired_min_tx_ns=5 * NS_PER_MS), 0))
    assert subject.detection_time_ns == 30 * NS_PER_MS
    subject.reconfigure(machine(min_rx_ns=5 * NS_PER_MS).config)
    assert subject.detection_time_ns == 30 * NS_PER_MS
    list(subject.receive(says(UP, final=True, desired_min_tx_ns=5 * NS_PER_MS), 0))
    assert subject.detection_time_ns == 15 * NS_PER_MS


@pytest.mark.parametrize(("min_rx_ms", "min_tx_ms"), [(10, 5), (20, 10)])
def test_other_new_intervals_count_at_once(min_rx_ms: int, min_tx_ms: int) -> None:
    subject = up()
    list(subject.receive(says(UP, required_min_rx_ns=NS_PER_MS), 0))
    subject.reconfigure(machine(min_rx_ns=min_rx_ms * NS_PER_MS, min_tx_ns=min_tx_ms * NS_PER_MS).config)
    assert subject.tx_interval_ns == min_tx_ms * NS_PER_MS
    assert subject.detection_time_ns == 3 * min_rx_ms * NS_PER_MS


def test_two_sessions_bring_each_other_up() -> None:
    one, other = machine(), machine()
    other.local_discriminator = 8
    now_ns = 0
    while now_ns < 5 * NS_PER_S and not one.state is other.state is UP:
        now_ns = min(due for due in (one.next_deadline_ns, other.next_deadline_ns) if due is not None)
        on_the_wire = [(other, packet) for packet in sent(one.handle_timer(now_ns))]
        on_the_wire += [(one, packet) for packet in sent(other.handle_timer(now_ns))]
        while on_the_wire:
            hearer, packet = on_the_wire.pop(0)
            speaker = other if hearer is one else one
            on_the_wire += [(speaker, answer) for answer in sent(hearer.receive(packet, now_ns))]
    assert (one.state, other.state) == (UP, UP)
    assert (one.remote_discriminator, other.remote_discriminator) == (8, 7)

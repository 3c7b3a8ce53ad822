"""The checklist's section on BFD, row by row: BFD1 .. BFD13 (RFC 5880, 5881), as it should be and as it must not.

The ports (3784 and 4784, one fixed source port from 49152 up for each session) are the sockets' business: see
tests/linux/test_bfd_socket.py.
"""

from dataclasses import replace
from itertools import pairwise

import pytest

from bfd import OURS, THEIRS, bring_up, comes, machine, run, says, sent, session
from standfast.core.bfd_session import BfdSessionMachine, BfdState, Diagnostic
from standfast.core.bfd_sessions import BfdSessions
from standfast.core.effects import SendBfd
from standfast.core.randomness import Randomness
from standfast.core.track import Health
from standfast.errors import DecodeError
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.bfd import BfdPacket, decode_bfd, encode_bfd

ADMIN_DOWN, DOWN, INIT, UP = BfdState
GOOD = encode_bfd(says(DOWN))


def sessions() -> BfdSessions:
    subject = BfdSessions(Randomness(3))
    list(subject.reload((session(),), 0, patient=False))
    return subject


def in_state(state: BfdState) -> BfdSessionMachine:
    """A session that got into this state by what it heard."""
    subject = machine()
    if state is UP:
        bring_up(subject)
    elif state is INIT:
        list(subject.receive(says(DOWN), 0))
    assert subject.state is state
    return subject


# -- BFD1: TTL


def test_bfd1_packets_leave_with_ttl_255() -> None:
    (effect,) = machine().handle_timer(0)
    assert isinstance(effect, SendBfd)
    assert (effect.ttl, effect.multihop) == (255, False)


def test_bfd1_a_packet_with_another_ttl_is_discarded() -> None:
    subject = sessions()
    for ttl in (254, 1):
        list(subject.handle(comes(says(DOWN), ttl=ttl), 0))
    assert (subject.get("peer").state, subject.discards["ttl"]) == (DOWN, 2)
    list(subject.handle(comes(says(DOWN)), 0))
    assert subject.get("peer").state is INIT


# -- BFD2: the packet


def test_bfd2_a_control_packet_has_24_bytes_and_says_what_we_want() -> None:
    (effect,) = machine().handle_timer(0)
    assert isinstance(effect, SendBfd)
    assert len(effect.payload) == 24
    assert decode_bfd(effect.payload) == BfdPacket(
        state=DOWN,
        diagnostic=0,
        poll=False,
        final=False,
        demand=False,
        detect_multiplier=5,
        my_discriminator=OURS,
        your_discriminator=0,
        desired_min_tx_ns=NS_PER_S,
        required_min_rx_ns=10 * NS_PER_MS,
        required_min_echo_rx_ns=0,
    )


# -- BFD3: which packets are believed


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, 0x40), (2, 0), (3, 23), (3, 25), (1, 0x41), (1, 0x44)],
    ids=["version 2", "detect mult 0", "length 23", "longer than the payload", "multipoint", "authentication"],
)
def test_bfd3_a_malformed_packet_is_discarded(at: int, value: int) -> None:
    payload = bytearray(GOOD)
    payload[at] = value
    with pytest.raises(DecodeError):
        decode_bfd(bytes(payload))


def test_bfd3_a_packet_without_a_discriminator_of_its_own_is_discarded() -> None:
    with pytest.raises(DecodeError):
        decode_bfd(GOOD[:4] + bytes(4) + GOOD[8:])


def test_bfd3_a_well_formed_packet_is_not() -> None:
    assert decode_bfd(GOOD) == says(DOWN)


@pytest.mark.parametrize(("state", "believed"), [(DOWN, True), (ADMIN_DOWN, True), (INIT, False), (UP, False)])
def test_bfd3_your_discriminator_may_be_0_only_while_the_neighbour_is_down(state: BfdState, believed: bool) -> None:
    subject = sessions()
    list(subject.handle(comes(says(state, your_discriminator=0)), 0))
    assert (subject.get("peer").remote_discriminator == THEIRS) == believed


def test_bfd3_your_discriminator_selects_the_session() -> None:
    subject = sessions()
    list(subject.handle(comes(says(DOWN, your_discriminator=subject.get("peer").local_discriminator + 1)), 0))
    assert subject.get("peer").remote_discriminator == 0


# -- BFD4: poll and final


def test_bfd4_a_poll_is_answered_at_once_with_a_final_that_does_not_poll() -> None:
    subject = in_state(UP)
    (answer,) = sent(subject.receive(says(UP, poll=True), NS_PER_MS))
    assert (answer.final, answer.poll) == (True, False)


def test_bfd4_a_packet_that_does_not_poll_is_not_answered() -> None:
    assert sent(in_state(UP).receive(says(UP), NS_PER_MS)) == []


def test_bfd4_a_final_ends_our_poll_sequence_and_nothing_else_does() -> None:
    subject = machine()
    for packet in (says(DOWN), says(UP)):
        list(subject.receive(packet, 0))
    list(subject.receive(says(UP), 0))
    assert all(packet.poll for _, packet in run(subject, 20 * NS_PER_MS))
    list(subject.receive(says(UP, final=True), 20 * NS_PER_MS))
    assert not any(packet.poll for _, packet in run(subject, 40 * NS_PER_MS))


# -- BFD5: the state machine


@pytest.mark.parametrize(
    ("state", "heard", "next_state"),
    [
        (DOWN, ADMIN_DOWN, DOWN), (DOWN, DOWN, INIT), (DOWN, INIT, UP), (DOWN, UP, DOWN),
        (INIT, ADMIN_DOWN, DOWN), (INIT, DOWN, INIT), (INIT, INIT, UP), (INIT, UP, UP),
        (UP, ADMIN_DOWN, DOWN), (UP, DOWN, DOWN), (UP, INIT, UP), (UP, UP, UP),
    ],
)  # fmt: skip
def test_bfd5_what_is_heard_leads_to_the_state_of_the_table(
    state: BfdState, heard: BfdState, next_state: BfdState
) -> None:
    subject = in_state(state)
    list(subject.receive(says(heard), 0))
    assert subject.state is next_state


@pytest.mark.parametrize("state", [INIT, UP])
def test_bfd5_silence_leads_to_down_with_diagnostic_1(state: BfdState) -> None:
    subject = in_state(state)
    (_, packet), *_ = [one for one in run(subject, 100 * NS_PER_MS) if one[1].state == DOWN]
    assert (subject.state, packet.diagnostic) == (DOWN, Diagnostic.DETECTION_TIME_EXPIRED)


@pytest.mark.parametrize("heard", [DOWN, ADMIN_DOWN])
def test_bfd5_what_the_neighbour_signals_is_diagnostic_3(heard: BfdState) -> None:
    (packet,) = sent(in_state(UP).receive(says(heard), 0))
    assert (packet.state, packet.diagnostic) == (DOWN, Diagnostic.NEIGHBOR_SIGNALED_DOWN)


# -- BFD6: how often packets go out


def gaps(subject: BfdSessionMachine, wanted_ns: int) -> list[int]:
    """The times between 200 packets, while the neighbour, which wants one in `wanted_ns`, never falls silent."""
    calm = says(UP, required_min_rx_ns=wanted_ns, desired_min_tx_ns=NS_PER_S)
    times: list[int] = []
    list(subject.receive(calm, 0))
    while len(times) < 201:
        due_ns = subject.next_deadline_ns
        assert due_ns is not None
        for packet in sent(subject.handle_timer(due_ns)):
            times.append(due_ns)
            assert packet.state == UP
        list(subject.receive(calm, due_ns))
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize(("multiplier", "most"), [(5, 1.0), (2, 1.0), (1, 0.9)])
def test_bfd6_the_interval_is_jittered_by_up_to_a_quarter(multiplier: int, most: float) -> None:
    subject = machine(multiplier=multiplier)
    bring_up(subject)
    found = gaps(subject, NS_PER_MS)
    full_ns = 10 * NS_PER_MS
    assert 0.75 * full_ns <= min(found) < 0.77 * full_ns
    assert (most - 0.02) * full_ns < max(found) <= most * full_ns


def test_bfd6_a_neighbour_that_wants_fewer_packets_gets_fewer() -> None:
    assert min(gaps(in_state(UP), 50 * NS_PER_MS)) >= 37.5 * NS_PER_MS


# -- BFD7: the detection time


@pytest.mark.parametrize(
    ("multiplier", "their_tx_ms", "our_rx_ms", "detection_ms"),
    [(3, 10, 10, 30), (3, 50, 10, 150), (3, 10, 20, 60), (5, 10, 10, 50)],
)
def test_bfd7_detection_is_their_multiplier_times_the_slower_of_what_they_send_and_we_take(
    multiplier: int, their_tx_ms: int, our_rx_ms: int, detection_ms: int
) -> None:
    subject = machine(min_rx_ns=our_rx_ms * NS_PER_MS)
    bring_up(subject)
    said = says(UP, detect_multiplier=multiplier, desired_min_tx_ns=their_tx_ms * NS_PER_MS)
    list(subject.receive(said, 0))
    run(subject, detection_ms * NS_PER_MS - 1)
    assert subject.state is UP
    run(subject, detection_ms * NS_PER_MS)
    assert subject.state is DOWN


def test_bfd7_each_packet_begins_the_wait_anew() -> None:
    subject = in_state(UP)
    for at_ms in range(0, 200, 25):
        run(subject, at_ms * NS_PER_MS)
        list(subject.receive(says(UP), at_ms * NS_PER_MS))
    assert subject.state is UP


# -- BFD8: slow while not Up


@pytest.mark.parametrize("state", [DOWN, INIT])
def test_bfd8_a_session_that_is_not_up_asks_for_and_keeps_an_interval_of_a_second(state: BfdState) -> None:
    subject = in_state(state)
    packets = run(subject, 25 * NS_PER_MS)
    assert len(packets) <= 1
    assert subject.tx_interval_ns == NS_PER_S
    assert all(packet.desired_min_tx_ns == NS_PER_S for _, packet in packets)


def test_bfd8_one_that_is_up_is_as_fast_as_configured() -> None:
    assert in_state(UP).tx_interval_ns == 10 * NS_PER_MS


# -- BFD9: new intervals by a poll sequence


def test_bfd9_becoming_faster_at_up_is_announced_by_a_poll() -> None:
    subject = in_state(INIT)
    (packet,) = sent(subject.receive(says(INIT), 0))
    assert (packet.state, packet.poll, packet.desired_min_tx_ns) == (UP, True, 10 * NS_PER_MS)


def test_bfd9_a_slower_interval_waits_for_the_final() -> None:
    subject = in_state(UP)
    subject.reconfigure(session(min_tx_ns=40 * NS_PER_MS))
    list(subject.receive(says(UP), 0))
    assert subject.tx_interval_ns == 10 * NS_PER_MS
    list(subject.receive(says(UP, final=True), 0))
    assert subject.tx_interval_ns == 40 * NS_PER_MS


def test_bfd9_an_unchanged_configuration_polls_nobody() -> None:
    subject = in_state(UP)
    subject.reconfigure(session(multiplier=7))
    assert not any(packet.poll for _, packet in run(subject, 25 * NS_PER_MS))


# -- BFD10: news are sent at once


@pytest.mark.parametrize(("state", "heard"), [(DOWN, DOWN), (INIT, UP), (UP, DOWN)])
def test_bfd10_a_new_state_is_sent_at_once(state: BfdState, heard: BfdState) -> None:
    subject = in_state(state)
    packets = sent(subject.receive(says(heard), 0))
    assert [packet.state for packet in packets] == [subject.state]


def test_bfd10_an_old_state_is_not() -> None:
    assert sent(in_state(UP).receive(says(UP), 0)) == []


# -- BFD11: a neighbour that is gone is forgotten


def test_bfd11_after_the_detection_time_your_discriminator_is_0() -> None:
    subject = in_state(UP)
    packets = [packet for _, packet in run(subject, 2 * NS_PER_S) if packet.state == DOWN]
    assert packets
    assert {packet.your_discriminator for packet in packets} == {0}


def test_bfd11_before_it_is_the_neighbour_s() -> None:
    assert {packet.your_discriminator for _, packet in run(in_state(UP), 25 * NS_PER_MS)} == {THEIRS}


# -- BFD12: what the neighbour may do and we do not


def test_bfd12_demand_mode_of_the_neighbour_is_honoured_and_polls_are_still_answered() -> None:
    subject = in_state(UP)
    list(subject.receive(says(UP, demand=True), 0))
    assert run(subject, 25 * NS_PER_MS) == []
    (answer,) = sent(subject.receive(says(UP, demand=True, poll=True), 25 * NS_PER_MS))
    assert answer.final


def test_bfd12_demand_mode_means_nothing_before_both_are_up() -> None:
    subject = machine()
    list(subject.receive(says(DOWN, demand=True), 0))
    assert run(subject, NS_PER_S)


def test_bfd12_we_ask_for_no_echo() -> None:
    (effect,) = machine().handle_timer(0)
    assert isinstance(effect, SendBfd)
    assert decode_bfd(effect.payload).required_min_echo_rx_ns == 0
    echoing = replace(says(DOWN), required_min_echo_rx_ns=NS_PER_MS)
    assert [packet.state for packet in sent(machine().receive(echoing, 0))] == [INIT]


# -- BFD13: out of service is no failure


def test_bfd13_a_neighbour_that_is_taken_out_of_service_did_not_fail() -> None:
    subject = in_state(UP)
    list(subject.receive(says(ADMIN_DOWN), 0))
    assert (subject.state, subject.finding.health) == (DOWN, Health.UP)


def test_bfd13_one_that_says_it_is_down_did() -> None:
    subject = in_state(UP)
    list(subject.receive(says(DOWN), 0))
    assert subject.finding.health is Health.DOWN

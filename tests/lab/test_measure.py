"""From attempts and spans to figures."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.values import MS, ONE, TWO, S, attempts, observation
from standfast.lab.measure import (
    download_survived,
    failed_after,
    in_order,
    longest_overlap_ns,
    longest_silence,
    measure,
    percentile_ns,
    share_back_ns,
)
from standfast.lab.records import Attempt, Download, Mark, Span


def test_a_take_over_is_measured() -> None:
    seen = measure(observation())
    assert seen.outage_ns == 705 * MS  # from the last answer's end to the first one's
    assert (seen.failed, seen.made) == (140, 600)
    assert seen.failures == (("timeout", 140),)
    assert seen.answered == (ONE, TWO)
    assert seen.download_survived is False
    assert seen.two_holders_ns == 0
    assert seen.latency_ns_p999 == 200 * MS


def test_a_refused_attempt_costs_as_much_as_one_that_timed_out() -> None:
    quick = (Attempt(0, MS, failure="refused"),)
    assert measure(replace(observation(), attempts=quick)).latency_ns_p999 == 200 * MS


def test_slow_answers_are_counted_and_are_no_failures() -> None:
    slow = (*attempts((ONE, 100)), Attempt(100 * MS, 60 * MS, answer=ONE))
    seen = measure(replace(observation(), attempts=slow))
    assert (seen.slow, seen.failed) == (1, 0)


def test_a_pause_of_the_client_itself_is_no_outage() -> None:
    """For 300 ms nothing was asked; then all was answered. But what was asked in vain after a pause is an outage."""
    late = tuple(Attempt(a.start_ns + 300 * MS, MS, answer=TWO) for a in attempts((TWO, 500)))
    paused = (*attempts((ONE, 300)), *(Attempt(a.start_ns + 300 * MS, MS, answer=TWO) for a in late))
    begin_ns, end_ns = longest_silence(paused, 0, 1100 * MS)
    assert end_ns - begin_ns < 10 * MS
    in_vain = attempts(("", 400))
    silent = (
        *attempts((ONE, 300)),
        *(Attempt(a.start_ns + 600 * MS, a.latency_ns, failure="timeout") for a in in_vain),
    )
    begin_ns, end_ns = longest_silence(silent, 0, 1000 * MS)
    assert 395 * MS <= end_ns - begin_ns <= 400 * MS


def test_silence_at_the_edges_of_the_window_counts() -> None:
    early = attempts((ONE, 500))
    assert longest_silence(early, 0, 3 * S) == (496 * MS, 3 * S)
    assert longest_silence((), 0, 3 * S) == (0, 3 * S)


@given(st.lists(st.integers(0, 10**6), min_size=1), st.floats(0.001, 1.0))
def test_the_percentile_is_the_nearest_rank(latencies: list[int], share: float) -> None:
    found = percentile_ns(latencies, share)
    assert sum(1 for one in latencies if one <= found) >= share * len(latencies)
    below = [one for one in latencies if one < found]
    assert len(below) < share * len(latencies)


@pytest.mark.parametrize(
    ("held", "longest"),
    [
        ([], 0),
        ([[Span(0, 10, "held")], [Span(10, 20, "held")]], 0),
        ([[Span(0, 10, "held")], [Span(4, 20, "held")]], 6),
        ([[Span(0, 5, "held"), Span(6, 20, "held")], [Span(4, 8, "held"), Span(9, 20, "held")]], 11),
        ([[Span(0, 9, "held")], [Span(1, 9, "held")], [Span(2, 3, "held")]], 8),
    ],
)
def test_two_holders_are_timed(held: list[list[Span]], longest: int) -> None:
    assert longest_overlap_ns(held)[0] == longest


def test_two_holders_to_the_end_are_told() -> None:
    both: dict[str, tuple[Span, ...]] = {ONE: (Span(0, 3 * S, "held"),), TWO: (Span(S, 3 * S, "held"),)}
    seen = measure(replace(observation(), held=both))
    assert (seen.two_holders_ns, seen.two_holders_at_end) == (2 * S, True)


def test_the_order_of_answers_leaves_out_the_change_itself_and_joins_turns() -> None:
    moved = attempts((ONE, 1000), (TWO, 15), (ONE, 20), (TWO, 1000), (ONE, 1000))
    assert in_order(moved) == (ONE, TWO, ONE)
    by_turns = tuple(Attempt(n * 5 * MS, MS, answer=f"app{n % 2 + 1}") for n in range(200))
    assert in_order(by_turns) == ("app1+app2",)


@pytest.mark.parametrize(
    ("download", "survived"),
    [
        (Download(), None),
        (Download(((0, 1), (9 * S, 2))), True),
        (Download(((0, 1), (7 * S, 2))), False),
        (Download(((0, 1), (9 * S, 2)), "reset", 9 * S), False),
        (Download((), "refused", 0), False),
    ],
)
def test_a_download_survives_only_while_bytes_come(download: Download, survived: bool | None) -> None:
    assert download_survived(download, 10 * S) is survived


def test_a_server_is_back_when_it_has_its_share() -> None:
    asked = [Attempt(n * 5 * MS, MS, answer="app2") for n in range(400)]
    asked[100] = Attempt(500 * MS, MS, answer="app1")  # a trial, not yet a share
    back = tuple(a if n < 200 or n % 2 else Attempt(a.start_ns, MS, answer="app1") for n, a in enumerate(asked))
    assert share_back_ns(back, "app1", 0) == 1001 * MS
    assert share_back_ns(asked, "app1", 0) is None
    healed = replace(observation(), attempts=back, marks=(Mark(0, "fault", ""), Mark(S // 2, "heal", "")))
    assert measure(healed, returning="app1").share_back_ns == 501 * MS


def test_what_fails_after_the_take_over_is_told_as_a_share() -> None:
    turns = [(ONE, 500), ("", 700), *[(TWO, 5), ("", 45)] * 40]
    found = failed_after(attempts(*turns), (ONE, TWO))
    assert found is not None
    assert 0.88 < found < 0.91
    assert failed_after(attempts((ONE, 500), ("", 700)), (ONE,)) is None
    assert measure(observation()).failed_after == 0

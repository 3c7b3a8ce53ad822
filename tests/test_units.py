"""Seconds in files and for people, nanoseconds inside: exact both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.units import NS_PER_MS, NS_PER_S, ns_to_seconds_text, seconds_text_to_ns


@pytest.mark.parametrize(
    ("text", "duration_ns"),
    [("2", 2 * NS_PER_S), ("0.25", 250 * NS_PER_MS), (".5", 500 * NS_PER_MS), ("3.", 3 * NS_PER_S)],
)
def test_seconds_are_read_exactly(text: str, duration_ns: int) -> None:
    assert seconds_text_to_ns(text) == duration_ns


def test_what_is_finer_than_a_nanosecond_is_cut() -> None:
    assert seconds_text_to_ns("0.1234567899") == 123_456_789


@pytest.mark.parametrize("text", ["", ".", "-1", "+1", "1e3", "1,5", "1.2.3", " 1", "1s", "١"])
def test_what_is_not_a_number_of_seconds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number of seconds"):
        seconds_text_to_ns(text)


@pytest.mark.parametrize(
    ("duration_ns", "text"),
    [(0, "0"), (NS_PER_S, "1"), (3_609_375_000, "3.609"), (499_999, "0"), (500_000, "0.001"), (10**10, "10")],
)
def test_durations_are_shown_to_the_millisecond(duration_ns: int, text: str) -> None:
    assert ns_to_seconds_text(duration_ns) == text


@given(st.integers(min_value=0, max_value=10**9))
def test_whole_milliseconds_survive_the_way_there_and_back(milliseconds: int) -> None:
    assert seconds_text_to_ns(ns_to_seconds_text(milliseconds * NS_PER_MS)) == milliseconds * NS_PER_MS

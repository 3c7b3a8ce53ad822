"""A tracked file is worth the number in it."""

import pytest

from standfast.core.events import FileChanged
from standfast.core.track_file import FileTracker
from standfast.model.track import TrackFile


def tracker(init_value: int | None = None) -> FileTracker:
    return FileTracker(TrackFile("f", "/run/f", init_value))


@pytest.mark.parametrize(
    ("value", "counts_as", "why"),
    [(7, 7, "/run/f holds 7"), (-3, -3, "/run/f holds -3"), (None, 0, "/run/f holds no number, which counts as 0")],
)
def test_what_was_read_counts_and_nothing_is_zero(value: int | None, counts_as: int, why: str) -> None:
    subject = tracker()
    subject.take(FileChanged("f", value))
    assert (subject.finding.value, subject.finding.why) == (counts_as, why)


def test_before_anything_was_read_the_initial_value_counts() -> None:
    assert tracker(12).finding.value == 12
    assert tracker().finding.value == 0


def test_a_file_needs_no_timer() -> None:
    assert tracker().next_deadline_ns is None

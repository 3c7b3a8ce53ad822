"""The values of a run."""

from lab.values import observation
from standfast.lab.records import Attempt, Mark


def test_an_attempt_ends_after_its_latency() -> None:
    assert Attempt(100, 7, answer="app1").end_ns == 107


def test_the_first_mark_of_a_kind_is_found() -> None:
    seen = observation()
    assert seen.first_mark_ns("fault") == seen.marks[0].at_ns
    assert seen.first_mark_ns("heal") is None
    assert Mark(1, "heal", "x").kind == "heal"

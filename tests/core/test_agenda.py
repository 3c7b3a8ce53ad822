"""The agenda names who is due, in order, however often deadlines move."""

from hypothesis import given
from hypothesis import strategies as st

from standfast.core.agenda import Agenda


class Clock:
    """A machine that is due when a test says so."""

    def __init__(self, due_ns: int | None = None) -> None:
        self.next_deadline_ns = due_ns


def agenda(*clocks: Clock) -> Agenda:
    subject = Agenda()
    for clock in clocks:
        subject.look(clock)
    return subject


def run(subject: Agenda, now_ns: int) -> list[Clock]:
    """Let everybody who is due have a turn, after which they want nothing more."""
    done = []
    for clock in subject.due(now_ns):
        assert isinstance(clock, Clock)
        done.append(clock)
        clock.next_deadline_ns = None
    return done


def test_nobody_is_due_on_an_empty_agenda() -> None:
    subject = agenda(Clock(None))
    assert subject.next_deadline_ns is None
    assert run(subject, 10**18) == []


def test_all_that_are_due_come_in_the_order_of_their_deadlines() -> None:
    late, early, later = Clock(20), Clock(10), Clock(30)
    subject = agenda(late, early, later)
    assert subject.next_deadline_ns == 10
    assert run(subject, 20) == [early, late]
    assert subject.next_deadline_ns == 30


def test_a_deadline_that_moved_away_is_not_due_before_its_time() -> None:
    clock = Clock(10)
    subject = agenda(clock)
    clock.next_deadline_ns = 50
    subject.look(clock)
    assert subject.next_deadline_ns == 50
    assert run(subject, 49) == []
    assert run(subject, 50) == [clock]


def test_a_deadline_that_came_nearer_is_due_earlier_and_only_once() -> None:
    clock = Clock(50)
    subject = agenda(clock)
    clock.next_deadline_ns = 10
    subject.look(clock)
    assert run(subject, 100) == [clock]
    assert subject.next_deadline_ns is None


def test_who_is_forgotten_is_never_asked_again() -> None:
    clock = Clock(10)
    subject = agenda(clock)
    subject.forget(clock)
    assert subject.next_deadline_ns is None


def test_moving_a_deadline_away_again_and_again_takes_no_memory() -> None:
    clock = Clock(0)
    subject = agenda(clock)
    for due_ns in range(1, 10_000):
        clock.next_deadline_ns = due_ns
        subject.look(clock)
    assert len(subject._heap) == 1


@given(st.lists(st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 100))), max_size=50))
def test_the_next_deadline_is_always_the_least(moves: list[tuple[int, int | None]]) -> None:
    clocks = [Clock() for _ in range(5)]
    subject = agenda(*clocks)
    for number, due_ns in moves:
        clocks[number].next_deadline_ns = due_ns
        subject.look(clocks[number])
        wanted = [clock.next_deadline_ns for clock in clocks if clock.next_deadline_ns is not None]
        assert subject.next_deadline_ns == min(wanted, default=None)

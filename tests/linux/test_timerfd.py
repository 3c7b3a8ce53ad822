"""The timer: never early, not late by much, and quiet when told so."""

import select
from collections.abc import Iterator

import pytest

from standfast.linux.clock import now_ns
from standfast.linux.timerfd import TimerFd
from standfast.units import NS_PER_MS, NS_PER_S


@pytest.fixture
def timer() -> Iterator[TimerFd]:
    made = TimerFd()
    yield made
    made.close()


def fires(timer: TimerFd, within_s: float) -> bool:
    return bool(select.select([timer], [], [], within_s)[0])


def test_it_fires_at_its_time_and_never_before(timer: TimerFd) -> None:
    for wait_ns in (300_000, 1_700_000, 20 * NS_PER_MS):
        deadline_ns = now_ns() + wait_ns
        timer.arm(deadline_ns)
        assert fires(timer, 5)
        late_ns = now_ns() - deadline_ns
        assert 0 <= late_ns < NS_PER_S
        timer.acknowledge()


def test_a_deadline_in_the_past_fires_at_once(timer: TimerFd) -> None:
    for deadline_ns in (now_ns() - NS_PER_S, 0, -1):
        timer.arm(deadline_ns)
        assert fires(timer, 5)
        timer.acknowledge()


def test_it_fires_once(timer: TimerFd) -> None:
    timer.arm(now_ns())
    assert fires(timer, 5)
    timer.acknowledge()
    assert not fires(timer, 0.02)


def test_the_same_deadline_can_be_set_again_after_it_fired(timer: TimerFd) -> None:
    deadline_ns = now_ns()
    for _ in range(2):
        timer.arm(deadline_ns)
        assert fires(timer, 5)
        timer.acknowledge()


def test_no_deadline_means_silence(timer: TimerFd) -> None:
    timer.arm(now_ns() + 10 * NS_PER_MS)
    timer.arm(None)
    assert not fires(timer, 0.05)


def test_a_sooner_deadline_replaces_a_later_one(timer: TimerFd) -> None:
    timer.arm(now_ns() + 3600 * NS_PER_S)
    timer.arm(now_ns() + NS_PER_MS)
    assert fires(timer, 5)


def test_a_timer_that_did_not_fire_can_be_acknowledged(timer: TimerFd) -> None:
    timer.acknowledge()
    timer.arm(now_ns())
    assert fires(timer, 5)

"""How many processes run, and since when that counts: quorum, quorum_max, fork_delay, terminate_delay."""

from dataclasses import replace
from typing import Any

import pytest

from standfast.core.events import ProcessesChanged
from standfast.core.track import Health
from standfast.core.track_process import ProcessTracker
from standfast.model.track import TrackProcess
from standfast.units import NS_PER_S


def process(**changes: object) -> TrackProcess:
    values: dict[str, Any] = {
        "name": "nginx",
        "process": ("nginx",),
        "param_match": None,
        "full_command": False,
        "quorum": 1,
        "quorum_max": None,
        "delay_ns": 0,
        "terminate_delay_ns": 0,
        "fork_delay_ns": 0,
    }
    return TrackProcess(**(values | changes))


def run(subject: ProcessTracker, count: int, at_s: float) -> Health:
    """Tell it how many run at a time; return what counts then."""
    subject.take(ProcessesChanged("nginx", count), round(at_s * NS_PER_S))
    return subject.finding.health


def wait(subject: ProcessTracker, at_s: float) -> Health:
    subject.handle_timer(round(at_s * NS_PER_S))
    return subject.finding.health


def test_nothing_is_known_before_somebody_counted() -> None:
    assert ProcessTracker(process()).finding.health is Health.UNKNOWN


@pytest.mark.parametrize(
    ("quorum", "quorum_max", "count", "health"),
    [
        (1, None, 0, Health.DOWN),
        (1, None, 1, Health.UP),
        (1, None, 99, Health.UP),
        (3, None, 2, Health.DOWN),
        (3, None, 3, Health.UP),
        (1, 2, 2, Health.UP),
        (1, 2, 3, Health.DOWN),
        (0, 0, 0, Health.UP),
        (0, 0, 1, Health.DOWN),
    ],
)
def test_so_many_must_run_and_no_more(quorum: int, quorum_max: int | None, count: int, health: Health) -> None:
    subject = ProcessTracker(process(quorum=quorum, quorum_max=quorum_max))
    assert run(subject, count, 0) is health


def test_without_delays_a_change_counts_at_once() -> None:
    subject = ProcessTracker(process())
    assert [run(subject, count, 0) for count in (1, 0, 1)] == [Health.UP, Health.DOWN, Health.UP]


def test_what_is_found_first_counts_at_once_whatever_the_delays_say() -> None:
    subject = ProcessTracker(process(fork_delay_ns=NS_PER_S, terminate_delay_ns=NS_PER_S))
    assert run(subject, 1, 0) is Health.UP


def test_an_end_counts_after_terminate_delay_and_a_start_after_fork_delay() -> None:
    subject = ProcessTracker(process(fork_delay_ns=NS_PER_S, terminate_delay_ns=2 * NS_PER_S))
    run(subject, 1, 0)
    assert run(subject, 0, 10) is Health.UP
    assert subject.next_deadline_ns == 12 * NS_PER_S
    assert wait(subject, 11.9) is Health.UP
    assert wait(subject, 12) is Health.DOWN
    assert run(subject, 1, 20) is Health.DOWN
    assert wait(subject, 21) is Health.UP


def test_a_restart_within_the_delay_is_no_failure() -> None:
    subject = ProcessTracker(process(terminate_delay_ns=2 * NS_PER_S))
    run(subject, 1, 0)
    run(subject, 0, 10)
    assert run(subject, 1, 11) is Health.UP
    assert subject.next_deadline_ns is None
    assert wait(subject, 60) is Health.UP


def test_further_ends_do_not_prolong_the_delay() -> None:
    subject = ProcessTracker(process(quorum=3, terminate_delay_ns=2 * NS_PER_S))
    run(subject, 3, 0)
    for count, at_s in ((2, 10), (1, 11)):
        run(subject, count, at_s)
    assert wait(subject, 12) is Health.DOWN


def test_a_fork_too_many_counts_after_fork_delay() -> None:
    subject = ProcessTracker(process(quorum_max=1, fork_delay_ns=NS_PER_S))
    run(subject, 1, 0)
    assert run(subject, 2, 10) is Health.UP
    assert run(subject, 1, 10.5) is Health.UP
    run(subject, 2, 20)
    assert wait(subject, 21) is Health.DOWN


def test_the_log_says_how_many_run_and_how_many_are_wanted() -> None:
    subject = ProcessTracker(process(quorum=2, quorum_max=4))
    run(subject, 1, 0)
    assert subject.finding.why == "has 1 running, wanted are 2 to 4"


def test_a_reload_that_wants_more_processes_counts_those_that_run() -> None:
    subject = ProcessTracker(process())
    run(subject, 1, 0)
    subject.reconfigure(process(quorum=2), NS_PER_S)
    assert wait(subject, 1) is Health.DOWN


def test_a_reload_that_means_another_process_waits_for_its_count() -> None:
    subject = ProcessTracker(process())
    run(subject, 1, 0)
    subject.reconfigure(replace(process(), process=("haproxy",)), NS_PER_S)
    assert subject.finding.health is Health.UP
    assert run(subject, 0, 2) is Health.DOWN

"""How runs are planned and judged; the drills themselves are played in test_drills.py."""

import threading
from dataclasses import replace

import pytest

from lab.values import MS, S, observation
from standfast.errors import LabError
from standfast.lab import run
from standfast.lab.records import Observation
from standfast.lab.run import Job, Result, plan, run_all, run_one
from standfast.lab.topology import Lab


def test_phases_are_spread_evenly_and_the_same_for_both() -> None:
    jobs = plan(["host-lost"], ["standfast", "keepalived"], 5)
    assert [job.phase for job in jobs if job.daemon == "standfast"] == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert [job.phase for job in jobs if job.daemon == "keepalived"] == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert [(job.run, job.daemon) for job in jobs[:2]] == [(0, "standfast"), (0, "keepalived")]


def test_a_lab_that_cannot_be_built_is_a_failed_run_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise LabError("no room")

    monkeypatch.setattr(Lab, "build", refuse)
    result = run_one(Job("host-lost", "keepalived", 0, 0.5), threading.Semaphore())
    assert result.wrong == ("the run could not be done: no room",)
    assert not result.passed


@pytest.mark.parametrize(("late_ms", "times"), [(10, 1), (80, 3)])
def test_a_failed_run_is_played_again_only_if_the_client_was_held_up(
    late_ms: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Observation] = []

    def play(*_: object) -> Observation:
        seen.append(replace(observation(), end_ns=20 * S, probe_late_ns=late_ms * MS))
        return seen[-1]

    monkeypatch.setattr(run, "_observe", play)
    result = run_one(Job("daemon-stopped", "keepalived", 0, 0.5), threading.Semaphore())
    assert not result.passed
    assert len(seen) == times


def test_results_come_in_the_order_of_the_jobs_and_each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    first_may_end = threading.Event()

    def play(job: Job, _: threading.Semaphore) -> Result:
        if job.run == 0:
            assert first_may_end.wait(5)
        else:
            first_may_end.set()
        return Result(job, None, None, ())

    monkeypatch.setattr(run, "run_one", play)
    told: list[Result] = []
    jobs = plan(["host-lost"], ["keepalived"], 2)
    results = run_all(jobs, 1, told.append)
    assert [result.job for result in results] == jobs
    assert sorted(result.job.run for result in told) == [0, 1]


def test_an_interruption_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "run_one", lambda job, _: Result(job, None, None, ()))

    def interrupt(_: Result) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_all(plan(["host-lost"], ["keepalived"], 2), 1, interrupt)

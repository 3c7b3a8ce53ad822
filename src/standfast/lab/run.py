"""Runs drills: builds a lab for each run, plays the drill on it, and judges what was seen.

Rules: every run gets a fresh lab, so that no drill inherits another's mess; the phases of the runs are the same for
every daemon; only as many drills play at a time as wanted (one, unless told otherwise), while the next lab is being
prepared; a run that cannot be done is a result too, with its reason.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standfast.errors import StandfastError
from standfast.lab.drills import DRILLS
from standfast.lab.expected import compare, load
from standfast.lab.measure import SLOW_NS, Measured, measure
from standfast.lab.records import Observation
from standfast.lab.scenario import Drill, Stage
from standfast.lab.services import start_daemon
from standfast.lab.topology import Lab

if TYPE_CHECKING:
    from standfast.lab.host import Daemon

LEAD_S = 0.5
"""How long the client asks before anything is broken."""

ELECTION_WITHIN_S = 12.0

PLAYED_AGAIN = 2
"""How often a run that failed is played again if something else held up the client."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run that is to be done; `phase` is the part of the interval after which the fault comes (0 to 1)."""

    drill: str
    daemon: "Daemon"
    run: int
    phase: float


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run: the observation and its figures, or the reason why there is none, and what was wrong."""

    job: Job
    observation: Observation | None
    measured: Measured | None
    wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the run showed what it must show."""
        return not self.wrong

    @property
    def disturbed(self) -> bool:
        """Whether the client was late with its own attempts, so that its figures cannot be trusted."""
        return self.observation is not None and self.observation.probe_late_ns > SLOW_NS


def plan(drills: Iterable[str], daemons: Sequence["Daemon"], runs: int) -> list[Job]:
    """All runs to be done, drill by drill; the phases of the runs are spread evenly over the interval."""
    return [
        Job(drill, daemon, run, (run + 0.5) / runs) for drill in drills for run in range(runs) for daemon in daemons
    ]


def may_be_realtime() -> bool:
    """Whether a daemon started here may have a real-time scheduler, tried out in a thread that ends at once."""
    allowed: list[bool] = []

    def ask() -> None:
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
        except PermissionError:
            return
        allowed.append(True)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return bool(allowed)


def run_all(jobs: Sequence[Job], side_by_side: int, done: Callable[[Result], None]) -> list[Result]:
    """Do the runs, that many at a time; `done` is called after each. The results come in the order of the jobs.

    An interruption (KeyboardInterrupt) is passed on at once, while runs may still be going on in threads.
    """
    results: dict[Job, Result] = {}
    stages = threading.Semaphore(side_by_side)
    pool = ThreadPoolExecutor(side_by_side + 1, "lab-drill")
    try:
        for finished in as_completed([pool.submit(run_one, job, stages) for job in jobs]):
            result = finished.result()
            results[result.job] = result
            done(result)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [results[job] for job in jobs]


def run_one(job: Job, stages: threading.Semaphore) -> Result:
    """Do one run, playing when one of the `stages` is free. A LabError (or its kin) becomes part of the result.

    A run that shows something unexpected while the client itself was held up is played again: it says more about the
    machine than about the daemon.
    """
    for _ in range(PLAYED_AGAIN):
        result = _play(job, stages)
        if result.passed or not result.disturbed:
            return result
    return _play(job, stages)


def _play(job: Job, stages: threading.Semaphore) -> Result:
    drill = DRILLS[job.drill]
    try:
        seen = _observe(drill, job, stages)
    except StandfastError as error:
        return Result(job, None, None, (f"the run could not be done: {error}",))
    measured = measure(seen, drill.returning)
    expected = load()[job.drill].by_daemon[job.daemon]
    return Result(job, seen, measured, compare(expected, seen.holders, measured))


def _observe(drill: Drill, job: Job, stages: threading.Semaphore) -> Observation:
    with _prepared(drill, job) as stage, stages:
        stage.start_client()
        start_ns = time.monotonic_ns()
        stage.run_for(LEAD_S)
        drill.play(stage)
        end_ns = time.monotonic_ns()
        holders = stage.who_held()
        stage.client.stop()
        return Observation(
            drill=job.drill,
            daemon=job.daemon,
            run=job.run,
            phase=job.phase,
            realtime=may_be_realtime(),
            start_ns=start_ns,
            end_ns=end_ns,
            nodes=tuple(node.address for node in stage.lab.nodes),
            attempts=stage.client.attempts(),
            download=stage.client.download(),
            holders=holders,
            held=stage.holders.spans(start_ns, end_ns),
            states=stage.states.spans(start_ns, end_ns),
            marks=tuple(stage.marks),
            probe_late_ns=stage.client.late_ns,
            advert_age_ns=stage.advert_age_ns,
        )


@contextmanager
def _prepared(drill: Drill, job: Job) -> Iterator[Stage]:
    """A stage with the VIP where the drill wants it."""
    lab = Lab.build(
        nodes=drill.nodes,
        daemon=job.daemon,
        name=f"drill-{job.daemon}-{job.drill}-{job.run}",
        variant=drill.variant,
        start_daemons=False,
    )
    with lab:
        stage = Stage(lab, drill, job.phase)
        try:
            if drill.daemons:
                for node in lab.nodes:
                    start_daemon(node)
                stage.must_hold(lab.nodes[0], ELECTION_WITHIN_S)
            if drill.prepare is not None:
                drill.prepare(stage)
            yield stage
        finally:
            stage.close()

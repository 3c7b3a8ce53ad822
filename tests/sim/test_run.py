"""Many seeds: no invariant breaks, whatever the number of processes; and the same seed tells the same story."""

import os
import subprocess
import sys

import pytest

from sim.mutants import nobody_resigns
from standfast.sim.run import Summary, run_seeds, tell

SEEDS = 200
STORY = "from standfast.sim.run import tell; print(tell({seed}, whole=True)[1])"


def run(seeds: range, jobs: int = 1) -> Summary:
    summary = Summary()
    for part in run_seeds(seeds, jobs):
        summary.add(part)
    return summary


def test_no_seed_breaks_an_invariant() -> None:
    summary = run(range(SEEDS))
    assert summary.failed == []
    assert summary.seeds == SEEDS
    for what in ("took over", "took over after a resignation", "gave way", "fenced itself", "a lease ran out"):
        assert summary.counts[what], f"no seed has met this: {what}"
    assert str(summary).endswith("no invariant was broken.")


def test_processes_change_nothing() -> None:
    assert run(range(120), jobs=2) == run(range(120))


@pytest.mark.parametrize("seed", [3, 34])
def test_a_seed_tells_the_same_story_byte_for_byte(seed: int) -> None:
    stories = {
        subprocess.run(
            [sys.executable, "-c", STORY.format(seed=seed)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(stories) == 1


def test_a_seed_that_fails_is_told_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_resigns(monkeypatch)
    failed = run(range(50)).failed
    seed, rule, text = failed[0]
    outcome, story = tell(seed)
    assert (outcome.rule, outcome.text) == (rule, text)
    assert story.splitlines()[-1].endswith("without priority 0 before its addresses")
    assert len(story) <= len(tell(seed, whole=True)[1])

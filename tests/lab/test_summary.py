"""Medians, ratios and the results as JSON."""

import json

import pytest

from lab.values import result
from standfast.lab.run import Job, Result
from standfast.lab.summary import ratios, summarise, to_json, too_slow


def pair(ours_s: list[float], theirs_s: list[float]) -> dict[str, float | None]:
    runs = [result("standfast", outage_s, run=n) for n, outage_s in enumerate(ours_s)]
    return ratios(summarise([*runs, *(result("keepalived", outage_s, run=n) for n, outage_s in enumerate(theirs_s))]))


@pytest.mark.parametrize(
    ("ours_s", "theirs_s", "ratio", "allowed"),
    [
        ([1.0, 9.0, 1.0], [1.0, 1.0, 9.0], 1.0, True),
        ([1.04], [1.0], 1.04, True),
        ([1.06], [1.0], 1.06, False),
        ([0.04], [0.01], 1.0, True),
        ([0.04], [0.7], 0.0, True),
        ([0.06], [0.01], float("inf"), False),
    ],
)
def test_ratio_of_medians(ours_s: list[float], theirs_s: list[float], ratio: float, allowed: bool) -> None:
    found = pair(ours_s, theirs_s)
    assert found["daemon-stopped"] == pytest.approx(ratio)
    assert (not too_slow(found)) is allowed


def test_one_daemon_has_no_ratio() -> None:
    assert ratios(summarise([result("standfast", 1.0)])) == {}


def test_a_run_that_could_not_be_done_fails_its_drill() -> None:
    undone = Result(Job("daemon-stopped", "standfast", 0, 0.5), None, None, ("the run could not be done: x",))
    ours, theirs = summarise([undone, result("keepalived", 1.0)])
    assert not ours.passed
    assert theirs.passed
    assert too_slow(ratios([ours, theirs])) == {"daemon-stopped": None}


def test_what_was_wrong_is_told_with_its_run() -> None:
    both = summarise([result("standfast", 1.0, run=0), result("standfast", 2.0, "too long", run=1)])
    assert both[0].wrong == ("run 2: too long",)


def test_the_json_holds_every_run_with_its_unit() -> None:
    text = json.dumps(to_json(summarise([result("standfast", 0.7), result("keepalived", 0.7)]), {"kernel": "6"}))
    back = json.loads(text)
    assert back["ratios"] == {"daemon-stopped": 1.0}
    assert back["machine"] == {"kernel": "6"}
    run = back["drills"][0]["runs"][0]
    assert (run["outage_s"], run["failed"], run["made"], run["latency_ms_p999"]) == (0.7, 140, 600, 200.0)
    assert (run["before"], run["during"], run["after"]) == (["101"], ["102"], ["102"])

"""The verb's output and exit codes, with runs that are made up."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lab.values import result
from standfast.cli.lab import lab
from standfast.lab import machine
from standfast.lab import run as runs
from standfast.lab.drills import DRILLS
from standfast.lab.run import Job


@pytest.fixture
def outages_s(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """What each daemon's runs show; a daemon that is not named shows something unexpected."""
    shown: dict[str, float] = {"standfast": 0.7, "keepalived": 0.7}

    def play(job: Job, _: object) -> runs.Result:
        wrong = () if job.daemon in shown else ("saw this, expected that",)
        made_up = result(job.daemon, shown.get(job.daemon, 9.0), *wrong, drill=job.drill)
        return replace(made_up, job=job)

    monkeypatch.setattr(runs, "run_one", play)
    monkeypatch.setattr(machine, "require_programs", lambda _: None)
    monkeypatch.setattr(machine, "obtain_rights", lambda: None)
    return shown


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


def drill(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(lab, ["drill", "--report", str(place), *arguments])


@pytest.mark.usefixtures("outages_s")
def test_all_as_expected(place: Path) -> None:
    done = drill(place, "daemon-stopped")
    assert done.exit_code == 0, done.output
    assert "[1/1] daemon-stopped with standfast, run 1: ok, no answer: 0.70 s" in done.output
    assert f"Report: {place}" in done.output
    assert done.output.rstrip().endswith("Every drill showed what it must show.")
    assert place.exists()


def test_a_drill_that_sees_something_else_fails_and_says_what(place: Path, outages_s: dict[str, float]) -> None:
    del outages_s["standfast"]
    done = drill(place, "daemon-stopped", "host-lost")
    assert done.exit_code == 1
    assert "saw this, expected that" in done.output
    assert "Not as expected: daemon-stopped with standfast, host-lost with standfast." in done.output


def test_both_are_compared_and_a_slower_one_fails(place: Path, outages_s: dict[str, float]) -> None:
    assert drill(place, "daemon-stopped", "--daemon", "both", "--runs", "2").exit_code == 0
    outages_s["standfast"] = 0.8
    done = drill(place, "daemon-stopped", "--daemon", "both")
    assert done.exit_code == 1
    assert "Slower than keepalived: daemon-stopped." in done.output
    assert "1.14" in done.output


@pytest.mark.usefixtures("outages_s")
def test_ratios_without_real_time_are_marked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "may_be_realtime", lambda: False)
    done = drill(place, "daemon-stopped", "--daemon", "both")
    assert "(no" in done.output
    assert "no real-time: this process may not use a real-time scheduler" in done.output
    assert "ratio (no real-time)" in place.read_text()


@pytest.mark.usefixtures("outages_s")
def test_the_figures_can_be_had_as_json(place: Path) -> None:
    figures = place.with_suffix(".json")
    assert drill(place, "daemon-stopped", "--json", str(figures)).exit_code == 0
    assert json.loads(figures.read_text())["drills"][0]["drill"] == "daemon-stopped"


@pytest.mark.usefixtures("outages_s")
def test_bad_arguments_are_refused_before_anything_is_built(place: Path) -> None:
    unknown = drill(place, "nonsense")
    assert unknown.exit_code == 2
    assert "no drill nonsense; there are daemon-stopped" in unknown.output
    nowhere = drill(place / "missing" / "report.html", "daemon-stopped")
    assert nowhere.exit_code != 0
    assert "cannot write" in str(nowhere.exception) + nowhere.output
    assert "run 1" not in nowhere.output


def test_the_drills_can_be_listed() -> None:
    listed = CliRunner().invoke(lab, ["drill", "--list"])
    assert listed.exit_code == 0
    assert listed.output.count("\n") == len(DRILLS)
    assert "three-nodes" in listed.output

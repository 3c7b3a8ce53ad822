"""Programs that are run for the daemon: what they inherit, and what is told of their end.

How they are made (group, user, descriptors, signals) is tested with the check scripts, in test_scripts.py.
"""

import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import alive, children_of
from in_child import in_child
from netlab import wait_for
from standfast.linux.processes import ProcessRunner
from standfast.model.track import ScriptUser

MYSELF = ScriptUser("myself", os.geteuid(), os.getegid())


@pytest.fixture
def runner() -> Iterator[ProcessRunner]:
    made = ProcessRunner()
    yield made
    made.kill_all()
    made.close()


def run(runner: ProcessRunner, name: str, text: str) -> None:
    runner.start(name, ("/bin/sh", "-c", text), MYSELF)


def test_the_environment_goes_along_without_what_could_change_the_program(
    runner: ProcessRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDFAST_TEST", "is here")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    run(runner, "one", f"env > {tmp_path}/env")
    assert select.select([runner], [], [], 10)[0]
    lines = (tmp_path / "env").read_text().splitlines()
    assert "STANDFAST_TEST=is here" in lines
    assert not any(line.startswith("LD_LIBRARY_PATH") for line in lines)


def test_a_run_that_a_newer_one_replaced_is_only_reaped(runner: ProcessRunner) -> None:
    before = set(children_of(os.getpid()))
    run(runner, "one", "exit 1")
    run(runner, "one", "sleep 0.3; exit 2")
    ended: list[tuple[str, int]] = []

    def both_gone() -> bool:
        ended.extend(runner.ended())
        return bool(ended)

    wait_for(both_gone, "the newer run ends")
    assert ended == [("one", 2 << 8)]
    assert set(children_of(os.getpid())) <= before


def test_closing_alone_leaves_running_what_runs() -> None:
    def start_and_close() -> bool:
        runner = ProcessRunner()
        run(runner, "one", "exec sleep 60")
        (pid,) = children_of(os.getpid())
        runner.close()
        left = alive(pid)
        os.killpg(pid, 9)
        return left

    assert in_child(start_and_close)

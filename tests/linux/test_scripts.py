"""Check scripts as real processes: how they are started, told of, and ended."""

import os
import select
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemons import alive, children_of
from in_child import NOBODY, in_child
from netlab import wait_for
from standfast.core.events import ScriptFinished
from standfast.linux.processes import EXIT_CANNOT_RUN, EXIT_NOT_FOUND
from standfast.linux.scripts import ScriptRunner
from standfast.model.track import ScriptUser, TrackScript
from standfast.units import NS_PER_S

MYSELF = ScriptUser("myself", os.geteuid(), os.getegid())
Runs = Callable[..., ScriptFinished]


@pytest.fixture
def runner() -> Iterator[ScriptRunner]:
    made = ScriptRunner()
    yield made
    made.close()


def script(*argv: str, user: ScriptUser = MYSELF, name: str = "check") -> TrackScript:
    return TrackScript(name, argv, NS_PER_S, NS_PER_S, 1, 1, 0, reverse=False, init_fail=False, user=user)


def shell(text: str, user: ScriptUser = MYSELF, name: str = "check") -> TrackScript:
    return script("/bin/sh", "-c", text, user=user, name=name)


def finish(runner: ScriptRunner) -> ScriptFinished:
    assert select.select([runner], [], [], 10)[0], "no script ended"
    (event,) = runner.read()
    return event


@pytest.mark.parametrize(
    ("text", "status", "number"),
    [("exit 0", 0, None), ("exit 3", 3, None), ("kill -USR1 $$", None, signal.SIGUSR1)],
)
def test_the_end_of_a_script_is_told(runner: ScriptRunner, text: str, status: int | None, number: int | None) -> None:
    runner.start(shell(text))
    assert finish(runner) == ScriptFinished("check", status, number)
    assert runner.read() == []


@pytest.mark.parametrize(
    ("program", "status"), [("/nonexistent/check", EXIT_NOT_FOUND), (os.devnull, EXIT_CANNOT_RUN)]
)
def test_a_script_that_cannot_run_fails_as_in_a_shell(runner: ScriptRunner, program: str, status: int) -> None:
    runner.start(script(program))
    assert finish(runner) == ScriptFinished("check", status, None)


def test_several_scripts_run_side_by_side(runner: ScriptRunner) -> None:
    for number in range(5):
        runner.start(shell(f"exit {number}", name=str(number)))
    events: list[ScriptFinished] = []

    def all_have_ended() -> bool:
        events.extend(runner.read())
        return len(events) == 5

    wait_for(all_have_ended, "five ends")
    assert sorted(events, key=lambda event: event.name) == [ScriptFinished(str(n), n, None) for n in range(5)]


def test_starting_a_script_does_not_wait_for_it(runner: ScriptRunner) -> None:
    started_s = time.monotonic()
    runner.start(shell("sleep 30"))
    assert runner.read() == []
    assert time.monotonic() - started_s < 5


def told(runner: ScriptRunner, tmp_path: Path, text: str) -> str:
    """What a script that writes to $out wrote."""
    out = tmp_path / "out"
    runner.start(shell(f"exec 9>{out}; {{ {text}; }} >&9"))
    assert finish(runner).exit_status == 0
    return out.read_text()


def test_a_script_has_a_process_group_of_its_own(runner: ScriptRunner, tmp_path: Path) -> None:
    pid, group = told(runner, tmp_path, "cut -d' ' -f1,5 /proc/$$/stat").split()
    assert pid == group


def test_a_script_talks_to_nobody_and_holds_nothing(runner: ScriptRunner, tmp_path: Path) -> None:
    foreign = os.open("/etc/passwd", os.O_RDONLY)
    # As if the daemon's own parent had left a file open.
    os.set_inheritable(foreign, True)
    links = told(runner, tmp_path, "for fd in /proc/$$/fd/*; do readlink $fd; done")
    os.close(foreign)
    assert set(links.split()) == {os.devnull, str(tmp_path / "out")}


def test_no_signal_is_ignored_or_blocked(runner: ScriptRunner, tmp_path: Path) -> None:
    masks = told(runner, tmp_path, "grep -E 'Sig(Ign|Blk)' /proc/self/status")
    # 32 and 33 belong to glibc, whose posix_spawn (so: make) leaves them ignored; no program can change that.
    glibc = 1 << 31 | 1 << 32
    assert [int(line.split()[1], 16) & ~glibc for line in masks.splitlines()] == [0, 0], masks


@pytest.mark.root
def test_a_script_runs_as_its_user(runner: ScriptRunner) -> None:
    nobody = ScriptUser("nobody", NOBODY, NOBODY, groups=(NOBODY, 12345))
    # Not in tmp_path, whose parents are closed to others.
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        Path(folder).chmod(0o777)
        runner.start(shell(f"(id -u; id -g; id -G) > {out}", user=nobody))
        assert finish(runner).exit_status == 0
        assert out.read_text().split() == [str(NOBODY), str(NOBODY), str(NOBODY), "12345"]


def test_a_signal_reaches_the_scripts_children_too(runner: ScriptRunner, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    runner.start(shell(f"sleep 60 & echo $! > {pid_file}; wait"))
    wait_for(lambda: pid_file.exists() and pid_file.read_text().strip(), "the script's child")
    child = int(pid_file.read_text())
    runner.signal("check", signal.SIGKILL)
    assert finish(runner) == ScriptFinished("check", None, signal.SIGKILL)
    wait_for(lambda: not alive(child), "the script's child ends")


def test_a_script_that_has_just_been_started_can_be_killed(runner: ScriptRunner) -> None:
    for number in range(20):
        runner.start(shell("sleep 60", name=str(number)))
        runner.signal(str(number), signal.SIGKILL)
        assert finish(runner) == ScriptFinished(str(number), None, signal.SIGKILL)


def test_a_signal_to_a_script_that_has_ended_is_nothing(runner: ScriptRunner) -> None:
    runner.start(shell("exit 0"))
    finish(runner)
    runner.signal("check", signal.SIGKILL)
    runner.signal("never heard of", signal.SIGKILL)


def test_closing_ends_what_still_runs() -> None:
    def start_and_close() -> list[int]:
        runner = ScriptRunner()
        runner.start(shell("sleep 60"))
        started = children_of(os.getpid())
        runner.close()
        return started

    (pid,) = in_child(start_and_close)
    wait_for(lambda: not alive(pid), "the script ends")


@pytest.mark.root
@pytest.mark.parametrize("user", [MYSELF, ScriptUser("nobody", NOBODY, NOBODY)], ids=["own user", "other user"])
def test_a_script_does_not_outlive_a_router_that_is_killed(user: ScriptUser, tmp_path: Path) -> None:
    def start_and_die() -> list[int]:
        ScriptRunner().start(shell("exec sleep 60", user=user))
        wait_for(lambda: any(_command(pid) == "sleep" for pid in children_of(os.getpid())), "the script sleeps")
        return children_of(os.getpid())

    (pid,) = in_child(start_and_die)
    wait_for(lambda: not alive(pid), "the script ends")


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()

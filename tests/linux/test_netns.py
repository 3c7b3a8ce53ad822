"""Namespaces as the lab uses them: entering, looking in, and knowing where one stands."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from standfast.linux import netns

NEW_USER_NAMESPACE = ("unshare", "--user", "--map-root-user", "--")


@pytest.fixture
def init_pid() -> Iterator[int]:
    """Process 1 of a host that does nothing."""
    said_by = ("sh", "-c", "read -r pid rest < /proc/self/stat; echo $pid; exec cat")
    init = subprocess.Popen((*netns.UNSHARE_HOST, *said_by), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with init:
        assert init.stdin is not None
        assert init.stdout is not None
        yield int(init.stdout.readline())
        init.stdin.close()


def ask_python(expression: str, *prefix: str) -> str:
    program = f"from standfast.linux import netns; print({expression})"
    return subprocess.run([*prefix, sys.executable, "-c", program], capture_output=True, text=True).stdout.strip()


def test_a_process_is_read_also_when_its_name_has_brackets_and_blanks(tmp_path: Path) -> None:
    odd = shutil.copy(shutil.which("sleep") or "sleep", tmp_path / "a) b (c")
    with subprocess.Popen([odd, "60"]) as running:
        deadline = time.monotonic() + 5
        while (process := netns.read_process(running.pid)) and process.comm != "a) b (c":
            assert time.monotonic() < deadline, process
            time.sleep(0.01)
        running.kill()
    assert process is not None
    assert process.pid == running.pid
    assert process.start_ticks > 0


def test_a_process_that_is_gone_is_none() -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    assert netns.read_process(ended.pid) is None


@pytest.mark.root
def test_the_processes_of_a_host_are_only_its_own_and_the_eldest_comes_first(init_pid: int) -> None:
    sleep = [*netns.enter_command(init_pid), "sleep", "60"]
    sleepers = [netns.start_in(init_pid, lambda: subprocess.Popen(sleep)) for _ in range(2)]
    outside = subprocess.Popen(["sleep", "60"])
    try:
        deadline = time.monotonic() + 5
        found = netns.processes_in(init_pid)
        while [entry.comm for entry in found] != ["sleep", "sleep"]:
            assert time.monotonic() < deadline, found
            time.sleep(0.01)
            found = netns.processes_in(init_pid)
    finally:
        for sleeper in (*sleepers, outside):
            sleeper.kill()
            sleeper.wait()
    assert sorted(entry.pid for entry in found) == sorted(sleeper.pid for sleeper in sleepers)
    assert found[0].start_ticks <= found[1].start_ticks
    assert netns.processes_in(2**22 + 1) == []


@pytest.mark.root
def test_what_is_started_in_a_host_is_the_callers_own_child(init_pid: int) -> None:
    said = "trap 'echo ended; exit' TERM; echo $$; while :; do sleep 0.05; done"
    command = [*netns.enter_command(init_pid), "sh", "-c", said]
    inside = netns.start_in(init_pid, lambda: subprocess.Popen(command, stdout=subprocess.PIPE))
    with inside:
        assert inside.stdout is not None
        assert 1 < int(inside.stdout.readline()) < 20
        inside.terminate()
        assert inside.stdout.read() == b"ended\n"
    assert subprocess.run(["sh", "-c", "echo $$"], capture_output=True).stdout.strip() != b"1"


@pytest.mark.root
def test_nsenter_can_enter_everything_by_itself(init_pid: int) -> None:
    shown = subprocess.run([*netns.enter_command(init_pid, fork=True), "sh", "-c", "echo $$"], capture_output=True)
    assert 1 < int(shown.stdout) < 20


@pytest.mark.root
def test_a_host_that_is_gone_cannot_be_entered() -> None:
    with pytest.raises(FileNotFoundError):
        netns.start_in(2**22 + 1, lambda: None)


@pytest.mark.root
def test_entering_only_the_network_keeps_the_callers_process_ids(init_pid: int) -> None:
    shown = subprocess.run(
        [*netns.enter_network_command(init_pid), "sh", "-c", "ls /sys/class/net /proc/$PPID/stat; ip -o link"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert len([line for line in shown.stdout.splitlines() if ": lo:" in line]) == 1
    assert f"/proc/{os.getpid()}/stat" in shown.stdout


def test_a_user_namespace_is_noticed() -> None:
    if subprocess.run([*NEW_USER_NAMESPACE, "true"], capture_output=True).returncode:
        pytest.skip("this machine refuses user namespaces")
    assert ask_python("netns.in_user_namespace()", *NEW_USER_NAMESPACE) == "True"
    assert ask_python("netns.may_make_namespaces()", *NEW_USER_NAMESPACE) == "True"
    assert ask_python("netns.outer_uid()", *NEW_USER_NAMESPACE) == str(os.getuid())


def test_outside_of_one_the_uid_is_the_own() -> None:
    assert netns.outer_uid() == os.getuid()


@pytest.mark.root
def test_root_without_capabilities_may_not_make_namespaces() -> None:
    assert ask_python("netns.may_make_namespaces()", "setpriv", "--bounding-set=-all") == "False"
    assert ask_python("netns.may_make_namespaces()") == "True"

"""Which processes a `vrrp_track_process` means, after keepalived.conf(5)."""

import os
import subprocess

import pytest

from netlab import wait_for
from standfast.linux.process_match import matches, needs_command_line, read_command_line, read_name
from standfast.model.track import TrackProcess


def process(*words: str, param_match: str | None = None, full_command: bool = False) -> TrackProcess:
    return TrackProcess("p", words, param_match, full_command, 1, None, 0, 0, 0)


def line(*words: str) -> bytes:
    return b"".join(word.encode() + b"\0" for word in words)


@pytest.mark.parametrize(
    ("tracked", "name", "command_line", "is_meant"),
    [
        (process("nginx"), b"nginx", line("anything"), True),
        (process("nginx"), b"nginx2", line("nginx"), False),
        (process("a-name-of-many-letters"), b"a-name-of-many-", line("x"), True),
        (process("sleep", "60"), b"sleep", line("sleep", "60"), True),
        (process("sleep", "60"), b"sleep", line("sleep", "600"), False),
        (process("sleep", "60"), b"sleep", line("sleep", "60", "1"), False),
        (process("sleep", "60"), b"sleep", line("/bin/sleep", "60"), False),
        (process("sleep", "6", param_match="initial"), b"sleep", line("sleep", "60"), True),
        (process("sleep", "6", param_match="initial"), b"sleep", line("sleep", "1"), False),
        (process("sleep", "6", param_match="partial"), b"sleep", line("sleep", "6", "7"), True),
        (process("sleep", "6", param_match="partial"), b"sleep", line("sleep", "60"), False),
        (process("sleep", param_match="partial"), b"sleep", line("sleep"), True),
        (process("sleep", param_match="partial"), b"sleep", line("sleep", "60"), False),
        (process("/bin/sleep", full_command=True), b"sleep", line("/bin/sleep"), True),
        (process("/bin/sleep", full_command=True), b"sleep", line("/bin/sleep", "60"), False),
        (process("kernel", full_command=True), b"kernel", b"", False),
    ],
)
def test_a_process_is_meant_or_not(tracked: TrackProcess, name: bytes, command_line: bytes, is_meant: bool) -> None:
    assert matches(tracked, name, command_line) is is_meant


def test_the_command_line_is_looked_at_only_where_it_counts() -> None:
    assert not needs_command_line(process("nginx"))
    assert needs_command_line(process("nginx", "-g"))


def test_a_running_process_has_a_name_and_a_dead_one_has_none() -> None:
    running = subprocess.Popen(["sleep", "60"])
    wait_for(lambda: read_name(running.pid) == b"sleep", "it sleeps")
    assert read_command_line(running.pid) == line("sleep", "60")
    running.kill()
    wait_for(lambda: read_name(running.pid) is None, "a zombie runs no more")
    running.wait()
    assert read_name(running.pid) is None
    assert read_command_line(running.pid) == b""
    assert read_name(os.getpid()) is not None

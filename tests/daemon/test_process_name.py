"""What `ps` and `pgrep` see: tried out in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys
from standfast.daemon.process_name import set_command_line, set_name
set_name(sys.argv[1])
set_command_line(sys.argv[2:4])
print(open("/proc/self/comm").read(), end="")
print(open("/proc/self/cmdline").read().rstrip("\\0").replace("\\0", " "))
"""


def shown(*words: str) -> list[str]:
    command = [sys.executable, "-c", _PROGRAM, *words, *["room"] * 10]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_name_and_command_line_are_what_they_were_set_to() -> None:
    assert shown("keepalived", "keepalived", "-D") == ["keepalived", "keepalived -D"]


def test_a_long_name_is_cut_as_the_kernel_does() -> None:
    assert shown("x" * 40, "a", "b")[0] == "x" * 15


def test_a_command_line_without_room_is_cut() -> None:
    name, line = shown("keepalived", "keepalived", "y" * 200)
    assert name == "keepalived"
    assert line.startswith("keepalived yyy")


@pytest.mark.skipif(not Path("/usr/bin/pgrep").exists(), reason="no pgrep")
def test_pgrep_finds_it_by_name() -> None:
    program = _PROGRAM + "import time; sys.stdout.flush(); time.sleep(60)"
    name = "sf-test-name"
    with subprocess.Popen(
        [sys.executable, "-c", program, name, "a", "b"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = subprocess.run(["pgrep", "-x", name], capture_output=True, text=True).stdout.split()
        process.kill()
    assert str(process.pid) in found

"""What the lab says when the machine lacks something, and how it gets along without root."""

import subprocess
import sys
from pathlib import Path

import pytest

from standfast.errors import LabError
from standfast.lab import machine

# Somebody who is not root, and yet may read this checkout wherever it lies.
AS_NOBODY_SPECIAL = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
OBTAIN = """
import os
from standfast.errors import LabError
from standfast.lab import machine
from standfast.linux import netns
try:
    machine.obtain_rights()
    print(os.getuid(), netns.may_make_namespaces(), netns.in_user_namespace())
except LabError as error:
    print(error)
"""


def run_python(program: str, *prefix: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, sys.executable, "-c", program], capture_output=True, text=True,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **variables},
    )  # fmt: skip


def test_missing_programs_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("unshare", "nsenter", "ip", "pgrep", "bash", "nft"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setattr(machine, "PROGRAM_PATH", str(tmp_path))
    with pytest.raises(LabError, match=r"^the lab needs nginx, keepalived: apt-get install keepalived nginx-light$"):
        machine.require_programs(["standfast", "keepalived"])
    (tmp_path / "nginx").touch(mode=0o755)
    machine.require_programs(["standfast"])


@pytest.mark.root
def test_with_the_right_to_make_namespaces_nothing_changes() -> None:
    ran = run_python(OBTAIN)
    assert ran.stdout.split()[:2] == ["0", "True"]
    assert ran.stderr == ""


@pytest.mark.root
def test_without_it_the_process_goes_on_in_a_user_namespace_and_says_so_once() -> None:
    ran = run_python(OBTAIN, *AS_NOBODY_SPECIAL)
    assert ran.stdout.split() == ["0", "True", "True"], ran.stderr
    assert ran.stderr.count("no real-time") == 1


@pytest.mark.root
def test_a_machine_that_refuses_says_so_in_one_line() -> None:
    no_more = 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all -- "$@"'
    ran = run_python(OBTAIN, "unshare", "--user", "--map-root-user", "sh", "-c", no_more, "sh")
    assert ran.stdout.startswith("the lab needs root, because this machine refuses a user namespace: unshare"), ran
    assert len(ran.stdout.splitlines()) == 1

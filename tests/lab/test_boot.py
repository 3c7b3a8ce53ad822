"""How hosts come up and end: alone, private, without zombies, and never longer than their lab."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import standfast
from standfast.errors import LabError
from standfast.lab.boot import Boot
from standfast.lab.host import Host
from standfast.linux import netns

pytestmark = pytest.mark.root


@pytest.fixture
def pair() -> Iterator[tuple[Host, Host]]:
    boot = Boot("pair", ["left", "right"])
    try:
        pids = boot.wait()
        yield Host("left", pids["left"]), Host("right", pids["right"])
    finally:
        boot.end()


def wait_until_gone(pids: list[int], timeout_s: float = 5.0) -> list[int]:
    deadline = time.monotonic() + timeout_s
    while True:
        left = [pid for pid in pids if (process := netns.read_process(pid)) and process.state not in "ZX"]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.01)


def test_a_host_has_its_own_name_processes_and_network(pair: tuple[Host, Host]) -> None:
    left, right = pair
    assert left.run("hostname").stdout == "left\n"
    assert right.run("cat", "/etc/hostname").stdout == "right\n"
    assert left.run("sh", "-c", "ip -o link | wc -l").stdout.strip() == "1"
    seen = left.run("sh", "-c", "cd /proc && cat [0-9]*/comm").stdout.split()
    assert sorted(set(seen) - {"setpriv"}) == ["cat", "sh"]


@pytest.mark.parametrize("where", ["/run", "/tmp", "/var/log", "/srv", "/etc", "/etc/nginx", "/etc/keepalived"])
def test_what_a_host_writes_stays_with_it(pair: tuple[Host, Host], where: str) -> None:
    left, right = pair
    file = f"{where}/standfast-test-file"
    left.run("sh", "-c", f"echo mine > {file}")
    assert left.path(file).read_text() == "mine\n"
    assert not right.path(file).exists()
    assert not Path(file).exists()


def test_the_machines_own_files_cannot_be_written_through_the_links(pair: tuple[Host, Host]) -> None:
    left, _ = pair
    assert left.run("sh", "-c", "id -un; grep -c . /etc/passwd").stdout.startswith("root\n")
    assert "Read-only" in left.run("touch", "/run/lab/etc/standfast-test-file", check=False).stderr


def test_an_orphan_that_ends_leaves_no_zombie(pair: tuple[Host, Host]) -> None:
    left, _ = pair
    left.start_background("sleep", "60")
    (orphan,) = left.pids("sleep")
    left.run("sh", "-c", "kill -KILL $(pgrep -x sleep)")
    assert wait_until_gone([orphan]) == []
    assert left.run("pgrep", "-x", "sleep", check=False).stdout == ""


def test_a_host_that_cannot_start_says_why_and_leaves_nothing() -> None:
    boot = Boot("broken", ["fine", "x" * 100])
    try:
        with pytest.raises(LabError, match=r"x{100} did not start: .*hostname"):
            boot.wait()
    finally:
        boot.end()
    boot.end()


def test_the_hosts_end_with_the_process_that_made_them_even_if_that_is_killed() -> None:
    program = (
        "import time; from standfast.lab.boot import Boot; boot = Boot('crash', ['one', 'two']);"
        "print(*boot.wait().values(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        pids = [int(word) for word in builder.stdout.readline().split()]
        assert len(pids) == 2
        assert all(netns.read_process(pid) for pid in pids)
        builder.send_signal(signal.SIGKILL)
    assert wait_until_gone(pids) == []


def test_a_package_that_lies_under_tmp_is_seen_by_the_hosts(tmp_path: Path) -> None:
    assert tmp_path.is_relative_to("/tmp") or not Path("/tmp").is_dir()
    shutil.copytree(Path(standfast.__file__).parent, tmp_path / "src" / "standfast")
    program = (
        "import sys; from standfast.lab.boot import Boot; from standfast.lab.host import Host;"
        "boot = Boot('elsewhere', ['one']); pid = boot.wait()['one'];"
        "print(Host('one', pid).run(sys.executable, '-c', 'import standfast; print(standfast.__file__)').stdout);"
        "print(Host('one', pid).run('ls', '-A', '/tmp').stdout); boot.end()"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    )  # fmt: skip
    assert shown.stdout.startswith(str(tmp_path)), shown.stderr

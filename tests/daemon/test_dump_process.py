"""Dump files on request: written by a child that the router does not wait for."""

import json
import os
import signal
import stat
from pathlib import Path

import pytest

from daemons import VIP, Standfast, comm, configuration
from netlab import Host, wait_for

pytestmark = pytest.mark.root
JSON_SIGNAL, CLEAR_SIGNAL = signal.SIGRTMIN + 2, signal.SIGRTMAX - 1


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    folder = tmp_path / "dumps"
    folder.mkdir()
    return folder


def start(host: Host, folder: Path, dumps: Path, text: str) -> Standfast:
    daemon = Standfast(host, folder / "node", text, environment={**os.environ, "TMPDIR": str(dumps)})
    wait_for(lambda: VIP in host.addresses(), "the VIP")
    return daemon


def read(path: Path) -> str:
    wait_for(path.exists, f"{path.name} is written")
    return path.read_text()


def test_each_signal_has_its_files(host: Host, tmp_path: Path, dumps: Path) -> None:
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        daemon.signal(signal.SIGUSR2)
        assert read(dumps / "keepalived.stats").startswith(
            "VRRP Instance: VI_1\n  Advertisements:\n    Received: 0\n"
        )
        assert [path.name for path in dumps.iterdir()] == ["keepalived.stats"]
        daemon.signal(signal.SIGUSR1)
        assert " VRRP Instance = VI_1\n" in read(dumps / "keepalived.data")
        assert "VRRP Instance" not in read(dumps / "keepalived_parent.data")
        daemon.signal(JSON_SIGNAL)
        (router,) = json.loads(read(dumps / "keepalived.json"))
        assert (router["data"]["iname"], router["data"]["state"], router["data"]["vipset"]) == ("VI_1", 2, True)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in dumps.iterdir()}
        assert set(modes.values()) == {0o600}, "they may hold what not everybody is to read"
        assert daemon.stop() == 0


def test_the_router_itself_may_be_asked(host: Host, tmp_path: Path, dumps: Path) -> None:
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        os.kill(daemon.router, signal.SIGUSR1)
        assert " State = MASTER" in read(dumps / "keepalived.data")
        assert [path.name for path in dumps.iterdir()] == ["keepalived.data"], "the parent's file is the parent's"


def test_the_password_is_in_no_file(host: Host, tmp_path: Path, dumps: Path) -> None:
    with start(host, tmp_path, dumps, configuration(255, password="geheim")) as daemon:
        daemon.signal(signal.SIGUSR1)
        daemon.signal(JSON_SIGNAL)
        assert "   Password = ********\n" in read(dumps / "keepalived.data")
        assert json.loads(read(dumps / "keepalived.json"))[0]["data"]["auth_data"] == "********"
        assert not any("geheim" in path.read_text() for path in dumps.iterdir())


def test_cleared_statistics_begin_at_0(host: Host, tmp_path: Path, dumps: Path) -> None:
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        daemon.signal(signal.SIGUSR2)
        assert "  Became master: 1\n" in read(dumps / "keepalived.stats")
        (dumps / "keepalived.stats").unlink()
        daemon.signal(CLEAR_SIGNAL)
        wait_for(lambda: _became_master(daemon, dumps) == 0, "the counters are cleared")


def _became_master(daemon: Standfast, dumps: Path) -> int:
    path = dumps / "keepalived.stats"
    path.unlink(missing_ok=True)
    daemon.signal(signal.SIGUSR2)
    return int(read(path).partition("Became master: ")[2].split()[0])


def test_a_link_of_that_name_is_replaced_and_not_followed(host: Host, tmp_path: Path, dumps: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (dumps / "keepalived.stats").symlink_to(victim)
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        daemon.signal(signal.SIGUSR2)
        wait_for(lambda: not (dumps / "keepalived.stats").is_symlink(), "the link is replaced")
        assert victim.read_text() == "precious"


def test_a_file_that_cannot_be_written_is_said_and_nothing_else_happens(
    host: Host, tmp_path: Path, dumps: Path
) -> None:
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        (dumps / "keepalived.stats").mkdir()
        daemon.signal(signal.SIGUSR2)
        daemon.wait_said(r"keepalived\.stats cannot be written: Is a directory")
        assert VIP in host.addresses()
        wait_for(lambda: _family(daemon.pid) == ["standfast", "standfast-vrrp"], "the writer is reaped")
        assert [path.name for path in dumps.iterdir()] == ["keepalived.stats"]


def _family(pid: int) -> list[str]:
    """The names of a process and everything below it, zombies too."""
    children = [
        int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()
    ]
    return [comm(pid), *(name for child in children for name in _family(child))]


def test_a_flood_of_requests_costs_no_advertisement(host: Host, tmp_path: Path, dumps: Path) -> None:
    with start(host, tmp_path, dumps, configuration(255)) as daemon:
        router = daemon.router
        for _ in range(200):
            daemon.signal(signal.SIGUSR1)
        read(dumps / "keepalived.data")
        assert daemon.router == router
        assert not daemon.said("no advertisement left"), "it would have fenced itself"

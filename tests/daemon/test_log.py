"""Where log lines go, and in which form: a terminal or pipe, the journal, syslog."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemons import MASTER_WORDS, Standfast, alive, configuration, kill, run_command
from in_child import in_child
from netlab import Host, wait_for
from standfast.daemon.log import LogWriter
from standfast.log_level import LogLevel

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3} "


def written(path: Path, write: Callable[[], object]) -> str:
    """What `write` puts on standard error when that is a file."""

    def run() -> None:
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), 2)
        write()

    in_child(run)
    return path.read_text()


def test_a_line_has_its_time(tmp_path: Path) -> None:
    text = written(tmp_path / "log", lambda: LogWriter().notice("said"))
    assert re.fullmatch(TIME + "said\n", text)


def test_the_time_is_when_it_was_said_not_when_it_was_written(tmp_path: Path) -> None:
    def write() -> None:
        LogWriter().write(LogLevel.INFO, "said", wall_time_ns=1_000_000_000 * 86400 * 366)

    assert written(tmp_path / "log", write).startswith("1971-01-0")


def test_a_text_of_several_lines_becomes_several_lines(tmp_path: Path) -> None:
    text = written(tmp_path / "log", lambda: LogWriter().error("one\ntwo"))
    assert re.fullmatch(f"{TIME}one\n{TIME}two\n", text)


def test_the_journal_gets_priorities_instead_of_times(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.touch()

    def write() -> None:
        status = path.stat()
        os.environ["JOURNAL_STREAM"] = f"{status.st_dev}:{status.st_ino}"
        log = LogWriter()
        log.error("one\ntwo")
        log.notice("three")

    assert written(path, write) == "<3>one\n<3>two\n<5>three\n"


def test_a_journal_that_is_not_ours_is_not_believed(tmp_path: Path) -> None:
    def write() -> None:
        os.environ["JOURNAL_STREAM"] = "1:2"
        LogWriter().notice("said")

    assert re.match(TIME, written(tmp_path / "log", write))


def test_a_reader_that_is_gone_is_no_error() -> None:
    def write() -> str:
        reader, writer = os.pipe()
        os.dup2(writer, 2)
        os.close(reader)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        LogWriter().notice("said")
        return "goes on"

    assert in_child(write) == "goes on"


def test_lines_that_nobody_reads_are_dropped_and_counted() -> None:
    def write() -> str:
        reader, writer = os.pipe()
        os.dup2(writer, 2)
        log = LogWriter()
        os.set_blocking(2, False)
        try:
            while True:
                os.write(2, b".")
        except BlockingIOError:
            os.set_blocking(2, True)
        for _ in range(5):
            log.notice("lost")
        os.read(reader, 1 << 20)
        log.notice("seen")
        return os.read(reader, 1 << 20).decode()

    first, second = in_child(write).splitlines()
    assert "5 log lines were lost" in first
    assert second.endswith("seen")


@pytest.mark.root
def test_a_daemon_under_systemd_logs_to_the_journal(host: Host, tmp_path: Path) -> None:
    folder = tmp_path / "node"
    folder.mkdir()
    log = folder / "standfast.log"
    log.touch()
    status = log.stat()
    environment = {**os.environ, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
    with Standfast(host, folder, configuration(255), environment=environment) as daemon:
        daemon.wait_said(r"(?m)^<5>" + MASTER_WORDS)
        assert daemon.stop() == 0
        assert re.fullmatch(r"(<[3-6]>.+\n)+", daemon.log())


@pytest.fixture
def syslog(host: Host) -> Iterator[socket.socket]:
    """The host's /dev/log."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.bind(str(host.path("/dev/log")))
    made.setblocking(False)
    yield made
    made.close()


@pytest.mark.root
def test_in_the_background_it_logs_to_syslog(host: Host, syslog: socket.socket, tmp_path: Path) -> None:
    config, run_dir = tmp_path / "keepalived.conf", tmp_path / "run"
    config.write_text(configuration(255))
    done = host.run(*run_command("-f", str(config), "--run-dir", str(run_dir), "--background"))
    pid = int((run_dir / "standfast.pid").read_text())
    try:
        assert done.stderr == ""
        assert alive(pid), "the command has ended, the daemon goes on"
        assert os.getsid(pid) == pid, "it has no terminal"
        lines: list[str] = []

        def has_become_master() -> bool:
            lines.extend(_received(syslog))
            return "MASTER STATE" in "".join(lines)

        wait_for(has_become_master, "syslog")
        # 30 = facility daemon (3) * 8 + 6; notice is 29.
        assert any(re.match(rf"<29>.*standfast\[{pid}\]: {MASTER_WORDS}", line) for line in lines)
        kill(pid, signal.SIGTERM)
        wait_for(lambda: not alive(pid), "the daemon ends")
        assert not (run_dir / "standfast.pid").exists()
    finally:
        kill(pid, signal.SIGKILL)


@pytest.mark.root
def test_a_failure_in_the_background_is_the_commands_failure(host: Host, tmp_path: Path) -> None:
    config = tmp_path / "keepalived.conf"
    config.write_text(configuration(255))
    options = ("-f", str(config), "--run-dir", str(tmp_path / "run"), "--background")
    done = host.run("setpriv", "--bounding-set=-net_raw", *run_command(*options), check=False)
    assert done.returncode == 4
    assert done.stderr.endswith("The daemon did not start; syslog says why\n")


def _received(syslog: socket.socket) -> list[str]:
    lines = []
    while True:
        try:
            lines.append(syslog.recv(4096).decode())
        except BlockingIOError:
            return lines

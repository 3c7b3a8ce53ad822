"""Daemons under test: `standfast run` and Debian's keepalived, as processes in a host of tests/netlab.py.

Rules: a daemon is judged by what a user sees: its log, its exit code, its processes, the host's addresses. Only
processes started here are signalled, each by its id. Every daemon is killed at the end of its `with` block.
"""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from netlab import Host, Lan, wait_for

VIP = "192.168.56.100"
MASTER_WORDS = r"\(VI_1\) Entering MASTER STATE"
BACKUP_WORDS = r"\(VI_1\) Entering BACKUP STATE"

_CONFIG = """\
{head}
vrrp_instance VI_1 {{
    state BACKUP
    interface enp0s8
    virtual_router_id 51
    priority {priority}
    advert_int 1
    authentication {{
        auth_type PASS
        auth_pass {password}
    }}
    virtual_ipaddress {{
        {addresses}
    }}
    {body}
}}
"""


def configuration(
    priority: int, *, head: str = "", body: str = "", addresses: str = VIP, password: str = "1111"
) -> str:
    """The article's instance with another priority; `head` stands before it, `body` in it."""
    return _CONFIG.format(priority=priority, head=head, body=body, addresses=addresses, password=password)


def run_command(*options: str) -> list[str]:
    """The words of `standfast run`."""
    return [sys.executable, "-m", "standfast", "run", *options]


class _Daemon:
    """A process whose output goes to a file."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self.log_file = log
        # A successor goes on in the same file, and is asked only for what it said itself.
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment
            )
        self.pid = self.process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def log(self) -> str:
        """Everything it has said."""
        return self.log_file.read_bytes()[self._log_start :].decode(errors="replace")

    def said(self, pattern: str) -> int:
        """How often a regular expression matches in its log."""
        return len(re.findall(pattern, self.log()))

    def wait_said(self, pattern: str, times: int = 1, timeout_s: float = 15.0) -> None:
        """Wait until it has said so."""
        try:
            wait_for(lambda: self.said(pattern) >= times, f"{pattern} in the log", timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log()}") from None

    def signal(self, number: int) -> None:
        """Send a signal to the process that was started."""
        self.process.send_signal(number)

    def wait(self, timeout_s: float = 10.0) -> int:
        """Wait for the end and return the exit code (negative: the signal)."""
        return self.process.wait(timeout_s)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def children(self) -> list[int]:
        """Its child processes."""
        return children_of(self.pid)

    def kill(self) -> None:
        """SIGKILL for it and its children, and wait until they are gone."""
        family = self.children()
        self.process.kill()
        for pid in family:
            kill(pid, signal.SIGKILL)
        self.process.wait()
        wait_for(lambda: not any(alive(pid) for pid in family), "killed processes end")


class Standfast(_Daemon):
    """`standfast run` in a host, with `folder` for its files."""

    def __init__(
        self, host: Host, folder: Path, text: str, *options: str, environment: dict[str, str] | None = None
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.config = folder / "keepalived.conf"
        self.config.write_text(text)
        self.run_dir = folder / "run"
        command = run_command("-f", str(self.config), "--run-dir", str(self.run_dir), *options)
        super().__init__(host.command(*command), folder / "standfast.log", environment)

    @property
    def router(self) -> int:
        """The process id of the router."""
        found = [pid for pid in self.children() if comm(pid) == "standfast-vrrp"]
        assert len(found) == 1, f"routers: {found}\n{self.log()}"
        return found[0]

    def has_router(self) -> bool:
        """Whether a router runs."""
        return any(comm(pid) == "standfast-vrrp" for pid in self.children())

    def reload(self, text: str) -> None:
        """Write another configuration and say so."""
        self.config.write_text(text)
        self.signal(signal.SIGHUP)


class Keepalived(_Daemon):
    """Debian's keepalived in a host, with `folder` for its files."""

    def __init__(self, host: Host, folder: Path, text: str, *, parts: tuple[str, ...] = ("-P",)) -> None:
        folder.mkdir(exist_ok=True)
        config = folder / "keepalived.conf"
        config.write_text(text)
        names = {"-p": "main", "-r": "vrrp", "-c": "check", "-b": "bfd"}
        files = [word for option, name in names.items() for word in (option, str(folder / f"{name}.pid"))]
        command = ["keepalived", "-n", "-l", "-D", *parts, "-f", str(config), *files]
        super().__init__(host.command(*command), folder / "keepalived.log")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes that run standfast; the first one is MASTER."""

    lan: Lan
    master: Standfast
    backup: Standfast

    @property
    def host(self) -> Host:
        """Where the MASTER runs."""
        return self.lan.hosts[0]


def kill(pid: int, number: int) -> None:
    """Send a signal to a process that may have ended."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    state = _stat(pid)
    return bool(state) and state[0] not in "ZX"


def comm(pid: int) -> str:
    """The kernel's name for a process, "" if there is none."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def resident_kib(pid: int) -> int:
    """VmRSS of a process in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    match = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    assert match is not None
    return int(match[1])


def children_of(parent: int) -> list[int]:
    """The child processes of a process, without zombies."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return sorted(pid for pid in pids if (stat := _stat(pid)) and stat[1] == str(parent) and stat[0] not in "ZX")


def _stat(pid: int) -> list[str]:
    """What follows the name in /proc/PID/stat: state, parent and so on; [] if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []

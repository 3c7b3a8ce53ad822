"""One host of the lab: a handle on its process 1, and what can be done in it from outside.

Rules: a host is only its name and the process id of its process 1; all else is asked from the kernel when it is
wanted. Commands run in all namespaces of the host with a small environment of their own, not the caller's.
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, NoReturn

from standfast.errors import KernelError, LabError
from standfast.linux import netns

LAN_INTERFACE = "enp0s8"
BACKEND_INTERFACE = "enp0s9"
VIP = "192.168.56.100"

Daemon = Literal["standfast", "keepalived"]
Stream = int | IO[bytes] | IO[str] | None

PROGRAM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PROMPT = r"[lab] \u@\h:\w\$ "
_KEPT_VARIABLES = ("TERM", "PYTHONPATH", "STANDFAST_")


def environment() -> dict[str, str]:
    """The environment of every command in a host."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT_VARIABLES)}
    return {"PATH": PROGRAM_PATH, "HOME": "/root", "LANG": "C.UTF-8", **kept}


@dataclass(frozen=True, slots=True)
class Host:
    """A host of the lab. `pid` is its process 1, seen from outside."""

    name: str
    pid: int

    def run(
        self, *argv: str, check: bool = True, timeout_s: float = 10.0, stdin_text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the host to its end and return what it printed.

        Raises LabError if it cannot be run, takes longer than `timeout_s`, or (with `check`) ends with an error.
        """
        process = self._start(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with process:
            try:
                said, complained = process.communicate((stdin_text or "").encode(), timeout_s)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise LabError(f"{self.name}: {' '.join(argv)} takes longer than {timeout_s:g} s") from error
        done = subprocess.CompletedProcess(argv, process.returncode, _text(said), _text(complained))
        if check and done.returncode:
            why = (done.stderr or done.stdout).strip()
            raise LabError(f"{self.name}: {' '.join(argv)} ended with {done.returncode}: {why}")
        return done

    def run_ip_batch(self, *commands: str) -> None:
        """Run `ip` commands in the host's network, in one go. Process ids in them are those seen from outside.

        Raises LabError at the first command that fails; those before it are done.
        """
        command = (*netns.enter_network_command(self.pid), "ip", "-batch", "-")
        batch = "".join(f"{line}\n" for line in commands)
        done = subprocess.run(command, capture_output=True, text=True, input=batch, env=environment(), check=False)
        if done.returncode:
            raise LabError(f"{self.name}: ip: {done.stderr.strip()}")

    def spawn(
        self, *argv: str, stdout: Stream = None, stderr: Stream = None, stdin: Stream = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a command in the host and return at once. The returned process is the command itself.

        Raises LabError if it cannot be started.
        """
        return self._start(argv, stdin=stdin, stdout=stdout, stderr=stderr)

    def _start(
        self, argv: tuple[str, ...], *, stdin: Stream, stdout: Stream, stderr: Stream
    ) -> subprocess.Popen[bytes]:
        command = netns.enter_command(self.pid) + argv
        try:
            return netns.start_in(
                self.pid,
                lambda: subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=environment()),
            )
        except (OSError, KernelError) as error:
            raise LabError(f"{self.name}: {argv[0]} cannot be started: {error}") from error

    def become(self, *argv: str) -> NoReturn:
        """Replace this process by a command in the host, on the same terminal. Raises LabError if it cannot start."""
        command = netns.enter_command(self.pid, fork=True) + argv
        try:
            os.execvpe(command[0], command, {**environment(), "PS1": _PROMPT})
        except OSError as error:
            raise LabError(f"{self.name}: {command[0]}: {error}") from error

    def start_background(self, *argv: str, log: str = "/dev/null") -> int:
        """Start a program in the host that goes on by itself, its output added to the file `log` in the host.

        Returns its process id as the host sees it.
        """
        free = 'echo $$; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null'
        return int(self.run("setsid", "-f", "sh", "-c", free, "sh", log, *argv).stdout)

    def pids(self, comm: str) -> list[int]:
        """The processes of the host with this kernel name, eldest first, as seen from outside."""
        return [process.pid for process in netns.processes_in(self.pid) if process.comm == comm]

    def kill_everything(self) -> None:
        """SIGKILL to all processes of the host except its process 1, in one call of the kernel."""
        self.run("sh", "-c", "kill -KILL -1", check=False)

    def path(self, inside: str) -> Path:
        """The host's file `inside` (an absolute path there) as a path of the caller."""
        return Path(f"/proc/{self.pid}/root") / inside.lstrip("/")

    def addresses(self, interface: str = LAN_INTERFACE) -> list[str]:
        """The IPv4 addresses on an interface, as `ip addr` shows them."""
        shown = json.loads(self.run("ip", "-json", "-4", "addr", "show", "dev", interface).stdout)
        return [entry["local"] for link in shown for entry in link.get("addr_info", ())]


def _text(output: bytes) -> str:
    return output.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Node(Host):
    """A host that runs nginx and the daemon. `number` is the last octet of its address."""

    number: int
    role: Literal["MASTER", "BACKUP"]
    priority: int
    daemon: Daemon

    @property
    def address(self) -> str:
        """The node's own address in the LAN."""
        return f"192.168.56.{self.number}"

    @property
    def port(self) -> str:
        """The name of the switch's port that the node's LAN cable is in."""
        return f"lan-{self.name}"

    @property
    def daemon_log(self) -> str:
        """The file in the host that holds the daemon's log."""
        return f"/var/log/{self.daemon}.log"

    def holds_vip(self) -> bool:
        """Whether `ip addr` on the node shows the VIP."""
        return VIP in self.addresses()

"""The programs that the lab's hosts run: how the daemon and nginx are started, stopped and found.

Rules: a program is started inside its host as an administrator would start it, and found by the kernel's name for it.
A function that starts or stops something returns when that is done, and raises LabError when it is not done in time.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from standfast.errors import LabError
from standfast.lab.host import Daemon, Host, Node
from standfast.linux import netns

CONFIG_PATH = "/etc/keepalived/keepalived.conf"
_PID_FILES: dict[Daemon, str] = {"keepalived": "/run/keepalived.pid", "standfast": "/run/standfast/standfast.pid"}
_WAIT_S = 8.0
_POLL_S = 0.01


def start_daemon(node: Node) -> None:
    """Start the node's daemon in the background; its log is added to the file `node.daemon_log` of the node."""
    command: tuple[str, ...]
    if node.daemon == "keepalived":
        command = ("keepalived", "--dont-fork", "--log-console", "--no-syslog", f"--use-file={CONFIG_PATH}")
    else:
        command = (sys.executable, "-m", "standfast", "run", "-f", CONFIG_PATH)
    pid_file = node.path(_PID_FILES[node.daemon])
    if not _wait_until(lambda: not daemon_pids(node)):  # one that is just stopping needs a moment
        raise LabError(f"{node.name}: {node.daemon} runs already")
    pid_file.unlink(missing_ok=True)
    process = node.path(f"/proc/{node.start_background(*command, log=node.daemon_log)}")
    _wait_until(lambda: pid_file.exists() or not process.exists())
    if not pid_file.exists():
        last_lines = node.path(node.daemon_log).read_text(errors="replace").splitlines()[-3:]
        raise LabError(f"{node.name}: {node.daemon} does not start: {' / '.join(last_lines)}")


def stop_daemon(node: Node) -> None:
    """SIGTERM to the daemon's first process, as a service manager stops it; returns when all of it is gone."""
    pids = daemon_pids(node)
    if pids:
        send_signal(pids[:1], signal.SIGTERM)
    if not _wait_until(lambda: not daemon_pids(node)):
        raise LabError(f"{node.name}: {node.daemon} still runs {_WAIT_S:g} s after SIGTERM")


def daemon_pids(node: Node) -> list[int]:
    """All processes of the node's daemon, eldest (the supervisor) first, as seen from outside."""
    return [process.pid for process in netns.processes_in(node.pid) if process.comm.startswith(node.daemon)]


def start_nginx(host: Host) -> None:
    """Start nginx on a node or an application server. Raises LabError with nginx's words if it does not start."""
    host.run("nginx")


def stop_nginx(host: Host) -> None:
    """Stop nginx in an orderly way (SIGTERM to its master process)."""
    send_signal(host.pids("nginx")[:1], signal.SIGTERM)
    if not _wait_until(lambda: not host.pids("nginx")):
        raise LabError(f"{host.name}: nginx still runs {_WAIT_S:g} s after SIGTERM")


def send_signal(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes in this order; one that is already gone is passed over. Killed ones are waited for.

    A list from this module or from `Host.pids` has the eldest first, so a killed parent cannot start a child again.
    """
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
    if number == signal.SIGKILL:
        _wait_until(lambda: all(netns.read_process(pid) is None for pid in pids))


def kill_everything(host: Host) -> None:
    """SIGKILL to all processes of the host except its process 1, in one call of the kernel; waits for their end."""
    host.kill_everything()
    _wait_until(lambda: not netns.processes_in(host.pid))


def _wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _WAIT_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True

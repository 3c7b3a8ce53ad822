"""Hosts made of namespaces: the few calls that the lab needs to make one, to enter it and to look into it.

Rules: namespaces are made and entered by util-linux (`unshare`, `nsenter`), because a start-up of some milliseconds
does not matter here; what is only read comes from /proc. Nothing here knows what a lab is. Every process id is the
one seen by the caller.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from standfast.linux.libc import CLONE_NEWNET, CLONE_NEWPID, set_namespace

_CAP_SYS_ADMIN = 21
_WHOLE_UID_RANGE = "4294967295"

Started = TypeVar("Started")

UNSHARE_HOST = ("unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--")
"""Runs the command behind it as process 1 of a new host (network, PID, mount, UTS and IPC namespace)."""


@dataclass(frozen=True, slots=True)
class Process:
    """One running process: its id seen from the caller, the kernel's name for it, and when it began."""

    pid: int
    comm: str
    start_ticks: int
    state: str


def start_in(pid: int, start: Callable[[], Started]) -> Started:
    """Call `start`; the processes that it starts are in the PID namespace of the host whose process 1 is `pid`.

    They are direct children of the caller, so a signal to what was started reaches the command itself, which
    `nsenter --pid` with its fork cannot offer. For all other namespaces put `enter_command` before the command.
    Raises FileNotFoundError if the host is gone, KernelError if the kernel refuses, and whatever `start` raises.
    """
    return _call_in(pid, "pid", CLONE_NEWPID, start)


def make_in_network(pid: int, make: Callable[[], Started]) -> Started:
    """Call `make` in the network namespace of the host whose process 1 is `pid`; a socket made there stays there.

    Raises FileNotFoundError if the host is gone, KernelError if the kernel refuses, and whatever `make` raises.
    """
    return _call_in(pid, "net", CLONE_NEWNET, make)


def _call_in(pid: int, namespace: str, kind: int, call: Callable[[], Started]) -> Started:
    """Call in a thread that ends with it: only root of the machine could lead a thread back again."""

    def in_thread() -> Started:
        with Path(f"/proc/{pid}/ns/{namespace}").open("rb") as entered:
            set_namespace(entered.fileno(), kind)
        return call()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(in_thread).result()


def enter_command(pid: int, *, fork: bool = False) -> tuple[str, ...]:
    """The words to put before a command so that it runs in the host whose process 1 is `pid`.

    The PID namespace is left to `start_in`, unless `fork` is set: then `nsenter` enters it too, and stays outside
    as the command's parent.
    """
    every = ("nsenter", f"--target={pid}", "--mount", "--uts", "--ipc", "--net")
    return (*every, "--pid", "--") if fork else (*every, "--")


def enter_network_command(pid: int) -> tuple[str, ...]:
    """As `enter_command`, for the network namespace alone: process ids and files are the caller's own."""
    return ("nsenter", f"--target={pid}", "--net", "--")


def read_process(pid: int) -> Process | None:
    """What /proc/PID/stat says (proc(5)), or None if there is no such process (any more)."""
    try:
        head, _, tail = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = tail.split()
    return Process(pid, head.partition("(")[2], start_ticks=int(fields[19]), state=fields[0])


def processes_in(init_pid: int) -> list[Process]:
    """All live processes in the PID namespace of `init_pid`, without that one, the eldest first; no zombies."""
    namespace = _pid_namespace(init_pid)
    if namespace is None:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == init_pid or _pid_namespace(int(entry.name)) != namespace:
            continue
        process = read_process(int(entry.name))
        if process is not None and process.state not in "ZX":
            found.append(process)
    return sorted(found, key=lambda process: (process.start_ticks, process.pid))


def _pid_namespace(pid: int) -> str | None:
    try:
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    except OSError:  # gone, or a stranger's process that an ordinary user may not look into
        return None


def in_user_namespace() -> bool:
    """Whether this process runs in a user namespace other than the machine's own: there is no SCHED_FIFO there."""
    return Path("/proc/self/uid_map").read_text().split()[2:3] != [_WHOLE_UID_RANGE]


def outer_uid() -> int:
    """The user id of this process as the namespace outside sees it (user_namespaces(7), uid_map)."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        inside, outside, length = (int(word) for word in line.split())
        if inside <= os.getuid() < inside + length:
            return outside + os.getuid() - inside
    return os.getuid()


def may_make_namespaces() -> bool:
    """Whether this process holds CAP_SYS_ADMIN where it stands, so that it can make a host without further ado."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> _CAP_SYS_ADMIN & 1)
    return False

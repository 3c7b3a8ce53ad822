"""Files that say which process to signal, as keepalived writes them (`-p`, `-r`).

Rules: standard library without pathlib (memory). The file is no lock: the run directory is. A file whose process is
gone, or is another program's, is replaced.
"""

import os

from standfast.errors import AlreadyRunningError

_MODE = 0o644


def write_pid_file(path: str, pid: int) -> None:
    """Write a process id. Raises OSError."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    try:
        os.write(descriptor, f"{pid}\n".encode())
    finally:
        os.close(descriptor)


def remove_pid_file(path: str, pid: int) -> None:
    """Remove a file that still names this process."""
    if _read(path) == pid:
        try:
            os.unlink(path)
        except OSError:
            pass  # Somebody cleaned up before us.


def refuse_if_running(path: str, names: tuple[str, ...]) -> None:
    """Raise AlreadyRunningError if the file names a living process that is called one of these."""
    pid = _read(path)
    if pid is None or pid == os.getpid():
        return
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            comm = file.read().strip()
    except OSError:
        return
    if comm in names:
        raise AlreadyRunningError(f"{comm} is already running as process {pid} ({path} says so); stop it first")


def _read(path: str) -> int | None:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return int(file.read(32))
    except (OSError, ValueError):
        return None

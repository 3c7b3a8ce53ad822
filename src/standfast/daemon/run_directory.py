"""The run directory: one daemon at a time owns it, and says its pid there.

Rules: standard library without pathlib (memory); the lock, not the file's existence, says that a daemon lives, so a
file left by a killed daemon is no obstacle.
"""

import errno
import fcntl
import os

from standfast.errors import AlreadyRunningError, PermissionMissingError

PID_FILE_NAME = "standfast.pid"
_DIRECTORY_MODE = 0o755
_FILE_MODE = 0o644


class RunDirectory:
    """A run directory that this process owns until `release`."""

    def __init__(self, path: str) -> None:
        """Make and lock it. Raises AlreadyRunningError, PermissionMissingError or OSError."""
        self.path = path
        self._pid_path = f"{path}/{PID_FILE_NAME}"
        try:
            os.makedirs(path, _DIRECTORY_MODE, exist_ok=True)
            self._fd = os.open(self._pid_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _FILE_MODE)
        except PermissionError as error:
            text = f"{path} cannot be written: run as root, or name another place with --run-dir"
            raise PermissionMissingError(error.errno or errno.EACCES, text) from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(self._fd, 32).decode(errors="replace").strip()
            os.close(self._fd)
            text = f"standfast is already running as process {pid or 'unknown'} (it holds {self._pid_path})"
            raise AlreadyRunningError(f"{text}; stop it first, or give this one its own --run-dir") from None

        if not self._is_the_file():
            # The daemon before us removed it between our opening and our lock; somebody may have made it anew.
            os.close(self._fd)
            raise AlreadyRunningError(f"another standfast is starting or stopping in {path}: try again")

    def _is_the_file(self) -> bool:
        try:
            named = os.stat(self._pid_path)
        except FileNotFoundError:
            return False
        opened = os.fstat(self._fd)
        return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)

    def write_pid(self) -> None:
        """Write this process's id."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Remove the pid file and give the lock back."""
        try:
            os.unlink(self._pid_path)
        except OSError:
            pass  # Somebody cleaned up before us.
        os.close(self._fd)

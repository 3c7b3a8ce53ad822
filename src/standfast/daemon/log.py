"""Where log lines go: to standard error, to syslog, to a file, or to several of them.

Rules: only the supervisor writes; the router hands its lines over (daemon/link.py), because whoever writes to a
terminal or a pipe can be made to wait. The supervisor itself waits a moment for a slow reader, and then drops and
counts lines, because it must go on obeying signals. Standard library only, imported when needed.
"""

import os
import select
import time

from standfast.log_level import LogLevel

IDENTITY = "standfast"
# How long a reader that took the last line may leave the next one waiting.
PATIENCE_MS = 1000
_FILE_MODE = 0o640


class LogWriter:
    """Writes lines to where they are wanted.

    `path` names a file that lines are added to. Without `in_detail` only what is at least a notice is written.
    """

    def __init__(
        self,
        *,
        to_console: bool = True,
        to_syslog: bool = False,
        path: str = "",
        facility: str = "daemon",
        identity: str = IDENTITY,
        in_detail: bool = True,
    ) -> None:
        self._to_console = to_console
        self._to_syslog = to_syslog
        self._file = -1
        self._level_max = LogLevel.DEBUG if in_detail else LogLevel.NOTICE
        self._lost = 0
        self._to_journal = to_console and _stderr_is_journal()
        if to_syslog:
            import syslog

            syslog.openlog(identity, syslog.LOG_PID, getattr(syslog, f"LOG_{facility.upper()}"))
        if path:
            self._open_file(path)

    def write(self, level: int, text: str, wall_time_ns: int | None = None) -> None:
        """Write one line; `wall_time_ns` is when it was said, by default now."""
        if level > self._level_max:
            return
        if self._to_syslog:
            import syslog

            syslog.syslog(level, text)
        if self._file >= 0:
            self._write_lines(self._file, _format_time(wall_time_ns or time.time_ns()), text)
        if self._to_console:
            self._write_to_console(level, text, wall_time_ns)

    def _write_to_console(self, level: int, text: str, wall_time_ns: int | None) -> None:
        prefix = f"<{level}>" if self._to_journal else _format_time(wall_time_ns or time.time_ns())
        if not self._stderr_takes_a_line():
            self._lost += 1
            return
        if self._lost:
            text = f"{self._lost} log lines were lost: the reader of the log is too slow\n{text}"
            self._lost = 0
        self._write_lines(2, prefix, text)

    def _write_lines(self, descriptor: int, prefix: str, text: str) -> None:
        line = "".join(f"{prefix}{part}\n" for part in text.splitlines())
        try:
            os.write(descriptor, line.encode(errors="replace"))
        except OSError:
            pass  # Nobody reads any more, or the disk is full; the service goes on.

    def _open_file(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, _FILE_MODE)
        except OSError as error:
            self.error(f"the log file {path} cannot be written: {error.strerror}")

    def _stderr_takes_a_line(self) -> bool:
        poll = select.poll()
        poll.register(2, select.POLLOUT)
        return bool(poll.poll(0 if self._lost else PATIENCE_MS))

    def error(self, text: str) -> None:
        """Write a line of severity "error"."""
        self.write(LogLevel.ERROR, text)

    def notice(self, text: str) -> None:
        """Write a line of severity "notice"."""
        self.write(LogLevel.NOTICE, text)


def _stderr_is_journal() -> bool:
    """Whether systemd connected standard error to the journal (systemd.exec(5), JOURNAL_STREAM)."""
    stream = os.environ.get("JOURNAL_STREAM", "")
    try:
        status = os.fstat(2)
    except OSError:
        return False
    return stream == f"{status.st_dev}:{status.st_ino}"


def _format_time(wall_time_ns: int) -> str:
    seconds, fraction_ns = divmod(wall_time_ns, 1_000_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(seconds)) + f".{fraction_ns // 1_000_000:03d} "

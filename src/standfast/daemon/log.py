"""Where log lines go: to standard error in the foreground, to syslog in the background.

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


class LogWriter:
    """Writes lines to one of the two places."""

    def __init__(self, *, to_syslog: bool) -> None:
        self._to_syslog = to_syslog
        self._lost = 0
        self._to_journal = not to_syslog and _stderr_is_journal()
        if to_syslog:
            import syslog

            syslog.openlog(IDENTITY, syslog.LOG_PID, syslog.LOG_DAEMON)

    def write(self, level: int, text: str, wall_time_ns: int | None = None) -> None:
        """Write one line; `wall_time_ns` is when it was said, by default now."""
        if self._to_syslog:
            import syslog

            syslog.syslog(level, text)
            return
        prefix = f"<{level}>" if self._to_journal else _format_time(wall_time_ns or time.time_ns())
        if not self._stderr_takes_a_line():
            self._lost += 1
            return
        if self._lost:
            text = f"{self._lost} log lines were lost: the reader of the log is too slow\n{text}"
            self._lost = 0
        line = "".join(f"{prefix}{part}\n" for part in text.splitlines())
        try:
            os.write(2, line.encode(errors="replace"))
        except OSError:
            pass  # Nobody reads any more; the service goes on.

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

"""The severities of log lines, and nothing else: the supervisor must know them without importing the core."""

from enum import IntEnum


class LogLevel(IntEnum):
    """Syslog's severities, as the journal's `<N>` prefix writes them (sd-daemon(3))."""

    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6
    DEBUG = 7

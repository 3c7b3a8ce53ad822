"""One timer descriptor that a selector can wait for, exact to the microsecond.

epoll's own time-out is in whole milliseconds, rounded up; a timerfd is not.
"""

import os

from standfast.linux.libc import timerfd_create, timerfd_settime

# An absolute time of 0 would disarm the timer; a deadline in the past must fire at once.
_EARLIEST_NS = 1


class TimerFd:
    """A timer for one absolute deadline on CLOCK_BOOTTIME."""

    def __init__(self) -> None:
        self._fd = timerfd_create()
        self._armed_for_ns: int | None = None

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._fd

    def arm(self, deadline_ns: int | None) -> None:
        """Fire at `deadline_ns`, or never. Setting the same deadline again costs nothing."""
        if deadline_ns == self._armed_for_ns:
            return
        timerfd_settime(self._fd, 0 if deadline_ns is None else max(deadline_ns, _EARLIEST_NS))
        self._armed_for_ns = deadline_ns

    def acknowledge(self) -> None:
        """Take note that the timer fired."""
        self._armed_for_ns = None
        try:
            os.read(self._fd, 8)
        except BlockingIOError:
            pass  # It was armed anew between firing and this call.

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._fd)

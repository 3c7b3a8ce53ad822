"""The one clock of the daemon.

CLOCK_BOOTTIME never jumps and, unlike CLOCK_MONOTONIC, goes on while the machine is suspended: a MASTER that wakes
up must find that it is late. State files compare its readings between processes of the same boot.
"""

import time

_BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"


def now_ns() -> int:
    """Return the nanoseconds since the boot."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def wall_offset_ns() -> int:
    """Return what has to be added to `now_ns` for the time of day, in nanoseconds since 1970."""
    return time.time_ns() - now_ns()


def read_boot_id() -> bytes:
    """Return the 16 bytes that name this boot of the kernel."""
    with open(_BOOT_ID_FILE, encoding="ascii") as file:
        return bytes.fromhex(file.read().strip().replace("-", ""))

"""The clock is the kernel's time since the boot, suspension included, and the boot has one name."""

import uuid
from pathlib import Path

from standfast.linux.clock import now_ns, read_boot_id
from standfast.units import NS_PER_S


def test_the_clock_is_the_time_since_the_boot() -> None:
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    assert abs(now_ns() / NS_PER_S - uptime_s) < 1


def test_the_clock_never_goes_back() -> None:
    readings = [now_ns() for _ in range(1000)]
    assert readings == sorted(readings)


def test_the_boot_id_is_the_kernels() -> None:
    assert uuid.UUID(bytes=read_boot_id()) == uuid.UUID(Path("/proc/sys/kernel/random/boot_id").read_text().strip())

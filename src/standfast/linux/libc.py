"""The few calls of libc that Python 3.11 does not offer, through ctypes.

Rules: each function checks its result and raises KernelError (PermissionMissingError for EPERM); constants bear the
kernel's names.
"""

import ctypes
import errno
import os

from standfast.errors import KernelError, PermissionMissingError

CLOCK_BOOTTIME = 7
TFD_NONBLOCK = 0o4000
TFD_CLOEXEC = 0o2000000
TFD_TIMER_ABSTIME = 1
MCL_CURRENT = 1
MCL_FUTURE = 2
MCL_ONFAULT = 4
PR_SET_PDEATHSIG = 1
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


class _Timespec(ctypes.Structure):
    _fields_ = (("tv_sec", ctypes.c_long), ("tv_nsec", ctypes.c_long))


class _Itimerspec(ctypes.Structure):
    _fields_ = (("it_interval", _Timespec), ("it_value", _Timespec))


def timerfd_create() -> int:
    """Return a new timer descriptor on CLOCK_BOOTTIME (timerfd_create(2))."""
    return _checked(_libc.timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create")


def timerfd_settime(fd: int, deadline_ns: int) -> None:
    """Arm a timer for an absolute time on CLOCK_BOOTTIME; 0 disarms it."""
    value = _Itimerspec(_Timespec(0, 0), _Timespec(*divmod(deadline_ns, 1_000_000_000)))
    _checked(_libc.timerfd_settime(fd, TFD_TIMER_ABSTIME, ctypes.byref(value), None), "timerfd_settime")


def lock_memory_on_fault() -> None:
    """Keep every page that is touched from now on in memory (mlockall(2), MCL_ONFAULT)."""
    _checked(_libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT), "mlockall")


def trim_memory() -> None:
    """Give memory that is free at the end of a heap back to the kernel (malloc_trim(3)); glibc only."""
    trim = getattr(_libc, "malloc_trim", None)
    if trim is not None:
        trim(0)


def set_parent_death_signal(signal: int) -> None:
    """Have the kernel send this process `signal` when its parent ends (prctl(2), PR_SET_PDEATHSIG)."""
    _checked(_libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")


def inotify_init() -> int:
    """Return a new descriptor that tells of changes in directories (inotify(7))."""
    return _checked(_libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC), "inotify_init1")


def inotify_add_watch(fd: int, path: str, mask: int) -> int:
    """Watch a directory; return the number that its events bear. Watching it again returns the same."""
    return _checked(_libc.inotify_add_watch(fd, os.fsencode(path), mask), f"inotify_add_watch({path})")


def inotify_rm_watch(fd: int, watch: int) -> None:
    """Watch a directory no more; one that is gone is none any more."""
    _libc.inotify_rm_watch(fd, watch)


def set_namespace(fd: int, kind: int) -> None:
    """Put this thread, or for CLONE_NEWPID the processes that it starts, into a namespace (setns(2))."""
    _checked(_libc.setns(fd, kind), "setns")


def _checked(result: int, call: str) -> int:
    if result >= 0:
        return result
    number = ctypes.get_errno()
    kind = PermissionMissingError if number == errno.EPERM else KernelError
    raise kind(number, f"{call}: {os.strerror(number)}")

"""Calls into libc: what they do to a process, and which errors they raise."""

import errno
import os
import re
import resource
import signal
import time
from pathlib import Path

import pytest

from daemons import alive
from in_child import become_nobody, in_child
from netlab import wait_for
from standfast.errors import KernelError, PermissionMissingError
from standfast.linux.libc import lock_memory_on_fault, set_parent_death_signal, timerfd_create, timerfd_settime


def test_a_timer_is_not_inherited_by_scripts() -> None:
    descriptor = timerfd_create()
    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


def test_a_refused_call_carries_the_kernels_number() -> None:
    descriptor = timerfd_create()
    os.close(descriptor)
    with pytest.raises(KernelError, match="timerfd_settime") as caught:
        timerfd_settime(descriptor, 1)
    assert caught.value.errno == errno.EBADF


@pytest.mark.root
def test_memory_is_locked() -> None:
    def locked_kib() -> int:
        lock_memory_on_fault()
        match = re.search(r"VmLck:\s+(\d+)", Path("/proc/self/status").read_text())
        return int(match[1]) if match else 0

    assert in_child(locked_kib) > 1000


@pytest.mark.root
def test_a_missing_permission_is_its_own_error() -> None:
    def refused() -> int:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
        become_nobody()
        try:
            lock_memory_on_fault()
        except PermissionMissingError as error:
            return error.errno
        return 0

    assert in_child(refused) == errno.EPERM


def test_a_child_ends_with_its_parent() -> None:
    def leave_a_child() -> int:
        ready, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            set_parent_death_signal(signal.SIGKILL)
            os.write(told, b"x")
            time.sleep(60)
            os._exit(0)
        os.read(ready, 1)
        return pid

    orphan = in_child(leave_a_child)
    wait_for(lambda: not alive(orphan), "the orphan ends")

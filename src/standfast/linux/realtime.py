"""Making the router the process that the scheduler serves first.

Rules: nothing here is required for correctness. What the host does not allow is reported, not raised, so that the
daemon runs in a container or a user namespace too, only less punctually.
"""

import gc
import os

from standfast.errors import KernelError
from standfast.linux.libc import lock_memory_on_fault, trim_memory

# Above ordinary programs and below the kernel's own threads, which run at 50.
FIFO_PRIORITY = 10
NICE_FALLBACK = -20


def become_realtime(priority: int = FIFO_PRIORITY) -> list[str]:
    """Ask for SCHED_FIFO (else the best nice value) and locked memory. Return what was refused, for the log.

    Children do not inherit the priority (SCHED_RESET_ON_FORK): a check script must not starve the machine.
    """
    refused = []
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except OSError as error:
        refused.append(f"real-time scheduling is not available ({error.strerror}); needs CAP_SYS_NICE")
        try:
            os.setpriority(os.PRIO_PROCESS, 0, NICE_FALLBACK)
        except OSError as nice_error:
            refused.append(f"nice {NICE_FALLBACK} is not available either ({nice_error.strerror})")
    try:
        lock_memory_on_fault()
    except KernelError as error:
        refused.append(f"memory cannot be locked ({error}); needs CAP_IPC_LOCK")
    return refused


def collect_garbage() -> None:
    """Collect what the start left: before become_realtime, because that would hold up other routers."""
    gc.collect()


def freeze_garbage_collection() -> None:
    """Collect never again: the router makes no reference cycles, and a full collection stalls it.

    What the start needed and nobody needs any more goes back to the kernel.
    """
    trim_memory()
    gc.freeze()
    gc.disable()

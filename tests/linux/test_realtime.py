"""Real-time scheduling: what the router gets as root, what its scripts get, and what is said when it is refused."""

import gc
import os
import resource

import pytest

from in_child import become_nobody, in_child
from standfast.linux.realtime import FIFO_PRIORITY, become_realtime, freeze_garbage_collection


def _may_be_realtime() -> bool:
    def ask() -> bool:
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        except OSError:
            return False
        return True

    return in_child(ask)


@pytest.mark.root
def test_the_router_is_served_first_and_its_scripts_are_not() -> None:
    if not _may_be_realtime():
        pytest.skip("this kernel gives no SCHED_FIFO here (a user namespace?)")

    def become() -> tuple[list[str], int, int, int, int]:
        refused = become_realtime()
        mine = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK
        priority = os.sched_getparam(0).sched_priority
        childs = in_child(lambda: os.sched_getscheduler(0))
        nice = in_child(lambda: os.getpriority(os.PRIO_PROCESS, 0))
        return refused, mine, priority, childs, nice

    assert in_child(become) == ([], os.SCHED_FIFO, FIFO_PRIORITY, os.SCHED_OTHER, 0)


@pytest.mark.root
def test_a_configuration_may_ask_for_another_priority() -> None:
    if not _may_be_realtime():
        pytest.skip("this kernel gives no SCHED_FIFO here (a user namespace?)")

    def become() -> int:
        become_realtime(33)
        return os.sched_getparam(0).sched_priority

    assert in_child(become) == 33


@pytest.mark.root
def test_what_is_refused_is_told_with_the_capability_that_is_missing() -> None:
    def become() -> list[str]:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
        become_nobody()
        return become_realtime()

    scheduling, nice, memory = in_child(become)
    assert "CAP_SYS_NICE" in scheduling
    assert "nice -20" in nice
    assert "CAP_IPC_LOCK" in memory


def test_no_garbage_collection_interrupts_the_router() -> None:
    def freeze() -> tuple[bool, int]:
        freeze_garbage_collection()
        return gc.isenabled(), gc.get_freeze_count()

    enabled, frozen = in_child(freeze)
    assert not enabled
    assert frozen > 0

"""The master-down timer by itself; what it does to a router stands in test_virtual_router.py."""

import pytest

from samples import BACKUP_IP, THIRD_IP, router
from standfast.core.master_down import MasterDownTimer
from standfast.core.transitions import Reason
from standfast.units import NS_PER_MS, NS_PER_S

SKEW_NS = 609_375_000  # (256 - 100) / 256 s
FULL_NS = 3 * NS_PER_S + SKEW_NS


def started() -> MasterDownTimer:
    timer = MasterDownTimer()
    timer.start(router(), 100, 0)
    return timer


def test_it_does_not_run_before_it_is_started_nor_after_it_is_stopped() -> None:
    assert MasterDownTimer().due_ns is None
    timer = started()
    assert timer.due_ns == FULL_NS
    timer.stop()
    assert timer.due_ns is None


@pytest.mark.parametrize(
    ("theirs", "due_ns", "reason"),
    [
        (0, NS_PER_S + SKEW_NS, Reason.MASTER_RESIGNED),
        (99, FULL_NS, Reason.MASTER_DOWN),
        (100, NS_PER_S + FULL_NS, Reason.MASTER_DOWN),
        (255, NS_PER_S + FULL_NS, Reason.MASTER_DOWN),
    ],
)
def test_what_is_heard_decides_how_long_is_left(theirs: int, due_ns: int, reason: Reason) -> None:
    timer = started()
    timer.hear(router(), 100, theirs, BACKUP_IP, NS_PER_S)
    assert (timer.due_ns, timer.reason) == (due_ns, reason)


def test_with_nopreempt_every_master_is_accepted() -> None:
    timer = started()
    timer.hear(router(preempt=False), 100, 1, BACKUP_IP, NS_PER_S)
    assert timer.due_ns == NS_PER_S + FULL_NS


def test_a_changed_priority_moves_the_end_by_the_difference_of_the_skew_times() -> None:
    timer = started()
    timer.change_priority(router(), 100, 70)
    assert timer.due_ns == FULL_NS + 30 * NS_PER_S // 256
    timer.change_priority(router(), 70, 100)
    assert timer.due_ns == FULL_NS


def test_a_changed_priority_does_not_start_a_timer_that_does_not_run() -> None:
    timer = MasterDownTimer()
    timer.change_priority(router(), 100, 70)
    assert timer.due_ns is None


def test_preempt_delay_begins_at_the_first_lower_priority_and_ends_for_good() -> None:
    config = router(preempt_delay_ns=2 * NS_PER_S)
    timer = started()
    for second in range(1, 6):
        timer.hear(config, 100, 99, BACKUP_IP, second * NS_PER_S)
    assert timer.due_ns == 2 * NS_PER_S + FULL_NS, "accepted at 1 s and 2 s, no more from 3 s on"


def test_preempt_delay_begins_anew_after_the_router_was_something_else() -> None:
    config = router(preempt_delay_ns=2 * NS_PER_S)
    timer = started()
    timer.hear(config, 100, 99, BACKUP_IP, NS_PER_S)
    timer.stop()
    timer.start(config, 100, 9 * NS_PER_S)
    timer.hear(config, 100, 99, BACKUP_IP, 10 * NS_PER_S)
    assert timer.due_ns == 10 * NS_PER_S + FULL_NS


def test_what_ended_is_told_in_words() -> None:
    config = router()
    timer = started()
    assert timer.explain(config, 100, FULL_NS) == "no other router heard for 3.609 s"
    timer.hear(config, 100, 150, BACKUP_IP, 4 * NS_PER_S)
    assert timer.explain(config, 100, 8 * NS_PER_S) == "nothing heard from 192.168.56.102 for 4 s"
    timer.hear(config, 100, 99, THIRD_IP, 8 * NS_PER_S)
    still = timer.explain(config, 100, 8 * NS_PER_S + 900 * NS_PER_MS)
    assert still == "192.168.56.103 is still there, with a lower priority than our 100"
    timer.hear(config, 100, 0, THIRD_IP, 9 * NS_PER_S)
    assert timer.explain(config, 100, 9 * NS_PER_S + SKEW_NS) == "192.168.56.103 resigned 0.609 s ago"

"""The memory for senders is bounded, and forgets the right one."""

from standfast.core.replay import SENDERS_MAX, SenderMarks

ALICE, BOB = b"\x0a\0\0\1", b"\x0a\0\0\2"


def test_each_sender_has_a_mark_of_its_own() -> None:
    marks = SenderMarks()
    marks.remember(ALICE, 5)
    marks.remember(BOB, 3)
    marks.remember(ALICE, 6)
    assert (marks.mark_of(ALICE), marks.mark_of(BOB), marks.mark_of(b"")) == (6, 3, None)


def test_the_table_is_bounded_and_forgets_who_was_silent_longest() -> None:
    marks = SenderMarks()
    marks.remember(ALICE, 1)
    marks.remember(BOB, 1)
    marks.remember(ALICE, 2)
    for number in range(SENDERS_MAX - 1):
        marks.remember(number.to_bytes(4, "big"), 1)
    assert (marks.mark_of(ALICE), marks.mark_of(BOB)) == (2, None)

"""Two owners: when the one with the higher address stops insisting."""

from samples import router
from standfast.core.owners import OwnerDispute
from standfast.units import NS_PER_S

OWNER = router(255)


def test_the_first_word_of_the_other_is_told_and_changes_nothing() -> None:
    dispute = OwnerDispute()
    assert dispute.hear(OWNER, 0)
    assert not dispute.hear(OWNER, NS_PER_S)
    assert not dispute.lowered


def test_after_two_advertisements_and_a_bit_it_gives_way() -> None:
    dispute = OwnerDispute()
    for half_seconds in range(6):
        dispute.hear(OWNER, half_seconds * NS_PER_S // 2)
    assert not dispute.lowered
    dispute.hear(OWNER, 3 * NS_PER_S)
    assert dispute.lowered


def test_a_silence_ends_the_dispute() -> None:
    dispute = OwnerDispute()
    dispute.hear(OWNER, 0)
    assert dispute.hear(OWNER, 3 * NS_PER_S + 1), "this is a new one"
    assert not dispute.lowered


def test_an_ended_dispute_may_begin_anew() -> None:
    dispute = OwnerDispute()
    for seconds in range(4):
        dispute.hear(OWNER, seconds * NS_PER_S)
    dispute.end()
    assert not dispute.lowered
    assert dispute.hear(OWNER, 4 * NS_PER_S)

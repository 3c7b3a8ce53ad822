"""A node under a flood of packets that must not be believed goes on as if nothing came.

The short form; `make measure` floods for thirty seconds and measures.
"""

from collections.abc import Iterator

import pytest

from interop.flood import Flooded, FloodedPair

pytestmark = pytest.mark.root

RATE = 50_000
DURATION_S = 4.0
LINES_PER_REASON_AND_SECOND = 11
# What a replayed packet is depends on its age.
REPLAYED = {"auth-ext-replay", "auth-ext-stale"}


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flooded]:
    pair = FloodedPair(tmp_path_factory.mktemp("flood"))
    try:
        yield pair.flood(RATE, DURATION_S)
    finally:
        pair.close()


def test_the_flood_was_one(flooded: Flooded) -> None:
    assert sum(flooded.sent.values()) > RATE * DURATION_S / 2
    assert len(flooded.sent) == 9


def test_nobody_changes_its_state(flooded: Flooded) -> None:
    assert flooded.state_changes == 0


def test_no_advertisement_is_missed(flooded: Flooded) -> None:
    assert flooded.largest_gap_s < 1.5


def test_every_packet_is_counted_by_its_reason_or_was_dropped_by_the_kernel(flooded: Flooded) -> None:
    assert set(flooded.counted) - REPLAYED == set(flooded.sent) - REPLAYED
    for reason in set(flooded.sent) - REPLAYED:
        assert flooded.sent[reason] - flooded.dropped <= flooded.counted[reason] <= flooded.sent[reason]
    # What the kernel dropped may have been the peer's as well.
    total = flooded.counted.total() + flooded.dropped - flooded.sent.total()
    assert 0 <= total <= flooded.peers_adverts


def test_the_log_stays_short(flooded: Flooded) -> None:
    kinds = len(set(flooded.counted))
    assert flooded.log_lines < (flooded.took_s + 4) * (kinds * LINES_PER_REASON_AND_SECOND + 2)

"""The counters that keepalived prints."""

import pytest

from standfast.core.statistics import COUNTED_AS, Statistics
from standfast.wire.vrrp import DiscardReason


@pytest.mark.parametrize(("reason", "name"), COUNTED_AS.items())
def test_a_discarded_packet_adds_to_its_counter_and_to_no_other(reason: DiscardReason, name: str) -> None:
    statistics = Statistics()
    statistics.count_discard(reason)
    assert {counter for counter in Statistics.__slots__ if getattr(statistics, counter)} == {name}


def test_what_keepalived_does_not_count_counts_nowhere() -> None:
    statistics = Statistics()
    statistics.count_discard(DiscardReason.CHECKSUM)
    assert not any(getattr(statistics, counter) for counter in Statistics.__slots__)


def test_cleared_counters_begin_at_0() -> None:
    statistics = Statistics()
    statistics.count_discard(DiscardReason.TTL)
    statistics.clear()
    assert statistics.ip_ttl_err == 0

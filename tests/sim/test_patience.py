"""The formulas of RFC 3768 and RFC 9568, 6.1, against numbers worked out by hand."""

from dataclasses import replace

import pytest

from sim.lans import ROUTER, S
from standfast.sim.patience import Patience, fence_ns_of, lease_s, master_down_ns, skew_ns
from standfast.units import NS_PER_MS

VERSION_3 = replace(ROUTER, version=3, advert_interval_ns=100 * NS_PER_MS)


@pytest.mark.parametrize(
    ("config", "priority", "skew_ms", "down_ms"),
    [(ROUTER, 100, 609.375, 3609.375), (ROUTER, 254, 7.8125, 3007.8125), (VERSION_3, 100, 60.9375, 360.9375)],
    ids=["version 2", "version 2 high", "version 3"],
)
def test_skew_and_master_down(config: object, priority: int, skew_ms: float, down_ms: float) -> None:
    assert config in (ROUTER, VERSION_3)
    router = VERSION_3 if config is VERSION_3 else ROUTER
    assert skew_ns(router, priority, router.advert_interval_ns) == round(skew_ms * NS_PER_MS)
    assert master_down_ns(router, priority) == round(down_ms * NS_PER_MS)


def test_version_3_counts_by_the_masters_interval() -> None:
    assert master_down_ns(VERSION_3, 128, S) == 3 * S + S // 2


def test_a_lease_lasts_for_the_slowest_backup() -> None:
    assert lease_s(ROUTER) == 4
    assert lease_s(VERSION_3) == 1
    assert fence_ns_of(replace(ROUTER, down_timer_adverts=2)) == 2 * S


def test_whom_a_backup_waits_for() -> None:
    patience = Patience()
    patience.begin(ROUTER, 0)
    assert patience.due_ns(ROUTER, 100) == master_down_ns(ROUTER, 100)
    patience.hear(ROUTER, 100, 99, S, 2 * S)
    assert patience.from_ns == 0, "a lower priority leaves the timer alone"
    patience.hear(ROUTER, 100, 100, S, 2 * S)
    assert patience.due_ns(ROUTER, 100) == 2 * S + master_down_ns(ROUTER, 100)
    patience.hear(ROUTER, 100, 0, S, 3 * S)
    assert patience.due_ns(ROUTER, 100) == 3 * S + skew_ns(ROUTER, 100, S)


def test_nopreempt_waits_for_anybody() -> None:
    config = replace(ROUTER, preempt=False)
    patience = Patience()
    patience.begin(config, 0)
    patience.hear(config, 100, 1, S, 2 * S)
    assert patience.from_ns == 2 * S


def test_preempt_delay_accepts_a_lower_one_for_a_while() -> None:
    config = replace(ROUTER, preempt_delay_ns=3 * S)
    patience = Patience()
    patience.begin(config, 0)
    heard = []
    for second in range(1, 7):
        patience.hear(config, 100, 50, S, second * S)
        heard.append(patience.from_ns // S)
    assert heard == [1, 2, 3, 3, 3, 3]

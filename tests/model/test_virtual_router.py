"""The arithmetic of a configured virtual router (RFC 3768, 6.1), and how long its lease is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S


def make(priority: int = 100, advert_interval_ns: int = NS_PER_S, name: str = "VI_1") -> VirtualRouter:
    return VirtualRouter(name, "enp0s8", 51, priority, advert_interval_ns, addresses=())


@pytest.mark.parametrize(("priority", "skew_ms"), [(254, 7.8125), (100, 609.375), (80, 687.5), (1, 996.09375)])
def test_skew_time_is_exact(priority: int, skew_ms: float) -> None:
    assert make().skew_time_ns(priority) == skew_ms * NS_PER_MS


def test_master_down_is_three_intervals_and_the_skew_of_the_priority_of_the_moment() -> None:
    assert make().master_down_interval_ns(80) == 3 * NS_PER_S + 687_500_000
    assert make(advert_interval_ns=2 * NS_PER_S).master_down_interval_ns(80) == 6 * NS_PER_S + 687_500_000


def test_the_lease_at_the_defaults_is_four_seconds() -> None:
    assert make().lease_s == 4


@given(priority=st.integers(1, 254), seconds=st.integers(1, 255))
def test_the_lease_never_ends_before_a_backup_takes_over(priority: int, seconds: int) -> None:
    router = make(advert_interval_ns=seconds * NS_PER_S)
    lease_ns = router.lease_s * NS_PER_S
    assert router.master_down_interval_ns(priority) <= lease_ns < router.master_down_interval_ns(1) + NS_PER_S


def test_only_priority_255_is_the_owner() -> None:
    assert [priority for priority in (1, 100, 254, 255) if make(priority).is_owner] == [255]


def test_a_new_name_is_the_same_instance_at_reload() -> None:
    assert make(name="old").key == make(name="new").key

"""What a dead process left: whose state goes on, and what is removed before the first packet."""

from dataclasses import replace

import pytest

from groups import FIRST_KEY, SECOND_KEY, SECOND_VIP, first, pair, second
from samples import INTERFACE, VIP, VIP_2, facts, node, router, up
from standfast.core.effects import Log, RemoveAddresses, RemoveRoutes, RemoveRules
from standfast.core.predecessor import PredecessorRecord, find_adopted, remove_leftovers
from standfast.model.virtual_router import RouterKey
from standfast.units import NS_PER_S

NOW_NS = 1000 * NS_PER_S
KEY: RouterKey = FIRST_KEY


def record(age_s: float, key: RouterKey = KEY, *, master: bool = True) -> PredecessorRecord:
    return PredecessorRecord(key, master, NOW_NS - round(age_s * NS_PER_S))


@pytest.mark.parametrize(
    ("left", "adopted"),
    [
        (record(0), True),
        (record(2.9), True),
        (record(3), False),
        (record(-1), False),
        (record(1, master=False), False),
        (record(1, (INTERFACE, 99, 4)), False),
        (record(1, (INTERFACE, 51, 6)), False),
    ],
    ids=["now", "fresh", "stale", "of another clock", "was backup", "another VRID", "another IP version"],
)
def test_only_a_fresh_master_goes_on(left: PredecessorRecord, adopted: bool) -> None:
    assert find_adopted(node(), facts(records=[left]), NOW_NS) == ({KEY} if adopted else set())


def test_how_long_a_record_is_fresh_depends_on_the_interval() -> None:
    fast = node(router(advert_interval_ns=NS_PER_S // 10, version=3))
    assert find_adopted(fast, facts(records=[record(0.29)]), NOW_NS) == {KEY}
    assert find_adopted(fast, facts(records=[record(0.31)]), NOW_NS) == set()


def test_how_long_a_record_is_fresh_depends_on_how_many_advertisements_the_others_miss() -> None:
    hasty = node(router(down_timer_adverts=2))
    assert find_adopted(hasty, facts(records=[record(1.9)]), NOW_NS) == {KEY}
    assert find_adopted(hasty, facts(records=[record(2.1)]), NOW_NS) == set()


@pytest.mark.parametrize(
    ("records", "adopted"),
    [
        ([record(1), record(1, SECOND_KEY)], {FIRST_KEY, SECOND_KEY}),
        ([record(1), record(9, SECOND_KEY)], set()),
        ([record(1)], set()),
    ],
)
def test_a_sync_group_goes_on_as_a_whole_or_not_at_all(
    records: list[PredecessorRecord], adopted: set[RouterKey]
) -> None:
    assert find_adopted(pair(), facts(records=records), NOW_NS) == adopted


def test_only_who_starts_anew_is_cleared() -> None:
    left = facts(left=[VIP, SECOND_VIP])
    effects = list(remove_leftovers(pair(first(), second(), group=None), {FIRST_KEY}, left))
    assert [effect for effect in effects if isinstance(effect, RemoveAddresses)] == [RemoveAddresses((SECOND_VIP,))]


def test_excluded_addresses_are_removed_too_with_the_prefix_length_that_is_found() -> None:
    found = replace(VIP_2, prefix_length=24)
    effects = list(remove_leftovers(node(router(excluded=(VIP_2,))), set(), facts(left=[found])))
    assert RemoveAddresses((found,)) in effects


def test_the_only_address_of_the_interface_is_left_alone() -> None:
    effects = list(remove_leftovers(node(), set(), facts(up(None), left=[VIP])))
    assert [type(effect) for effect in effects] == [Log]


def test_routes_and_rules_go_whether_or_not_they_are_there() -> None:
    route, rule = object(), object()
    effects = list(remove_leftovers(node(router(routes=(route,), rules=(rule,))), set(), facts()))
    assert effects == [RemoveRules(KEY, (rule,)), RemoveRoutes(KEY, (route,))]  # type: ignore[arg-type]

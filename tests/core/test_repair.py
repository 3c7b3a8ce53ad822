"""When a lost address is put back, and when not. What comes of it in a MASTER is in test_virtual_router."""

from dataclasses import replace

from samples import ROUTE, RULE, VIP, VIP_2, lost, router
from standfast.core.effects import AddAddresses, AddRoutes, AddRules, Log, RenewLeases, SendGratuitousArp
from standfast.core.events import AddressRemoved, RouteRemoved, RuleRemoved
from standfast.core.repair import REPAIR_DELAY_NS, REPAIR_PAUSE_NS, Repair
from standfast.model.virtual_router import VirtualRouter

KEY = router().key
MORE = tuple(replace(VIP, address=bytes((10, 0, 0, number))) for number in (1, 2, 3))


def kinds(repair: Repair, config: VirtualRouter, now_ns: int) -> list[type]:
    return [type(effect) for effect in repair.handle_timer(config, 1, now_ns)][1:]


def test_all_addresses_are_put_back_a_moment_later_and_announced() -> None:
    repair = Repair()
    repair.take(lost(), router(), 0)
    repair.take(lost(), router(), 1)
    assert repair.due_ns == REPAIR_DELAY_NS
    assert kinds(repair, router(), REPAIR_DELAY_NS - 1) == []
    assert kinds(repair, router(), REPAIR_DELAY_NS) == [RenewLeases, SendGratuitousArp]
    assert repair.due_ns is None


def test_without_a_lease_they_are_added_for_ever() -> None:
    repair = Repair()
    repair.take(lost(), router(lease=False), 0)
    assert kinds(repair, router(lease=False), REPAIR_DELAY_NS) == [AddAddresses, SendGratuitousArp]


def test_the_next_repair_waits() -> None:
    repair = Repair()
    repair.take(lost(), router(), 0)
    kinds(repair, router(), REPAIR_DELAY_NS)
    repair.take(lost(), router(), 2 * REPAIR_DELAY_NS)
    assert repair.due_ns == REPAIR_DELAY_NS + REPAIR_PAUSE_NS


def test_another_address_and_another_prefix_length_are_no_loss() -> None:
    repair = Repair()
    repair.take(lost(VIP_2), router(), 0)
    repair.take(lost(replace(VIP, prefix_length=24)), router(), 0)
    assert repair.due_ns is None


def test_who_is_not_master_repairs_nothing() -> None:
    repair = Repair()
    repair.take(lost(), router(), 0)
    repair.stop()
    assert kinds(repair, router(), REPAIR_DELAY_NS) == []


def line(*events: AddressRemoved | RouteRemoved | RuleRemoved) -> str:
    config = router(addresses=(VIP, VIP_2, *MORE), routes=(ROUTE,), rules=(RULE,))
    repair = Repair()
    for event in events:
        assert repair.take(event, config, 0)
    done = next(iter(repair.handle_timer(config, 1, REPAIR_DELAY_NS)))
    assert isinstance(done, Log)
    return done.message


def test_what_was_removed_is_named() -> None:
    assert line(lost()) == "(VI_1) 192.168.56.100 was removed by somebody else: putting it back (1 so far)"
    several = line(lost(), lost(), lost(VIP_2), RouteRemoved(KEY, ROUTE), RuleRemoved(KEY, RULE))
    assert several.startswith("(VI_1) 192.168.56.100, 192.168.56.99, a route, a rule were removed")
    many = line(lost(), lost(VIP_2), *[lost(one) for one in MORE])
    assert many.startswith("(VI_1) 192.168.56.100, 192.168.56.99, 10.0.0.1, 2 more were removed")


def test_addresses_come_back_before_the_routes_and_rules_that_need_them() -> None:
    config = router(routes=(ROUTE,), rules=(RULE,))
    repair = Repair()
    for event in (RuleRemoved(KEY, RULE), RouteRemoved(KEY, ROUTE), lost()):
        repair.take(event, config, 0)
    assert kinds(repair, config, REPAIR_DELAY_NS) == [RenewLeases, AddRoutes, AddRules, SendGratuitousArp]


def test_a_route_that_a_reload_took_away_meanwhile_is_not_put_back() -> None:
    repair = Repair()
    repair.take(RouteRemoved(KEY, ROUTE), router(routes=(ROUTE,)), 0)
    assert kinds(repair, router(), REPAIR_DELAY_NS) == []


def test_what_a_reload_adds_anew_was_removed_by_nobody_else() -> None:
    before, after = router(), router(addresses=(replace(VIP, label="enp0s8:vip"),))
    repair = Repair()
    repair.expect(before, after)
    assert not repair.take(lost(), after, 0)
    assert repair.due_ns is None
    assert repair.take(lost(), after, 0)  # A second time it was somebody.


def test_a_reload_that_changes_no_address_expects_no_removal() -> None:
    repair = Repair()
    repair.expect(router(), router(priority=50))
    assert repair.take(lost(), router(), 0)

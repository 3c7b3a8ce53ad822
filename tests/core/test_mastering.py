"""What a MASTER puts on its host, takes away and changes, and in which order."""

from dataclasses import replace

from samples import ROUTE, ROUTE_2, RULE, RULE_2, VIP, VIP_2, VIP_GLOBAL, router
from standfast.core import mastering
from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    BlockAddresses,
    Effect,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    SendGratuitousArp,
    UnblockAddresses,
)
from standfast.model.virtual_router import GarpPolicy, VirtualRouter

QUIET = GarpPolicy(master_repeat=0)
FULL = router(excluded=(VIP_GLOBAL,), routes=(ROUTE,), rules=(RULE,), accept=False, garp=QUIET)
KEY = FULL.key


def take(config: VirtualRouter) -> list[Effect]:
    return list(mastering.take(config))


def move(old: VirtualRouter, new: VirtualRouter) -> list[Effect]:
    return list(mastering.move(old, new))


def test_a_new_master_takes_everything_in_keepalived_s_order() -> None:
    assert take(FULL) == [
        BlockAddresses(KEY, (VIP, VIP_GLOBAL)),
        AddAddresses((VIP, VIP_GLOBAL), 4),
        AddRoutes(KEY, (ROUTE,)),
        AddRules(KEY, (RULE,)),
    ]


def test_it_gives_everything_back_in_the_reverse_order() -> None:
    assert list(mastering.give_back(FULL)) == [
        RemoveRules(KEY, (RULE,)),
        RemoveRoutes(KEY, (ROUTE,)),
        RemoveAddresses((VIP, VIP_GLOBAL)),
        UnblockAddresses(KEY, (VIP, VIP_GLOBAL)),
    ]


def test_what_is_not_configured_is_not_touched() -> None:
    assert take(router()) == [AddAddresses((VIP,), 4)]
    assert take(router(addresses=())) == []
    assert list(mastering.give_back(router(addresses=(), accept=False))) == []


def test_the_owner_accepts_what_is_sent_to_its_addresses() -> None:
    assert take(router(255, accept=False)) == [AddAddresses((VIP,), 4)]


def test_without_a_lease_addresses_are_there_for_ever() -> None:
    assert take(router(lease=False)) == [AddAddresses((VIP,), None)]


def test_a_reload_without_a_change_touches_nothing() -> None:
    assert move(FULL, replace(FULL, priority=90)) == []


def test_a_reload_removes_what_is_gone_and_adds_what_came() -> None:
    new = replace(FULL, addresses=(VIP_2,), routes=(ROUTE_2,), rules=(RULE_2,))
    assert move(FULL, new) == [
        RemoveRules(KEY, (RULE,)),
        RemoveRoutes(KEY, (ROUTE,)),
        RemoveAddresses((VIP,)),
        UnblockAddresses(KEY, (VIP,)),
        BlockAddresses(KEY, (VIP_2,)),
        AddAddresses((VIP_2, VIP_GLOBAL), 4),
        AddRoutes(KEY, (ROUTE_2,)),
        AddRules(KEY, (RULE_2,)),
    ]


def test_an_address_that_becomes_an_excluded_one_does_not_move() -> None:
    assert move(FULL, replace(FULL, addresses=(VIP_GLOBAL,), excluded=(VIP,))) == []


def test_another_label_or_scope_cannot_be_written_over_an_address_that_stays() -> None:
    for changed in (replace(VIP, label="vip:1"), replace(VIP, scope=253), replace(VIP, peer=bytes((10, 0, 0, 1)))):
        new = router(addresses=(changed,), garp=QUIET)
        assert move(router(), new) == [RemoveAddresses((VIP,)), AddAddresses((changed,), 4)]


def test_another_flag_can() -> None:
    changed = replace(VIP_GLOBAL, flags=2, preferred_lft_s=0)
    assert move(router(addresses=(VIP_GLOBAL,)), router(addresses=(changed,))) == [AddAddresses((changed,), 4)]


def test_another_prefix_length_is_another_address() -> None:
    wider = replace(VIP, prefix_length=24)
    new = router(addresses=(wider,), garp=QUIET)
    assert move(router(), new) == [RemoveAddresses((VIP,)), AddAddresses((wider,), 4)]


def test_a_new_address_is_announced_and_no_other() -> None:
    done = move(router(), router(addresses=(VIP, VIP_2)))
    assert done == [AddAddresses((VIP, VIP_2), 4), *[SendGratuitousArp((VIP_2,))] * 5]


def test_no_accept_can_come_and_go() -> None:
    open_one, shut = router(), router(accept=False)
    assert move(open_one, shut) == [BlockAddresses(KEY, (VIP,))]
    assert move(shut, open_one) == [UnblockAddresses(KEY, (VIP,))]


def test_a_lease_can_come_and_go() -> None:
    assert move(router(), router(lease=False)) == [AddAddresses((VIP,), None)]
    assert move(router(lease=False), router()) == [AddAddresses((VIP,), 4)]

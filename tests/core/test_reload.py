"""What a reload may keep: the identity of a virtual router, and addresses that both configurations have."""

from dataclasses import replace

import pytest

from samples import BACKUP_IP, MASTER_IP, VIP, VIP_2, router
from standfast.core.effects import AddAddresses, Effect, Finish, Log, RemoveAddresses
from standfast.core.reload import goes_on, keep_common_addresses
from standfast.log_level import LogLevel
from standfast.model.packets import Peer, Unicast
from standfast.model.virtual_router import VirtualRouter, Vmac

UNICAST = Unicast((Peer(BACKUP_IP),))


@pytest.mark.parametrize(
    "new",
    [
        router(),
        router(name="VI_NEW"),
        router(200),
        router(addresses=(VIP_2,)),
        router(version=3),
        router(authentication=None),
        router(source_address=MASTER_IP),
    ],
)
def test_a_router_goes_on_whatever_else_changes(new: VirtualRouter) -> None:
    assert goes_on(router(), new)


@pytest.mark.parametrize(
    "new",
    [
        router(interface="enp0s9"),
        router(virtual_router_id=52),
        router(family=6),
        router(unicast=UNICAST),
        router(vmac=Vmac("vrrp.51", "enp0s8")),
        router(multicast_group=bytes((224, 0, 0, 19))),
    ],
)
def test_another_kind_of_router_is_another_router(new: VirtualRouter) -> None:
    assert not goes_on(router(), new)


def test_a_unicast_router_may_change_its_peers_but_not_where_it_sends_from() -> None:
    old = router(unicast=UNICAST, source_address=MASTER_IP)
    assert goes_on(old, replace(old, unicast=Unicast(())))
    assert not goes_on(old, replace(old, source_address=BACKUP_IP))


def test_an_address_that_is_added_again_is_not_removed_before() -> None:
    effects: list[Effect] = [RemoveAddresses((VIP, VIP_2)), Finish(), AddAddresses((VIP,), 4)]
    *rest, told, finish, added = keep_common_addresses(effects)
    assert (*rest, finish, added) == (RemoveAddresses((VIP_2,)), Finish(), AddAddresses((VIP,), 4))
    assert told == Log(LogLevel.NOTICE, "192.168.56.100 changes hands on this host and stays where it is")
    assert keep_common_addresses(effects[1:]) == effects[1:]


def test_an_address_that_is_removed_at_the_end_is_removed() -> None:
    effects: list[Effect] = [AddAddresses((VIP,), 4), RemoveAddresses((VIP,))]
    assert keep_common_addresses(effects) == effects


def test_an_address_that_gets_another_prefix_length_is_removed_first() -> None:
    wider = replace(VIP, prefix_length=24)
    effects: list[Effect] = [RemoveAddresses((VIP,)), AddAddresses((wider,), 4)]
    assert keep_common_addresses(effects) == effects

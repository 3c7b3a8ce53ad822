"""When a lost address is put back, and when not. What comes of it in a MASTER is in test_virtual_router."""

from dataclasses import replace

from samples import VIP, VIP_2, lost, router
from standfast.core.effects import AddAddresses, RenewLeases, SendGratuitousArp
from standfast.core.repair import REPAIR_DELAY_NS, REPAIR_PAUSE_NS, AddressRepair
from standfast.model.virtual_router import VirtualRouter


def kinds(repair: AddressRepair, config: VirtualRouter, now_ns: int) -> list[type]:
    return [type(effect) for effect in repair.handle_timer(config, now_ns)][1:]


def test_all_addresses_are_put_back_a_moment_later_and_announced() -> None:
    repair = AddressRepair()
    repair.take(lost(), router(), 0)
    repair.take(lost(), router(), 1)
    assert repair.due_ns == REPAIR_DELAY_NS
    assert kinds(repair, router(), REPAIR_DELAY_NS - 1) == []
    assert kinds(repair, router(), REPAIR_DELAY_NS) == [RenewLeases, SendGratuitousArp]
    assert repair.due_ns is None


def test_without_a_lease_they_are_added_for_ever() -> None:
    repair = AddressRepair()
    repair.take(lost(), router(lease=False), 0)
    assert kinds(repair, router(lease=False), REPAIR_DELAY_NS) == [AddAddresses, SendGratuitousArp]


def test_the_next_repair_waits() -> None:
    repair = AddressRepair()
    repair.take(lost(), router(), 0)
    kinds(repair, router(), REPAIR_DELAY_NS)
    repair.take(lost(), router(), 2 * REPAIR_DELAY_NS)
    assert repair.due_ns == REPAIR_DELAY_NS + REPAIR_PAUSE_NS


def test_another_address_and_another_prefix_length_are_no_loss() -> None:
    repair = AddressRepair()
    repair.take(lost(VIP_2), router(), 0)
    repair.take(lost(replace(VIP, prefix_length=24)), router(), 0)
    assert repair.due_ns is None


def test_who_is_not_master_repairs_nothing() -> None:
    repair = AddressRepair()
    repair.take(lost(), router(), 0)
    repair.stop()
    assert kinds(repair, router(), REPAIR_DELAY_NS) == []

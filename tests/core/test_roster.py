"""Whom a thing concerns: interfaces, addresses, trackers, packets."""

from dataclasses import replace

from groups import FIRST_KEY, SECOND_INTERFACE, first, pair, second
from samples import BACKUP_IP, INTERFACE, VIP, VIP_2, VRID, node, router, tracked
from standfast.core.roster import Roster
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.node import Node
from standfast.model.track import TrackedItem, TrackKind
from standfast.model.virtual_router import VirtualRouter


def roster(*routers: VirtualRouter) -> Roster:
    subject = Roster()
    subject.machines = {config.key: VirtualRouterMachine(config) for config in routers}
    subject.index()
    return subject


def test_an_interface_concerns_who_speaks_on_it_has_an_address_there_or_tracks_it() -> None:
    elsewhere = router(2, virtual_router_id=2, addresses=(replace(VIP_2, interface="v0"),))
    tracking = router(3, virtual_router_id=3, tracked=(TrackedItem(TrackKind.INTERFACE, "v0", 0),))
    other = router(4, virtual_router_id=4)
    subject = roster(elsewhere, tracking, other)
    assert [machine.config.priority for machine in subject.watchers_of("v0")] == [2, 3]
    assert [machine.config.priority for machine in subject.watchers_of(INTERFACE)] == [2, 3, 4]
    assert not subject.watchers_of("none")


def test_an_address_concerns_who_has_it_virtual_or_excluded() -> None:
    subject = roster(router(), router(virtual_router_id=52, addresses=(VIP,), excluded=(VIP_2,)))
    assert len(list(subject.holders_of(VIP.address))) == 2
    assert [machine.config.virtual_router_id for machine in subject.holders_of(VIP_2.address)] == [52]


def test_a_tracker_concerns_who_tracks_it_by_kind_and_name() -> None:
    subject = roster(router(tracked=(tracked("a"),)), router(virtual_router_id=52))
    assert len(list(subject.trackers_of((TrackKind.SCRIPT, "a")))) == 1
    assert not subject.trackers_of((TrackKind.FILE, "a"))


def test_a_packet_is_meant_for_one_ip_version() -> None:
    subject = roster(router(), second())
    found = subject.find(INTERFACE, VRID, BACKUP_IP)
    assert found is not None
    assert found.config.key == FIRST_KEY
    assert subject.find(INTERFACE, VRID, bytes(16)) is None
    assert subject.find(SECOND_INTERFACE, VRID, BACKUP_IP) is None


def test_members_know_their_group_and_lose_it_with_the_configuration() -> None:
    configuration: Node = pair()
    subject = roster(first(), second())
    subject.group(configuration)
    machine = subject.machines[FIRST_KEY]
    assert machine.group is subject.group_of(machine)
    subject.group(node())
    assert machine.group is None

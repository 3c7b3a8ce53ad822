"""A node as a whole: startup delay, macvlans, the reload that moves an address between instances, statistics."""

from dataclasses import replace

from playbook import advert, at, log, play, record, wait
from samples import BACKUP_IP, INTERFACE, VIP, VIP_2, down, facts, heard, node, router, up
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    CreateVmac,
    Finish,
    Log,
    RemoveAddresses,
    RemoveVmac,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
)
from standfast.core.events import EffectFailed, PacketsDropped, ReloadRequested, StatisticsCleared, StopRequested
from standfast.core.transitions import State
from standfast.model.node import Node, NodeSettings
from standfast.model.packets import Peer, Unicast
from standfast.model.virtual_router import Vmac
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

QUIET = (SaveState, Log, RenewLeases, SendGratuitousArp)
ONLY_MOVES = (*QUIET, SendAdvertisement)
BEGIN_NS = 100 * NS_PER_S
VMAC = Vmac("vrrp.51", INTERFACE)
ON_VMAC = router(vmac=VMAC, addresses=(replace(VIP, interface="vrrp.51"),))
KEY = ON_VMAC.key


def states(director: Director) -> list[State]:
    return [machine.state for machine in director.routers.values()]


def master(configuration: Node) -> Director:
    director = Director(configuration)
    record(director, facts(), wait(4))
    assert set(states(director)) == {State.MASTER}
    return director


# -- the start


def test_a_startup_delay_holds_everybody_back_even_the_owner() -> None:
    delayed = replace(node(router(255)), settings=NodeSettings(startup_delay_ns=10 * NS_PER_S))
    game = play(Director(delayed), ignore=QUIET) >> facts() >> wait(9.9)
    assert game >> wait(0.2) << [at(10, advert(255)), AddAddresses]


def test_a_delay_after_boot_counts_from_the_boot() -> None:
    delayed = replace(node(), settings=NodeSettings(delay_after_boot_ns=110 * NS_PER_S))
    assert play(Director(delayed), ignore=ONLY_MOVES) >> facts() >> wait(20) << at(13.609, AddAddresses)


def test_a_reload_does_not_begin_the_delay_anew() -> None:
    delayed = replace(node(), settings=NodeSettings(startup_delay_ns=10 * NS_PER_S))
    game = play(Director(delayed), ignore=ONLY_MOVES) >> facts() >> wait(9) >> ReloadRequested(delayed)
    assert game >> wait(6) << at(13.609, AddAddresses)


# -- macvlans


def test_a_macvlan_is_made_before_the_start_and_removed_after_the_end() -> None:
    # What the kernel tells of the new interface is that it is up.
    game = play(Director(node(ON_VMAC)), ignore=QUIET) >> facts(up(), down("vrrp.51")) << CreateVmac(KEY, VMAC)
    game = game >> up(None, "vrrp.51") >> wait(4) << [advert(100), AddAddresses]
    assert game >> StopRequested("SIGTERM") << [advert(0), RemoveAddresses, RemoveVmac(KEY, VMAC), Finish]


def test_a_macvlan_that_somebody_removed_is_made_again() -> None:
    director = Director(node(ON_VMAC))
    record(director, facts(), up(None, "vrrp.51"), wait(4))
    game = play(director, ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S) >> down("vrrp.51")
    assert game << [CreateVmac(KEY, VMAC), advert(0), RemoveAddresses] >> up(None, "vrrp.51")
    assert states(director) == [State.BACKUP]


def test_a_macvlan_that_cannot_be_made_is_a_fault_until_the_parent_comes_back() -> None:
    director = Director(node(ON_VMAC))
    record(director, facts())
    failed = EffectFailed(CreateVmac(KEY, VMAC), 95, "cannot make vrrp.51: Operation not supported")
    record(director, failed)
    assert states(director) == [State.FAULT]
    game = play(director, ignore=QUIET) >> down() >> up() << CreateVmac(KEY, VMAC)
    assert game
    assert states(director) == [State.BACKUP]


# -- the reload


def test_an_address_that_moves_from_one_master_to_another_does_not_leave_the_host() -> None:
    donor, taker = router(addresses=(VIP, VIP_2)), router(name="VI_2", virtual_router_id=52, addresses=())
    director = master(node(donor, taker))
    new = node(replace(donor, addresses=(VIP,)), replace(taker, addresses=(VIP_2,)))
    game = play(director, ignore=ONLY_MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S) >> ReloadRequested(new)
    assert game << AddAddresses((VIP_2,), 4)


def test_an_address_that_is_excluded_from_now_on_does_not_move() -> None:
    director = master(node(router(addresses=(VIP, VIP_2))))
    new = node(router(addresses=(VIP,), excluded=(VIP_2,)))
    assert play(director, ignore=ONLY_MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S) >> ReloadRequested(new)
    assert states(director) == [State.MASTER]


def test_a_router_that_becomes_unicast_ends_and_begins_anew() -> None:
    director = master(node())
    new = node(router(unicast=Unicast((Peer(BACKUP_IP),))))
    game = play(director, ignore=QUIET, at_ns=BEGIN_NS + 4 * NS_PER_S) >> ReloadRequested(new)
    assert game << [advert(0), RemoveAddresses((VIP,))] >> wait(4) << [at(3.609, advert(100)), AddAddresses]


def test_a_macvlan_that_a_reload_adds_is_made_and_one_that_it_drops_is_removed() -> None:
    director = master(node())
    game = play(director, ignore=ONLY_MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S)
    game = game >> ReloadRequested(node(ON_VMAC)) << [RemoveAddresses((VIP,)), CreateVmac(KEY, VMAC)]
    assert game >> ReloadRequested(node()) << RemoveVmac(KEY, VMAC)


def test_the_macvlan_of_a_single_address_comes_and_goes_while_the_router_goes_on() -> None:
    extra = Vmac("vrrp1.51", "enp0s9", family=4)
    above = replace(VIP_2, interface=extra.name)
    director = master(node())
    game = play(director, ignore=ONLY_MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S)
    new = node(router(addresses=(VIP, above), extra_vmacs=(extra,)))
    game = game >> ReloadRequested(new) << [CreateVmac(KEY, extra), AddAddresses]
    assert states(director) == [State.MASTER]
    assert game >> ReloadRequested(node()) << [RemoveAddresses((above,)), RemoveVmac(KEY, extra)]


# -- counting


def test_statistics_begin_at_zero_again() -> None:
    director = master(node())
    record(director, heard(255, ttl=1), PacketsDropped(INTERFACE, 3), at_ns=BEGIN_NS + 4 * NS_PER_S)
    machine = director.routers[INTERFACE, 51, 4]
    assert director.discards["VI_1", DiscardReason.TTL] == 1
    assert director.dropped[INTERFACE] == 3
    assert machine.statistics.advert_sent == 1
    director.handle(StatisticsCleared(), BEGIN_NS + 4 * NS_PER_S)
    assert not director.discards
    assert not director.dropped
    assert machine.statistics.advert_sent == 0


def test_packets_that_the_kernel_dropped_are_told() -> None:
    game = play(Director(node())) >> facts() << log("BACKUP")
    assert (
        game >> PacketsDropped(INTERFACE, 7) << log("(enp0s8) More packets come in than can be read: 7 were dropped")
    )

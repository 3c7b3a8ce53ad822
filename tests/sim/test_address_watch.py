"""Addresses that are missing, too many, or gone with their lease."""

import pytest

from sim.lans import KEY, VIP, S, step, world
from standfast.sim.scenario import INTERFACE, Fault
from standfast.sim.violation import InvariantError


def test_a_master_without_its_address_and_a_backup_with_it() -> None:
    made = world()
    master, backup = made.hosts[0], made.hosts[1]
    for host in (master, backup):
        made.watch.addresses.check(host.seats[KEY])
    del master.kernel.held[INTERFACE, VIP.address]
    with pytest.raises(InvariantError, match="I6"):
        made.watch.addresses.check(master.seats[KEY])
    backup.kernel.hold((VIP,), 4, made.now_ns)
    with pytest.raises(InvariantError, match="I4"):
        made.watch.addresses.check(backup.seats[KEY])


def test_a_lease_may_run_out_only_when_nobody_is_there() -> None:
    made = world(step(6, Fault.DAEMON_DIES, 0), until_s=6)
    held = made.hosts[0].kernel.held[INTERFACE, VIP.address]
    made.watch.addresses.expired(made.hosts[0], held)
    made = world()
    held = made.hosts[0].kernel.held[INTERFACE, VIP.address]
    with pytest.raises(InvariantError, match="lease"):
        made.watch.addresses.expired(made.hosts[0], held)


def test_a_lease_outlives_the_wait_of_the_slowest_backup() -> None:
    made = world()
    host = made.hosts[0]
    made.watch.addresses.died(host)
    host.kernel.held[INTERFACE, VIP.address].expires_ns = made.now_ns + S
    with pytest.raises(InvariantError, match="lease"):
        made.watch.addresses.died(host)


def test_a_deleted_address_has_a_tenth_of_a_second() -> None:
    made = world()
    host = made.hosts[0]
    host.kernel.remove((VIP,))  # Nobody tells the daemon.
    made.watch.addresses.deleted(host, KEY)
    with pytest.raises(InvariantError, match="put an address back"):
        made.run_until(made.now_ns + S // 5)


def test_who_holds_an_address() -> None:
    made = world()
    assert list(made.watch.lan.holders[KEY]) == [0]
    made.hosts[1].kernel.hold((VIP,), 4, made.now_ns)
    assert made.watch.lan.overlaps
    held = made.hosts[1].kernel.held[INTERFACE, VIP.address]
    made.hosts[1].kernel.remove((VIP,))
    made.watch.addresses.address_changed(made.hosts[1], held, False)
    assert not made.watch.lan.overlaps

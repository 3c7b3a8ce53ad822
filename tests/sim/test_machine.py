"""A machine: what a daemon on it finds out."""

from sim.lans import KEY, VIP, S, step, world
from standfast.sim.machine import NEWS_NS
from standfast.sim.scenario import Fault, source_of


def test_the_interface_as_the_kernel_sees_it() -> None:
    host = world(until_s=0).hosts[0]
    there = host.interface
    assert (there.up, there.source_address) == (True, source_of(0))
    host.switched_off = 1
    switched_off = host.interface
    assert (switched_off.up, switched_off.link_local) == (False, None), "the kernel forgets the link-local address"


def test_what_a_daemon_that_starts_finds() -> None:
    host = world(until_s=6).hosts[0]
    facts = host.look_around(host.node, 0)
    assert (VIP.interface, VIP.address, VIP.prefix_length) in facts.addresses
    assert [record.router for record in facts.records] == [KEY]


def test_every_clock_tells_the_same_time_of_day() -> None:
    one, other = world(until_s=3).hosts.values()
    assert one.now_ns + one.read_wall_clock() == other.now_ns + other.read_wall_clock()


def test_news_take_a_moment_and_are_for_the_living() -> None:
    made = world(step(6, Fault.ADDRESS_DELETED, 0, number=1), step(6, Fault.DAEMON_DIES, 0), until_s=6)
    made.run_until(6 * S + 2 * NEWS_NS)
    assert made.hosts[0].director is None

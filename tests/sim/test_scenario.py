"""Scenarios as values."""

from sim.lans import KEY, scenario
from standfast.sim.scenario import address_pool, link_local_of, source_of


def test_delta_is_delay_plus_processing() -> None:
    assert scenario().delta_ns == 3_000_000


def test_every_host_has_the_same_virtual_routers() -> None:
    assert scenario().keys == (KEY,)


def test_addresses_differ() -> None:
    pools = [address_pool(place, family) for place in (0, 1) for family in (4, 6)]
    addresses = [address.address for pool in pools for address in pool]
    hosts = [make(number) for make in (source_of, link_local_of) for number in range(5)]
    assert len({*addresses, *hosts}) == len(addresses) + len(hosts)

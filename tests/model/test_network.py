"""Addresses know their family."""

from standfast.model.network import Address


def test_the_family_is_that_of_the_bytes() -> None:
    assert not Address(bytes(4), 32, "eth0").is_ipv6
    assert Address(bytes(16), 128, "eth0").is_ipv6

"""Gateways and next hops."""

import pytest

from config_texts import token, words
from standfast.config.diagnostics import Report
from standfast.config.line_words import Family, LineError
from standfast.config.lines import Lines
from standfast.config.next_hops import read_gateway, read_next_hops
from standfast.model.route import MplsEncapsulation, NextHop


def hops(text: str) -> list[NextHop]:
    return read_next_hops(words(text), Lines(Report()), Family("bad-route"))


def test_the_words_of_a_next_hop() -> None:
    first, second = hops("via 10.0.0.1 dev eth0 weight 5 onlink realms 4 encap mpls 7 nexthop oif eth1")
    assert first == NextHop(bytes((10, 0, 0, 1)), "eth0", 5, True, 4, MplsEncapsulation((7,)))
    assert second == NextHop(interface="eth1")


def test_a_word_that_comes_again_ends_it() -> None:
    found = words("dev eth0 oif eth1")
    assert read_next_hops(found, Lines(Report()), Family("bad-route")) == [NextHop(interface="eth0")]
    assert found.peek() == "oif"


@pytest.mark.parametrize("text", ["via", "via nonsense", "weight 0", "weight 257", "via inet6 10.0.0.1"])
def test_what_cannot_be_used(text: str) -> None:
    with pytest.raises(LineError):
        hops(text)


def test_a_gateway_settles_the_family() -> None:
    family = Family("bad-route")
    assert read_gateway(token("keyword"), words("inet6 2001::1"), family) == bytes((0x20, 1)) + bytes(13) + b"\1"
    assert family.is_ipv6

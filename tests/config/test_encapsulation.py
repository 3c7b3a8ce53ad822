"""`encap` of a route."""

import pytest

from config_texts import token, words
from standfast.config.diagnostics import Report
from standfast.config.encapsulation import read_encapsulation
from standfast.config.line_words import LineError
from standfast.model.route import Encapsulation, IlaEncapsulation, MplsEncapsulation, TunnelEncapsulation


def encapsulation(text: str, report: Report | None = None) -> Encapsulation | None:
    return read_encapsulation(token("keyword"), words(text), Report() if report is None else report)


def test_tunnels() -> None:
    source, destination = bytes((10, 0, 0, 1)), bytes((10, 0, 0, 9))
    assert encapsulation("ip id 5 dst 10.0.0.9 src 10.0.0.1 tos 4 ttl 3 flags 2") == TunnelEncapsulation(
        False, 5, destination, source, 4, 3, 2
    )
    assert encapsulation("ip6 id 5 tc 4 hoplimit 3") == TunnelEncapsulation(True, 5, tos=4, ttl=3)


def test_labels_and_locators() -> None:
    assert encapsulation("mpls 100/200") == MplsEncapsulation((100, 200))
    assert encapsulation("ila 2001:1:2:3") == IlaEncapsulation(0x2001_0001_0002_0003)


@pytest.mark.parametrize("text", ["", "nonsense", "mpls", "mpls 1/2/3", "mpls 2000000", "ila nonsense"])
def test_what_is_passed_over(text: str) -> None:
    report = Report()
    assert encapsulation(text, report) is None
    assert len(report) == 1


@pytest.mark.parametrize("text", ["ip ttl 300", "ip dst 2001::1", "ip6 dst 10.0.0.1", "ip id", "ip src nonsense"])
def test_what_makes_the_route_useless(text: str) -> None:
    with pytest.raises(LineError):
        encapsulation(text)


def test_a_tunnel_to_nowhere_is_said() -> None:
    report = Report()
    assert encapsulation("ip ttl 3", report) == TunnelEncapsulation(False, ttl=3)
    assert len(report) == 1

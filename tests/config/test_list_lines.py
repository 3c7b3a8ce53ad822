"""Peers, delays and links: lists whose lines have a form of their own."""

import pytest

from config_texts import configuration, instance, said
from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import Token
from standfast.config.list_lines import port_number
from standfast.model.network import InterfaceDelay, LinkbeatInterface, UnicastPeer


def peers(*lines: str) -> str:
    return instance("\n".join(["unicast_peer {", *lines, "}"]))


def test_peers() -> None:
    (only,) = configuration(peers("10.0.0.1", "10.0.0.2 min_ttl 254 max_ttl 255")).instances
    assert only.unicast_peer == (UnicastPeer("10.0.0.1"), UnicastPeer("10.0.0.2", 254, 255))


@pytest.mark.parametrize(
    ("line", "code"),
    [("10.0.0.300", "bad-address"), ("10.0.0.3 min_ttl 300", "bad-value"), ("10.0.0.3 port 3", "bad-value")],
)
def test_a_peer_that_is_not_understood(line: str, code: str) -> None:
    assert (code, 15) in said(peers(line))


def test_delays_and_links() -> None:
    text = instance() + (
        "interface_up_down_delays {\nenp0s8 1.5 2\nenp0s9 3\n}\nlinkbeat_interfaces {\nenp0s8\nenp0s9 mii\n}\n"
    )
    settings = configuration(text).root_settings
    assert settings.interface_up_down_delays == (
        InterfaceDelay("enp0s8", 1_500_000_000, 2 * 10**9), InterfaceDelay("enp0s9", 3 * 10**9, 0),
    )  # fmt: skip
    assert settings.linkbeat_interfaces == (LinkbeatInterface("enp0s8", ""), LinkbeatInterface("enp0s9", "MII"))


@pytest.mark.parametrize("line", ["enp0s8", "enp0s8 x", "enp0s8 300"])
def test_a_delay_that_is_none_is_left_out(line: str) -> None:
    text = f"interface_up_down_delays {{\n{line}\n}}\n" + instance()
    assert configuration(text).root_settings.interface_up_down_delays == ()
    assert {code for code, at in said(text) if at == 2} <= {"bad-value", "missing-argument"}


@pytest.mark.parametrize(("text", "port", "complaints"), [("80", 80, 0), ("70000", 0, 1), ("http", 0, 1)])
def test_ports(text: str, port: int, complaints: int) -> None:
    report = Report()
    assert port_number(Token(text, Position("file", 1, 1)), report) == port
    assert len(report) == complaints

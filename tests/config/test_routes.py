"""Routes, rules, peers, delays and links: lists whose lines have a form of their own."""

import pytest

from config_texts import configuration, instance, said
from standfast.model.network import InterfaceDelay, LinkbeatInterface, Route, UnicastPeer


def listed(keyword: str, *lines: str) -> str:
    return instance("\n".join([f"{keyword} {{", *lines, "}"]))


def test_routes() -> None:
    text = listed("virtual_routes", "10.1.0.0/16 via 10.0.0.1 dev enp0s8 onlink", "blackhole to 10.2.0.0/16 no_track")
    (only,) = configuration(text).instances
    assert only.virtual_routes == (
        Route("10.1.0.0/16", "unicast", (("via", "10.0.0.1"), ("dev", "enp0s8"), ("onlink", "")), True),
        Route("10.2.0.0/16", "blackhole", (("no_track", ""),), False),
    )


def test_rules() -> None:
    (only,) = configuration(listed("virtual_rules", "from 10.0.0.0/8 table 7 preference 4 no_track")).instances
    (rule,) = only.virtual_rules
    assert (rule.preference, rule.tracked) == (4, False)


def test_peers() -> None:
    (only,) = configuration(listed("unicast_peer", "10.0.0.1", "10.0.0.2 min_ttl 254 max_ttl 255")).instances
    assert only.unicast_peer == (UnicastPeer("10.0.0.1"), UnicastPeer("10.0.0.2", 254, 255))


def test_lists_of_the_file_itself() -> None:
    text = instance() + (
        "static_routes {\n10.1.0.0/16 dev enp0s8\n}\nstatic_ipaddress {\n10.9.0.1/24 dev enp0s9\n}\n"
        "interface_up_down_delays {\nenp0s8 1.5 2\nenp0s9 3\n}\nlinkbeat_interfaces {\nenp0s8\nenp0s9 mii\n}\n"
    )
    settings = configuration(text).root_settings
    assert [route.destination for route in settings.static_routes] == ["10.1.0.0/16"]
    assert [address.interface for address in settings.static_ipaddress] == ["enp0s9"]
    assert settings.interface_up_down_delays == (
        InterfaceDelay("enp0s8", 1_500_000_000, 2 * 10**9), InterfaceDelay("enp0s9", 3 * 10**9, 0),
    )  # fmt: skip
    assert settings.linkbeat_interfaces == (LinkbeatInterface("enp0s8", ""), LinkbeatInterface("enp0s9", "MII"))


@pytest.mark.parametrize(
    ("keyword", "line", "code"),
    [
        ("virtual_routes", "10.1.0.0/16 via 10.0.0.1", "untracked-route"),
        ("virtual_routes", "10.1.0.0/16 dev enp0s8 bogus 3", "ignored-words"),
        ("virtual_routes", "10.1.0.0/16 dev", "missing-argument"),
        ("virtual_routes", "to", "bad-route"),
        ("virtual_rules", "from 10.0.0.0/8 table 7", "no-preference"),
        ("virtual_rules", "from 10.0.0.0/8 bogus preference 3", "ignored-words"),
        ("unicast_peer", "10.0.0.300", "bad-address"),
        ("unicast_peer", "10.0.0.3 min_ttl 300", "bad-value"),
        ("unicast_peer", "10.0.0.3 port 3", "bad-value"),
    ],
)
def test_what_is_not_understood_is_said(keyword: str, line: str, code: str) -> None:
    assert (code, 15) in said(listed(keyword, line))


@pytest.mark.parametrize("line", ["enp0s8", "enp0s8 x", "enp0s8 300"])
def test_a_delay_that_is_none_is_left_out(line: str) -> None:
    text = f"interface_up_down_delays {{\n{line}\n}}\n" + instance()
    assert configuration(text).root_settings.interface_up_down_delays == ()
    assert {code for code, at in said(text) if at == 2} <= {"bad-value", "missing-argument"}

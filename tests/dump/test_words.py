"""Single values as keepalived writes them."""

import time

import pytest

from dumps import read
from standfast.dump.words import address_text, number_text, route_text, rule_text, time_text

INSTANCE = "vrrp_instance VI_1 {\n interface v0\n virtual_router_id 51\n %s {\n %s\n }\n%s\n}\n"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("10.9.9.10", "10.9.9.10 dev v0 scope global set"),
        ("10.9.9.9/24 label v0:1", "10.9.9.9/24 dev v0 scope global label v0:1 set"),
        ("10.9.9.9/24 brd 10.9.9.255 scope link", "10.9.9.9/24 brd 10.9.9.255 dev v0 scope link set"),
        ("10.9.9.30/24 no_track", "10.9.9.30/24 dev v0 scope global no_track set"),
        ("10.9.9.32 peer 10.9.9.33", "10.9.9.32 dev v0 scope global peer 10.9.9.33/32 set"),
        ("fe80::99", "fe80::99 dev v0 scope global deprecated set"),
        ("2001:db8::99/64", "2001:db8::99/64 dev v0 scope global preferred_lft forever set"),
    ],
)
def test_an_address(line: str, written: str) -> None:
    snapshot, _ = read(INSTANCE % ("virtual_ipaddress", line, ""))
    (router,) = snapshot.routers
    assert address_text(router.config, router.config.addresses[0], held=True) == written


def test_an_address_on_a_macvlan_names_its_parent() -> None:
    snapshot, _ = read(INSTANCE % ("virtual_ipaddress", "10.9.9.30/24", " use_vmac vv53\n no_accept"))
    (router,) = snapshot.routers
    text = address_text(router.config, router.config.addresses[0], held=True, blocked=True)
    assert text == "10.9.9.30/24 dev vv53@v0 scope global set nftable_set"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("10.10.0.0/16 via 10.9.9.2 dev v0", "prepend 10.10.0.0/16 via inet 10.9.9.2 dev v0 proto 18"),
        ("10.10.0.0/16 dev v0 table 7 metric 5", "prepend 10.10.0.0/16 dev v0 table 7 proto 18 metric 5"),
    ],
)
def test_a_route(line: str, written: str) -> None:
    snapshot, _ = read(INSTANCE % ("virtual_routes", line, " virtual_ipaddress {\n 10.9.9.9\n }"))
    assert route_text(snapshot.routers[0].config.routes[0]) == written


def test_a_rule() -> None:
    line = "from 10.9.9.9 lookup 100 priority 1000"
    snapshot, _ = read(INSTANCE % ("virtual_rules", line, " virtual_ipaddress {\n 10.9.9.9\n }"))
    written = "from 10.9.9.9 priority 1000 tos 0x0 protocol 18 lookup 100"
    assert rule_text(snapshot.routers[0].config.rules[0]) == written


def test_a_time_has_microseconds_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    assert time_text(1795417969_021713_999) == "1795417969.021713 (Mon Nov 23 07:12:49.021713 2026)"
    monkeypatch.undo()
    time.tzset()


def test_a_duration_has_no_zeros_behind() -> None:
    assert [number_text(value) for value in (5_000_000_000, 500_000_000, 0)] == ["5", "0.5", "0"]

"""Lines of `virtual_ipaddress`."""

from dataclasses import replace
from typing import Any

import pytest

from config_texts import ADDRESS_LINE, configuration, errors, instance, load_text, router, warnings
from standfast.model.virtual_router import VirtualAddress


def with_line(line: str) -> str:
    return instance(virtual_ipaddress=f"virtual_ipaddress {{\n{line}\n}}")


def only_address(line: str) -> VirtualAddress:
    (address,) = router(with_line(line)).addresses
    return address


def test_defaults_are_a_host_address_on_the_interface_of_the_instance() -> None:
    assert only_address("192.168.56.100") == VirtualAddress(bytes((192, 168, 56, 100)), 32, "enp0s8")


def test_all_options() -> None:
    assert only_address("10.0.0.9/24 brd 10.0.0.255 dev enp0s9 scope link label enp0s9:1") == VirtualAddress(
        bytes((10, 0, 0, 9)), 24, "enp0s9", "enp0s9:1", bytes((10, 0, 0, 255)), 253
    )


@pytest.mark.parametrize(
    ("line", "broadcast"),
    [
        ("10.1.2.3/24 brd +", (10, 1, 2, 255)),
        ("10.1.2.3/24 brd -", (10, 1, 2, 0)),
        ("10.1.2.3/8 broadcast +", (10, 255, 255, 255)),
    ],
)
def test_a_computed_broadcast_address(line: str, broadcast: tuple[int, ...]) -> None:
    assert only_address(line).broadcast == bytes(broadcast)
    assert warnings(with_line(line)) == []


@pytest.mark.parametrize(("scope", "number"), [("global", 0), ("site", 200), ("link", 253), ("host", 254), ("7", 7)])
def test_scopes(scope: str, number: int) -> None:
    assert only_address(f"10.0.0.1 scope {scope}").scope == number


@pytest.mark.parametrize(
    "line",
    [
        "192.168.200.300",
        "192.168.56",
        "192.168.056.099",
        "0x7f000001",
        "eth0",
        "0.0.0.0",
        "224.0.0.18",
        "10.0.0.1 label " + "x" * 16,
    ],
)
def test_what_is_no_usable_address_is_left_out_with_a_warning(line: str) -> None:
    text = with_line(line)
    assert load_text(text, lenient=True).node.virtual_routers[0].addresses == ()
    (left_out, no_address) = sorted(warnings(text, lenient=True), key=lambda found: -found[1])
    assert left_out in [("bad-address", ADDRESS_LINE), ("no-host-address", ADDRESS_LINE), ("bad-value", ADDRESS_LINE)]
    assert no_address == ("no-address", 1)
    assert errors(text) == [no_address], "without --lenient, an instance without addresses is refused"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("10.0.0.1/33", "bad-value"),
        ("10.0.0.1/x", "bad-value"),
        ("10.0.0.1 brd +", "bad-value"),
        ("10.0.0.1/24 brd x", "bad-value"),
        ("10.0.0.1 scope nonsense", "bad-value"),
        ("10.0.0.1 10.0.0.2", "unknown-option"),
    ],
)
def test_an_option_that_cannot_be_used_is_warned_of(line: str, code: str) -> None:
    assert only_address(line) == VirtualAddress(bytes((10, 0, 0, 1)), 24 if "/24" in line else 32, "enp0s8")
    assert warnings(with_line(line)) == [(code, ADDRESS_LINE)]


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("10.0.0.1 no_track", {"tracked": False}),
        ("10.0.0.1 preferred_lft 0", {"preferred_lft_s": 0}),
        ("10.0.0.1 peer 10.0.0.2", {"peer": bytes((10, 0, 0, 2))}),
        ("10.0.0.1 noprefixroute home", {"flags": 0x210}),
    ],
)
def test_every_option_reaches_the_kernel(line: str, changes: dict[str, Any]) -> None:
    assert only_address(line) == replace(VirtualAddress(bytes((10, 0, 0, 1)), 32, "enp0s8"), **changes)


def test_an_ipv6_address_is_never_checked_for_duplicates() -> None:
    assert only_address("2001:db8::1/64").flags == 0x02


def test_an_address_on_an_absent_interface_is_refused() -> None:
    assert errors(with_line("10.0.0.1 dev nope")) == [("unknown-interface", ADDRESS_LINE)]


def test_a_static_address_may_follow_a_group_and_a_virtual_one_may_not() -> None:
    group = "track_group G {\ngroup {\nVI_1\n}\n}\n"
    static = "static_ipaddress {\n10.9.0.1/24 dev enp0s8 track_group G\n10.9.0.2 use_vmac\n}\n"
    first, second = configuration(group + instance() + static).root_settings.static_ipaddress
    assert (first.track_group, second.use_vmac) == ("G", False)
    (only,) = configuration(with_line("10.0.0.1 track_group G")).instances
    assert only.virtual_ipaddress[0].track_group is None


def test_an_address_with_a_peer_is_that_of_a_host() -> None:
    (only,) = configuration(with_line("10.0.0.1/24 brd + peer 10.0.0.2")).instances
    (address,) = only.virtual_ipaddress
    assert (address.peer, address.prefix_length, address.broadcast) == (bytes((10, 0, 0, 2)), 32, None)


def test_the_flags_of_an_address() -> None:
    line = "2001:db8::1/64 home -nodad mngtmpaddr noprefixroute autojoin preferred_lft 30 no_track"
    (only,) = configuration(with_line(line)).instances
    (found,) = only.virtual_ipaddress
    assert all((found.home, found.nodad, found.mngtmpaddr, found.noprefixroute, found.autojoin))
    assert (found.preferred_lft_s, found.tracked) == (30, False)

"""`use_vmac`, `vmac_xmit_base`, `use_ipvlan` and `garp_extra_if`."""

import pytest

from config_texts import configuration, instance, said
from standfast.model.instance import Instance
from standfast.model.link import ExtraGarp, Ipvlan, IpvlanFlag, Macvlan

MAC = bytes((0, 0, 0x5E, 0, 1, 51))
OWN = bytes((2, 0, 0, 0, 0x44, 0x45))
PEERS = "unicast_peer {\n10.0.0.2\n}"


def read(extra: str, before: str = "", **parts: str) -> Instance:
    (only,) = configuration(before + instance(extra, **parts)).instances
    return only


def test_a_macvlan_has_every_default() -> None:
    assert read("use_vmac").use_vmac == Macvlan("vrrp.51", "enp0s8", MAC)
    assert read("").use_vmac is None


def test_the_prefix_of_names_is_global() -> None:
    link = read("use_vmac", "global_defs {\nvmac_prefix red\n}\n").use_vmac
    assert link is not None
    assert link.name == "red.51"


@pytest.mark.parametrize("words", ["vx 02:00:00:00:44:45", "02:00:00:00:44:45 vx"])
def test_name_and_mac_in_any_order(words: str) -> None:
    assert read(f"use_vmac {words}").use_vmac == Macvlan("vx", "enp0s8", OWN, False, False)


def test_five_octets_are_completed_by_the_vrid() -> None:
    link = read("use_vmac 02:00:00:00:44").use_vmac
    assert link is not None
    assert link.mac == bytes((2, 0, 0, 0, 0x44, 51))


def test_an_ipv6_instance_has_the_other_mac() -> None:
    link = read("use_vmac", virtual_ipaddress="virtual_ipaddress {\nfe80::1\n}").use_vmac
    assert link is not None
    assert link.mac == bytes((0, 0, 0x5E, 0, 2, 51))


def test_the_words_of_later_versions() -> None:
    link = read("use_vmac name group group 7 netlink_notify_msg").use_vmac
    assert link == Macvlan("group", "enp0s8", MAC, False, netlink_notify=True, group=7)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("abcdefghijklmnopq", "bad-value"), ("a/b", "bad-value"), ("02:00:00:zz:44", "bad-value"),
        ("02:00:00", "bad-value"), ("00:00:5e:00:01:44", "bad-value"), ("vx vy", "ignored-words"),
        ("group nonsense", "bad-value"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(words: str, code: str) -> None:
    link = read(f"use_vmac {words}").use_vmac
    assert link is not None
    assert (link.name, link.mac) == ("vx" if words == "vx vy" else "vrrp.51", MAC)
    assert (code, 14) in said(instance(f"use_vmac {words}"))


@pytest.mark.parametrize(
    ("lines", "from_base", "complains"),
    [
        ("use_vmac", False, False),
        ("use_vmac\nvmac_xmit_base", True, False),
        ("vmac_xmit_base", False, True),
        (f"use_vmac\n{PEERS}", True, True),
        (f"use_vmac\nvmac_xmit_base\n{PEERS}", True, False),
        ("strict_mode\nuse_vmac\nvmac_xmit_base", False, True),
    ],
)
def test_where_advertisements_are_sent(lines: str, from_base: bool, complains: bool) -> None:
    found = read(lines)
    assert found.vmac_xmit_base is from_base
    assert found.use_vmac is None or found.use_vmac.transmit_from_base is from_base
    assert any(code == "contradiction" for code, _ in said(instance(lines))) is complains


def test_strict_mode_keeps_the_mac_of_the_standard() -> None:
    link = read("strict_mode\nuse_vmac 02:00:00:00:44:45").use_vmac
    assert link is not None
    assert link.mac == MAC


def test_an_ipvlan() -> None:
    address = bytes((192, 168, 56, 7))
    assert read("use_ipvlan ix 192.168.56.7/24 private").use_ipvlan == Ipvlan(
        "ix", "enp0s8", address, 24, IpvlanFlag.PRIVATE, False
    )
    other = read("use_ipvlan vepa 192.168.56.7").use_ipvlan
    assert other == Ipvlan("vrrp.51", "enp0s8", address, 32, IpvlanFlag.VEPA)


def test_an_ipvlan_needs_an_address() -> None:
    assert ("bad-value", 14) in said(instance("use_ipvlan ix"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("garp_extra_if 5", ExtraGarp(5 * 10**9)),
        ("garp_extra_if all 5", ExtraGarp(5 * 10**9, True)),
        ("vmac_garp_intvl 7 all", ExtraGarp(7 * 10**9, True)),
        ("garp_extra_if all", None),
        ("garp_extra_if 86401", None),
        ("", ExtraGarp(9 * 10**9)),
    ],
)
def test_extra_gratuitous_arp(line: str, expected: ExtraGarp | None) -> None:
    assert read(line, "global_defs {\nvrrp_garp_extra_if 9\n}\n").garp_extra_if == expected


def test_a_macvlan_for_an_address_that_stands_on_one_anyway() -> None:
    lines = "virtual_ipaddress {\n10.0.0.1 use_vmac\n10.0.0.2 dev enp0s9 use_vmac\n}"
    text = instance("use_vmac", authentication="", virtual_ipaddress=lines)
    assert [code for code, _ in said(text)] == ["contradiction"]
    assert said(instance(authentication="", virtual_ipaddress=lines)) == []

"""Names of macvlans that the file does not name, and which addresses stand on which. The answers are keepalived's."""

import pytest

from config_texts import instance, node
from standfast.model.virtual_router import VirtualRouter

ELSEWHERE = {"name": "VI_2", "interface": "interface enp0s9"}
IPV4, IPV6 = "virtual_ipaddress {\n10.0.0.1\n}", "virtual_ipaddress {\nfe80::1\n}"


def vmac_instance(lines: str = "use_vmac", **other: str) -> str:
    return instance(lines, authentication="", **other)


def own_names(text: str) -> list[str | None]:
    return [found.vmac.name if found.vmac is not None else None for found in node(text).virtual_routers]


def places(found: VirtualRouter) -> list[str]:
    return [address.interface for address in found.all_addresses]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (vmac_instance(), ["vrrp.51"]),
        (vmac_instance(virtual_ipaddress=IPV6), ["vrrp.51"]),
        (vmac_instance() + vmac_instance(**ELSEWHERE), ["vrrp.51", "vrrp1.51"]),
        (vmac_instance() + vmac_instance(**{**ELSEWHERE, "virtual_ipaddress": IPV6}), ["vrrp.51", "vrrp6.51"]),
        (
            vmac_instance() + vmac_instance(virtual_ipaddress=IPV6, name="VI_2")
            + vmac_instance(**{**ELSEWHERE, "virtual_ipaddress": IPV6, "name": "VI_3"}),
            ["vrrp.51", "vrrp6.51", "vrrp1.51"],
        ),
        (vmac_instance("use_vmac vrrp.51") + vmac_instance(**ELSEWHERE), ["vrrp.51", "vrrp1.51"]),
        ("global_defs {\nvmac_prefix abc\n}\n" + vmac_instance(), ["abc.51"]),
        ("global_defs {\nvmac_prefix abcdefghijklm\n}\n" + vmac_instance(), ["abcdefghijkl.51"]),
    ],
)  # fmt: skip
def test_each_macvlan_has_a_name_of_its_own(text: str, names: list[str]) -> None:
    assert own_names(text) == names


def test_an_address_can_have_a_macvlan_above_its_own_interface() -> None:
    elsewhere = "10.0.0.2 dev enp0s9 use_vmac\n10.0.0.3 dev enp0s9 use_vmac"
    lines = f"virtual_ipaddress {{\n10.0.0.1 use_vmac\n{elsewhere}\n10.0.0.4\n}}"
    (found,) = node(instance(virtual_ipaddress=lines)).virtual_routers
    assert places(found) == ["vrrp.51", "vrrp1.51", "vrrp1.51", "enp0s8"]
    assert [(vmac.name, vmac.parent) for vmac in found.extra_vmacs] == [("vrrp.51", "enp0s8"), ("vrrp1.51", "enp0s9")]
    assert {"vrrp.51", "vrrp1.51", "enp0s9"} <= found.interfaces


def test_addresses_on_other_interfaces_and_of_the_other_family_with_use_vmac_addr() -> None:
    excluded = "virtual_ipaddress_excluded {\nfe80::9\n10.0.0.7\n10.0.0.8 dev enp0s9\n}"
    (found,) = node(vmac_instance(f"use_vmac\nuse_vmac_addr\n{excluded}", virtual_ipaddress=IPV4)).virtual_routers
    assert places(found) == ["vrrp.51", "vrrp6.51", "vrrp.51", "vrrp1.51"]
    assert [vmac.family for vmac in found.extra_vmacs] == [6, 4]


def test_an_excluded_address_of_the_other_family_does_not_stand_on_the_macvlan_of_the_instance() -> None:
    (found,) = node(vmac_instance("use_vmac\nvirtual_ipaddress_excluded {\nfe80::9\n}")).virtual_routers
    assert places(found)[-1] == "enp0s8"


def test_the_macvlans_of_addresses_can_have_a_prefix_of_their_own() -> None:
    prefixes = "global_defs {\nvmac_prefix abc\nvmac_addr_prefix xyz\n}\n"
    lines = "virtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev enp0s9 use_vmac\n}"
    (found,) = node(prefixes + vmac_instance(virtual_ipaddress=lines)).virtual_routers
    assert places(found) == ["abc.51", "xyz.51"]


def test_further_macvlans_are_announced_by_themselves_where_that_is_wanted() -> None:
    lines = "virtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev enp0s9 use_vmac\n10.0.0.3 dev lo\n}"
    for words, expected in (("garp_extra_if 10", {"vrrp1.51"}), ("garp_extra_if all 10", {"vrrp1.51", "lo"})):
        (found,) = node(vmac_instance(f"use_vmac\n{words}", virtual_ipaddress=lines)).virtual_routers
        assert found.extra_garp_interfaces == expected

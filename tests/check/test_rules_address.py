"""Rules about addresses and the host."""

import pytest

from check_texts import HOST, codes, host_address, only, see
from config_texts import instance
from standfast.check.host import Host
from standfast.check.rules_address import address_rules
from standfast.config.diagnostics import Severity


def addresses(*lines: str, **parts: str) -> str:
    return instance(virtual_ipaddress="\n".join(["virtual_ipaddress {", *lines, "}"]), **parts)


def found(text: str, host: Host | None = HOST) -> list[str]:
    return codes(list(address_rules(see(text), host)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("192.168.56.100", []),
        ("192.168.56.100/24", []),
        ("192.168.65.100", ["address-off-subnet"]),
        ("192.168.65.100/24", ["address-off-subnet"]),
        ("192.168.56.0", ["address-reserved"]),
        ("192.168.56.255/24", ["address-reserved"]),
        ("192.168.56.127/25", ["address-reserved"]),
        ("192.168.56.128/31", []),
        ("10.0.2.100", ["address-off-subnet"]),
        ("10.0.2.100 dev enp0s3", []),
        ("192.168.56.101", ["address-is-own"]),
        ("192.168.65.100 dev nosuch", []),
        ("fe80::2/64", []),
    ],
)
def test_an_address_and_the_subnets_of_its_interface(line: str, expected: list[str]) -> None:
    assert found(addresses(line)) == expected


def test_nothing_is_said_about_another_host() -> None:
    assert found(addresses("192.168.65.100"), None) == []
    assert found(addresses("192.168.65.100"), Host({"enp0s8": ()})) == []


def test_another_subnet_with_its_length_is_worth_a_notice_only() -> None:
    (off,) = address_rules(see(addresses("192.168.65.100/24")), HOST)
    assert off.diagnostic.severity is Severity.NOTICE


def test_a_broadcast_address_is_one_on_every_host() -> None:
    assert found(addresses("10.7.7.255/24"), None) == ["address-reserved"]
    assert found(addresses("10.7.7.255"), None) == []


def test_the_owner_has_its_address() -> None:
    assert found(addresses("192.168.56.101", priority="priority 255")) == []


def test_a_master_holds_the_address_without_owning_it() -> None:
    held = Host({"enp0s8": (*HOST.interfaces["enp0s8"], host_address("192.168.56.100/32"))})
    assert found(addresses("192.168.56.100"), held) == []
    leased = Host({"enp0s8": (host_address("192.168.56.100/24", lasting=False),)})
    assert found(addresses("192.168.56.100"), leased) == []


def test_an_address_in_two_instances() -> None:
    text = instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
    twice = only(list(address_rules(see(text), None)), "address-in-two-instances")
    assert "'VI_1'" in twice.diagnostic.message
    assert twice.diagnostic.line > 16


def test_the_finding_names_the_subnets() -> None:
    (off,) = address_rules(see(addresses("192.168.65.100")), HOST)
    assert "192.168.56.0/24" in off.diagnostic.message

"""`vrrp_instance`: keepalived's meaning of its keywords, and what cannot be run."""

import pytest

from config_texts import EXTRA_LINE, errors, findings, instance, router, warnings
from standfast.config.diagnostics import Severity
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_S


def test_the_values_of_the_article() -> None:
    read = router(instance())
    assert (read.name, read.interface, read.virtual_router_id) == ("VI_1", "enp0s8", 51)
    assert (read.priority, read.advert_interval_ns, read.preempt, read.lease) == (100, NS_PER_S, True, True)
    assert read.addresses == (VirtualAddress(bytes((192, 168, 56, 100)), 32, "enp0s8"),)
    assert read.source_address is None


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (instance(interface="interface nope"), "unknown-interface", 3),
        (instance(interface="interface lo"), "loopback", 3),
        (instance(interface=""), "missing-keyword", 1),
        (instance(virtual_router_id=""), "missing-keyword", 1),
        (instance(virtual_router_id="virtual_router_id 300"), "missing-keyword", 1),
    ],
)
def test_what_cannot_be_an_instance_is_refused(text: str, code: str, line: int) -> None:
    assert errors(text) == [(code, line)]


@pytest.mark.parametrize(
    ("state", "priority", "expected", "codes"),
    [
        ("state MASTER", "priority 100", 100, []),
        ("state MASTER", "", 255, ["owner-by-default"]),
        ("state BACKUP", "", 100, []),
        ("", "", 100, []),
        ("state master", "", 100, ["bad-value"]),
        ("state MASTER\nstate BACKUP", "", 255, ["owner-by-default", "contradiction"]),
    ],
)
def test_a_missing_priority_depends_on_the_state(state: str, priority: str, expected: int, codes: list[str]) -> None:
    text = instance(state=state, priority=priority)
    assert router(text).priority == expected
    assert [code for code, _ in warnings(text)] == codes


def test_the_default_priority_is_said() -> None:
    assert findings(instance(priority="")) == [(Severity.NOTICE, "no-priority", 1)]


@pytest.mark.parametrize(
    ("state", "lines", "preempt", "delay_s", "codes"),
    [
        ("BACKUP", "nopreempt", False, 0, []),
        ("BACKUP", "nopreempt\npreempt", True, 0, []),
        ("BACKUP", "preempt_delay 2.5", True, 2.5, []),
        ("BACKUP", "preempt_delay 1001", True, 0, ["bad-value"]),
        ("BACKUP", "nopreempt\npreempt_delay 5", False, 0, ["contradiction"]),
        ("MASTER", "nopreempt", True, 0, ["contradiction"]),
        ("MASTER", "preempt_delay 5", True, 0, ["contradiction"]),
    ],
)
def test_preemption(state: str, lines: str, preempt: bool, delay_s: float, codes: list[str]) -> None:
    text = instance(lines, state=f"state {state}")
    assert (router(text).preempt, router(text).preempt_delay_ns) == (preempt, delay_s * NS_PER_S)
    assert [code for code, _ in warnings(text)] == codes


@pytest.mark.parametrize(
    ("written", "seconds", "codes"),
    [("1", 1, []), ("0.5", 1, ["bad-value"]), ("1.5", 2, ["bad-value"]), ("0.2", 1, ["bad-value"]), ("255", 255, []),
     ("0", 1, ["bad-value"]), ("256", 1, ["bad-value"]), ("abc", 1, ["bad-value"])],
)  # fmt: skip
def test_the_interval_is_whole_seconds(written: str, seconds: int, codes: list[str]) -> None:
    text = instance(advert_int=f"advert_int {written}")
    assert router(text).advert_interval_ns == seconds * NS_PER_S
    assert [code for code, _ in warnings(text)] == codes


def test_several_address_blocks_add_up_in_order() -> None:
    text = instance("virtual_ipaddress {\n192.168.56.98\n}")
    assert [address.address[3] for address in router(text).addresses] == [100, 98]


def test_an_address_listed_twice_stays_in_the_packet_and_is_warned_of() -> None:
    text = instance(virtual_ipaddress="virtual_ipaddress {\n10.0.0.1\n10.0.0.1\n}")
    assert len(router(text).addresses) == 2
    assert warnings(text) == [("duplicate-address", 13)]


def test_an_instance_without_addresses_is_refused_unless_told_otherwise() -> None:
    assert errors(instance(virtual_ipaddress="")) == [("no-address", 1)]
    assert warnings(instance(virtual_ipaddress=""), lenient=True) == [("no-address", 1)]


def test_more_addresses_than_an_advertisement_holds_are_refused() -> None:
    def text(count: int) -> str:
        lines = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(count)]
        return instance(virtual_ipaddress="\n".join(["virtual_ipaddress {", *lines, "}"]))

    assert len(router(text(255)).addresses) == 255
    assert errors(text(256)) == [("too-many-addresses", 1)]


def test_the_source_address() -> None:
    assert router(instance("mcast_src_ip 192.168.56.101")).source_address == bytes((192, 168, 56, 101))
    assert router(instance("mcast_src_ip abc")).source_address is None
    assert warnings(instance("mcast_src_ip abc")) == [("bad-address", EXTRA_LINE)]

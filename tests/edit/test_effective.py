"""What a file comes to: values as the reader takes them, defaults, and where each was written."""

from config_texts import FILE, INTERFACES, instance
from standfast.config.load import load_full_bytes
from standfast.edit.effective import HIDDEN, Block, effective


def root_of(text: str, *, secrets: bool = False) -> Block:
    return effective(load_full_bytes(text.encode(), FILE, interfaces=INTERFACES), secrets=secrets)


def instance_of(text: str) -> Block:
    block = root_of(text).block("vrrp_instance", "VI_1")
    assert block is not None
    return block


def said(block: Block, keyword: str) -> tuple[str, int, str]:
    """Return text, line (0: default) and reason of a value."""
    value = block.value(keyword)
    assert value is not None
    return value.text, value.at.line if value.at else 0, value.because


def test_written_values_know_their_line() -> None:
    block = instance_of(instance())
    assert said(block, "priority") == ("100", 5, "")
    assert said(block, "virtual_router_id") == ("51", 4, "")


def test_defaults_are_filled_in() -> None:
    block = instance_of(instance(advert_int=""))
    assert said(block, "advert_int") == ("1", 0, "")
    assert said(block, "nopreempt") == ("off", 0, "")
    assert said(block, "garp_master_delay") == ("5", 0, "")
    defs = root_of(instance()).block("global_defs")
    assert defs is not None
    assert said(defs, "vrrp_garp_master_repeat") == ("5", 0, "")


def test_an_inherited_value_comes_from_the_line_in_global_defs() -> None:
    text = "global_defs {\nvrrp_garp_master_delay 3\n}\n" + instance()
    assert said(instance_of(text), "garp_master_delay") == ("3", 2, "vrrp_garp_master_delay")
    assert said(instance_of(text), "garp_lower_prio_delay") == ("3", 2, "vrrp_garp_master_delay")


def test_the_value_that_counts_is_shown_not_the_one_written() -> None:
    parts = {"state": "state MASTER", "priority": "priority 300", "advert_int": "advert_int 1.6"}
    block = instance_of(instance("preempt_delay 5", **parts))
    assert said(block, "advert_int") == ("2", 6, "written: 1.6")
    assert said(block, "preempt_delay")[0] == "0"
    assert said(block, "priority") == ("100", 5, "written: 300")
    assert said(instance_of(instance(state="state MASTER", priority="")), "priority")[0] == "255"


def test_the_last_of_two_counts() -> None:
    assert said(instance_of(instance("priority 90")), "priority") == ("90", 14, "")


def test_lines_of_a_list() -> None:
    text = instance(virtual_ipaddress="virtual_ipaddress {\n192.168.56.100\nnonsense\n10.0.0.1/24 dev enp0s9\n}")
    addresses = instance_of(text).block("virtual_ipaddress")
    assert addresses is not None
    assert [(value.text, value.at.line) for value in addresses.values if value.at] == [
        ("192.168.56.100/32 dev enp0s8 scope global", 12),
        ("10.0.0.1/24 dev enp0s9 scope global", 14),
    ]


def test_passwords_are_shown_on_demand_only() -> None:
    for secrets, expected in ((False, HIDDEN), (True, "1111")):
        block = root_of(instance(), secrets=secrets).block("vrrp_instance", "VI_1")
        inner = block.block("authentication") if block else None
        assert inner is not None
        assert said(inner, "auth_pass") == (expected, 9, "")


def test_an_instance_that_keepalived_skips_is_left_out() -> None:
    twice = instance(virtual_router_id="virtual_router_id 52")
    text = instance() + twice + instance(name="VI_2", virtual_router_id="")
    names = [block.name for block in root_of(text).blocks if block.keyword == "vrrp_instance"]
    assert names == ["VI_1"]

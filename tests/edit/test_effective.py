"""What a file comes to: values as the reader takes them, defaults, and where each was written."""

import os

from config_texts import FILE, INTERFACES, instance
from standfast.config.keywords_root import SCHEMA
from standfast.config.load import load_full_bytes
from standfast.edit.effective import HIDDEN, Block, Value, effective


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


_SERVICE = """virtual_server 10.0.0.1 80 {
delay_loop 7
protocol TCP
lb_algo rr
lb_kind DR
real_server 10.0.0.2 80 {
weight 3
TCP_CHECK {
}
MISC_CHECK {
misc_path /bin/true
}
HTTP_GET {
url {
path /
}
}
}
}
"""


def real_server() -> Block:
    service = root_of(instance() + _SERVICE).block("virtual_server", "10.0.0.1 80")
    assert service is not None
    server = service.block("real_server", "10.0.0.2 80")
    assert server is not None
    return server


def test_a_server_and_its_checkers_show_what_they_take_from_around_them() -> None:
    line = instance().count("\n") + 2
    server = real_server()
    assert said(server, "delay_loop") == ("7", line, "that of the virtual_server")
    assert said(server, "lvs_method")[0] == "DR"
    tcp = server.block("TCP_CHECK")
    assert tcp is not None
    assert said(tcp, "delay_loop")[:2] == ("7", line)
    assert said(tcp, "connect_ip")[0] == "10.0.0.2"
    assert said(tcp, "connect_port")[0] == "80"


def test_each_kind_of_checker_has_its_own_defaults() -> None:
    blocks = {block.keyword: block for block in real_server().blocks}
    retries = {name: said(blocks[name], "retry")[0] for name in blocks}
    assert retries == {"TCP_CHECK": "1", "MISC_CHECK": "0", "HTTP_GET": "1"}
    assert said(blocks["HTTP_GET"], "delay_before_retry")[0] == "3"
    assert said(blocks["MISC_CHECK"], "misc_timeout")[0] == "7"
    assert said(blocks["MISC_CHECK"], "misc_path")[2] == ""


def every_value(block: Block) -> list[Value]:
    return [*block.values, *(value for inner in block.blocks for value in every_value(inner))]


def test_a_default_is_a_value_and_not_the_name_of_another_keyword() -> None:
    names = {row.name for row in SCHEMA.rows} - {"vrrp"}  # the prefix of VMACs
    for value in every_value(root_of(instance() + _SERVICE)):
        assert value.at or not value.text.startswith("that of"), value
        assert value.at or value.text not in names, value


def test_what_only_the_running_daemon_knows_is_said_in_words() -> None:
    assert said(instance_of(instance()), "mcast_src_ip") == ("", 0, "the interface's first address")


def test_a_default_that_is_the_hosts_name_is_that_name() -> None:
    defs = root_of(instance()).block("global_defs")
    assert defs is not None
    assert said(defs, "notification_email_from")[0] == f"keepalived@{os.uname().nodename}"

"""A whole file: several blocks, names, what is used."""

from config_texts import errors, findings, instance, load_text, warnings
from standfast.config.diagnostics import Severity

SCRIPT = 'vrrp_script chk {\nscript "/bin/true"\n}\n'


def test_the_router_id() -> None:
    assert load_text("global_defs {\nrouter_id keep_101\n}\n" + instance()).node.router_id == "keep_101"
    assert load_text(instance()).node.router_id


def test_several_global_blocks_add_up_wherever_they_stand() -> None:
    text = "global_defs {\nrouter_id a\n}\n" + instance() + "global_defs {\nvrrp_garp_master_repeat 2\n}\n"
    node = load_text(text).node
    assert (node.router_id, node.virtual_routers[0].garp.master_repeat) == ("a", 2)


def test_two_instances_with_one_virtual_router_id_on_one_interface_are_refused() -> None:
    assert errors(instance() + instance(name="VI_2")) == [("duplicate-vrid", 15)]
    assert errors(instance() + instance(name="VI_2", interface="interface enp0s9")) == []


def test_the_second_of_two_instances_of_one_name_is_skipped() -> None:
    text = instance() + instance(virtual_router_id="virtual_router_id 52")
    assert warnings(text) == [("duplicate-name", 15)]
    assert [router.virtual_router_id for router in load_text(text).node.virtual_routers] == [51]


def test_the_first_of_two_scripts_of_one_name_counts() -> None:
    text = 'vrrp_script chk {\nscript "/bin/false"\n}\n' + SCRIPT + instance("track_script {\nchk\n}")
    assert load_text(text).node.scripts[0].argv == ("/bin/false",)
    assert warnings(text) == [("duplicate-name", 4)]


def test_a_script_that_nobody_tracks_is_not_run() -> None:
    text = SCRIPT + instance()
    assert load_text(text).node.scripts == ()
    assert findings(text) == [(Severity.NOTICE, "unused-script", 1)]


def test_ipv4_and_ipv6_with_one_number_are_two_routers() -> None:
    other = instance(name="VI_6", authentication="", virtual_ipaddress="virtual_ipaddress {\nfe80::1\n}")
    version_3 = other.replace("state", "version 3\nstate")
    assert "duplicate-vrid" not in [code for code, _ in errors(instance() + version_3)]
    assert "duplicate-vrid" in [code for code, _ in errors(other + other.replace("VI_6", "VI_7"))]

"""The effective configuration in print: text that is a configuration file again, and JSON."""

import json

from config_texts import FILE, INTERFACES, instance
from standfast.config.load import load_bytes, load_full_bytes
from standfast.edit.effective import Block, effective
from standfast.edit.render import as_json, as_text

TEXT = """\
global_defs {
script_user root
}
vrrp_script chk {
script "/bin/true '# a'"
interval 2
}
""" + instance("nopreempt\ngarp_master_repeat 2\ntrack_script {\nchk weight 5\n}")


def root() -> Block:
    return effective(load_full_bytes(TEXT.encode(), FILE, interfaces=INTERFACES), secrets=True)


def test_the_text_means_the_same_when_it_is_read_again() -> None:
    again = load_bytes(as_text(root()).encode(), FILE, interfaces=INTERFACES).node
    assert again == load_bytes(TEXT.encode(), FILE, interfaces=INTERFACES).node


def test_each_line_of_text_says_where_it_is_from() -> None:
    lines = {line.partition(" #")[0].strip(): line.partition("# ")[2] for line in as_text(root()).splitlines()}
    assert lines["interval 2"] == f"{FILE}:6"
    assert lines["garp_master_refresh 0"] == "default"
    assert lines["192.168.56.100/32 dev enp0s8 scope global"] == f"{FILE}:19"


def test_json() -> None:
    found = json.loads(json.dumps(as_json(root())))
    assert found["vrrp_instance"]["VI_1"]["priority"] == {"value": "100", "from": f"{FILE}:12"}
    assert found["vrrp_instance"]["VI_1"]["track_script"] == [{"value": "chk weight 5", "from": f"{FILE}:24"}]
    assert found["vrrp_script"]["chk"]["rise"] == {"value": "1", "from": None}


def test_blocks_that_stand_several_times_are_an_array() -> None:
    urls = "HTTP_GET {\nurl {\npath /a\n}\nurl {\npath /b\n}\n}"
    text = f"virtual_server 10.0.0.1 80 {{\nprotocol TCP\nreal_server 10.0.0.2 80 {{\n{urls}\n}}\n}}\n" + instance()
    found = json.loads(json.dumps(as_json(effective(load_full_bytes(text.encode(), FILE, interfaces=INTERFACES)))))
    (checker,) = found["virtual_server"]["10.0.0.1 80"]["real_server"]["10.0.0.2 80"]["HTTP_GET"]
    assert [url["path"]["value"] for url in checker["url"]] == ["/a", "/b"]

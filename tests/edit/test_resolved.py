"""Values of the model as text."""

import pytest

from standfast.config.keywords_root import SCHEMA
from standfast.edit.resolved import (
    address_text,
    command_text,
    line_key,
    peer_text,
    quoted,
    tracked_text,
    value_text,
    weight_text,
)
from standfast.model.network import Address, UnicastPeer
from standfast.model.track import Tracked
from standfast.model.values import Command, Weight
from standfast.units import NS_PER_S


@pytest.mark.parametrize(
    ("block", "keyword", "value", "text"),
    [
        ("vrrp_instance", "advert_int", NS_PER_S, "1"),
        ("vrrp_instance", "advert_int", NS_PER_S // 4, "0.25"),
        ("vrrp_instance", "priority", 100, "100"),
        ("vrrp_instance", "accept", True, "on"),
        ("vrrp_instance", "interface", "eth0", "eth0"),
        ("vrrp_instance", "mcast_src_ip", None, None),
        ("vrrp_instance", "notify", Command(("/x", "a b"), "root"), "\"/x 'a b'\" root"),
        ("vrrp_instance", "virtual_ipaddress", (Address(bytes(4), 32, "eth0"),), None),
        ("global_defs", "min_auto_priority_delay", NS_PER_S, "1000000"),
        ("global_defs", "script_user", ("root", "adm"), "root adm"),
        ("vrrp_track_process", "weight", Weight(-5, True), "-5 reverse"),
    ],
)
def test_a_value_is_written_as_in_the_file(block: str, keyword: str, value: object, text: str | None) -> None:
    row = SCHEMA.find(block, keyword)
    assert row is not None
    assert value_text(row, value) == text


def test_lines() -> None:
    broadcast = bytes((10, 0, 0, 255))
    address = Address(bytes((10, 0, 0, 1)), 24, "eth0", label="eth0:1", broadcast=broadcast, tracked=False)
    assert address_text(address) == "10.0.0.1/24 brd 10.0.0.255 dev eth0 scope global label eth0:1 no_track"
    assert peer_text(UnicastPeer("10.0.0.2", max_ttl=9)) == "10.0.0.2 max_ttl 9"
    assert command_text(Command(("/bin/true",), None)) == '"/bin/true"'
    assert weight_text(Weight(3)) == "3"


def test_a_line_without_a_weight_takes_that_of_what_it_tracks() -> None:
    assert tracked_text(Tracked("chk", None, False), Weight(7)) == "chk weight 7"
    assert tracked_text(Tracked("chk", 5, True), Weight(7)) == "chk weight 5 reverse"
    assert tracked_text(Tracked("eth1", None, False)) == "eth1 weight 0"


@pytest.mark.parametrize(("word", "text"), [("a", "a"), ("", '""'), ("a b", '"a b"'), ("a#b", '"a#b"')])
def test_quotes_where_the_reader_needs_them(word: str, text: str) -> None:
    assert quoted(word) == text


def test_a_line_of_a_list_is_known_by_its_address_or_its_word() -> None:
    assert line_key("10.0.0.1/24") == line_key("10.0.0.1") == "0a000001"
    assert line_key("fe80::1") == line_key("FE80:0::1")
    assert line_key("chk") == "chk"

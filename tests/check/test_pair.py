"""Two nodes held against each other."""

from pathlib import Path

import pytest

from check_texts import check_text, codes, only
from config_texts import instance
from standfast.check.finding import Finding
from standfast.check.pair import interval, match, pair_findings
from standfast.check.view import view
from standfast.config.diagnostics import Severity

A = "global_defs {\nrouter_id a\n}\n"
B = "global_defs {\nrouter_id b\n}\n"
LOWER = {"priority": "priority 80"}


def pair(folder: Path, first: str, second: str) -> tuple[Finding, ...]:
    checked = [check_text(folder, text, None, name) for text, name in ((first, "A.conf"), (second, "B.conf"))]
    return pair_findings(checked[0], checked[1])


def test_a_good_pair_gives_nothing_to_say(tmp_path: Path) -> None:
    assert pair(tmp_path, A + instance(), B + instance(**LOWER)) == ()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"virtual_router_id": "virtual_router_id 52"}, "pair-instance"),
        ({"advert_int": "advert_int 3"}, "pair-advert-int"),
        ({"extra": "version 3"}, "pair-version"),
        ({"authentication": ""}, "pair-authentication"),
        ({"authentication": "authentication {\nauth_type PASS\nauth_pass 2222\n}"}, "pair-authentication"),
        ({"extra": "nopreempt"}, "pair-preempt"),
        ({"extra": "mcast_dst_ip 224.0.0.99"}, "pair-transport"),
        ({"extra": "unicast_peer {\n10.0.0.1\n}"}, "pair-transport"),
        ({"priority": "priority 100"}, "pair-priority"),
    ],
)
def test_every_disagreement_is_told_with_both_places(tmp_path: Path, parts: dict[str, str], code: str) -> None:
    found = only(pair(tmp_path, A + instance(), B + instance(**{**LOWER, **parts})), code)
    assert found.diagnostic.file.endswith("A.conf")
    assert found.other is not None
    assert found.other.file.endswith("B.conf")
    assert "1111" not in str(found.diagnostic)
    assert "2222" not in str(found.diagnostic)


def test_an_address_that_one_node_does_not_have(tmp_path: Path) -> None:
    more = {"virtual_ipaddress": "virtual_ipaddress {\n192.168.56.100\n192.168.56.200\n}"}
    found = only(pair(tmp_path, A + instance(), B + instance(**LOWER, **more)), "pair-address")
    assert found.diagnostic.file.endswith("B.conf")
    assert "192.168.56.200" in found.diagnostic.message
    assert found.diagnostic.severity is Severity.ERROR


def test_an_instance_without_a_partner(tmp_path: Path) -> None:
    two = instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52", virtual_ipaddress="")
    found = only(pair(tmp_path, A + two, B + instance(**LOWER)), "pair-instance")
    assert "'VI_2'" in found.diagnostic.message


def test_instances_belong_together_by_their_virtual_router_id_not_their_name(tmp_path: Path) -> None:
    assert pair(tmp_path, A + instance(), B + instance(name="OTHER", **LOWER)) == ()


def test_the_same_router_id_on_both_nodes(tmp_path: Path) -> None:
    assert codes(pair(tmp_path, A + instance(), A + instance(**LOWER))) == ["pair-router-id"]


def test_a_check_that_only_one_node_has(tmp_path: Path) -> None:
    script = 'vrrp_script chk {\nscript "/bin/true"\n}\n'
    found = only(
        pair(tmp_path, A + script + instance("track_script {\nchk\n}"), B + instance(**LOWER)), "pair-checks"
    )
    assert found.diagnostic.severity is Severity.NOTICE


def test_an_interval_counts_as_the_version_counts_it() -> None:
    from check_texts import see

    assert interval(see(instance(advert_int="advert_int 0.4")).instances[0]) == "1 s"
    assert interval(see(instance("version 3", advert_int="advert_int 0.4")).instances[0]) == "0.4 s"
    assert interval(see(instance(advert_int="advert_int x")).instances[0]) == "1 s"


def test_nothing_matches_nothing() -> None:
    assert match(view("a", ()), view("b", ())) == ([], [])


def test_places_are_those_of_the_file_and_not_of_its_mended_text(tmp_path: Path) -> None:
    script = 'vrrp_script c {\nscript "/bin/true"\n'  # its brace is missing
    first, second = A + script + instance("track_script {\nc\n}"), "vrrp_script d {\n" + B + instance(**LOWER)
    found = only(pair(tmp_path, first, second), "pair-checks")
    lines = [first.split("\n"), second.split("\n")]
    assert lines[0][found.diagnostic.line - 1] == "c"
    assert found.other is not None
    assert lines[1][found.other.line - 1].startswith("vrrp_instance")


def unicast(source: str, *peers: str) -> str:
    return "\n".join([f"unicast_src_ip {source}", "unicast_peer {", *peers, "}"])


def test_unicast_peers_that_do_not_name_each_other(tmp_path: Path) -> None:
    first = A + instance(unicast("10.0.0.1", "10.0.0.2"))
    assert pair(tmp_path, first, B + instance(unicast("10.0.0.2", "10.0.0.1"), **LOWER)) == ()
    found = only(pair(tmp_path, first, B + instance(unicast("10.0.0.2", "10.0.0.9"), **LOWER)), "pair-transport")
    assert found.diagnostic.file.endswith("B.conf")
    assert "10.0.0.9" in found.diagnostic.message
    assert "10.0.0.1" in found.diagnostic.suggestion


def test_what_only_one_node_has_is_said_in_english(tmp_path: Path) -> None:
    found = only(
        pair(tmp_path, A + instance("unicast_peer {\n10.0.0.1\n}"), B + instance(**LOWER)), "pair-transport"
    )
    assert "A.conf has unicast_peer" in found.diagnostic.message
    assert "B.conf has not" in found.diagnostic.message


def test_one_address_with_two_lengths(tmp_path: Path) -> None:
    short = {"virtual_ipaddress": "virtual_ipaddress {\n192.168.56.100/24\n}"}
    found = only(pair(tmp_path, A + instance(), B + instance(**LOWER, **short)), "pair-address")
    assert "/32" in found.diagnostic.message
    assert "/24" in found.diagnostic.message


def test_a_sync_group_on_one_node_only(tmp_path: Path) -> None:
    def two(**parts: str) -> str:
        other = {"virtual_router_id": "virtual_router_id 52", "virtual_ipaddress": "virtual_ipaddress {\n10.0.0.7\n}"}
        return instance(**parts) + instance(name="VI_2", **{**parts, **other})

    group = "vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\n}\n"
    assert pair(tmp_path, A + group + two(), B + group + two(**LOWER)) == ()
    found = only(pair(tmp_path, A + group + two(), B + two(**LOWER)), "pair-group")
    assert "with 'VI_2'" in found.diagnostic.message
    assert "alone" in found.diagnostic.message

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

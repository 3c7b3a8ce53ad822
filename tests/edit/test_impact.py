"""The rules behind `standfast diff`."""

import pytest

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import Treatment
from standfast.edit.impact import Impact, rule


@pytest.mark.parametrize(
    ("block", "path", "impact"),
    [
        ("vrrp_instance", ("priority",), Impact.MAY_MOVE),
        ("vrrp_instance", ("authentication", "auth_pass"), Impact.MAY_MOVE),
        ("vrrp_instance", ("garp_master_repeat",), Impact.IN_PLACE),
        ("vrrp_instance", ("track_script", "chk"), Impact.MAY_MOVE),
        ("vrrp_script", ("script",), Impact.MAY_MOVE),
        ("vrrp_script", ("rise",), Impact.IN_PLACE),
        ("global_defs", ("net_namespace",), Impact.RESTART),
        ("", ("net_namespace",), Impact.RESTART),
        ("global_defs", ("router_id",), Impact.IN_PLACE),
    ],
)
def test_rules(block: str, path: tuple[str, ...], impact: Impact) -> None:
    assert rule(block, path).impact is impact


def test_what_nodes_must_agree_on_never_changes_quietly() -> None:
    for keyword in ("advert_int", "auth_type", "auth_pass", "version", "mcast_dst_ip", "unicast_peer"):
        assert rule("vrrp_instance", (keyword,)).impact >= Impact.MAY_MOVE


def test_every_rule_is_about_a_keyword() -> None:
    for row in SCHEMA.rows:
        if row.block == "vrrp_script" and row.treatment is Treatment.ACTED_ON:
            assert rule("vrrp_script", (row.name,)).impact >= Impact.IN_PLACE

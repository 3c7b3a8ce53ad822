"""keepalived.json as 2.2.7 writes it."""

import json

from dumps import read
from standfast.dump.json_text import json_text

TEXT = """
vrrp_track_process tp {
 process sleep 9
 param_match initial
 quorum 2
}
vrrp_instance VI_1 {
 interface v0
 virtual_router_id 51
 priority 100
 authentication {
  auth_type PASS
  auth_pass 1111
 }
 virtual_ipaddress {
  10.9.9.9/24 label v0:1
 }
 virtual_routes {
  10.10.0.0/16 via 10.9.9.2 dev v0
 }
 track_process {
  tp
 }
 notify_master "/usr/bin/true z"
}
"""


def test_an_instance_has_keepalived_s_keys_in_its_order() -> None:
    (one,) = json.loads(json_text(*read(TEXT)))
    data = one["data"]
    assert list(data)[:8] == [
        "iname", "dont_track_primary", "skip_check_adv_addr", "strict_mode", "vmac_ifname", "ifp_ifname",
        "master_priority", "last_transition",
    ]  # fmt: skip
    assert (data["state"], data["vipset"], data["adver_int"], data["auth_type"]) == (2, True, 1, 1)
    assert data["last_transition"] == 1795417969.021713
    assert data["script_master"] == "'/usr/bin/true' 'z'"
    assert data["vips"] == ["10.9.9.9/24 dev v0 scope global label v0:1 set"]
    assert data["vroutes"] == ["prepend 10.10.0.0/16 via inet 10.9.9.2 dev v0 proto 18"]
    assert len(one["stats"]) == 14


def test_a_backup_holds_nothing() -> None:
    (one,) = json.loads(json_text(*read(TEXT, "BACKUP")))
    assert (one["data"]["state"], one["data"]["vipset"]) == (1, False)
    assert one["data"]["vips"] == ["10.9.9.9/24 dev v0 scope global label v0:1"]


def test_the_password_is_stars_and_a_slash_is_escaped() -> None:
    text = json_text(*read(TEXT))
    assert "1111" not in text
    assert '"auth_data":"********"' in text
    assert r"10.9.9.9\/24" in text
    assert "\n" not in text


def test_version_2_has_the_processes_too() -> None:
    whole = json.loads(json_text(*read("global_defs {\n json_version 2\n}\n" + TEXT)))
    assert list(whole) == ["vrrp", "track_process"]
    (process,) = whole["track_process"]
    assert (process["process"], process["min_processes"], process["have_quorum"]) == ("tp", 2, False)

"""What a file names outside its instances: scripts of groups, and pipes."""

from config_texts import instance, node

SECURE = "script_user root\n"
GROUP = """\
vrrp_sync_group VG {
group {
VI_1
VI_2
}
notify_master "/bin/true group"
}
"""


def test_a_group_has_scripts_of_its_own() -> None:
    text = GROUP + instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
    (group,) = node(f"global_defs {{\n{SECURE}}}\n" + text).sync_groups
    assert group.notify is not None
    assert group.notify.master is not None
    assert group.notify.master.argv[1:] == ("group",)
    assert group.notify.backup is None


def test_most_files_name_nothing() -> None:
    settings = node(instance()).settings
    assert settings.fifos == ()

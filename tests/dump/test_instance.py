"""One instance of the section VRRP Topology."""

from dumps import read
from standfast.dump.instance import instance_lines

TEXT = """
vrrp_instance VI_1 {
 interface v0
 virtual_router_id 51
 priority 100
 authentication {
  auth_type PASS
  auth_pass 1111
 }
 virtual_ipaddress {
  10.9.9.9
 }
 notify "/usr/bin/true y"
}
"""


def test_state_and_settings_have_keepalived_s_words() -> None:
    snapshot, configuration = read(TEXT, "BACKUP")
    lines = list(instance_lines(snapshot.routers[0], snapshot, configuration.instances[0], "VG"))
    assert lines[:4] == [" VRRP Instance = VI_1", "   VRRP Version = 2", "   Sync group = VG", "   State = BACKUP"]
    assert "   Master down timer = 3609375 usecs" in lines
    assert "   Password = ********" in lines
    assert "     10.9.9.9 dev v0 scope global" in lines
    assert any(
        line.startswith("   Generic state transition script = '/usr/bin/true' 'y', uid:gid ") for line in lines
    )

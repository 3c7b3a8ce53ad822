"""The sections of sockets, sync groups and trackers."""

from dumps import read
from standfast.dump.tracking import tracking_lines

TEXT = """
vrrp_script chk {
 script "/usr/bin/true"
 weight -30
 user root
}
vrrp_instance VI_1 {
 interface v0
 virtual_router_id 51
 track_script {
  chk
 }
 virtual_ipaddress {
  10.9.9.9
 }
}
"""


def test_sockets_and_scripts_are_listed_with_their_instances() -> None:
    lines = list(tracking_lines(*read(TEXT)))
    assert lines[0] == "------< VRRP Sockpool >------"
    assert "     VI_1 vrid 51" in lines
    start = lines.index("------< VRRP Scripts >------")
    assert lines[start + 1 : start + 3] == [" VRRP Script = chk", "   Command = '/usr/bin/true'"]
    assert "     VI_1, weight -30" in lines[start:]

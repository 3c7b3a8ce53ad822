"""The section Interfaces."""

from dumps import read
from standfast.dump.interfaces import interface_lines

TEXT = "vrrp_instance VI_1 {\n interface v0\n virtual_router_id 51\n virtual_ipaddress {\n 10.9.9.9\n }\n}\n"


def test_each_interface_tells_its_state_and_who_watches_it() -> None:
    snapshot, _ = read(TEXT)
    lines = list(interface_lines(snapshot))
    assert lines[1:6] == [
        " Name = lo", "   index = 1", "   IPv4 address = 127.0.0.1", "   IPv6 address = (none)",
        "   State = UP, RUNNING, no broadcast, loopback, no multicast",
    ]  # fmt: skip
    assert "   MAC = 66:2c:8c:17:be:ba" in lines
    assert lines[-2:] == ["   Tracking VRRP instances :", "     VI_1, weight 0"]

"""keepalived.data as a whole; that it is line by line as keepalived's is a test of interoperation."""

from dumps import read
from standfast.dump.data import data_text, parent_text

TEXT = """
static_routes {
 10.78.0.0/16 via 10.9.9.2 dev v0
}
vrrp_instance VI_1 {
 interface v0
 virtual_router_id 51
 virtual_ipaddress {
  10.9.9.9
 }
}
"""


def test_the_sections_follow_each_other_as_there() -> None:
    lines = data_text(*read(TEXT)).splitlines()
    assert [line.strip("-<> ") for line in lines if line.startswith("------<")] == [
        "Global definitions", "Static Routes", "VRRP Topology", "VRRP Sockpool", "Interfaces",
    ]  # fmt: skip
    assert "     prepend 10.78.0.0/16 via inet 10.9.9.2 dev v0 proto 18" in lines


def test_the_parent_s_file_has_the_definitions_only() -> None:
    assert [line for line in parent_text(*read(TEXT)).splitlines() if line.startswith("---")] == [
        "------< Global definitions >------"
    ]

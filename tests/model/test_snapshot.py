"""The picture of a node: what can be derived from it."""

from dumps import CHANGED_NS, WALL_OFFSET_NS, read

TEXT = "vrrp_instance VI_1 {\n interface v0\n virtual_router_id 51\n virtual_ipaddress {\n 10.9.9.9\n }\n}\n"


def test_only_a_master_holds_its_addresses_and_times_become_times_of_day() -> None:
    assert [read(TEXT, state)[0].routers[0].is_master for state in ("MASTER", "BACKUP")] == [True, False]
    assert read(TEXT)[0].wall_ns(CHANGED_NS) == CHANGED_NS + WALL_OFFSET_NS

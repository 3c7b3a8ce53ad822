"""The section of global definitions."""

from dumps import read
from standfast.dump.definitions import definition_lines

INSTANCE = "vrrp_instance VI_1 {\n interface v0\n virtual_router_id 51\n virtual_ipaddress {\n 10.9.9.9\n }\n}\n"


def test_what_was_written_is_printed_and_the_rest_has_its_defaults() -> None:
    lines = list(definition_lines(*read("global_defs {\n router_id nodeA\n}\n" + INSTANCE), parent=False))
    assert " Router ID = nodeA" in lines
    assert " Gratuitous ARP repeat = 5" in lines
    assert " Default interface = eth0" in lines


def test_the_parent_prints_what_it_has_not_resolved() -> None:
    lines = list(definition_lines(*read(INSTANCE), parent=True))
    assert " Gratuitous ARP lower priority delay = 4294967295" in lines
    assert not any(line.startswith(" Default interface") for line in lines)

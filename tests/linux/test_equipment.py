"""A node gets what its configuration needs, at the start and at a reload, nothing else; the end leaves nothing."""

import json
import select
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_child import in_child
from netlab import INTERFACE, Host, wait_for
from standfast.core.events import FileChanged, ProcessesChanged
from standfast.linux.equipment import Equipment
from standfast.model.node import Node, NodeSettings
from standfast.model.notify import NotifyFifo
from standfast.model.track import BfdSession, TrackedItem, TrackFile, TrackKind, TrackProcess
from standfast.model.virtual_router import VirtualAddress, VirtualRouter, Vmac
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

VIP = VirtualAddress(parse_address("192.168.56.100"), 32, INTERFACE)
PLAIN = VirtualRouter("VI_1", INTERFACE, 51, 100, 10**9, (VIP,))
PLAIN_NODE = Node("node", (PLAIN,))
VMAC = Vmac("vrrp.52", INTERFACE)
# What a plain node of version 2 does without.
ON_DEMAND = {
    "raw_sockets_ipv6", "socket_filter", "sysctl", "vmac", "routing", "route_messages", "firewall", "notifier",
    "bfd_sockets", "file_watch", "process_watch", "process_match", "proc_connector",
}  # fmt: skip


def full_node(folder: Path) -> Node:
    demanding = VirtualRouter(
        "VI_2",
        INTERFACE,
        52,
        100,
        10**9,
        (VirtualAddress(parse_address("192.168.56.99"), 32, "vrrp.52"),),
        version=3,
        accept=False,
        vmac=VMAC,
        tracked=(TrackedItem(TrackKind.INTERFACE, "eth7", 0),),
    )
    return Node(
        "node",
        (PLAIN, demanding),
        files=(TrackFile("f", str(folder / "number")),),
        processes=(TrackProcess("p", ("no-such-program",), None, False, 1, None, 0, 0, 0),),
        bfd_sessions=(BfdSession("b", parse_address("192.168.56.102"), None, 1, 1, 1, 3, False, 255, 0, False),),
        settings=NodeSettings(nftables_table="standfast-equip", fifos=(NotifyFifo(str(folder / "fifo")),)),
    )


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    made = Equipment(lambda line: None, str(tmp_path / "journal"))
    yield made
    made.close()


def names(host: Host) -> list[str]:
    return [one["ifname"] for one in json.loads(host.run("ip", "-json", "link").stdout)]


def test_a_full_node_is_made_and_unmade(host: Host, tmp_path: Path) -> None:
    (tmp_path / "number").write_text("7")
    before = names(host), len(list(Path("/proc/self/fd").iterdir()))
    equipment = Equipment(lambda line: None, str(tmp_path / "journal"))
    equipment.prepare(full_node(tmp_path))
    assert "vrrp.52" in names(host)
    assert "standfast-equip" in host.run("nft", "list", "tables").stdout
    assert (tmp_path / "fifo").is_fifo()
    assert equipment.files_read == (FileChanged("f", 7),)
    assert equipment.processes_counted == (ProcessesChanged("p", 0),)
    assert {change.interface for change in equipment.host.reported} == {INTERFACE, "vrrp.52", "eth7"}
    with pytest.raises(OSError, match="in use"), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 3784))
    equipment.prepare(full_node(tmp_path))
    equipment.close()
    assert (names(host), len(list(Path("/proc/self/fd").iterdir()))) == before
    assert "standfast-equip" not in host.run("nft", "list", "tables").stdout
    assert not (tmp_path / "fifo").exists()
    assert not (tmp_path / "journal").exists()


def test_a_plain_node_loads_nothing_that_it_does_not_need(host: Host, tmp_path: Path) -> None:
    def loaded() -> set[str]:
        for name in [name for name in sys.modules if name.startswith("standfast.linux.")]:
            del sys.modules[name]
        from standfast.linux.equipment import Equipment as Fresh

        Fresh(lambda line: None, str(tmp_path / "journal")).prepare(PLAIN_NODE)
        return {name.removeprefix("standfast.linux.") for name in sys.modules if name.startswith("standfast.linux.")}

    assert not in_child(loaded) & ON_DEMAND


def test_a_reload_opens_and_closes_what_the_difference_is(equipment: Equipment, tmp_path: Path) -> None:
    equipment.prepare(PLAIN_NODE)
    equipment.prepare(full_node(tmp_path))
    (tmp_path / "number").write_text("8")
    told: list[object] = []

    def is_told() -> bool:
        select.select([equipment.sources._epoll], [], [], 1)
        told.extend(event for source in equipment.sources.wait() for event in source.read(64))
        return FileChanged("f", 8) in told

    wait_for(is_told, "the file's change")
    equipment.prepare(PLAIN_NODE)
    assert not (tmp_path / "fifo").exists()
    assert (equipment.files_read, equipment.processes_counted) == ((), ())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 3784))


def test_what_the_host_refuses_is_said_and_the_rest_goes_on(host: Host, tmp_path: Path) -> None:
    lines: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 3784))
        equipment = Equipment(lambda line: lines.append(line.message), str(tmp_path / "journal"))
        equipment.prepare(full_node(tmp_path))
    assert equipment.processes_counted == (ProcessesChanged("p", 0),)
    equipment.close()
    assert [line for line in lines if line.startswith("BFD will not work")]


def test_the_end_of_a_killed_one_is_tidied_up_at_the_next_start(host: Host, tmp_path: Path) -> None:
    def prepare_and_die() -> None:
        Equipment(lambda line: None, str(tmp_path / "journal")).prepare(full_node(tmp_path))

    in_child(prepare_and_die)
    assert "vrrp.52" in names(host)
    equipment = Equipment(lambda line: None, str(tmp_path / "journal"))
    equipment.prepare(PLAIN_NODE)
    assert "vrrp.52" not in names(host)
    assert "standfast-equip" not in host.run("nft", "list", "tables").stdout
    assert not (tmp_path / "journal").exists()
    equipment.close()

"""`no_accept` with the real nftables: what is blocked, what is not, and that nothing is left."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_child import in_child
from netlab import INTERFACE, Host, Lan
from standfast.core.effects import BlockAddresses, UnblockAddresses
from standfast.linux.equipment import Equipment
from standfast.linux.firewall import Firewall
from standfast.model.node import NodeSettings
from standfast.model.virtual_router import VirtualAddress
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

KEY = (INTERFACE, 51, 4)
VIP = VirtualAddress(parse_address("192.168.56.100"), 24, INTERFACE)
VIP_6 = VirtualAddress(parse_address("2001:db8::100"), 64, INTERFACE, flags=2)
LINK_LOCAL = VirtualAddress(parse_address("fe80::100"), 64, INTERFACE, flags=2)
ALL = (VIP, VIP_6, LINK_LOCAL)
SETTINGS = NodeSettings(nftables_table="standfast-test", nftables_counters=True)


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    made = Equipment(lambda line: None, str(tmp_path / "journal"))
    host.ip(f"addr add 2001:db8::101/64 dev {INTERFACE} nodad")
    yield made
    made.addresses.remove(ALL)
    host.ip(f"addr del 2001:db8::101/64 dev {INTERFACE}")
    made.close()
    assert "standfast-test" not in host.run("nft", "list", "tables").stdout


@pytest.fixture
def firewall(equipment: Equipment) -> Firewall:
    equipment.firewall.prepare(SETTINGS)
    return equipment.firewall


def answers(host: Host, address: str) -> bool:
    """Whether a TCP connection from `host` is at least refused: nobody listens anywhere."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with host.network(), socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect((address, 9))
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            return False
    raise AssertionError("somebody listens there")


def elements(host: Host) -> str:
    return host.run("nft", "list", "table", "inet", "standfast-test").stdout


def test_a_blocked_address_does_not_answer_until_it_is_let_go(
    lan: Lan, equipment: Equipment, firewall: Firewall
) -> None:
    equipment.addresses.add(ALL, None)
    lan.hosts[1].ip(f"addr add 2001:db8::102/64 dev {INTERFACE} nodad")
    peers = ("192.168.56.100", "2001:db8::100")
    assert {address: answers(lan.hosts[1], address) for address in peers} == dict.fromkeys(peers, True)
    firewall.run(BlockAddresses(KEY, ALL))
    assert not any(answers(lan.hosts[1], address) for address in peers)
    assert answers(lan.hosts[1], "192.168.56.101"), "the host itself answers"
    neighbours = lan.hosts[1].run("ip", "-6", "neigh", "show", "2001:db8::100").stdout
    assert "lladdr" in neighbours
    assert "FAILED" not in neighbours, "neighbour discovery goes through"
    firewall.run(UnblockAddresses(KEY, ALL))
    assert {address: answers(lan.hosts[1], address) for address in peers} == dict.fromkeys(peers, True)
    lan.hosts[1].ip(f"addr del 2001:db8::102/64 dev {INTERFACE}")


def test_each_kind_of_address_is_in_its_set(host: Host, firewall: Firewall) -> None:
    firewall.run(BlockAddresses(KEY, ALL))
    shown = elements(host)
    assert "192.168.56.100" in shown
    assert "2001:db8::100" in shown
    assert f'fe80::100 . "{INTERFACE}"' in shown
    assert "counter" in shown
    firewall.run(BlockAddresses(KEY, ALL))
    firewall.run(UnblockAddresses(KEY, ALL))
    firewall.run(UnblockAddresses(KEY, ALL))
    assert "elements" not in elements(host).replace("elements = { nd-", "")


def test_becoming_master_does_not_wait_for_a_program(firewall: Firewall) -> None:
    many = tuple(VirtualAddress(bytes((10, 4, n // 250, n % 250)), 32, INTERFACE) for n in range(1500))
    firewall.run(BlockAddresses(KEY, many[:1]))
    started_s = time.monotonic()
    for _ in range(10):
        firewall.run(BlockAddresses(KEY, (VIP,)))
        firewall.run(UnblockAddresses(KEY, (VIP,)))
    assert time.monotonic() - started_s < 0.5
    firewall.run(BlockAddresses(KEY, many))
    firewall.run(UnblockAddresses(KEY, many))


def test_without_a_table_the_refusal_is_told(equipment: Equipment) -> None:
    with pytest.raises(OSError, match="no table"):
        equipment.firewall.run(BlockAddresses(KEY, ALL))
    equipment.firewall.run(UnblockAddresses(KEY, ALL))


def block_and_die(folder: Path) -> None:
    """Be a predecessor that was killed."""
    dead = Equipment(lambda line: None, str(folder / "journal"))
    dead.firewall.prepare(SETTINGS)
    dead.firewall.run(BlockAddresses(KEY, ALL))


def test_a_successor_removes_a_dead_processs_table(host: Host, tmp_path: Path) -> None:
    in_child(lambda: block_and_die(tmp_path))
    successor = Equipment(lambda line: None, str(tmp_path / "journal"))
    successor.firewall.sweep()
    assert "standfast-test" not in host.run("nft", "list", "tables").stdout
    successor.close()


def test_a_predecessors_table_is_replaced_by_an_empty_one(host: Host, tmp_path: Path) -> None:
    in_child(lambda: block_and_die(tmp_path))
    assert "192.168.56.100" in elements(host)
    successor = Equipment(lambda line: None, str(tmp_path / "journal"))
    successor.firewall.prepare(SETTINGS)
    assert "192.168.56.100" not in elements(host)
    successor.close()


def test_a_name_that_nft_refuses_is_said(host: Host, tmp_path: Path) -> None:
    lines: list[str] = []
    equipment = Equipment(lambda line: lines.append(line.message), str(tmp_path / "journal"))
    equipment.firewall.prepare(NodeSettings(nftables_table="no name"))
    assert lines
    assert "nft" in lines[0]
    equipment.close()

"""Virtual addresses of both families with all that a configuration says of them; `ip` and the wire are the judges.

Leases, renewals, failures and IPv4's gratuitous ARP are tested with the effects, in test_executor.py.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netlab import INTERFACE, Frame, Host, Lan, Wire, wait_for
from standfast.linux.equipment import Equipment
from standfast.model.virtual_router import VirtualAddress
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

NODAD, HOME, NO_PREFIX_ROUTE = 0x02, 0x10, 0x200
VIP_6 = VirtualAddress(parse_address("2001:db8::100"), 64, INTERFACE, flags=NODAD)
DEPRECATED = VirtualAddress(parse_address("2001:db8::101"), 128, INTERFACE, flags=NODAD, preferred_lft_s=0)
WITH_DAD = VirtualAddress(parse_address("2001:db8::102"), 64, INTERFACE)
PEER = VirtualAddress(parse_address("10.8.1.1"), 30, INTERFACE, peer=parse_address("10.8.2.1"))
FLAGGED = VirtualAddress(parse_address("10.8.3.1"), 24, INTERFACE, flags=NO_PREFIX_ROUTE)
ALL = (VIP_6, DEPRECATED, WITH_DAD, PEER, FLAGGED)


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    made = Equipment(lambda line: None, str(tmp_path / "journal"))
    yield made
    made.addresses.remove(ALL)
    made.close()


def shown(host: Host) -> dict[str, dict[str, Any]]:
    (link,) = json.loads(host.run("ip", "-json", "addr", "show", "dev", INTERFACE).stdout)
    return {entry["local"]: entry for entry in link["addr_info"]}


def test_ipv6_addresses_are_usable_at_once_and_leased(host: Host, equipment: Equipment) -> None:
    equipment.addresses.add((VIP_6, DEPRECATED, WITH_DAD), 40)
    found = shown(host)
    vip, deprecated, with_dad = (found[f"2001:db8::{number}"] for number in (100, 101, 102))
    assert vip["nodad"]
    assert "tentative" not in vip
    assert (vip["prefixlen"], deprecated["prefixlen"]) == (64, 128)
    assert all(30 < one["valid_life_time"] <= 40 for one in (vip, deprecated, with_dad))
    assert deprecated["deprecated"]
    assert with_dad["tentative"]
    equipment.addresses.add((VIP_6, DEPRECATED), 80)
    assert 70 < shown(host)["2001:db8::100"]["valid_life_time"] <= 80
    assert shown(host)["2001:db8::101"]["preferred_life_time"] == 0
    equipment.addresses.remove((VIP_6, DEPRECATED, WITH_DAD))
    assert not any(address.startswith("2001") for address in shown(host))


def test_a_peer_and_flags_are_as_configured(host: Host, equipment: Equipment) -> None:
    equipment.addresses.add((PEER, FLAGGED), None)
    found = shown(host)
    assert (found["10.8.1.1"]["address"], found["10.8.1.1"]["prefixlen"]) == ("10.8.2.1", 30)
    assert found["10.8.3.1"]["noprefixroute"]
    assert "10.8.3.0/24" not in host.run("ip", "route").stdout
    equipment.addresses.remove((PEER, FLAGGED))
    assert "10.8.1.1" not in shown(host)


def test_a_thousand_addresses_of_ipv6_come_in_one_go(host: Host, equipment: Equipment) -> None:
    many = tuple(
        VirtualAddress(parse_address(f"2001:db8:9::{number:x}"), 128, INTERFACE, flags=NODAD)
        for number in range(1, 1001)
    )
    started_s = time.monotonic()
    equipment.addresses.add(many, 60)
    assert time.monotonic() - started_s < 2
    assert sum(address.startswith("2001:db8:9:") for address in shown(host)) == 1000
    equipment.addresses.remove(many)
    assert not any(address.startswith("2001:db8:9:") for address in shown(host))


def advertisements(wire: Wire, address: str) -> list[Frame]:
    """The unsolicited neighbour advertisements for an address."""
    packed = parse_address(address)
    frames = [frame for frame in wire.frames() if frame.data[12:14] == b"\x86\xdd" and frame.data[54:55] == b"\x88"]
    return [frame for frame in frames if frame.data[62:78] == packed]


def test_ipv6_addresses_are_announced_to_all_nodes(lan: Lan, host: Host, equipment: Equipment) -> None:
    equipment.addresses.add((VIP_6,), None)
    with Wire(lan) as wire:
        equipment.addresses.announce((VIP_6,), None)
        wait_for(lambda: advertisements(wire, "2001:db8::100"), "a neighbour advertisement")
        (frame,) = advertisements(wire, "2001:db8::100")
        own = equipment.host.get(INTERFACE).hardware_address
        assert frame.data[:6] == bytes.fromhex("333300000001")
        assert frame.data[6:12] == own == frame.data[-6:]
        assert frame.data[58] == 0x20, "override, and no router: this host does not forward"
        host.run("sysctl", "-w", f"net.ipv6.conf.{INTERFACE}.forwarding=1")
        equipment.addresses.announce((VIP_6,), None)
        wait_for(lambda: len(advertisements(wire, "2001:db8::100")) == 2, "another one")
        assert advertisements(wire, "2001:db8::100")[1].data[58] == 0xA0
        host.run("sysctl", "-w", f"net.ipv6.conf.{INTERFACE}.forwarding=0")


def test_an_announcement_may_leave_by_another_interface(lan: Lan, host: Host, equipment: Equipment) -> None:
    elsewhere = VirtualAddress(parse_address("10.8.9.9"), 32, "lo")
    with Wire(lan) as wire:
        equipment.addresses.announce((elsewhere,), INTERFACE)
        wait_for(lambda: wire.arps("10.8.9.9"), "gratuitous ARP for what stands on lo")
    with pytest.raises(OSError, match="eth99"):
        equipment.addresses.announce((elsewhere,), "eth99")

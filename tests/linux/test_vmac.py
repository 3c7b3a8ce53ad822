"""The macvlan of `use_vmac`, as `ip` and sysctl show it: made, adopted, refused, removed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_child import in_child
from netlab import INTERFACE, Host
from standfast.linux.equipment import Equipment
from standfast.model.virtual_router import Vmac

pytestmark = pytest.mark.root

KEY_4, KEY_6 = (INTERFACE, 51, 4), (INTERFACE, 52, 6)
VMAC = Vmac("vrrp.51", INTERFACE)
VMAC_6 = Vmac("vrrp6.52", INTERFACE)
OWN_MAC = Vmac("vrrp.51", INTERFACE, bytes((2, 0, 0, 0, 0, 1)))


@pytest.fixture
def equipment(host: Host, tmp_path: Path) -> Iterator[Equipment]:
    made = open_equipment(tmp_path)
    yield made
    made.close()


def open_equipment(folder: Path) -> Equipment:
    return Equipment(lambda line: None, str(folder / "journal"))


def link(host: Host, name: str) -> dict[str, Any] | None:
    done = host.run("ip", "-json", "-details", "addr", "show", "dev", name, check=False)
    return None if done.returncode else json.loads(done.stdout)[0]


def setting(host: Host, interface: str, name: str, family: str = "ipv4") -> str:
    return host.run("cat", f"/proc/sys/net/{family}/conf/{interface}/{name}").stdout.strip()


def test_a_macvlan_is_private_bears_the_routers_mac_and_is_up(host: Host, equipment: Equipment) -> None:
    equipment.vmacs.create(KEY_4, VMAC)
    made = link(host, "vrrp.51")
    assert made is not None
    assert (made["address"], made["link"], made["operstate"]) == ("00:00:5e:00:01:33", INTERFACE, "UP")
    assert made["linkinfo"]["info_data"]["mode"] == "private"
    assert made["addr_info"] == []
    found = equipment.host.find("vrrp.51")
    assert found is not None
    assert found.index == made["ifindex"], "it is known at once, without waiting for the news"
    equipment.vmacs.remove(VMAC)
    assert link(host, "vrrp.51") is None
    assert equipment.host.find("vrrp.51") is None


def test_the_settings_are_keepalived_s_and_the_parents_are_restored(host: Host, equipment: Equipment) -> None:
    before = [setting(host, INTERFACE, name) for name in ("arp_ignore", "arp_filter")]
    other = Vmac("vrrp.53", INTERFACE)
    equipment.vmacs.create(KEY_4, VMAC)
    equipment.vmacs.create((INTERFACE, 53, 4), other)
    own = {name: setting(host, "vrrp.51", name) for name in ("arp_ignore", "accept_local", "rp_filter")}
    assert own == {"arp_ignore": "1", "accept_local": "1", "rp_filter": "0"}
    assert setting(host, "vrrp.51", "disable_ipv6", "ipv6") == "1"
    equipment.vmacs.remove(VMAC)
    assert [setting(host, INTERFACE, name) for name in ("arp_ignore", "arp_filter")] == ["1", "1"]
    equipment.vmacs.remove(other)
    assert [setting(host, INTERFACE, name) for name in ("arp_ignore", "arp_filter")] == before


def test_a_strict_rp_filter_of_all_is_moved_to_each_and_back(host: Host, equipment: Equipment) -> None:
    host.run("sysctl", "-w", "net.ipv4.conf.all.rp_filter=1", f"net.ipv4.conf.{INTERFACE}.rp_filter=0")
    equipment.vmacs.create(KEY_4, VMAC)
    assert setting(host, "all", "rp_filter") == "0"
    assert setting(host, INTERFACE, "rp_filter") == "1"
    assert setting(host, "vrrp.51", "rp_filter") == "0"
    equipment.vmacs.close()
    equipment.settings.close()
    assert setting(host, "all", "rp_filter") == "1"
    assert setting(host, INTERFACE, "rp_filter") == "0"
    host.run("sysctl", "-w", "net.ipv4.conf.all.rp_filter=0")


def test_one_for_ipv6_gets_its_parents_link_local_address_and_makes_none(host: Host, equipment: Equipment) -> None:
    host.ip(f"addr add fe80::101/64 dev {INTERFACE} nodad")
    equipment.host.dump()
    equipment.vmacs.create(KEY_6, VMAC_6)
    made = link(host, "vrrp6.52")
    assert made is not None
    assert made["address"] == "00:00:5e:00:02:34"
    assert [(one["local"], one["preferred_life_time"]) for one in made["addr_info"]] == [("fe80::101", 0)]
    assert setting(host, "vrrp6.52", "addr_gen_mode", "ipv6") == "1", "none"
    equipment.vmacs.remove(VMAC_6)
    host.ip(f"addr del fe80::101/64 dev {INTERFACE}")


def test_a_chosen_mac_is_used(host: Host, equipment: Equipment) -> None:
    equipment.vmacs.create(KEY_4, OWN_MAC)
    made = link(host, "vrrp.51")
    assert made is not None
    assert made["address"] == "02:00:00:00:00:01"
    equipment.vmacs.remove(OWN_MAC)


@pytest.mark.parametrize("make", ["type dummy", "link enp0s8 type macvlan mode bridge"])
def test_what_is_not_ours_is_refused_and_left_alone(host: Host, equipment: Equipment, make: str) -> None:
    kind = make.split()
    if kind[0] == "type":
        added = host.run("ip", "link", "add", "vrrp.51", *kind, check=False)
        if added.returncode:
            pytest.skip("this kernel has no dummy interfaces")
    else:
        host.ip(f"link add vrrp.51 {make}")
    before = link(host, "vrrp.51")
    with pytest.raises(OSError, match=r"vrrp\.51 exists already and is no private macvlan"):
        equipment.vmacs.create(KEY_4, VMAC)
    equipment.vmacs.remove(VMAC)
    assert link(host, "vrrp.51") == before
    host.ip("link del vrrp.51")


def test_one_that_is_as_wanted_is_adopted_and_another_is_made_anew(host: Host, equipment: Equipment) -> None:
    host.ip(
        f"link add vrrp.51 link {INTERFACE} address 00:00:5e:00:01:33 type macvlan mode private",
        f"link add vrrp.54 link {INTERFACE} address 00:00:5e:00:01:99 type macvlan mode private",
    )
    before = link(host, "vrrp.51"), link(host, "vrrp.54")
    equipment.host.dump()
    equipment.vmacs.create(KEY_4, VMAC)
    equipment.vmacs.create((INTERFACE, 54, 4), Vmac("vrrp.54", INTERFACE))
    after = link(host, "vrrp.51"), link(host, "vrrp.54")
    assert all(one is not None for one in before + after)
    assert next(one["ifindex"] for one in before if one) == next(one["ifindex"] for one in after if one)
    assert [one["address"] for one in after if one] == ["00:00:5e:00:01:33", "00:00:5e:00:01:36"]
    equipment.vmacs.close()
    assert (link(host, "vrrp.51"), link(host, "vrrp.54")) == (None, None)


def test_a_parent_that_does_not_exist_is_an_error(equipment: Equipment) -> None:
    with pytest.raises(OSError, match="eth99"):
        equipment.vmacs.create(("eth99", 51, 4), Vmac("vrrp.51", "eth99"))


def test_a_successor_removes_what_a_dead_process_made(host: Host, tmp_path: Path) -> None:
    before = setting(host, INTERFACE, "arp_ignore")

    def make_and_die() -> None:
        dead = open_equipment(tmp_path)
        dead.vmacs.create(KEY_4, VMAC)
        dead.vmacs.create(KEY_6, VMAC_6)

    in_child(make_and_die)
    successor = open_equipment(tmp_path)
    successor.vmacs.sweep(frozenset({"vrrp.51"}))
    assert link(host, "vrrp6.52") is None
    assert link(host, "vrrp.51") is not None
    successor.vmacs.create(KEY_4, VMAC)
    successor.close()
    assert link(host, "vrrp.51") is None
    assert setting(host, INTERFACE, "arp_ignore") == before
    assert not (tmp_path / "journal").exists()


def test_one_that_went_with_its_parent_is_made_anew_and_follows_its_address(host: Host, equipment: Equipment) -> None:
    host.ip("link add late0 type veth peer name late1", "link set late1 up", "link set late0 up")
    equipment.host.dump()
    vmac = Vmac("vrrp6.60", "late0")
    equipment.vmacs.create(("late0", 60, 6), vmac)
    assert not equipment.vmacs.mend(), "nothing is missing"
    host.ip("link del late0")
    equipment.host.dump()
    assert not equipment.vmacs.mend(), "its parent is not there"
    host.ip("link add late0 type veth peer name late1", "link set late1 up", "link set late0 up")
    equipment.host.dump()
    assert equipment.vmacs.mend()
    assert link(host, "vrrp6.60") is not None
    host.ip("addr add fe80::6060/64 dev late0 nodad")
    equipment.host.dump()
    while equipment.vmacs.mend():
        equipment.host.dump()
    made = link(host, "vrrp6.60")
    assert made is not None
    assert "fe80::6060" in [one["local"] for one in made["addr_info"]]
    equipment.vmacs.remove(vmac)
    host.ip("link del late0")


def test_an_ipvlan_is_made_where_the_kernel_has_it(host: Host, equipment: Equipment) -> None:
    vmac = Vmac("ipv.51", INTERFACE, is_ipvlan=True, address=bytes((10, 5, 0, 1)), address_prefix_length=24)
    try:
        equipment.vmacs.create(KEY_4, vmac)
    except OSError as error:
        pytest.skip(f"no ipvlan here: {error.strerror}")
    made = link(host, "ipv.51")
    assert made is not None
    assert [one["local"] for one in made["addr_info"]] == ["10.5.0.1"]
    equipment.vmacs.remove(vmac)

"""What the router runs of one instance."""

import pytest

from config_texts import instance, node, router
from standfast.model.packets import Peer, Unicast
from standfast.model.track import TrackKind
from standfast.model.virtual_router import Vmac

SCRIPT = 'vrrp_script chk {\nscript "/bin/true"\nuser root\nweight -20\n}\n'


def test_a_plain_instance_is_of_version_2_and_ipv4() -> None:
    found = router(instance())
    assert (found.version, found.family, found.accept, found.unicast, found.vmac) == (2, 4, True, None, None)


def test_an_ipv6_instance() -> None:
    addresses = "virtual_ipaddress {\nfe80::1\n}"
    found = router(instance("mcast_src_ip fe80::7", virtual_ipaddress=addresses, authentication=""))
    assert (found.version, found.family, found.source_address) == (3, 6, bytes((0xFE, 0x80, *bytes(13), 7)))


def test_a_source_of_the_other_family_is_none() -> None:
    assert router(instance("mcast_src_ip fe80::7")).source_address is None


def test_unicast() -> None:
    text = instance("unicast_peer {\n192.168.56.102 min_ttl 254\n}\nunicast_ttl 254\ncheck_unicast_src")
    assert router(text).unicast == Unicast((Peer(bytes((192, 168, 56, 102)), 254, None),), 254, True)


def test_no_peers_at_all_can_be_a_fault() -> None:
    assert router(instance("unicast_fault_no_peer")).unicast == Unicast(())


def test_the_addresses_stand_on_the_macvlan_unless_a_line_says_otherwise() -> None:
    lines = "virtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev enp0s9\n}"
    found = router(instance("use_vmac", virtual_ipaddress=lines))
    assert found.vmac == Vmac("vrrp.51", "enp0s8", bytes((0, 0, 0x5E, 0, 1, 51)))
    assert [address.interface for address in found.addresses] == ["vrrp.51", "enp0s9"]


@pytest.mark.parametrize(
    ("lines", "accept"), [("", True), ("no_accept", False), ("strict_mode on", False), ("accept", True)]
)
def test_who_answers_on_the_addresses(lines: str, accept: bool) -> None:
    assert router(instance(lines, authentication="")).accept is accept


def test_a_member_tracks_what_its_group_tracks_without_weights() -> None:
    group = "vrrp_sync_group VG {\ngroup {\nVI_1\nVI_2\n}\ntrack_interface {\nenp0s9\n}\ntrack_script {\nchk\n}\n}\n"
    text = SCRIPT + group + instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
    for found in node(text).virtual_routers:
        assert [(item.kind, item.name) for item in found.tracked] == [(TrackKind.INTERFACE, "enp0s9")]
    weighted = text.replace("track_interface", "sync_group_tracking_weight\ntrack_interface")
    assert {item.weight for item in node(weighted).virtual_routers[0].tracked} == {0, -20}


def test_equal_parts_of_instances_are_one_object() -> None:
    text = "".join(
        instance("garp_master_repeat 3", name=f"VI_{n}", virtual_router_id=f"virtual_router_id {n}") for n in (1, 2)
    )
    one, two = node(text).virtual_routers
    assert one.garp is two.garp

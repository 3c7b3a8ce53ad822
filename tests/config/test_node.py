"""What the router runs of a whole file: groups, trackers, sessions, settings."""

from config_texts import instance, node
from standfast.model.network import InterfaceDelay
from standfast.model.node import AnnounceLimit, Node
from standfast.model.packets import ChecksumForm
from standfast.model.track import TrackKind
from standfast.model.virtual_router import MULTICAST_GROUP_IPV6
from standfast.units import NS_PER_MS, NS_PER_S

_GLOBAL = "vrrp_startup_delay 4\nvrrp_garp_interval 0.5\nnftables filter\nlog_unknown_vrids"
SECOND = {"name": "VI_2", "virtual_router_id": "virtual_router_id 52"}
TRACKED = """\
track_file load {
file /run/load
weight 2
}
vrrp_track_process worker {
process worker
weight -10 reverse
quorum 2
}
bfd_instance peer {
neighbor_ip 192.168.56.102
source_ip 192.168.56.101
min_rx 50
}
"""
LINES = "track_file {\nload weight 3\n}\ntrack_process {\nworker\n}\ntrack_bfd {\npeer\n}"


def with_global(lines: str, extra: str = "") -> Node:
    return node(f"global_defs {{\n{lines}\n}}\n" + instance(extra))


def test_a_sync_group_names_its_members_by_what_they_are() -> None:
    group = "vrrp_sync_group VG {\ngroup {\nVI_1\nVI_2\n}\n}\n"
    (found,) = node(group + instance() + instance(**SECOND)).sync_groups
    assert (found.name, found.members) == ("VG", (("enp0s8", 51, 4), ("enp0s8", 52, 4)))


def test_what_is_tracked_is_watched_and_nothing_else() -> None:
    assert node(TRACKED + instance()).files == ()
    found = node(TRACKED + instance(LINES))
    assert [file.path for file in found.files] == ["/run/load"]
    assert [(process.process, process.quorum) for process in found.processes] == [(("worker",), 2)]


def test_a_line_without_a_weight_takes_the_trackers_own() -> None:
    (router,) = node(TRACKED + instance(LINES)).virtual_routers
    found = {item.kind: (item.weight, item.reverse) for item in router.tracked}
    assert found[TrackKind.FILE] == (3, False)
    assert found[TrackKind.PROCESS] == (-10, True)
    assert found[TrackKind.BFD] == (0, False)


def test_a_bfd_session_runs_even_if_nobody_tracks_it() -> None:
    (session,) = node(TRACKED + instance()).bfd_sessions
    assert (session.neighbor, session.source) == (bytes((192, 168, 56, 102)), bytes((192, 168, 56, 101)))
    assert (session.min_rx_ns, session.ttl) == (50 * NS_PER_MS, 255)


def test_global_settings_reach_the_router() -> None:
    settings = with_global(_GLOBAL).settings
    assert settings.startup_delay_ns == 4 * NS_PER_S
    assert settings.announce_limits == (AnnounceLimit(frozenset(), NS_PER_S // 2, 0),)
    assert (settings.nftables_table, settings.log_unknown_vrids) == ("filter", True)


def test_a_garp_group_is_limited_together() -> None:
    group = "garp_group {\ngarp_interval 1\ninterfaces {\nenp0s9\nenp0s8\n}\n}\n"
    (limit,) = node(group + instance()).settings.announce_limits
    assert limit == AnnounceLimit(frozenset({"enp0s9", "enp0s8"}), NS_PER_S, 0)


def test_static_addresses_and_routes() -> None:
    text = "static_ipaddress {\n10.0.0.5/24 dev enp0s9\n}\nstatic_routes {\n10.1.0.0/16 via 10.0.0.1 dev enp0s9\n}\n"
    static = node(text + instance()).static
    assert [address.interface for address in static.addresses] == ["enp0s9"]
    assert [route.gateway for route in static.routes] == [bytes((10, 0, 0, 1))]


def test_the_form_of_the_checksum_is_the_peers_unless_one_is_written() -> None:
    def form(lines: str, extra: str = "") -> ChecksumForm:
        return with_global(lines, extra).virtual_routers[0].checksum_form

    assert form("router_id x") is ChecksumForm.AUTO
    assert form("v3_checksum_as_v2") is ChecksumForm.MESSAGE_ONLY
    assert form("v3_checksum_as_v2", "v3_checksum_as_v2 off") is ChecksumForm.PSEUDO_HEADER


def test_the_group_of_an_ipv6_instance() -> None:
    text = instance(virtual_ipaddress="virtual_ipaddress {\nfe80::1\n}", authentication="")
    assert node(text).virtual_routers[0].multicast_group == MULTICAST_GROUP_IPV6


def test_delays_of_interfaces_hold_for_the_macvlans_above_them_too() -> None:
    delays = "interface_up_down_delays {\nenp0s8 1.5\nenp0s9 1 2\n}\n"
    found = node(delays + instance("use_vmac", authentication="")).interface_delays
    assert found == (
        InterfaceDelay("enp0s8", 1500 * NS_PER_MS, 0),
        InterfaceDelay("enp0s9", NS_PER_S, 2 * NS_PER_S),
        InterfaceDelay("vrrp.51", 1500 * NS_PER_MS, 0),
    )


def test_an_instance_watches_the_interfaces_of_the_static_things_of_its_track_group() -> None:
    group = "track_group TG {\ngroup {\nVI_1\n}\n}\n"
    lines = "static_ipaddress {\n10.0.0.9/24 dev enp0s9 track_group TG\n10.0.0.8 dev lo\n}\n"
    found = node(group + lines + instance() + instance(**SECOND)).virtual_routers
    assert [[item.name for item in router.tracked] for router in found] == [["enp0s9"], []]

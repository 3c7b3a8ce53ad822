"""The blocks that instances refer to: processes, files, BFD sessions and groups."""

import pytest

from config_texts import configuration, instance, said
from standfast.model.values import Weight

SECOND = instance(name="VI_2", interface="interface enp0s9")


def test_a_process() -> None:
    text = "vrrp_track_process nginx {\nprocess nginx -g x\nweight 5 reverse\nquorum 2\ndelay 0.5\n}\n" + instance()
    (process,) = configuration(text).track_processes
    assert (process.name, process.process, process.weight) == ("nginx", ("nginx", "-g", "x"), Weight(5, True))
    assert (process.quorum, process.fork_delay_ns, process.terminate_delay_ns) == (2, 500_000_000, 500_000_000)


def test_a_delay_of_its_own_counts_more() -> None:
    text = "vrrp_track_process p {\nprocess x\ndelay 5\nfork_delay 1\n}\n" + instance()
    (process,) = configuration(text).track_processes
    assert (process.fork_delay_ns, process.terminate_delay_ns) == (10**9, 5 * 10**9)


def test_files_under_both_names() -> None:
    text = "track_file a {\nfile /a\n}\nvrrp_track_file b {\nfile /b\nweight -3\n}\n" + instance()
    assert [(f.name, f.file, f.weight) for f in configuration(text).track_files] == [
        ("a", "/a", Weight(1)), ("b", "/b", Weight(-3)),
    ]  # fmt: skip


def test_a_bfd_session() -> None:
    text = "bfd_instance b {\nneighbour_ip 10.0.0.2\nmin_rx 3.5\n}\n" + instance()
    (session,) = configuration(text).bfd_instances
    assert (session.neighbour_ip, session.min_rx_ns, session.min_tx_ns) == ("10.0.0.2", 3_500_000, 10_000_000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("track_file a {\nweight 1\n}", "missing-keyword"),
        ("bfd_instance b {\nmin_rx 3\n}", "missing-keyword"),
        ("vrrp_track_process p {\nquorum 3\n}", "missing-keyword"),
        (f"bfd_instance {'b' * 32} {{\nneighbor_ip 10.0.0.1\n}}", "bad-name"),
        ("track_file a {\nfile /a\nweight 300\n}", "bad-value"),
        ("track_file a {\nfile /a\n}\ntrack_file a {\nfile /b\n}", "duplicate-name"),
        ("vrrp_sync_group g {\ngroup {\nVI_1\n}\n}", "small-group"),
        ("vrrp_sync_group g {\ngroup {\nVI_1\nnope\n}\n}", "unknown-instance"),
        ("track_group g {\ngroup {\nVI_1\nnope\n}\n}", "unknown-group-member"),
        ("vrrp_sync_group g {\nVI_1\n}", "unknown-keyword"),
    ],
)
def test_what_is_wrong_is_said(text: str, code: str) -> None:
    assert code in [found for found, _ in said(text + "\n" + instance())]


def test_a_sync_group() -> None:
    text = instance() + SECOND + (
        "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\nnotify /bin/true\ntrack_interface {\nlo\n}\n}"
    )
    (group,) = configuration(text).sync_groups
    assert (group.group, [tracked.name for tracked in group.track_interface]) == (("VI_1", "VI_2"), ["lo"])
    assert group.notify is not None


def test_other_groups() -> None:
    text = instance() + (
        "garp_group {\ngarp_interval 0.1\ninterfaces {\nenp0s8 enp0s9\n}\n}\ntrack_group t {\ngroup {\nVI_1\n}\n}"
    )
    found = configuration(text)
    assert (found.garp_groups[0].garp_interval_ns, found.garp_groups[0].interfaces) == (10**8, ("enp0s8", "enp0s9"))
    assert found.track_groups[0].group == ("VI_1",)


def test_a_session_for_checkers_only_is_not_tracked() -> None:
    session = "bfd_instance b {\nneighbor_ip 10.0.0.1\n%s\n}\n"
    track = instance("track_bfd {\nb\n}")
    assert configuration(session % "checker" + track).instances[0].track_bfd == ()
    assert configuration(session % "vrrp\nchecker" + track).instances[0].track_bfd != ()


@pytest.mark.parametrize(("line", "code"), [("neighbor_ip xx", "bad-address"), ("neighbor_ip 1.5", "bad-address")])
def test_a_session_without_a_good_neighbour_is_left_out(line: str, code: str) -> None:
    text = f"bfd_instance b {{\n{line}\n}}\n" + instance()
    assert configuration(text).bfd_instances == ()
    assert code in [found for found, _ in said(text)]


def test_a_source_of_another_family_is_ignored() -> None:
    text = "bfd_instance b {\nneighbor_ip 10.0.0.1\nsource_ip ::1\n}\n" + instance()
    assert configuration(text).bfd_instances[0].source_ip is None
    assert "contradiction" in [found for found, _ in said(text)]

"""What instances lose in strict mode and in sync groups, as keepalived 2.2.7 takes it from them."""

import pytest

from config_texts import configuration, diagnostics, instance, said

STRICT = "global_defs {\nvrrp_strict\n}\n"
SCRIPT = 'vrrp_script chk {\nscript "/bin/true"\nweight 5\n}\n'
GROUP = "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n%s}\n"
SECOND = instance(name="VI_2", interface="interface enp0s9")


def test_strict_mode_takes_what_the_protocol_does_not_know() -> None:
    (strict,) = configuration(STRICT + instance("preempt_delay 3\naccept")).instances
    assert (strict.authentication, strict.preempt_delay_ns, strict.accept) == (None, 0, False)
    assert (strict.lower_prio_no_advert, strict.garp_lower_prio_repeat) == (True, 0)
    assert [code for code, _ in said(STRICT + instance("preempt_delay 3\naccept"))].count("strict-mode") == 3


@pytest.mark.parametrize(
    ("extra", "parts"),
    [
        ("down_timer_adverts 4", {}),
        ("preempt_delay 3", {}),
        ("accept", {}),
        ("higher_prio_send_advert", {}),
        ("lower_prio_no_advert off", {}),
        ("garp_lower_prio_delay 3", {}),
        ("garp_lower_prio_repeat 2", {}),
        ("state MASTER", {"state": ""}),
        ("state BACKUP", {"state": "", "priority": "priority 255"}),
    ],
)
def test_what_strict_mode_takes_is_told_where_it_stands(extra: str, parts: dict[str, str]) -> None:
    text = STRICT + instance(extra, **{"authentication": "", **parts})
    (line,) = (line for code, line in said(text) if code == "strict-mode")
    assert text.splitlines()[line - 1] == extra


@pytest.mark.parametrize("extra", ["down_timer_adverts 3", "garp_lower_prio_repeat 0", "higher_prio_send_advert off"])
def test_strict_mode_takes_nothing_that_is_as_it_wants(extra: str) -> None:
    assert "strict-mode" not in [code for code, _ in said(STRICT + instance(extra, authentication=""))]


@pytest.mark.parametrize(("lines", "accepts"), [("accept\nno_accept", False), ("no_accept\naccept", True)])
def test_of_accept_and_no_accept_the_last_counts(lines: str, accepts: bool) -> None:
    (found,) = configuration(instance(lines)).instances
    assert (found.accept, found.no_accept) == (accepts, not accepts)


def test_without_strict_mode_nothing_is_lost() -> None:
    (plain,) = configuration(instance("preempt_delay 3")).instances
    assert plain.authentication is not None
    assert (plain.preempt_delay_ns, plain.lower_prio_no_advert) == (3 * 10**9, False)


def members(extra: str = "") -> str:
    track = "track_script {\nchk\n}\ntrack_interface {\nlo weight 4\n}\ntrack_file {\nf\ng\n}"
    files = "track_file f {\nfile /f\n}\ntrack_file g {\nfile /g\nweight 3\n}\n"
    return SCRIPT + files + instance(track) + SECOND + GROUP % extra


def test_members_of_a_group_have_no_weights_of_their_own() -> None:
    member, _ = configuration(members()).instances
    assert member.track_script == ()
    assert [(tracked.name, tracked.weight) for tracked in member.track_interface] == [("lo", 0)]
    assert [(tracked.name, tracked.weight) for tracked in member.track_file] == [("f", 0)]
    assert [code for code, _ in said(members())].count("weight-in-group") == 4


def test_unless_the_group_says_so() -> None:
    member, _ = configuration(members("sync_group_tracking_weight\n")).instances
    assert [tracked.weight for tracked in member.track_script] == [5]
    assert [tracked.name for tracked in member.track_file] == ["f", "g"]


@pytest.mark.parametrize(
    ("state", "priority", "extra", "preempt"),
    [
        ("MASTER", 100, "nopreempt", True),
        ("BACKUP", 255, "nopreempt", True),
        ("BACKUP", 100, "nopreempt", False),
        ("MASTER", 100, "nopreempt\nstrict_mode on", False),
        ("MASTER", 255, "nopreempt\nstrict_mode on", True),
    ],
)
def test_nopreempt_counts_where_keepalived_lets_it(state: str, priority: int, extra: str, preempt: bool) -> None:
    text = instance(extra, state=f"state {state}", priority=f"priority {priority}")
    assert [found.preempt for found in configuration(text).instances] == [preempt]
    assert ("contradiction" in [code for code, _ in said(text)]) == preempt


def test_a_group_with_an_owner_has_no_weights() -> None:
    group = GROUP % "track_script {\nchk\n}\n"
    found = configuration(SCRIPT + instance(priority="priority 255") + SECOND + group)
    assert [tracked.weight for tracked in found.sync_groups[0].track_script] == [0]


@pytest.mark.parametrize(("line", "left"), [("f", [0]), ("f weight 5", []), ("f weight 0", [0])])
def test_an_owner_tracks_no_file_with_a_weight(line: str, left: list[int]) -> None:
    text = "track_file f {\nfile /f\n}\n" + instance(f"track_file {{\n{line}\n}}", priority="priority 255")
    (owner,) = configuration(text).instances
    assert [tracked.weight for tracked in owner.track_file] == left


def test_what_is_not_there_is_not_tracked() -> None:
    text = instance("track_process {\nnothing\n}")
    (plain,) = configuration(text).instances
    assert plain.track_process == ()
    assert "unknown-tracker" in [code for code, _ in said(text)]


def test_an_owner_tracks_no_interface_with_a_weight() -> None:
    text = instance("track_interface {\nlo weight 5\nenp0s9\n}", priority="priority 255")
    (owner,) = configuration(text).instances
    assert [tracked.name for tracked in owner.track_interface] == ["enp0s9"]
    assert "owner-with-weight" in [code for code, _ in said(text)]


@pytest.mark.parametrize(
    ("lines", "told"), [("advert_int 0.4", 1), ("advert_int 0.5", 0), ("advert_int 0.4\nvip_lease off", 0)]
)
def test_where_a_crash_moves_the_addresses_is_said_once(lines: str, told: int) -> None:
    text = "".join(
        instance(f"version 3\n{lines}", name=f"VI_{n}", virtual_router_id=f"virtual_router_id {n}", advert_int="")
        for n in (1, 2)
    )
    assert [found.code for found in diagnostics(text)].count("crash-moves-address") == told

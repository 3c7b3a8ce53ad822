"""One file, all that there is to say."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from check_texts import HOST, check_text, codes
from config_texts import instance
from standfast.check.checking import check_file, worst
from standfast.config.diagnostics import Severity


def test_a_good_file_gives_one_notice(tmp_path: Path) -> None:
    checked = check_text(tmp_path, instance())
    assert codes(checked.findings) == ["password-in-clear"]
    assert not checked.refused
    assert worst(checked.findings) is Severity.NOTICE


def test_the_findings_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    checked = check_text(tmp_path, instance("bogus\nnopreempt\nadvertint 3", interface="interface enposs"))
    lines = [found.diagnostic.line for found in checked.findings]
    assert lines == sorted(lines)
    assert worst(checked.findings) is Severity.ERROR


def test_a_file_for_another_host_is_not_held_against_this_one(tmp_path: Path) -> None:
    text = 'vrrp_script chk {\nscript "/no/such"\n}\n' + instance(
        "track_script {\nchk\n}", interface="interface nope"
    )
    assert {"script-disabled", "unknown-interface"} <= set(codes(check_text(tmp_path, text).findings))
    assert {"script-disabled", "unknown-interface"}.isdisjoint(codes(check_text(tmp_path, text, None).findings))


def test_an_included_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "other.conf").write_text(instance("advertint 3"), encoding="utf-8")
    checked = check_text(tmp_path, "include other.conf\n")
    (found,) = [f for f in checked.findings if f.diagnostic.code == "unknown-keyword"]
    assert found.diagnostic.file.endswith("other.conf")
    assert "'advert_int'" in found.diagnostic.suggestion


def test_a_missing_file_is_one_finding(tmp_path: Path) -> None:
    assert codes(check_file(str(tmp_path / "none"), HOST).findings) == ["no-file"]


def test_nothing_is_nothing() -> None:
    assert worst(()) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "vrrp_instance VI 1 {", "Vrrp_script x {", "global defs {", "}", "{", "interface enposs",
                "priority l00", 'script "/a', "virtual router_id 51", "track_script {", "x weight -5",
                "auth_pass ab!cd", "$P=x", "${P} y", "~SEQ(a,1,3) $a", "virtual_ipaddress {", "10.0.0.1/33 dev",
                "I x", "authentication {", "\t", "notify /x y", "priority=1", "$P = 1", "vrrp_instance ${Q} {",
                "$P=${P}", "\ufeff", "x" * 1200, "auth_pass=x", "~SEQ(i,1,2) priority ${R} $Q", "track_bfd {",
                "bfd_instance x {",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_text_makes_it_crash(tmp_path: Path, lines: list[str]) -> None:
    check_text(tmp_path, "\n".join(lines))


@pytest.mark.parametrize("listing", ["master", "backup", "complete"])
def test_checking_leaves_the_file_alone(listing: str) -> None:
    path = Path(__file__).resolve().parents[1] / "data" / "article" / f"{listing}.as-printed.conf"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    check_file(str(path), HOST)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_what_is_left_out_is_not_judged_further(tmp_path: Path) -> None:
    text = instance(virtual_ipaddress="virtual_ipaddress {\n192.168.56.100\n224.0.0.1\n}")
    told = [f.diagnostic.code for f in check_text(tmp_path, text).findings]
    assert "no-host-address" in told
    assert "address-off-subnet" not in told


def test_the_script_of_an_owner_is_tracked_as_far_as_the_file_goes(tmp_path: Path) -> None:
    script = 'vrrp_script c {\nscript "/bin/true"\nweight -20\n}\n'
    text = script + instance("track_script {\nc\n}", priority="priority 255", state="state MASTER")
    told = [f.diagnostic.code for f in check_text(tmp_path, text).findings]
    assert "owner-with-weight" in told
    assert "unused-script" not in told

"""Suggestions and the edits that carry them out."""

from pathlib import Path

import pytest

from check_texts import check_text, codes, only
from config_texts import instance
from standfast.check.finding import Finding, apply
from standfast.config.diagnostics import Severity


def mended(folder: Path, text: str, code: str) -> tuple[Finding, str]:
    """The one finding with a code, and the text after its edits alone."""
    found = only(check_text(folder, text).findings, code)
    return found, apply(text, found.edits)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("advertint 3", "advert_int 3"),
        ("Nopreempt", "nopreempt"),
        ("mcast-src-ip 10.0.0.1", "mcast_src_ip 10.0.0.1"),
        ("garp master_delay 3", "garp_master_delay 3"),
        ("garp master delay 3", "garp_master_delay 3"),
    ],
)
def test_a_misspelt_keyword(tmp_path: Path, written: str, meant: str) -> None:
    found, after = mended(tmp_path, instance(written), "unknown-keyword")
    assert "did you mean" in found.diagnostic.suggestion
    assert f"\n{meant}\n" in after


def test_a_keyword_of_another_block_is_sent_there(tmp_path: Path) -> None:
    found, after = mended(tmp_path, instance("router_id x"), "unknown-keyword")
    assert "'global_defs'" in found.diagnostic.suggestion
    assert after == instance("router_id x")


def test_a_name_of_two_words(tmp_path: Path) -> None:
    _, after = mended(tmp_path, instance(name="VI 1"), "bad-name")
    assert after.startswith("vrrp_instance VI_1 {")


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({"state": "state master"}, "state MASTER"),
        ({"state": "state BACKUO"}, "state BACKUP"),
        ({"priority": "priority l00"}, "priority 100"),
        ({"virtual_router_id": "virtual_router_id 5l"}, "virtual_router_id 51"),
    ],
)
def test_a_value_that_was_meant_otherwise(tmp_path: Path, parts: dict[str, str], line: str) -> None:
    _, after = mended(tmp_path, instance(**parts), "bad-value")
    assert f"\n{line}\n" in after


def test_a_tracked_script_that_is_misspelt(tmp_path: Path) -> None:
    text = 'vrrp_script check_nginx {\nscript "/bin/true"\n}\n' + instance("track_script {\ncheck_ngnix\n}")
    _, after = mended(tmp_path, text, "unknown-script")
    assert "\ncheck_nginx\n}" in after


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ("vrrp_track_process nginx {\nprocess nginx\n}\n", instance("track_process {\nngnix\n}")),
        ("vrrp_instance nginx {\n}\n", "vrrp_sync_group G {\ngroup {\nngnix\n}\n}\n"),
    ],
)
def test_another_name_that_is_misspelt(tmp_path: Path, blocks: str, text: str) -> None:
    checked = check_text(tmp_path, blocks + text)
    edits = [e for f in checked.findings for e in f.edits]
    assert "\nnginx\n}" in apply(blocks + text, edits)


def test_a_second_keyword_on_a_line_gets_its_own(tmp_path: Path) -> None:
    text = instance(authentication="  authentication { auth_type PASS auth_pass x }")
    _, after = mended(tmp_path, text, "ignored-words")
    assert "  authentication { auth_type PASS \n  auth_pass x }" in after


def test_a_password_that_is_too_long_is_cut_without_being_shown(tmp_path: Path) -> None:
    text = instance(authentication="authentication {\nauth_type PASS\nauth_pass 1234567890\n}")
    found, after = mended(tmp_path, text, "password-truncated")
    assert "auth_pass 12345678\n" in after
    assert [edit.text for edit in found.edits] == [""]


def test_an_interface_far_from_every_name_gets_the_list(tmp_path: Path) -> None:
    found, after = mended(tmp_path, instance(interface="interface wlan7"), "unknown-interface")
    assert found.diagnostic.suggestion == "this host has enp0s3, enp0s8"
    assert after == instance(interface="interface wlan7")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("advert_int=3", "advert_int 3"),
        ("advert_int:3", "advert_int 3"),
        ("advrt_int3", "advert_int 3"),
        ("mcast_src_ip=10.0.0.1", "mcast_src_ip 10.0.0.1"),
        ("advert_int= 3", "advert_int 3"),
    ],
)
def test_a_keyword_that_is_glued_to_its_value_keeps_it(tmp_path: Path, written: str, meant: str) -> None:
    found, after = mended(tmp_path, instance(written, advert_int=""), "unknown-keyword")
    assert f"\n{meant}\n" in after
    assert " ".join(meant.split()[:1]) in found.diagnostic.suggestion
    assert "no-value" not in codes(check_text(tmp_path, instance(written, advert_int="")).findings)


@pytest.mark.parametrize("written", ["priority = 100", "priority =100"])
def test_a_sign_between_keyword_and_value_is_removed(tmp_path: Path, written: str) -> None:
    _, after = mended(tmp_path, instance(priority=written), "bad-value")
    assert "\npriority 100\n" in after


def test_a_password_that_is_glued_to_its_keyword_is_not_shown(tmp_path: Path) -> None:
    text = instance(authentication="authentication {\nauth_type PASS\nauth_pass=s3cret\n}")
    found, after = mended(tmp_path, text, "unknown-keyword")
    assert "\nauth_pass s3cret\n" in after
    assert "s3cret" not in str(found)


def test_a_definition_with_blanks(tmp_path: Path) -> None:
    checked = check_text(tmp_path, "$P = 100\n" + instance(priority="priority ${P}"))
    found = only(checked.findings, "unknown-keyword")
    assert "'$P=VALUE'" in found.diagnostic.suggestion
    assert apply("$P = 100", found.edits) == "$P=100"
    assert codes([f for f in checked.findings if f.diagnostic.severity is not Severity.NOTICE]) == ["unknown-keyword"]


def test_an_interface_that_is_tracked_and_absent(tmp_path: Path) -> None:
    found, after = mended(tmp_path, instance("track_interface {\nenpOs8\n}"), "unknown-interface")
    assert "'enp0s8'" in found.diagnostic.suggestion
    assert "track_interface {\nenp0s8\n}" in after


def test_what_is_left_out_for_its_own_mistakes_is_not_called_missing(tmp_path: Path) -> None:
    text = "bfd_instance b {\n}\n" + instance("track_bfd {\nb\n}")
    found = only(check_text(tmp_path, text).findings, "unknown-tracker")
    assert "did you mean" not in found.diagnostic.suggestion
    assert "line 1" in found.diagnostic.suggestion


def test_another_program_is_suggested_and_not_judged(tmp_path: Path) -> None:
    (tmp_path / "nob.sh").write_text("#!/bin/sh\n")
    (tmp_path / "nob.sh").chmod(0o777)
    text = f'vrrp_script c {{\nscript "{tmp_path}/nope.sh"\n}}\n' + instance("track_script {\nc\n}")
    text = text.replace("nope.sh", "nobb.sh")
    checked = check_text(tmp_path, text)
    assert "nob.sh'?" in only(checked.findings, "script-disabled").diagnostic.suggestion
    assert "script-insecure" not in codes(checked.findings)

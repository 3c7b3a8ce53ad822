"""Where a missing brace belongs."""

from pathlib import Path

import pytest

from check_texts import check_text, only
from config_texts import instance
from standfast.check.finding import apply


def closed(folder: Path, text: str) -> str:
    findings = check_text(folder, text).findings
    return apply(text, [e for f in findings if f.diagnostic.code == "unclosed-block" for e in f.edits])


def test_at_the_end_of_the_file_if_nothing_follows(tmp_path: Path) -> None:
    text = instance().removesuffix("}\n")
    assert closed(tmp_path, text).rstrip("\n") == instance().rstrip("\n")


def test_before_the_next_block_and_its_comment(tmp_path: Path) -> None:
    first = "global_defs {\nrouter_id a\n"
    after = closed(tmp_path, f"{first}\n# the instance\n{instance()}")
    assert after.startswith(first + "}\n\n# the instance\nvrrp_instance")


def test_a_block_in_a_block_is_closed_before_the_keyword_that_it_swallowed(tmp_path: Path) -> None:
    inner = instance(authentication="authentication {\nauth_type PASS\nauth_pass x\n")
    after = closed(tmp_path, inner)
    assert "auth_pass x\n}\nvirtual_ipaddress" in after.replace("\n\n", "\n")


@pytest.mark.parametrize("text", ["vrrp_instance VI_1 {", "a {\nb {\n", "{", "}", "vrrp_script {\n"])
def test_no_fragment_makes_it_crash(tmp_path: Path, text: str) -> None:
    check_text(tmp_path, text)


def test_the_suggestion_names_the_line(tmp_path: Path) -> None:
    found = only(check_text(tmp_path, f"global_defs {{\n\n{instance()}").findings, "unclosed-block")
    assert found.diagnostic.suggestion == "add the missing '}' before line 2"

"""Suggestions about quotes, comment signs, braces and parameters."""

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


def test_a_password_that_a_comment_cuts_is_quoted(tmp_path: Path) -> None:
    text = instance(authentication="authentication {\nauth_type PASS\nauth_pass ab!cd\n}")
    _, after = mended(tmp_path, text, "comment-in-word")
    assert 'auth_pass "ab!cd"\n' in after


def test_a_quote_is_closed(tmp_path: Path) -> None:
    _, after = mended(tmp_path, instance('mcast_src_ip "10.0.0.1'), "unclosed-quote")
    assert 'mcast_src_ip "10.0.0.1"\n' in after


@pytest.mark.parametrize("use", ["$PRI", "${PRI}"])
def test_a_parameter_that_nothing_defines_is_told_alone_with_the_nearest(tmp_path: Path, use: str) -> None:
    checked = check_text(tmp_path, "$PRIO=100\n" + instance(priority=f"priority {use}"))
    found = only(checked.findings, "undefined-parameter")
    assert "'PRIO'" in found.diagnostic.suggestion
    assert [c for c in codes(checked.findings) if c != "password-in-clear"] == ["undefined-parameter"]
    assert [edit.text for edit in found.edits] == ["PRIO"]


def test_a_parameter_that_nothing_is_near_to_is_told_alone_too(tmp_path: Path) -> None:
    checked = check_text(tmp_path, instance(priority="priority ${NOPE}"))
    assert [c for c in codes(checked.findings) if c != "password-in-clear"] == ["undefined-parameter"]


def test_nothing_follows_from_a_block_whose_name_is_a_parameter_that_nothing_defines(tmp_path: Path) -> None:
    checked = check_text(tmp_path, instance(name="${NOPE}", virtual_router_id="virtual_router_id 5l"))
    assert [c for c in codes(checked.findings) if c != "password-in-clear"] == ["undefined-parameter", "bad-value"]
    assert checked.refused


def test_a_shell_variable_is_no_parameter_unless_it_is_near_one(tmp_path: Path) -> None:
    def found(name: str) -> list[Severity]:
        text = f'$PORT=80\nvrrp_script c {{\nscript "/bin/sh -c \'test ${{{name}}}\'"\n}}\n' + instance()
        return [
            f.diagnostic.severity
            for f in check_text(tmp_path, text).findings
            if f.diagnostic.code == "undefined-parameter"
        ]

    assert found("HOME") == []
    assert found("PROT") == [Severity.NOTICE]


@pytest.mark.parametrize(
    ("definitions", "code"),
    [
        ("$A=${B}\n$B=${A}\n", "expansion-endless"),
        ("$B=" + "x" * 600 + "\n$C=${B}${B}${B}\n$A=${C}${C}${C}\n", "expansion-too-long"),
    ],
)
def test_nothing_follows_from_a_parameter_without_end(tmp_path: Path, definitions: str, code: str) -> None:
    checked = check_text(tmp_path, definitions + instance(priority="priority ${A}"))
    assert [c for c in codes(checked.findings) if c != "password-in-clear"] == [code]


def test_a_byte_order_mark_is_deleted(tmp_path: Path) -> None:
    found, after = mended(tmp_path, "\ufeff" + instance(), "byte-order-mark")
    assert found.diagnostic.line == 1
    assert after == instance()


def test_a_missing_brace_is_added(tmp_path: Path) -> None:
    text = instance()
    _, after = mended(tmp_path, text.removesuffix("}\n"), "unclosed-block")
    assert after.split() == text.split()

"""Findings as text."""

from pathlib import Path

from check_texts import check_text, only
from config_texts import instance
from standfast.check.finding import Finding, warning
from standfast.check.sources import Sources
from standfast.check.text import render
from standfast.config.diagnostics import Position


def shown(text: str, found: Finding, *, colour: bool = False, why: bool = True) -> list[str]:
    return render(found, Sources({"f": text}), colour=colour, why=why).split("\n")


def test_the_place_is_underlined() -> None:
    lines = shown("\n  advertint 3", warning(Position("f", 2, 3), "unknown-keyword", "unknown", "did you mean 'x'?"))
    assert lines[0] == "f:2:3: warning: unknown [unknown-keyword]"
    assert lines[1] == "    2 |   advertint 3"
    assert lines[2] == "      |   ^^^^^^^^^"
    assert lines[3].startswith("  why: keepalived passes over")
    assert lines[4] == "  do:  did you mean 'x'?"


def test_wide_characters_and_tabs_take_the_room_that_they_take() -> None:
    lines = shown("\t跨由 x y", warning(Position("f", 1, 5), "bad-value", "m"))
    assert lines[1].index("x") == 8 + 4 + 3
    assert lines[2].index("^") == 8 + 4 + 5


def test_colour_only_if_asked_for() -> None:
    found = warning(Position("f", 1, 1), "bad-value", "m")
    assert "\x1b" not in "".join(shown("x", found))
    assert "\x1b[1;33mwarning\x1b[0m" in "".join(shown("x", found, colour=True))


def test_control_characters_do_not_reach_the_terminal() -> None:
    lines = shown("a\x1b[2Jb", warning(Position("f", 1, 1), "bad-value", "m\x1b[2J", "s\x07"))
    assert not any(ord(c) < 32 for line in lines for c in line)


def test_a_password_is_covered(tmp_path: Path) -> None:
    text = instance(authentication="authentication {\nauth_type PASS\nauth_pass 1234567890\n}")
    found = only(check_text(tmp_path, text).findings, "password-truncated")
    printed = render(found, Sources({}), colour=False, why=True)
    assert "12345678" not in printed
    assert "auth_pass **********" in printed


def test_a_finding_about_the_whole_file_has_no_line() -> None:
    assert shown("x", warning(Position("f"), "no-file", "gone"), why=False) == ["f: warning: gone [no-file]"]


def test_the_line_of_the_other_node_stands_below() -> None:
    found = Finding(warning(Position("f", 1, 1), "pair-priority", "same").diagnostic, other=Position("g", 2, 1))
    printed = render(found, Sources({"f": "priority 1", "g": "x\npriority 1"}), colour=False, why=False)
    assert "  g:2:\n    2 | priority 1" in printed

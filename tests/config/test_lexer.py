"""The lexical rules of keepalived.conf: comments, quotes, braces, long lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.config.diagnostics import Report
from standfast.config.lexer import WORDS_MAX, lex


def words(text: str) -> list[list[str]]:
    return [[token.text for token in line.tokens] for line in lex(text, "f", Report())]


def codes(text: str) -> list[str]:
    report = Report()
    lex(text, "f", report)
    return [found.code for found in report.diagnostics()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("priority 100", [["priority", "100"]]),
        ("  priority\t100  \r\n\r\n", [["priority", "100"]]),
        ("! a comment\n# 权重/优先级\npriority 100 # why", [["priority", "100"]]),
        ("auth_pass ab!cd", [["auth_pass", "ab"]]),
        (r"auth_pass ab\!c\#d", [["auth_pass", "ab!c#d"]]),
        ('auth_pass "ab!c #d"', [["auth_pass", "ab!c #d"]]),
        (r'auth_pass "ab\#c"', [["auth_pass", r"ab\#c"]]),
        ('auth_pass ab"c d"e', [["auth_pass", "ab", "c d", "e"]]),
        ("vrrp_instance VI_1{", [["vrrp_instance", "VI_1"], ["{"]]),
        ("a { b c }d", [["a"], ["{"], ["b", "c"], ["}"], ["d"]]),
        ('script "a { b } # c"', [["script", "a { b } # c"]]),
        ('auth_pass "open\nnext', [["auth_pass"], ["next"]]),
        ("priority\u3000100", [["priority\u3000100"]]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


def test_every_word_knows_its_place() -> None:
    (_, second) = lex("# 注释\n  priority  100", "f", Report())[0].tokens
    assert (second.at.file, second.at.line, second.at.column) == ("f", 2, 13)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("auth_pass ab!cd", "comment-in-word"),
        ('auth_pass "ab', "unclosed-quote"),
        ("x" * 1024, "line-too-long"),
        ("x" * 5000, "line-too-long"),
        ("\ufeffx", "byte-order-mark"),
        ("重" * 400, "line-too-long"),
        ("a\0b", "nul-byte"),
    ],
)
def test_what_keepalived_cuts_in_silence_is_reported(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text", ["interval 2 # two", "interval 2# two", "}#end", "x" * 1023, "x\n\ufeffy", "#" + "!" * 20]
)
def test_ordinary_lines_are_not_reported(text: str) -> None:
    assert codes(text) == []


def test_the_rest_of_a_line_that_is_too_long_is_the_next_line() -> None:
    assert words("#" + "x" * 1022 + "priority 100\nstate BACKUP") == [["priority", "100"], ["state", "BACKUP"]]
    assert words("x" * 2047) == [["x" * 1023], ["x" * 1023], ["x"]]
    assert words("重" * 342) == [["重" * 341], ["重"]]
    (first, rest) = lex("a" + " " * 1030 + "b", "f", Report())
    assert (first.at.column, rest.at.column) == (1, 1032)


def test_a_byte_order_mark_is_no_part_of_the_first_word() -> None:
    (line,) = lex("\ufeffpriority 100", "f", Report())
    assert (line.text, line.at.column) == ("priority 100", 2)


@given(st.text())
def test_any_text_gives_lines_in_order_with_something_in_them(text: str) -> None:
    lines = lex(text, "f", Report())
    assert all(line.tokens for line in lines)
    places = [(token.at.line, token.at.column) for line in lines for token in line.tokens]
    assert places == sorted(places)


def test_a_file_of_too_many_words_ends_with_an_error() -> None:
    report = Report()
    lines = lex(("a b c d e f g h\n" * (WORDS_MAX // 8 + 100)), "f", report)
    assert sum(len(line.tokens) for line in lines) <= WORDS_MAX + 8
    assert [found.code for found in report.diagnostics()] == ["too-large"]


def test_a_line_of_nothing_but_words_is_split_as_any_other() -> None:
    assert words("  a\tb\fc \r\n") == words('  a\tb\fc ""\r\n'.replace(' ""', " # x"))

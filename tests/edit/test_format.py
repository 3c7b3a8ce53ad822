"""The formatter: one form, every comment, and not one word that keepalived would see differently."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config_generator import Generator
from standfast.config.diagnostics import Report
from standfast.config.lexer import LINE_BYTES_MAX, lex
from standfast.config.load import load_full_bytes
from standfast.edit.format import format_text

UGLY = """

global_defs{ router_id x }   # who
\tvrrp_instance   VI_1   # the pair
{
  ! state


        state    BACKUP      # not MASTER
 authentication { auth_type PASS
auth_pass "a { b"#secret
 }}#end
# the last word
"""
PRETTY = """\
global_defs {
    router_id x
}   # who
vrrp_instance   VI_1   # the pair
{
    ! state

    state    BACKUP      # not MASTER
    authentication {
        auth_type PASS
        auth_pass "a { b"#secret
    }
} #end
# the last word
"""


def test_one_form() -> None:
    assert format_text(UGLY) == PRETTY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("a {\n\n\nb\n\n}\n\n\nc", "a {\n    b\n}\n\nc\n"),
        ("a\n{\nb\n}", "a {\n    b\n}\n"),
        ("a\n\n{\nb\n}", "a\n\n{\n    b\n}\n"),
        ("}\na", "}\na\n"),
        ("a { b } { c }", "a {\n    b\n}\n{\n    c\n}\n"),
        ("a {\r\nb\r\n}\r\n", "a {\r\n    b\r\n}\r\n"),
        ('a "open { # b\n{\nc\n}', 'a "open { # b\n{\n    c\n}\n'),
        ("\ufeffa{\n}", "\ufeffa {\n}\n"),
        ("auth_pass ab!cd", "auth_pass ab!cd\n"),
        (r"a \# b # c", "a \\# b # c\n"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert format_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {\ninclude {b,c}.conf\n}", "a {\n    include {b,c}.conf\n}\n"),
        ("a {\n~LST({a,b},{1,2}) x { y ${a} }\n}", "a {\n    ~LST({a,b},{1,2}) x { y ${a} }\n}\n"),
        ("a { b $X}\n", "a { b $X}\n"),
        ("a $X\n{\nb\n}", "a $X\n{\n    b\n}\n"),
        ("a {\n$B=c { \\\n  d \\\n }\ne\n}", "a {\n    $B=c { \\\n  d \\\n }\n    e\n}\n"),
        (
            "@m vrrp_instance A {\n@^m vrrp_instance B {\n@m state MASTER\nx\n}\ny",
            "@m vrrp_instance A {\n@^m vrrp_instance B {\n    @m state MASTER\n    x\n}\ny\n",
        ),
        ("@m a {\n@m b\n@m }\nc", "@m a {\n    @m b\n@m }\nc\n"),
        ("a {\nb ${X} {\nc\n}\n}", "a {\n    b ${X} {\n        c\n    }\n}\n"),
    ],
)
def test_lines_that_are_expanded_stay_whole(text: str, expected: str) -> None:
    assert format_text(text) == expected


def test_what_keepalived_ignores_is_not_touched() -> None:
    long = "  a " + "x" * LINE_BYTES_MAX
    assert format_text(f"b {{\n{long}\n c\0{{\n}}") == f"b {{\n{long}\n c\0{{\n}}\n"


def test_a_line_does_not_grow_past_the_limit() -> None:
    text = "x" * (LINE_BYTES_MAX - 2)
    assert format_text(f"b {{\n{text}\n}}") == f"b {{\n  {text}\n}}\n"
    assert format_text(f"{text}\n{{\n}}") == f"{text} {{\n}}\n"
    assert format_text(f"{text}x\n{{\n}}") == f"{text}x\n{{\n}}\n"
    assert format_text(f"{text}\n{{ # why\n}}") == f"{text} {{\n    # why\n}}\n"


_TEXTS = st.lists(
    st.sampled_from(
        [
            *("a", "b c", "{", "}", " ", "\t", "\n", "\n\n", "# c", "!d", '"', '"q { #"', "$X", "${X}", "$Y=1", "\\"),
            *("\\#", "@m ", "@^m ", "~SEQ(a,1,2) ", "~LST({a,b},{1,2})", "include x{a,b}\n", "include z"),
            *("\r\n", "\0", "é", "\x85", "x" * 600),
        ]
    ),
    max_size=40,
).map("".join)


def words(text: str) -> list[tuple[str, tuple[tuple[str, bool], ...]]]:
    return [(line.brace, tuple((t.text, t.quoted) for t in line.tokens)) for line in lex(text, "f", Report())]


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_same_words_and_the_same_text_again(text: str) -> None:
    once = format_text(text)
    assert words(once) == words(text)
    assert format_text(once) == once


@given(_TEXTS)
@settings(deadline=None)
def test_every_comment_stays(text: str) -> None:
    for sign in ("# c", "!d"):
        assert format_text(text).count(sign) == text.count(sign)


@pytest.mark.parametrize("seed", range(40))
def test_the_configuration_stays_the_same(seed: int) -> None:
    text = Generator(seed).right()
    before, after = (load_full_bytes(t.encode(), "f", interfaces=None) for t in (text, format_text(text)))
    assert before.configuration == after.configuration

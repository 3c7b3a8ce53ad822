"""Conditions, parameters and sequences: what the lines become, as keepalived 2.2.7 makes it, and where it stops."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config_texts import errors, full_text, instance, load_text, router
from standfast.config.diagnostics import Report
from standfast.config.lexer import lex_lines, split_lines
from standfast.config.parameters import Parameters
from standfast.config.preprocess import LINES_MAX, expand


def expanded(text: str, config_id: str = "me") -> list[str]:
    """The lines that come out, words separated by single blanks."""
    lines = lex_lines(expand(split_lines(text, "f", Report()), Parameters(config_id), Report()), Report())
    return [" ".join(token.text for token in line.tokens) for line in lines]


def codes(text: str) -> list[str]:
    report = Report()
    expand(split_lines(text, "f", report), Parameters("me"), report)
    return [found.code for found in report.diagnostics()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("~SEQ(i,1,3) a${i}", ["a1", "a2", "a3"]),
        ("~SEQ(i,2) a$i x", ["a1 x", "a2 x"]),
        ("~SEQ(i,3,1) a${i}", ["a3", "a2", "a1"]),
        ("~SEQ(i, 1, 2, 6) a${i}", ["a1", "a3", "a5"]),
        ("~SEQ(i,-2,2,3) a${i}", ["a-2", "a0", "a2"]),
        ("~SEQ(i,-2) a${i}", ["a-1", "a-2"]),
        ("~SEQ(i,1,2)a${i}", ["a1", "a2"]),
        ("~SEQx(h,9,11) a${h}", ["a9", "aa", "ab"]),
        ("~SEQx(h, 0x90, 0x10, 0xa0) a${h}", ["a90", "aa0"]),
        ("~SEQ(a,1,2) ~SEQ(b,1,2) n${a}_${b}", ["n1_1", "n1_2", "n2_1", "n2_2"]),
        ("~LST(v,a,b) l${v}", ["la", "lb"]),
        ("~LST({v,w},{a,1},{b,2}) l${v}${w}", ["la1", "lb2"]),
        ("~LST({v,w},{a},{b,2}) l${v}-${w}", ["la-", "lb-2"]),
        ("~LST(a,1,2) ~SEQ(b,1,2) n${a}${b}", ["n11", "n12", "n21", "n22"]),
        ("~SEQ(k,1,2) $P${k}=7${k}\na${P1} b${P2}", ["a71 b72"]),
        ("~SEQ(k,1,2) @me a${k}", ["a1", "a2"]),
        ("@me ~SEQ(k,1,2) a${k}", ["a1", "a2"]),
        ("foo ~SEQ(i,1,2) x", ["foo ~SEQ(i,1,2) x"]),
        ("$P=100\np${P}", ["p100"]),
        ("$P=1\n$Q=x${P}y\nq${Q}\n$P=2\nq${Q}", ["qx1y", "qx2y"]),
        ("  $P=5\n$P,a\nb$P)\nc$P/\nd$P", ["5,a", "b5)", "c$P/", "d5"]),
        ("$P=\na${P}b", ["ab"]),
        ("$P=a!b\nc${P}", ["ca"]),
        ('$P=a\nscript "x ${P} $P y"', ["script x a a y"]),
        ("a${_HASH}x\nb \"${_BANG}\"", ["a", "b !"]),
        ("a${_INSTANCE}", ["ame"]),
        ("a${_RANDOM 5 5}", ["a5"]),
        ("$M= \\\n m1 { \\\n m2 x \\\n }\n$M", ["m1", "{", "m2 x", "}"]),
        ("$M=a\\\nb\nx${M}", ["xa", "b"]),
        ("$M=a\\\nb\n$M trailing", ["$M trailing"]),
        ("$N=1\n$M=\\\n$N=2 \\\nv${N}\n$M", ["v2"]),
        ("$M=\\\n@me a \\\n@^me b\n$M", ["a"]),
        ("$C=@me\n$C a b", ["a b"]),
        ("$D=~SEQ(z,1,2)\n$D a${z}", ["a1", "a2"]),
        ("@me a\n@^me b\n@you c\n@^you d\n @me e", ["a", "d", "e"]),
        ("@me\n@ a\n@^me", []),
        ("@standfast a\n@^standfast b", ["a"]),
        ("$1=5", ["$1=5"]),
        ("undefined $X ${Y", ["undefined $X $", "{", "Y"]),
    ],
)  # fmt: skip
def test_lines(text: str, lines: list[str]) -> None:
    assert expanded(text) == lines


@pytest.mark.parametrize(
    "line",
    ["~SEQ(i,1,0,3) x", "~SEQ(i,1,x) x", "~SEQ(i) x", "~SEQ(i,3,1,1) x", "~SEQX(i,3) x", "~LST(v) x"],
)
def test_a_sequence_that_cannot_be_read_leaves_its_line_out(line: str) -> None:
    assert expanded(line) == []
    assert codes(line) == ["bad-sequence"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("~SEQ(i,1,9999999) x", "expansion-too-large"),
        ("~SEQ(a,1,9999) ~SEQ(b,1,9999) ~SEQ(c,1,9999) x", "expansion-too-large"),
        ("$P=a${P}\n${P}", "expansion-endless"),
        ("$P=$Q\n$Q=$P\n$P", "expansion-endless"),
        ("$P=${P}${P}\n${P}", "expansion-too-long"),
        ("$M=\\\n$M \\\n$M\n$M", "expansion-endless"),
        ("$A=\\\n" + "x \\\n" * 999 + "x\n$B=\\\n" + "$A \\\n" * 999 + "x\n$B", "expansion-too-large"),
    ],
)
def test_an_expansion_without_end_ends_with_a_diagnostic(text: str, code: str) -> None:
    assert codes(text) == [code]
    assert len(expanded(text)) <= LINES_MAX


def test_words_from_an_expansion_know_their_place() -> None:
    made = expand(split_lines("$P=1234\n a ${P} b # c", "f", Report()), Parameters("me"), Report())
    (line,) = lex_lines(made, Report())
    assert [(token.text, token.at.line, token.at.column) for token in line.tokens] == [
        ("a", 2, 2), ("1234", 2, 4), ("b", 2, 9),
    ]  # fmt: skip


def test_the_folder_of_the_file_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFAST_TEST", "value")
    sources = split_lines("a ${_PWD} ${_ENV STANDFAST_TEST}", "/etc/x/f.conf", Report())
    lines = expand(sources, Parameters("me"), Report())
    assert lines[0].text == "a /etc/x value"


def test_a_file_with_all_of_it_is_the_file_that_it_stands_for() -> None:
    text = (
        "$ID=51\n$VI= \\\nvrrp_instance VI_${N} { \\\ninterface enp0s8 \\\nvirtual_router_id ${ID} \\\n"
        "@me priority 90 \\\n@^me priority 90 \\\nvirtual_ipaddress { \\\n~SEQ(I,1,3) 10.0.0.${I} \\\n} \\\n}\n"
        "$N=1\n$VI\n"
    )
    only = router(text)
    assert (only.name, only.priority, len(only.addresses)) == ("VI_1", 90, 3)


def test_other_dollar_and_at_signs_are_text() -> None:
    line = "script \"/bin/sh -c 'echo $HOME'\"\ninterval 2 # @me $P=1"
    assert errors(f'vrrp_script chk {{\n script "/bin/true"\n {line}\n}}\n' + instance()) == []
    assert load_text(instance("preempt_delay 2 # $P=1")).node.virtual_routers[0].preempt_delay_ns == 2 * 10**9


def test_a_name_that_nothing_defines_is_told_unless_the_line_holds_a_password() -> None:
    assert codes("$A=1\npriority $B") == ["undefined-parameter"]
    assert codes("auth_pass $B") == []


def test_a_line_without_end_does_not_end_the_file() -> None:
    report = Report()
    lines = expand(split_lines("$A=${A}x\none ${A}\n$B=2\ntwo ${B}", "f", report), Parameters("me"), report)
    assert [line.text for line in lines] == ["one ${A}", "two 2"]
    assert [found.code for found in report.diagnostics()] == ["expansion-endless"]


def test_columns_go_through_a_line_that_was_divided() -> None:
    lines = split_lines("x" * 1023 + "  ${A} $B", "f", Report())
    (_, rest) = expand(lines, Parameters("me", {"A": ("1",)}), Report())
    assert rest.text == "  1 $B"
    assert rest.columns is not None
    assert rest.columns[2] == 1026


PIECES = ["~SEQ(", "~SEQx(", "~LST(", "a", ",", ")", "{", "}", "1", "9", "-", "$A=", "$B=", "${A}", "${B}", "$A",
          "$B", "\\\n", "\n", " ", "@me ", "@^me ", "${_RANDOM}", "${_ENV PATH}", "#", '"']  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_anything_ends_within_bounds(pieces: list[str]) -> None:
    report = Report()
    lines = expand(split_lines("".join(pieces), "f", report), Parameters("me"), report)
    assert len(lines) <= LINES_MAX
    assert all(line.columns is None or len(line.columns) == len(line.text) for line in lines)


def test_the_example_of_the_manual_page_with_65024_instances_ends_with_one_diagnostic() -> None:
    text = (
        "$VI4= \\\nvrrp_instance vrrp4.${IF}.${NUM}.${ID} { \\\ninterface bond${IF}.${NUM} \\\n"
        "virtual_router_id ${ID} \\\nvirtual_ipaddress { \\\n10.${IF}.${NUM}.${ID}/24 \\\n} \\\n}\n"
        "~SEQ(IF,0,7) ~SEQ(NUM,0,31) ~SEQ(ID,1,254) $VI4\n"
    )
    found = full_text(text)
    assert [(d.code, d.line) for d in found.diagnostics if d.code != "no-instance"] == [("expansion-too-large", 9)]
    assert found.tree == (), "half of the instances would be a configuration that nobody wrote"

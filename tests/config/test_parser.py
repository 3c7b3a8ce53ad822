"""The tree of blocks, and what happens when the braces do not balance: strictly, and as keepalived does it."""

from collections.abc import Iterator
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_texts import diagnostics, errors, instance, load_text, warnings
from standfast.config.diagnostics import Report
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import lex_lines, split_lines
from standfast.config.parser import Statement, parse


def test_braces_may_stand_anywhere() -> None:
    text = (
        "vrrp_instance VI_1\n{\ninterface enp0s8 virtual_ipaddress\n"
        "virtual_router_id 7\nvirtual_ipaddress{192.168.56.100}authentication{\nauth_type PASS\nauth_pass x }}"
    )
    (router,) = load_text(text).node.virtual_routers
    assert (len(router.addresses), router.authentication is not None) == (1, True)


def test_an_unclosed_block_is_named_with_the_line_that_opened_it() -> None:
    text = instance().removesuffix("}\n")
    (found,) = diagnostics(text)
    assert str(found).startswith(
        "keepalived.conf:1: the block 'vrrp_instance VI_1' that is opened here is never closed"
    )
    assert errors(text) == [("unclosed-block", 1)]


def test_the_line_before_which_the_brace_is_missing_is_named() -> None:
    text = 'vrrp_script chk {\n script "/bin/true"\n\n' + instance()
    (found,) = diagnostics(text)
    assert (found.code, found.line) == ("unclosed-block", 1)
    assert "'vrrp_script chk'" in found.message
    assert "line 4" in found.message
    assert "before line 4" in found.suggestion


def test_a_brace_that_stands_left_of_its_block_is_pointed_out() -> None:
    text = instance(authentication="  authentication {\n    auth_type PASS\n    auth_pass 1111\n}")
    text = text.removesuffix("}\n")
    (found,) = diagnostics(text)
    assert "the '}' on line 10 closes 'authentication' of line 7" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (instance() + "}\n", [("extra-brace", 15)]),
        ("{\n" + instance() + "}\n", [("unexpected-brace", 1), ("extra-brace", 16)]),
        (instance(state="state BACKUP {\n}"), [("unexpected-block", 2)]),
        (instance(virtual_ipaddress="virtual_ipaddress {\n1.2.3.4 {\n}\n}"), [("unexpected-block", 12)]),
        (instance(virtual_ipaddress="virtual_ipaddress 1.2.3.4"), [("no-address", 1), ("missing-brace", 11)]),
        ('vrrp_script chk {\n script "/bin/true"\n' + instance() + "}\n", [("misplaced-block", 3)]),
    ],
)
def test_a_structure_that_cannot_be_meant_is_refused(text: str, expected: list[tuple[str, int]]) -> None:
    assert errors(text) == expected


def test_an_unknown_block_is_skipped_as_a_whole() -> None:
    text = instance("bogus {\n priority 7\n state MASTER\n}\npreempt_delay 3")
    assert warnings(text) == [("unknown-keyword", 14)]
    (router,) = load_text(text).node.virtual_routers
    assert (router.priority, router.preempt_delay_ns) == (100, 3_000_000_000)


class TestLenient:
    def test_missing_braces_are_closed_at_the_end(self) -> None:
        text = instance().removesuffix("}\n}\n")
        assert warnings(text, lenient=True) == [("unclosed-block", 1), ("unclosed-block", 11)]
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert len(router.addresses) == 1

    def test_an_extra_brace_is_passed_over(self) -> None:
        text = instance() + "}\n" + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
        assert warnings(text, lenient=True) == [("extra-brace", 15)]
        assert len(load_text(text, lenient=True).node.virtual_routers) == 2

    def test_an_unknown_block_takes_the_rest_of_the_block_around_it(self) -> None:
        text = instance("bogus {\nfoo\n}\npriority 7")
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert router.priority == 100
        codes = [code for code, _ in warnings(text, lenient=True)]
        assert codes[:2] == ["unknown-keyword", "unexpected-brace"]
        assert "extra-brace" in codes

    def test_a_missing_opening_brace_is_taken_as_there(self) -> None:
        text = instance(authentication="authentication\n auth_type PASS\n auth_pass abc")
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert router.authentication is not None
        assert router.addresses == ()  # keepalived, too, reads the rest as part of authentication

    def test_a_file_that_gives_no_instance_runs_with_nothing(self) -> None:
        text = "Global_defs {\n router_id x\n}\n"
        assert load_text(text, lenient=True).node.virtual_routers == ()
        assert ("no-instance", 0) in warnings(text, lenient=True)

    def test_blocks_that_this_version_does_not_read_keep_their_own_braces(self) -> None:
        text = "garp_group {\n interfaces {\n  enp0s8\n }\n}\n" + instance()
        assert warnings(text, lenient=True) == []


Tree: TypeAlias = "str | tuple[str, list[Tree]]"
"""A line, or the title of a block and what stands in it."""
_BLOCKS = ("vrrp_instance x", "global_defs", "virtual_ipaddress", "authentication", "bogus", "virtual_server 1 2")
_WORDS = st.lists(st.sampled_from(["priority", "interface", "x", "10.0.0.1"]), min_size=1, max_size=3).map(" ".join)
_TREES = st.recursive(
    _WORDS, lambda inner: st.tuples(st.sampled_from(_BLOCKS), st.lists(inner, max_size=3)), max_leaves=12
)


def parsed(text: str, report: Report, *, lenient: bool = False) -> list[Statement]:
    return parse(lex_lines(split_lines(text, "f", report), report), SCHEMA, report, lenient=lenient)


def written(tree: Tree) -> Iterator[str]:
    """The lines of a tree of words and blocks."""
    if isinstance(tree, str):
        yield tree
    else:
        title, inside = tree
        yield f"{title} {{"
        for inner in inside:
            yield from written(inner)
        yield "}"


def flat(statements: list[Statement]) -> Iterator[Statement]:
    for statement in statements:
        yield statement
        yield from flat(statement.block or [])


@given(st.lists(_TREES, max_size=5))
def test_what_is_balanced_keeps_every_word_and_its_depth(trees: list[Tree]) -> None:
    lines = [line for tree in trees for line in written(tree)]
    report = Report()
    found = parsed("\n".join(lines), report)
    titles = [" ".join(token.text for token in s.line.tokens) for s in flat(found)]
    assert titles == [line.removesuffix(" {") for line in lines if line != "}"]
    assert {d.code for d in report.diagnostics()} <= {"unexpected-block", "misplaced-block"}


@given(st.text(alphabet=" \n{}x#!\"p", max_size=200), st.booleans())
def test_no_text_breaks_the_parser(text: str, lenient: bool) -> None:
    report = Report()
    found = parsed(text, report, lenient=lenient)
    places = [statement.at for statement in flat(found)]
    assert places == sorted(places), "statements stand in the order of the file"
    assert lenient is False or not report.refused

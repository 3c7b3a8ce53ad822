"""`standfast explain`."""

import pytest
from click.testing import CliRunner

from standfast.cli import command_line
from standfast.cli.explain import describe
from standfast.config.keywords_root import SCHEMA
from standfast.config.syntax import SYNTAX


def call(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(command_line, ["explain", *words])
    return result.exit_code, result.output


def test_a_keyword_with_range_default_and_effect() -> None:
    code, output = call("virtual_router_id")
    assert code == 0
    assert "1 to 255" in output
    assert "vrrp_instance" in output


def test_a_keyword_of_several_blocks_is_told_for_each_or_for_one() -> None:
    _, output = call("priority")
    assert "default: 100" in output
    _, everywhere = call("weight")
    _, one = call("--block", "vrrp_script", "weight")
    assert len(one) < len(everywhere)
    assert "vrrp_script" in one


def test_a_code_of_a_diagnostic() -> None:
    assert "virtual_router_id" in call("duplicate-vrid")[1]


@pytest.mark.parametrize(("word", "meant"), [("prioritty", "priority"), ("duplicate-vird", "duplicate-vrid")])
def test_a_word_that_nobody_knows_gets_the_nearest(word: str, meant: str) -> None:
    code, output = call(word)
    assert code == 1
    assert f"'{meant}'" in output


def test_every_keyword_can_be_explained() -> None:
    for row in SCHEMA.rows:
        assert describe(row)[0].startswith(row.name)


def test_a_block_says_what_may_stand_in_it() -> None:
    _, output = call("vrrp_instance")
    assert "virtual_router_id" in output.partition("inside:")[2]


@pytest.mark.parametrize("word", sorted(SYNTAX))
def test_the_words_and_signs_before_the_keywords(word: str) -> None:
    code, output = call("--", word)
    assert code == 0
    assert SYNTAX[word] in output


@pytest.mark.parametrize(
    ("word", "home"), [("dev", "virtual_ipaddress"), ("via", "virtual_routes"), ("reverse", "weight")]
)
def test_an_option_is_told_with_the_lines_it_stands_in(word: str, home: str) -> None:
    code, output = call(word)
    assert code == 0
    assert home in output


def test_a_block_that_there_is_not_or_that_does_not_know_the_keyword() -> None:
    assert "no block 'vrrp_instanc'; did you mean 'vrrp_instance'?" in call("--block", "vrrp_instanc", "priority")[1]
    code, output = call("--block", "global_defs", "priority")
    assert code == 1
    assert "in 'vrrp_instance'" in output


def test_the_traps_of_strict_mode_and_nopreempt_are_told() -> None:
    assert "answer nobody" in call("vrrp_strict")[1]
    assert "state BACKUP" in call("nopreempt")[1]
    assert "acted on" in call("no_virtual_ipaddress")[1]

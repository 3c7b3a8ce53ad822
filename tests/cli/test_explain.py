"""`standfast explain`."""

import pytest
from click.testing import CliRunner

from standfast.cli import command_line
from standfast.cli.explain import describe
from standfast.config.keywords_root import SCHEMA


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

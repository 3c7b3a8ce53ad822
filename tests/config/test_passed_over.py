"""The keywords that keepalived passes over if their value is missing."""

import pytest

from config_texts import EXTRA_LINE, errors, instance, said
from standfast.config.keywords_root import SCHEMA
from standfast.config.passed_over import PASSED_OVER, SILENTLY


def test_they_are_in_the_table() -> None:
    for block, names in PASSED_OVER.items():
        assert names <= set(SCHEMA.names(block)), block
    assert all(name in PASSED_OVER[block] for block, name in SILENTLY)


def test_one_of_them_is_told_and_passed_over() -> None:
    text = "global_defs {\nscript_user\n}\n" + instance()
    assert ("no-value", 2) in said(text)
    assert errors(text) == []


@pytest.mark.parametrize("line", ["priority", "virtual_router_id"])
def test_any_other_refuses_the_file(line: str) -> None:
    assert ("missing-argument", EXTRA_LINE) in errors(instance(line))

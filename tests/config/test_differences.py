"""The list of differences on purpose, and its page."""

from pathlib import Path

from standfast.check.codes import table
from standfast.config.differences import DIFFERENCES, NEWER, document, explains, quiet_codes
from standfast.config.keywords_root import SCHEMA

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "differences.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == document()


def test_each_entry_has_a_name_of_its_own_and_says_all() -> None:
    names = [entry.name for entry in DIFFERENCES]
    assert len(set(names)) == len(names)
    assert all(entry.written and entry.keepalived and entry.standfast for entry in DIFFERENCES)


def test_every_code_exists() -> None:
    assert quiet_codes() <= set(table())


def test_the_newer_keywords_are_in_the_table() -> None:
    for block, names in NEWER.items():
        assert set(names) <= set(SCHEMA.names(block))


def test_a_sentence_finds_its_difference() -> None:
    found = explains("(f: Line 3) Unknown keyword 'v3_checksum_as_v2'")
    assert found is not None
    assert found.name == "newer-keyword"
    assert explains("Unknown keyword 'bogus'") is None

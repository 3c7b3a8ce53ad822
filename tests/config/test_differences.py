"""The list of differences on purpose, and its page."""

from pathlib import Path

from standfast.check.codes import table
from standfast.config.differences import document, explains, quiet_codes

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "differences.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == document()


def test_every_code_exists() -> None:
    assert quiet_codes() <= set(table())


def test_a_sentence_finds_its_difference() -> None:
    found = explains("(f: Line 3) Unknown keyword 'v3_checksum_as_v2'")
    assert found is not None
    assert found.name == "newer-keyword"
    assert explains("Unknown keyword 'bogus'") is None

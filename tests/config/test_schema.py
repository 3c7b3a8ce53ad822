"""The keyword table is sound in itself."""

from pathlib import Path

import pytest

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, Keyword, Kind, Treatment, opened_by
from standfast.config.values import default_value, parse_integer
from standfast.units import seconds_text_to_ns

KEYWORDS = Path(__file__).resolve().parent.parent / "data" / "keywords.txt"
every_row = pytest.mark.parametrize("row", SCHEMA.rows, ids=lambda row: f"{row.block}/{row.name}")


@every_row
def test_each_row_is_complete(row: Keyword) -> None:
    assert SCHEMA.find(row.block, row.name) is row, "the name is there twice"
    assert row.effect, "say what it does"
    assert row.block == ROOT or any(row.block == opened_by(other) for other in SCHEMA.rows)
    assert bool(row.since) == (row.treatment is Treatment.ACTED_ON)
    if row.treatment is Treatment.REFUSED:
        assert row.reason, "say why it is refused"


@every_row
def test_each_number_has_a_range_and_its_default_lies_in_it(row: Keyword) -> None:
    if row.kind not in (Kind.INTEGER, Kind.SECONDS):
        return
    convert = parse_integer if row.kind is Kind.INTEGER else seconds_text_to_ns
    assert convert(row.low) <= convert(row.high)
    if default_value(row) is not None and row.default != "0":
        assert convert(row.low) <= convert(row.default) <= convert(row.high)


def keywords_of_keepalived() -> dict[str, set[str]]:
    """Return the names in tests/data/keywords.txt by block."""
    found: dict[str, set[str]] = {}
    block = ""
    for line in KEYWORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            block = line.strip("[]").replace("(file)", ROOT)
        elif not line.startswith("#"):
            found.setdefault(block, set()).update(line.split())
    return found


def test_every_keyword_of_keepalived_is_in_the_table() -> None:
    expected = keywords_of_keepalived()
    missing = {block: names - set(SCHEMA.names(block)) for block, names in expected.items()}
    assert not any(missing.values())
    assert sum(len(names) for names in expected.values()) > 500, "the list itself is whole"


def test_what_keepalived_does_not_know_is_an_extension() -> None:
    expected = keywords_of_keepalived()
    own = {(row.block, row.name) for row in SCHEMA.rows if row.name not in expected.get(row.block, ())}
    assert own == {(row.block, row.name) for row in SCHEMA.rows if row.extension}

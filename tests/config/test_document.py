"""The generated reference is current."""

from pathlib import Path

from standfast.config.document import document
from standfast.config.keywords_root import SCHEMA

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"


def test_the_reference_is_current() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == document(), (
        "run: python -m standfast.config.document > docs/reference/configuration.md"
    )


def test_every_keyword_is_in_it() -> None:
    text = document()
    missing = [row.name for row in SCHEMA.rows if f"| `{row.name}" not in text]
    assert not missing
    assert len(SCHEMA.rows) > 500


def test_ranges_and_reasons_are_in_it() -> None:
    text = document()
    assert "| `priority N` | 1 to 255 | 100 |" in text
    assert "refused: standfast would not balance this" in text
    assert "## `url` in `HTTP_GET` and `SSL_GET`" in text

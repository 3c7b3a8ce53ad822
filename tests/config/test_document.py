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

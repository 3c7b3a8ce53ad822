"""The page of diagnostics has a row for each code."""

from standfast.check.codes import table
from standfast.check.document import document


def test_each_code_stands_on_the_page_once() -> None:
    text = document()
    for name in table():
        assert text.count(f"| `{name}` |") == 1

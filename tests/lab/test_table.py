"""The table in the docs is the table that the code reads."""

import pytest

from source_tree import ROOT
from standfast.errors import StandfastError
from standfast.lab.expected import load
from standfast.lab.table import BEGIN, END, expectations_table, main, replace_between


def test_the_document_is_up_to_date() -> None:
    text = (ROOT / "docs" / "drills.md").read_text()
    made = replace_between(text, BEGIN, END, expectations_table(load()))
    assert text == made, "run: python -m standfast.lab.table docs/drills.md"


def test_every_drill_has_its_row() -> None:
    table = expectations_table(load())
    for name in load():
        assert f"\n| {name} | " in table


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    assert replace_between("a<x>old<y>b", "<x>", "<y>", "new") == "a<x>\nnew\n<y>b"


def test_a_document_without_marks_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: object) -> None:
    monkeypatch.setattr("sys.argv", ["table", str(ROOT / "docs" / "tutorial.md")])
    with pytest.raises(StandfastError, match="marks"):
        main()

"""The choice of the cells: nothing possible is forgotten, and a few cells hold every pair of values."""

from interop.cells import (
    IMPOSSIBLE,
    NOT_IN_THE_MATRIX,
    VALUES,
    all_cells,
    pairs_of,
    pairwise,
    possible_cells,
    why_not,
)
from source_tree import ROOT


def test_every_combination_is_possible_or_has_a_reason() -> None:
    cells = all_cells()
    assert len(set(cells)) == len(cells) == 3 * 2 * 2 * 2 * 2 * 3 * 2 * 2 * 3
    assert len({cell.name for cell in cells}) == len(cells)
    assert {why_not(cell) for cell in cells} == {None, *(reason for _, reason in IMPOSSIBLE)}


def test_every_value_is_possible() -> None:
    possible = possible_cells()
    for column, values in VALUES.items():
        assert {getattr(cell, column) for cell in possible} == set(values)


def test_a_few_cells_hold_every_pair_that_is_possible() -> None:
    possible = possible_cells()
    few = pairwise(possible)
    assert set().union(*map(pairs_of, few)) == set().union(*map(pairs_of, possible))
    assert len(few) <= 15
    assert few == pairwise(possible), "the same cells at every run"


def test_the_document_is_of_this_matrix() -> None:
    text = (ROOT / "docs" / "reference" / "interoperation.md").read_text(encoding="utf-8")
    assert f" of {len(possible_cells())} cells passed**, of {len(all_cells())} combinations." in text
    for reason in [reason for _, reason in (*IMPOSSIBLE, *NOT_IN_THE_MATRIX)]:
        assert reason in text, "docs/reference/interoperation.md is of another matrix: run `make interop`"

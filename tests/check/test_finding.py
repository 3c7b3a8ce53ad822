"""Edits carried out: what a tool does with a finding."""

from hypothesis import given
from hypothesis import strategies as st

from standfast.check.finding import Edit, apply


def test_an_edit_replaces_exactly_its_columns() -> None:
    assert apply("one two\nthree", [Edit(1, 5, 8, "2")]) == "one 2\nthree"


def test_edits_of_one_line_do_not_move_each_other() -> None:
    assert apply("a bb c", [Edit(1, 1, 2, "AAA"), Edit(1, 3, 5, "B")]) == "AAA B c"


def test_an_insertion_may_bring_lines() -> None:
    assert apply("a\nb", [Edit(2, 1, 1, "x\n"), Edit(1, 1, 2, "A")]) == "A\nx\nb"


def test_of_two_edits_that_overlap_one_is_left_out() -> None:
    assert apply("abc", [Edit(1, 1, 3, "x"), Edit(1, 2, 4, "y")]) in ("xc", "ay")


def test_two_insertions_at_one_place_are_both_carried_out_inner_first() -> None:
    assert apply("x {\n y {", [Edit(2, 5, 5, "\n}"), Edit(2, 5, 5, "\n }")]) == "x {\n y {\n }\n}"


@given(st.text(alphabet="ab\n"), st.lists(st.builds(Edit, *[st.integers(1, 4)] * 3, st.just("x"))))
def test_no_edit_makes_it_crash(text: str, edits: list[Edit]) -> None:
    apply(text, edits)

"""Sequences and lists at the start of a line."""

import pytest

from standfast.config.sequences import is_sequence, read_sequence


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("~SEQ(i, 3) x", ["1", "2", "3"]),
        ("~SEQ(i, -2) x", ["-1", "-2"]),
        ("~SEQ(i, 5, 5) x", ["5"]),
        ("~SEQx(i, 0xf, 17) x", ["f", "10", "11"]),
        ("~LST(i, a,b ) x", ["a", "b"]),
    ],
)
def test_values(text: str, values: list[str]) -> None:
    sequence = read_sequence(text)
    assert sequence is not None
    assert [entry["i"] for entry in sequence.rounds()] == values
    assert text[sequence.rest :] == " x"


def test_several_names() -> None:
    sequence = read_sequence("~LST({a, b}, {1, 2}, {3}) x")
    assert sequence is not None
    assert list(sequence.rounds()) == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]


def test_a_long_sequence_costs_nothing_until_it_is_used() -> None:
    sequence = read_sequence("~SEQ(i, 9999999999) x")
    assert sequence is not None
    assert next(sequence.rounds()) == {"i": "1"}


@pytest.mark.parametrize(
    "text", ["~SEQ(", "~SEQ()", "~SEQ(i,1", "~LST({a},{1,2}) x", "~LST(v,a b) x", "~SEQ(i,1,2,3,4)", "~SEQ({i,j},3)"]
)
def test_what_cannot_be_read(text: str) -> None:
    assert is_sequence(text)
    assert read_sequence(text) is None

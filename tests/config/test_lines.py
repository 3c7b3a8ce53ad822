"""What the readers of lines share."""

import pytest

from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import Token
from standfast.config.lines import FIRST_PREFERENCE, Lines


@pytest.mark.parametrize(("known", "errors"), [(None, 0), (frozenset({"eth0"}), 0), (frozenset({"eth1"}), 1)])
def test_an_interface_is_held_against_those_of_the_host(known: frozenset[str] | None, errors: int) -> None:
    report = Report()
    assert Lines(report, known).check_interface(Token("eth0", Position("file", 3, 2))) == "eth0"
    assert [found.code for found in report.diagnostics()] == ["unknown-interface"] * errors


def test_preferences_count_down_over_the_whole_file() -> None:
    lines = Lines(Report())
    assert [next(lines.preferences) for _ in range(3)] == [FIRST_PREFERENCE - number for number in range(3)]


@pytest.mark.parametrize(("line", "complaints"), [(3, 0), (1, 1)])
def test_a_track_group_stands_above(line: int, complaints: int) -> None:
    report = Report()
    lines = Lines(report, track_groups={"G": Position("file", 2)})
    assert lines.check_group(Token("G", Position("file", line))) == (None if complaints else "G")
    assert lines.check_group(Token("H", Position("file", line))) is None
    assert len(report) == complaints + 1

"""The cursor over the words of a line, and what words become."""

import pytest

from config_texts import token, words
from standfast.config.diagnostics import Report, Severity
from standfast.config.iproute_names import Names
from standfast.config.line_words import Family, LineError, prefix_of, range_of
from standfast.model.network import Prefix

KEYWORD = token("keyword")


def test_one_word_after_the_other() -> None:
    found = words("a b c")
    assert found.take().text == "a"
    assert (found.peek(), found.take_if("x", "y"), found.take_if("b")) == ("b", "", "b")
    assert found.take().text == "c"
    assert (bool(found), found.peek(), found.take_if("")) == (False, "", "")


def test_a_missing_value_is_fatal_and_a_wrong_one_is_not() -> None:
    with pytest.raises(LineError) as missing:
        words("").value(KEYWORD)
    with pytest.raises(LineError) as wrong:
        words("11").number(KEYWORD, 0, 10)
    report = Report()
    for error in (missing.value, wrong.value):
        error.tell(report, "the line")
    assert {found.severity for found in report.diagnostics()} == {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("3/4", 3 << 16 | 4), ("cosmos/4", 4), ("0x10", 16)])
def test_realms(text: str, number: int) -> None:
    assert words(text).realms(KEYWORD) == number


@pytest.mark.parametrize("text", ["256", "1/2/3", "5/", "nonsense"])
def test_what_are_no_realms(text: str) -> None:
    with pytest.raises(LineError):
        words(text).realms(KEYWORD)


def test_names_and_numbers() -> None:
    assert words("main").named(KEYWORD, Names.TABLE) == 254
    with pytest.raises(LineError):
        words("300").named(KEYWORD, Names.SCOPE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/8", Prefix(bytes((10, 0, 0, 0)), 8)), ("10.0.0.1", Prefix(bytes((10, 0, 0, 1)), 32)),
        ("default", Prefix(bytes(4), 0)), ("2001::/16", Prefix(bytes((0x20, 1)) + bytes(14), 16)),
        ("10.0.0.1/40", Prefix(bytes((10, 0, 0, 1)), 32)),
    ],
)  # fmt: skip
def test_prefixes(text: str, expected: Prefix) -> None:
    report = Report()
    assert prefix_of(token(text), report) == expected
    assert len(report) == (1 if "/40" in text else 0)


def test_the_default_of_ipv6() -> None:
    assert prefix_of(token("default"), Report(), is_ipv6=True) == Prefix(bytes(16), 0)


@pytest.mark.parametrize(("text", "expected"), [("1-5", (1, 5)), ("9-5", (9, 5))])
def test_ranges(text: str, expected: tuple[int, int]) -> None:
    assert range_of(token(text), "uidrange", 100) == expected


@pytest.mark.parametrize("text", ["5", "1-", "a-b", "1-101"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(LineError):
        range_of(token(text), "uidrange", 100)


def test_a_line_has_one_family() -> None:
    family = Family("bad-route")
    assert not family.is_ipv6
    family.hold_to(True, KEYWORD)
    family.hold_to(True, KEYWORD)
    with pytest.raises(LineError):
        family.hold_to(False, KEYWORD)
    assert family.is_ipv6

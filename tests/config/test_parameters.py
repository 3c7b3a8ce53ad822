"""Parameters put into a line, and the column that each character comes from."""

from standfast.config.parameters import DEFINITION, Parameters, Text


def line(text: str) -> Text:
    return Text(text, tuple(range(1, len(text) + 1)))


def test_each_use_is_replaced_once() -> None:
    parameters = Parameters("me", {"A": ("${B}x",), "B": ("1",)})
    (once,) = parameters.substitute(line("a ${A} $B"), "/etc")
    assert once.text == "a ${B}x 1"
    assert once.columns == (1, 2, 3, 3, 3, 3, 3, 7, 8)
    (twice,) = parameters.substitute(once, "/etc")
    assert twice.text == "a 1x 1"


def test_what_is_not_defined_stays() -> None:
    text = line("a $X ${Y} ${_NOPE} ${_RANDOM 9 1} ${_RANDOM x}")
    assert Parameters("me").substitute(text, "") == [text]


def test_a_value_of_several_lines_ends_the_line() -> None:
    parameters = Parameters("me", {"M": ("a", "b", "c")})
    assert [made.text for made in parameters.substitute(line("x $M"), "")] == ["x a", "b", "c"]
    assert [made.columns for made in parameters.substitute(line("x $M"), "")] == [(1, 2, 3), (3,), (3,)]
    assert parameters.substitute(line("x $M y"), "") == [line("x $M y")]


def test_a_random_number_lies_between() -> None:
    for _ in range(50):
        (made,) = Parameters("me").substitute(line("${_RANDOM 3 5}"), "")
        assert made.text in ("3", "4", "5")


def test_names() -> None:
    assert DEFINITION.match(" $A_1=x")
    assert not DEFINITION.match("$1=x")
    assert not DEFINITION.match("$A =x")


def test_the_names_that_nothing_defines() -> None:
    parameters = Parameters("me", {"A": ("1",)})
    found = parameters.unknown('x $A ${B} "${C}" $D = 1 ${_ENV X} $E')
    assert list(found) == [("B", 5, False), ("C", 11, True), ("E", 34, False)]

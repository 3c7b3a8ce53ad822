"""Shell-like splitting of commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.config.quoting import split_quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/bin/check", ["/bin/check"]),
        ("/bin/check  -a \t b", ["/bin/check", "-a", "b"]),
        ("/bin/sh -c 'exit 0'", ["/bin/sh", "-c", "exit 0"]),
        ("\"/bin/sh -c 'exit 0'\"", ["/bin/sh -c 'exit 0'"]),
        ('a"b c"d', ["ab cd"]),
        ("a ''", ["a", ""]),
        (r"a\ b \x41\102 \n", ["a b", "AB", "\n"]),
        (r"'a\ b'", [r"a\ b"]),
        ("'open", ["open"]),
        ("a\\", ["a\\"]),
        ("", []),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert split_quoted(text) == expected


@given(st.text())
def test_any_text_can_be_split(text: str) -> None:
    assert isinstance(split_quoted(text), list)

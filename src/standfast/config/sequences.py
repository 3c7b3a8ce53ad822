"""Sequences and lists: `~SEQ(NAME, [START, [STEP,]] END) REST`, `~SEQx(...)`, `~LST(NAME, VALUE, ...) REST`.

keepalived's rules: the rest of the line is taken once for each value; without START a sequence begins at 1 (at -1 if
END is negative); without STEP it counts towards END; ~SEQx writes hexadecimal; a list of several names writes its
names and values in braces; between commas stands one word.

Rule of this file: a sequence is an iterator, so that its length costs nothing until it is used.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"[ \t]*~(?P<kind>SEQx?|LST)\(", re.ASCII)
_GROUP = re.compile(r"[ \t]*(?:\{([^{}]*)\}|([^,(){}]*))[ \t]*([,)])")
_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10})\Z")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence at the start of a line: what each round defines, and where the rest of the line begins."""

    rounds: Callable[[], Iterator[dict[str, str]]]
    rest: int


def is_sequence(text: str) -> bool:
    """Whether the line claims to start with a sequence."""
    return text.lstrip(" \t").startswith(("~SEQ", "~LST"))


def read_sequence(text: str) -> Sequence | None:
    """Read what stands at the start of a line, or return None if it is not written as it must be."""
    head = _HEAD.match(text)
    if head is None:
        return None
    groups: list[tuple[str, ...]] = []
    position = head.end()
    while True:
        match = _GROUP.match(text, position)
        if match is None:
            return None
        several, one, sign = match.groups()
        groups.append(tuple(w.strip() for w in several.split(",")) if several is not None else (one.strip(),))
        position = match.end()
        if sign == ")":
            break
    rounds = _list(groups) if head["kind"] == "LST" else _numbers(groups, hexadecimal=head["kind"] == "SEQx")
    return Sequence(rounds, position) if rounds else None


def _list(groups: list[tuple[str, ...]]) -> Callable[[], Iterator[dict[str, str]]] | None:
    names, *values = groups
    if not values or not all(_NAME.match(name) for name in names):
        return None
    if any(len(value) > len(names) or any(re.search(r"\s", word) for word in value) for value in values):
        return None

    def rounds() -> Iterator[dict[str, str]]:
        for value in values:
            padded = (*value, *[""] * (len(names) - len(value)))
            yield dict(zip(names, padded, strict=True))

    return rounds


def _numbers(groups: list[tuple[str, ...]], *, hexadecimal: bool) -> Callable[[], Iterator[dict[str, str]]] | None:
    words = [group[0] for group in groups if len(group) == 1]
    if len(words) != len(groups) or not 2 <= len(words) <= 4 or not _NAME.match(words[0]):
        return None
    if not all(_NUMBER.match(word) for word in words[1:]):
        return None
    numbers = [_integer(word) for word in words[1:]]
    end = numbers[-1]
    start = numbers[0] if len(numbers) > 1 else (1 if end > 0 else -1)
    step = numbers[1] if len(numbers) > 2 else (1 if end >= start else -1)
    if step == 0 or (end - start) * step < 0:
        return None

    def rounds() -> Iterator[dict[str, str]]:
        for value in range(start, end + (1 if step > 0 else -1), step):
            yield {words[0]: f"{value:x}" if hexadecimal else str(value)}

    return rounds


def _integer(word: str) -> int:
    digits = word.lstrip("+-")
    value = int(digits, 16) if digits[:2] in ("0x", "0X") else int(digits)
    return -value if word.startswith("-") else value

"""The second way of splitting that keywords with a command use: shell-like words.

`script`, `notify` and their kin take the rest of their line as words in which single quotes, double quotes and
backslash escapes work; the first word is the command, which is split once more by the same rule into program and
arguments; a second word is the user who runs it, a third the group.

Rules of this file: no I/O but to look up a user; an unclosed quote ends with the text.
"""

import pwd

from standfast.config.diagnostics import Report
from standfast.config.parser import Statement
from standfast.config.schema import Keyword
from standfast.model.values import Command

_BLANKS = " \t\v\f"
_ESCAPES = {"a": "\a", "b": "\b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"


def split_quoted(text: str) -> list[str]:
    """Split `text` into words. Quotes may start inside a word and are removed; a backslash escapes."""
    words: list[str] = []
    word: list[str] = []
    begun = False
    quote = ""
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if not quote and char in _BLANKS:
            if begun:
                words.append("".join(word))
            word, begun = [], False
            continue
        begun = True
        if char == "\\" and quote != "'" and position < len(text):
            value, position = _escape(text, position)
            word.append(value)
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        else:
            word.append(char)
    return [*words, "".join(word)] if begun else words


def _escape(text: str, position: int) -> tuple[str, int]:
    """Read what follows a backslash; return the character it stands for and the position after it."""
    char = text[position]
    if char in _OCTAL:
        end = _run(text, position, _OCTAL, 3)
        return chr(int(text[position:end], 8) & 0xFF), end
    if char == "x" and _run(text, position + 1, _HEX, 2) > position + 1:
        end = _run(text, position + 1, _HEX, 2)
        return chr(int(text[position + 1 : end], 16)), end
    if char == "c" and position + 1 < len(text):
        return chr(ord(text[position + 1]) & 0x1F), position + 2
    return _ESCAPES.get(char, char), position + 1


def _run(text: str, start: int, allowed: str, length_max: int) -> int:
    end = start
    while end < len(text) and end - start < length_max and text[end] in allowed:
        end += 1
    return end


def read_command(statement: Statement, row: Keyword, report: Report) -> Command | None:
    """Read the rest of a line as a command, its user and its group. Return None if there is no command."""
    words = split_quoted(statement.line.text[len(statement.keyword.text) :])
    argv = split_quoted(words[0]) if words else []
    if not argv or not argv[0]:
        return None
    user = words[1] if len(words) > 1 else None
    if user is not None and not _is_user(user):
        token = statement.arguments[min(1, len(statement.arguments) - 1)]
        report.warning(
            token.at, "argument-as-user",
            f"'{user}' is taken as the user who runs the '{row.name}' command, and there is no such user",
            "put the command with its arguments in double quotes",
        )  # fmt: skip
    if len(words) > 3:
        report.warning(
            statement.at, "ignored-words", f"ignored: '{' '.join(words[3:])}' at the end of the '{row.name}' line",
            "put the command with its arguments in double quotes",
        )  # fmt: skip
    return Command(tuple(argv), user, words[2] if len(words) > 2 else None)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):
        return False
    return True

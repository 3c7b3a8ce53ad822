"""The second way of splitting that keywords with a command use: shell-like words.

`script`, `notify` and their kin take the rest of their line as words in which single quotes, double quotes and
backslash escapes work; the first word is the command, which is split once more by the same rule into program and
arguments. Rules of this file: no I/O; an unclosed quote ends with the text.
"""

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

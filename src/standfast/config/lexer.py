"""Text of a keepalived.conf -> logical lines of words with their positions.

The language is line oriented and not context-free, so this is a scanner by hand. Its rules are keepalived's:
- a comment starts at `#` or `!` anywhere outside double quotes, also in the middle of a word; `\\#` and `\\!` are
  the signs themselves (keepalived 2.4; 2.2 cuts there too);
- only double quotes protect blanks, braces and comment signs, and a word also ends where quotes begin or end;
  what follows a quote that is not closed on its line is lost;
- a brace outside double quotes is a logical line of its own, wherever it stands;
- a carriage return at the end of a line is cut; a line with a NUL in it is ignored; of a line of more than 1023 bytes
  the rest is read as the next line.

Rules of this file: it knows no keyword; it never raises; what keepalived cuts or ignores in silence is reported; a
byte order mark at the beginning of a file is passed over (keepalived takes it for a part of the first word).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from standfast.config.diagnostics import Position, Report

LINE_BYTES_MAX = 1023
WORDS_MAX = 500_000
"""How many words a configuration may have, so that no file takes memory beyond measure."""

_PIECE = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<comment>[#!].*)"
    r"|(?P<brace>[{}])"
    r'|(?P<quoted>"[^"]*")'
    r'|(?P<unclosed>".*)'
    r'|(?P<word>(?:\\[#!]|[^\s"{}#!])+)',
    re.DOTALL | re.ASCII,
)
# Most lines hold nothing but words, which is found out faster than the pieces are.
_SPECIAL = re.compile(r'[#!{}"\\]')
_WORD = re.compile(r"\S+", re.ASCII)
_BLANKS = " \t\n\r\f\v"
_ESCAPED_SIGN = re.compile(r"\\([#!])")
_BYTE_ORDER_MARK = "\ufeff"


class Token(NamedTuple):
    """One word. `text` is without its quotes."""

    text: str
    at: Position
    quoted: bool = False


class Line(NamedTuple):
    """One logical line: either words, or a single brace in `brace`.

    `text` is the source of the words without comment, for the keywords that split their rest by other rules.
    """

    tokens: tuple[Token, ...]
    text: str
    brace: str = ""

    @property
    def at(self) -> Position:
        """Where the line starts."""
        return self.tokens[0].at


class SourceLine(NamedTuple):
    """One physical line, or a line that the preprocessor made of one.

    `columns` holds the column in the file of each character, if the preprocessor changed the line.
    """

    text: str
    file: str
    number: int
    columns: tuple[int, ...] | None = None


def split_lines(text: str, file: str, report: Report) -> list[SourceLine]:
    """Split a whole file into physical lines, without those that keepalived ignores."""
    lines: list[SourceLine] = []
    for number, raw in enumerate(text.split("\n"), 1):
        source = raw.rstrip("\r")
        start = 0
        if number == 1 and source.startswith(_BYTE_ORDER_MARK):
            report.warning(
                Position(file, 1, 1), "byte-order-mark",
                "the file begins with a byte order mark, which is passed over", "save it as UTF-8 without one",
            )  # fmt: skip
            start = 1
        if "\0" in source:
            report.warning(
                Position(file, number, 1), "nul-byte", "the line contains a NUL byte and is ignored", "remove it"
            )
        elif start or is_too_long(source):
            lines += _parts(source, start, Position(file, number), report)
        elif source:
            lines.append(SourceLine(source, file, number))
    return lines


def is_too_long(line: str) -> bool:
    """Whether a line is longer than what keepalived reads at once."""
    return len(line) > LINE_BYTES_MAX // 4 and len(line.encode("utf-8", "replace")) > LINE_BYTES_MAX


def _parts(source: str, start: int, at: Position, report: Report) -> Iterator[SourceLine]:
    """Yield the lines that keepalived makes of a line that may be too long for its buffer."""
    size, whole = 0, True
    for index, char in enumerate(source[start:], start):
        width = len(char.encode("utf-8", "replace"))
        if size + width > LINE_BYTES_MAX:
            if whole:
                report.warning(
                    Position(at.file, at.line, index + 1), "line-too-long",
                    f"the line is longer than {LINE_BYTES_MAX} bytes, so from here on it is read as the next line",
                    "split it",
                )  # fmt: skip
            yield SourceLine(source[start:index], at.file, at.line, tuple(range(start + 1, index + 1)))
            start, size, whole = index, 0, False
        size += width
    yield SourceLine(source[start:], at.file, at.line, tuple(range(start + 1, len(source) + 1)))


def without_comment(text: str) -> str:
    """Return a physical line without its comment."""
    if "#" not in text and "!" not in text:
        return text
    for match in _PIECE.finditer(text):
        if match.lastgroup == "comment":
            return text[: match.start()]
    return text


def lex(text: str, file: str, report: Report) -> list[Line]:
    """Split a whole file into logical lines, in order, without empty ones; nothing is included or expanded."""
    return lex_lines(split_lines(text, file, report), report)


def lex_lines(sources: list[SourceLine], report: Report) -> list[Line]:
    """Split physical lines into logical ones, in order, without empty ones."""
    lines: list[Line] = []
    left = WORDS_MAX
    for source in sources:
        text, file, number, columns = source
        if left < 0:
            report.error(
                Position(file, number, 1), "too-large", f"there are more than {WORDS_MAX} words before this line",
                "split the file among several daemons",
            )  # fmt: skip
            break
        if columns is not None or _SPECIAL.search(text) is not None:
            made = list(_logical_lines(source, report))
            left -= sum(len(line.tokens) for line in made)
            lines += made
            continue
        words = tuple(Token(word.group(), Position(file, number, word.start() + 1)) for word in _WORD.finditer(text))
        if words:
            left -= len(words)
            lines.append(Line(words, text.strip(_BLANKS)))
    return lines


def _logical_lines(source: SourceLine, report: Report) -> Iterator[Line]:
    text, file, number, columns = source
    tokens: list[Token] = []
    parts: list[str] = []
    for match in _PIECE.finditer(text):
        kind, piece, start = match.lastgroup, match.group(), match.start()
        if kind == "blank":
            parts.append(piece)
            continue
        at = Position(file, number, columns[start] if columns else start + 1)
        if kind == "word":
            word = _ESCAPED_SIGN.sub(r"\1", piece) if "\\" in piece else piece
            parts.append(word)
            tokens.append(Token(word, at))
        elif kind == "brace":
            if tokens:
                yield Line(tuple(tokens), "".join(parts).strip())
            tokens, parts = [], []
            yield Line((Token(piece, at),), piece, piece)
        elif kind == "quoted":
            parts.append(piece)
            tokens.append(Token(piece[1:-1], at, quoted=True))
        elif kind == "comment":
            _report_glued_comment(text, start, at, report)
        else:
            report.warning(
                at,
                "unclosed-quote",
                "a double quote is never closed on this line, so what follows it is lost",
                'add the "',
            )
    if tokens:
        yield Line(tuple(tokens), "".join(parts).strip())


def _report_glued_comment(source: str, start: int, at: Position, report: Report) -> None:
    """Say so when a comment sign stands inside what looks like one word (`auth_pass ab!cd`)."""
    before = source[start - 1 : start]
    after = source[start + 1 : start + 2]
    if before.strip() and before not in "{}" and after.strip():
        sign = source[start]
        report.warning(
            at,
            "comment-in-word",
            f"'{sign}' starts a comment, also in the middle of a word, so the rest of the line is ignored",
            f"write '\\{sign}' or put the word in double quotes if the sign belongs to it",
        )

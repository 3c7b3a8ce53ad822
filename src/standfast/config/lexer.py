"""Text of a keepalived.conf -> logical lines of words with their positions.

The language is line oriented and not context-free, so this is a scanner by hand. Its rules are keepalived's:
- a comment starts at `#` or `!` anywhere outside double quotes, also in the middle of a word; `\\#` and `\\!` are
  the signs themselves (keepalived 2.4; 2.2 cuts there too);
- only double quotes protect blanks, braces and comment signs, and a word also ends where quotes begin or end;
  what follows a quote that is not closed on its line is lost;
- a brace outside double quotes is a logical line of its own, wherever it stands;
- a carriage return at the end of a line is cut; a line of more than 1024 bytes, or with a NUL in it, is ignored.

Rules of this file: it knows no keyword; it never raises; what keepalived cuts or ignores in silence is reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from standfast.config.diagnostics import Position, Report

LINE_LENGTH_MAX = 1024

_PIECE = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<comment>[#!].*)"
    r"|(?P<brace>[{}])"
    r'|(?P<quoted>"[^"]*")'
    r'|(?P<unclosed>".*)'
    r'|(?P<word>(?:\\[#!]|[^\s"{}#!])+)',
    re.DOTALL | re.ASCII,
)
_ESCAPED_SIGN = re.compile(r"\\([#!])")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `text` is without its quotes."""

    text: str
    at: Position
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
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


def lex(text: str, file: str, report: Report) -> list[Line]:
    """Split a whole file into logical lines, in order, without empty ones."""
    lines: list[Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        source = raw.rstrip("\r")
        if len(source) > LINE_LENGTH_MAX // 4 and len(source.encode("utf-8", "replace")) > LINE_LENGTH_MAX:
            report.warning(
                Position(file, number, 1),
                "line-too-long",
                f"the line is longer than {LINE_LENGTH_MAX} bytes and is ignored, as keepalived does",
                "split it",
            )
        elif "\0" in source:
            report.warning(
                Position(file, number, 1), "nul-byte", "the line contains a NUL byte and is ignored", "remove it"
            )
        else:
            lines.extend(_logical_lines(source, file, number, report))
    return lines


def _logical_lines(source: str, file: str, number: int, report: Report) -> Iterator[Line]:
    tokens: list[Token] = []
    parts: list[str] = []
    for match in _PIECE.finditer(source):
        kind, piece = match.lastgroup, match.group()
        at = Position(file, number, match.start() + 1)
        if kind == "comment":
            _report_glued_comment(source, match.start(), at, report)
        elif kind == "brace":
            if tokens:
                yield Line(tuple(tokens), "".join(parts).strip())
            tokens, parts = [], []
            yield Line((Token(piece, at),), piece, brace=piece)
        elif kind == "unclosed":
            report.warning(
                at,
                "unclosed-quote",
                "a double quote is never closed on this line, so what follows it is lost",
                'add the "',
            )
        else:
            token = _token(kind, piece, at)
            parts.append(piece if token is None or token.quoted else token.text)
            tokens.extend([token] if token else [])
    if tokens:
        yield Line(tuple(tokens), "".join(parts).strip())


def _token(kind: str | None, piece: str, at: Position) -> Token | None:
    """Return the word that a piece of the line is, or None for blanks."""
    if kind == "quoted":
        return Token(piece[1:-1], at, quoted=True)
    return Token(_ESCAPED_SIGN.sub(r"\1", piece), at) if kind == "word" else None


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

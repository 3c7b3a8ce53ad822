"""What the menders look at: the lines of a file, its words with their places, and the names that exist.

Rules: pure; a word that a parameter put in does not stand in the file, and the context says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from standfast.check.finding import Edit, Finding
from standfast.check.places import Place
from standfast.config.diagnostics import Diagnostic, Position
from standfast.config.lexer import Token
from standfast.config.parser import Statement


@dataclass(frozen=True, slots=True)
class Context:
    """What a mender may look at: the lines of the file, the words of the whole tree, the names that exist."""

    lines: list[str]
    places: Mapping[Position, Place]
    tree: tuple[Statement, ...]
    interfaces: tuple[str, ...]

    def place(self, diagnostic: Diagnostic) -> Place | None:
        """Return the word that a diagnostic is about."""
        return self.places.get(Position(diagnostic.file, diagnostic.line, diagnostic.column))

    def as_written(self, token: Token) -> bool:
        """Whether a word stands in the file as the reader saw it."""
        if not 0 < token.at.line <= len(self.lines):
            return False
        written = self.lines[token.at.line - 1][token.at.column - 1 : self.end(token) - 1]
        return written.replace("\\#", "#").replace("\\!", "!").strip('"') == token.text

    def end(self, token: Token) -> int:
        """Return the column after a word, its quotes included."""
        line = self.lines[token.at.line - 1]
        start = token.at.column - 1
        if token.quoted:
            return line.find('"', start + 1) + 2
        end = start
        while end < len(line) and not line[end].isspace() and line[end] not in '"{}#!':
            end += 2 if line[end] == "\\" else 1
        return end + 1


def suggest(found: Finding, suggestion: str, *edits: Edit, length: int = 0) -> Finding:
    """Return the finding with another suggestion, and the edits that carry it out."""
    diagnostic = replace(found.diagnostic, suggestion=suggestion)
    return replace(found, diagnostic=diagnostic, edits=edits, length=length or found.length)


def span(first: Token, last: Token, text: str, context: Context) -> Edit:
    """Return the edit that replaces the words from the first to the last of a line."""
    return Edit(first.at.line, first.at.column, context.end(last), text)

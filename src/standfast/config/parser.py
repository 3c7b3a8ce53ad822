"""Logical lines -> a tree of statements, and the balance of the braces.

keepalived forgives: a missing `}` is closed by the end of the file, an extra one is passed over, and after a keyword
that it does not know (or that is no block) it passes over the `{` too, so that the `}` closes the block around it
and the rest of that block is lost. standfast does the same with `lenient`, and says so; otherwise
unbalanced braces are errors that name the block, and an unknown block is kept together, to be skipped as a whole.

Rules of this file: it asks the schema only what is a block; it never raises; it quotes no password.
"""

from dataclasses import dataclass, field

from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import Line, Token
from standfast.config.schema import ROOT, SECRETS, Keyword, Kind, Schema, opened_by


@dataclass(slots=True)
class Statement:
    """One keyword with its arguments, and what stands in its braces (None: it has none)."""

    line: Line
    block: list["Statement"] | None = field(default=None)

    @property
    def keyword(self) -> Token:
        """The first word."""
        return self.line.tokens[0]

    @property
    def arguments(self) -> tuple[Token, ...]:
        """The other words."""
        return self.line.tokens[1:]

    @property
    def at(self) -> Position:
        """Where it starts."""
        return self.line.at

    @property
    def title(self) -> str:
        """How to call it in a message: keyword and name."""
        words = 1 if self.keyword.text in SECRETS else 2
        return " ".join(token.text for token in self.line.tokens[:words])


def parse(lines: list[Line], schema: Schema, report: Report, *, lenient: bool) -> list[Statement]:
    """Build the tree of a whole file. Unbalanced braces are errors, with `lenient` warnings."""
    builder = _Builder(schema, report, lenient=lenient)
    for line in lines:
        if line.brace == "{":
            builder.open(line)
        elif line.brace == "}":
            builder.close(line)
        else:
            builder.add(line)
    builder.finish()
    return builder.root


class _Builder:
    """The tree under construction and the stack of its open blocks."""

    def __init__(self, schema: Schema, report: Report, *, lenient: bool) -> None:
        self.root: list[Statement] = []
        self._schema = schema
        self._report = report
        self._lenient = lenient
        self._open: list[Statement] = []
        self._rows: list[Keyword | None] = []
        self._outdented = ""

    def _complain(self, at: Position, code: str, message: str, suggestion: str, forgiven: str) -> None:
        if self._lenient:
            self._report.warning(at, code, message, f"{forgiven}, as keepalived does")
        else:
            self._report.error(at, code, message, suggestion)

    def _statements(self) -> list[Statement]:
        return self._inside(self._open[-1]) if self._open else self.root

    @staticmethod
    def _inside(statement: Statement) -> list[Statement]:
        if statement.block is None:
            statement.block = []
        return statement.block

    def add(self, line: Line) -> None:
        """A line of words: a statement of the innermost open block."""
        self._open_without_brace()
        self._statements().append(Statement(line))

    def open(self, line: Line) -> None:
        """A `{`: the last statement is a block."""
        statements = self._statements()
        owner = statements[-1] if statements else None
        if owner is None or owner.block is not None:
            what = "'{' without a keyword before it"
            self._complain(line.at, "unexpected-brace", what, "remove it, or write the keyword", "it is passed over")
        elif self._lenient and not self._takes_block(owner):
            self._report.warning(
                line.at,
                "unexpected-brace",
                f"'{owner.keyword.text}' is not a block here, so its '{{' is passed over, as keepalived does",
                "the next '}' closes the block around it",
            )
        else:
            self._report_no_block(owner, line.at)
            self._enter(owner)

    def _enter(self, owner: Statement) -> None:
        """Go on inside a statement."""
        owner.block = []
        row = self._row(owner)
        self._open.append(owner)
        self._rows.append(row)

    def _report_no_block(self, owner: Statement, at: Position) -> None:
        """A `{` after a keyword that takes none, or among the items of a list, must not pass."""
        around = self._rows[-1] if self._rows else None
        if around is not None and around.kind is Kind.LIST:
            self._report.error(
                at,
                "unexpected-block",
                f"'{{' among the lines of '{self._open[-1].keyword.text}'",
                "remove it and its '}', or add the '}' that is missing above",
            )
            return
        keyword = self._row(owner)
        if keyword is not None and not keyword.is_block:
            self._report.error(
                at, "unexpected-block", f"'{owner.keyword.text}' takes no block", "remove the '{' and its '}'"
            )

    def _takes_block(self, owner: Statement) -> bool:
        """Whether keepalived would open a block after this statement at this place."""
        keyword = self._row(owner)
        return keyword is not None and keyword.is_block

    def _row(self, statement: Statement) -> Keyword | None:
        """What the schema says about a statement of the innermost open block."""
        block = opened_by(self._rows[-1]) if self._rows else ROOT
        return None if block is None else self._schema.find(block, statement.keyword.text)

    def _open_without_brace(self) -> None:
        """A block of keywords whose `{` is missing: keepalived goes on as if it stood there."""
        statements = self._statements()
        owner = statements[-1] if statements else None
        if not self._lenient or owner is None or owner.block is not None:
            return
        keyword = self._row(owner)
        if keyword is not None and keyword.is_block:
            self._report.warning(
                owner.at,
                "missing-brace",
                f"'{owner.title}' is not followed by a '{{'",
                "it is taken as there, as keepalived does",
            )
            self._enter(owner)

    def close(self, line: Line) -> None:
        """A `}`: the innermost open block ends."""
        self._open_without_brace()
        if self._open:
            self._rows.pop()
            self._compare_indentation(line, self._open.pop())
        else:
            what = "'}' without an open block"
            self._complain(
                line.at,
                "extra-brace",
                what,
                "remove it, or look for a '{' that is missing above",
                "it is passed over",
            )

    def _compare_indentation(self, brace: Line, closed: Statement) -> None:
        """Remember the first `}` that stands left of the block it closes: the author meant it for another."""
        if not self._outdented and brace.at.column < closed.at.column:
            self._outdented = (
                f"; the '}}' on line {brace.at.line} closes '{closed.title}' of line {closed.at.line},"
                " but stands left of it"
            )

    def finish(self) -> None:
        """The end of the file: every block that is still open was never closed."""
        self._open_without_brace()
        for statement in reversed(self._open):
            swallowed = self._swallowed(statement)
            noticed = (
                f"the next block '{swallowed.title}' begins on line {swallowed.at.line}"
                if swallowed
                else "the file ends"
            )
            self._complain(
                statement.at,
                "unclosed-block",
                f"the block '{statement.title}' that is opened here is never closed"
                f" ({noticed} before its '}}'{self._outdented})",
                "add the missing '}'" + (f" before line {swallowed.at.line}" if swallowed else ""),
                "it is closed at the end of the file",
            )

    def _swallowed(self, statement: Statement) -> Statement | None:
        """Return the first statement in a block that can only stand at the root: the `}` is missing before it."""
        for inner in statement.block or ():
            name = inner.keyword.text.lower()
            known = self._schema.find(ROOT, name)
            if known and known.is_block and not self._schema.find(statement.keyword.text.lower(), name):
                return inner
        return None

"""Where each word of the tree stands: from a position to its statement, and to the blocks around it.

Rules: pure; built once for a reading, and only if there is something to say about it; blocks may be nested without
end, so nothing here is recursive and a place holds only the next block around it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from standfast.config.diagnostics import Position
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, opened_by


@dataclass(frozen=True, slots=True)
class Place:
    """A word: its statement, its number in it, and the block around it (the place of its keyword; None: the file)."""

    statement: Statement
    number: int
    outer: "Place | None"

    @property
    def around(self) -> tuple[Statement, ...]:
        """The blocks around it, outermost first."""
        found = []
        outer = self.outer
        while outer is not None:
            found.append(outer.statement)
            outer = outer.outer
        return tuple(reversed(found))

    @property
    def block(self) -> str:
        """The block around it, as the keyword table names it."""
        block = ROOT
        for statement in self.around:
            block = opened_by(SCHEMA.find(block, statement.keyword.text)) or statement.keyword.text
        return block


def places(tree: Iterable[Statement]) -> dict[Position, Place]:
    """Return every word of the tree by its position."""
    found: dict[Position, Place] = {}
    left: list[tuple[Iterable[Statement], Place | None]] = [(tree, None)]
    while left:
        statements, outer = left.pop()
        for statement in statements:
            for number, token in enumerate(statement.line.tokens):
                found[token.at] = Place(statement, number, outer)
            if statement.block:
                left.append((statement.block, found[statement.at]))
    return found

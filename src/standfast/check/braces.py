"""Where a missing `}` belongs: before what cannot stand inside the block, or at the end of the file.

Rule: pure. A comment directly above the line that begins the next block stays with that line.
"""

from standfast.check.finding import Edit
from standfast.check.nearest import nearest
from standfast.check.places import Place
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, Kind, opened_by


def closing_edit(place: Place, lines: list[str]) -> tuple[Edit, str]:
    """Return the edit that closes an open block, and where that is, in words."""
    statement = place.statement
    indent = _indent(lines[statement.at.line - 1])
    stranger = _stranger(statement, place)
    if stranger is None:
        last = len(lines)
        while last > 1 and not lines[last - 1].strip():
            last -= 1
        end = len(lines[last - 1]) + 1
        return Edit(last, end, end, f"\n{indent}}}"), "at the end of the file"
    line = _first_line_of(stranger, lines)
    return Edit(line, 1, 1, f"{indent}}}\n"), f"before line {line}"


def _stranger(statement: Statement, place: Place) -> Statement | None:
    """Return the first statement that cannot stand where it does, in the block itself or in one inside it.

    A `}` that is missing in an inner block is noticed only at the outer one: the next `}` closes the wrong one.
    """
    outside = [ROOT, *(around.keyword.text for around in place.around)]
    return _first_stranger(statement, _meant(statement, place.block), outside)


def _first_stranger(statement: Statement, own: str, outside: list[str]) -> Statement | None:
    for inner in statement.block or ():
        name = _meant_among(inner, [own, *outside])
        homes = [block for block in outside if (row := SCHEMA.find(block, name)) and (block != ROOT or row.is_block)]
        row = SCHEMA.find(own, name)
        if homes and row is None:
            return inner
        if row is not None and row.kind is not Kind.LIST:
            found = _first_stranger(inner, opened_by(row) or name, [*outside, own])
            if found is not None:
                return found
    return None


def _meant(statement: Statement, block: str) -> str:
    word = statement.keyword.text
    return word if SCHEMA.find(block, word) else nearest(word, SCHEMA.names(block)) or word


def _meant_among(statement: Statement, blocks: list[str]) -> str:
    word = statement.keyword.text
    if any(SCHEMA.find(block, word) for block in blocks):
        return word
    return nearest(word, [name for block in blocks for name in SCHEMA.names(block)], cutoff=0.9) or word


def _first_line_of(statement: Statement, lines: list[str]) -> int:
    """Return the line before which to insert: above the comments over a statement and one blank line."""
    line = statement.at.line
    while line > 1 and lines[line - 2].lstrip().startswith(("#", "!")):
        line -= 1
    while line > 1 and not lines[line - 2].strip():
        line -= 1
    return line


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]

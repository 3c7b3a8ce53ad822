"""The tree of a whole file -> where each value that counts was written, by dotted path (see full.py).

keepalived's rules for what counts: of a keyword written twice the last, of a `notify` keyword the first; several
blocks of one keyword without a name add up; of two blocks with one name the first counts.

Rule of this file: statements in, positions out; it converts no value.
"""

from collections.abc import Iterable, Mapping

from standfast.config.diagnostics import Position
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, Kind, opened_by

_FIRST_COUNTS = "notify"


def origins(statements: Iterable[Statement]) -> Mapping[str, Position]:
    """Return the position of every value that counts, by dotted path."""
    found: dict[str, Position] = {}
    _collect(statements, ROOT, "", found)
    return found


def _collect(statements: Iterable[Statement], block: str, prefix: str, found: dict[str, Position]) -> None:
    for statement in statements:
        row = SCHEMA.find(block, statement.keyword.text)
        if row is None:
            continue
        path = prefix + row.name
        if row.named:
            path += "".join(f" {token.text}" for token in statement.arguments)
        if not row.name.startswith(_FIRST_COUNTS) or path not in found:
            found[path] = statement.at
        if row.kind is Kind.LIST:
            for item in statement.block or ():
                found.setdefault(f"{path}.{item.keyword.text}", item.at)
        elif statement.block is not None:
            _collect(statement.block, opened_by(row) or row.name, f"{path}.", found)

"""Every code that a diagnostic can carry: what it means, why it matters, what `keepalived -t` says to it.

Rules: one row a code, and no code without a row (a test reads the source for them); `why` is written for somebody
who meets VRRP for the first time; the rows stand in codes_reader (grammar, values), codes_files (what is read at all)
and codes_meaning (this package).
"""

from dataclasses import dataclass

ACCEPTED = 0
STOPS = 2
CANNOT_RUN = 4
COMPLAINS = 5
INSECURE = 6
"""How `keepalived -t` (2.2.7) ends: nothing to say, stops at a missing argument, cannot run, has errors but would
run, would run scripts without script security."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. `verdict` is the exit code of `keepalived -t` that it alone causes.

    `host` says that it depends on the host where the file is read: its interfaces, users and files.
    """

    name: str
    meaning: str
    why: str
    verdict: int = ACCEPTED
    host: bool = False


def find(name: str) -> Code | None:
    """Return the row of a code, or None."""
    return table().get(name)


def table() -> dict[str, Code]:
    """Return every row by its name, in alphabetical order."""
    global _table
    if not _table:
        from standfast.check.codes_files import FILES
        from standfast.check.codes_meaning import MEANING
        from standfast.check.codes_reader import READER

        _table = {code.name: code for code in sorted((*FILES, *READER, *MEANING), key=lambda code: code.name)}
    return _table


_table: dict[str, Code] = {}

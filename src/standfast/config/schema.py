"""The keyword table: every keyword of keepalived.conf that this version knows, as data.

The parser asks it what is a block, the resolver takes ranges and defaults from it, and the reference under docs/ is
generated from it, so that the three cannot disagree. The rows stand in keywords_root, keywords_global and
keywords_instance.

Rules: rows only, no code that looks at a file; the name of a block is the keyword that opens it, "" the file itself;
a keyword of keepalived that standfast does not act on says whether that is only told (IGNORED) or refused (REFUSED):
refused is what would change who holds an address, or whose packets are believed.
"""

from dataclasses import dataclass
from enum import StrEnum

ROOT = ""
SECRETS = ("auth_pass", "key", "password")
"""Keywords whose value must not stand in a message."""


class Kind(StrEnum):
    """The form of a keyword's line."""

    FLAG = "no argument"
    SWITCH = "nothing, on or off"
    INTEGER = "a whole number"
    SECONDS = "decimal seconds"
    WORD = "one word"
    WORDS = "words"
    COMMAND = "a command, in quotes if it has arguments"
    BLOCK = "a block of keywords"
    LIST = "a block with one item a line"
    OPAQUE = "a block"


class Treatment(StrEnum):
    """What this version does with a keyword."""

    ACTED_ON = "acted on"
    IGNORED = "accepted with a warning, not acted on"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword in one block.

    `low`, `high` and `default` are written as in a file, in `unit`. `reason` says why a keyword is not acted on, or
    what to do instead. `since` is the version of standfast that first acts on it. `named` means
    that the block carries a name of the user's choice; `extension` that keepalived does not know the keyword.
    """

    name: str
    block: str
    kind: Kind
    arguments: str = ""
    low: str = ""
    high: str = ""
    default: str = ""
    unit: str = ""
    effect: str = ""
    treatment: Treatment = Treatment.ACTED_ON
    reason: str = ""
    since: str = "0.1"
    named: bool = False
    extension: bool = False

    @property
    def is_block(self) -> bool:
        """True if `{` follows."""
        return self.kind in (Kind.BLOCK, Kind.LIST, Kind.OPAQUE)


class Schema:
    """The rows, indexed by block."""

    def __init__(self, rows: tuple[Keyword, ...]) -> None:
        self.rows = rows
        self._blocks: dict[str, dict[str, Keyword]] = {}
        for row in rows:
            self._blocks.setdefault(row.block, {})[row.name] = row

    def find(self, block: str, name: str) -> Keyword | None:
        """Return the keyword of that name in that block, or None."""
        return self._blocks.get(block, {}).get(name)

    def names(self, block: str) -> tuple[str, ...]:
        """Return every name that may stand in a block."""
        return tuple(self._blocks.get(block, ()))


def unhandled(
    block: str, treatment: Treatment, reason: str, rows: tuple[tuple[str, Kind, str, str], ...]
) -> tuple[Keyword, ...]:
    """Make rows (name, kind, arguments, effect) for keywords that this version does not act on."""
    return tuple(
        Keyword(name, block, kind, arguments, effect=effect, treatment=treatment, reason=reason, since="")
        for name, kind, arguments, effect in rows
    )

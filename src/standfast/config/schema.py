"""The keyword table: every keyword of keepalived.conf that this version knows, as data.

The parser asks it what is a block, the resolver takes ranges and defaults from it, and the reference under docs/ is
generated from it, so that the three cannot disagree. The rows stand in the keywords_* files.

Rules: rows only, no code that looks at a file; the name of a block is the keyword that opens it, "" the file itself;
a keyword of keepalived that standfast does not act on says whether that is only told (IGNORED) or refused (REFUSED):
refused is what would change who holds an address, or whose packets are believed.
"""

from dataclasses import dataclass
from enum import StrEnum

from standfast.config.reasons import REASONS
from standfast.units import NS_PER_MS, NS_PER_S, NS_PER_US

ROOT = ""
DURATIONS_NS = {"s": NS_PER_S, "ms": NS_PER_MS, "us": NS_PER_US}
"""The units of durations, each in nanoseconds."""
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
    WEIGHT = "a whole number, and perhaps 'reverse'"
    COMMAND = "a command, in quotes if it has arguments"
    BLOCK = "a block of keywords"
    LIST = "a block with one item a line"


class Treatment(StrEnum):
    """What this version does with a keyword."""

    ACTED_ON = "acted on"
    IGNORED = "accepted with a warning, not acted on"
    REFUSED = "refused"
    READ = "read and checked, as part of its block"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword in one block.

    `low`, `high` and `default` are written as in a file, in `unit`. `reason` says why a keyword is not acted on, or
    what to do instead. `since` is the version of standfast that first acts on it. `named` means that the block
    carries a name of the user's choice; `extension` that keepalived does not know the keyword. `contents` is the
    block that a block of keywords opens, if that is not its own name.
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
    contents: str = ""

    @property
    def is_block(self) -> bool:
        """True if `{` follows."""
        return self.kind is Kind.BLOCK or self.kind is Kind.LIST

    @property
    def field(self) -> str:
        """The name of its field in the model: durations are nanoseconds there, whatever the unit in the file."""
        name = self.name.replace("-", "_")
        if self.kind is Kind.INTEGER or self.kind is Kind.SECONDS:
            return name + ("_ns" if self.unit in DURATIONS_NS else f"_{self.unit}" if self.unit else "")
        return name

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it takes, if it takes one of a few."""
        return tuple(self.arguments.split("|")) if self.kind is Kind.WORD and "|" in self.arguments else ()


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

    def blocks(self) -> tuple[str, ...]:
        """Return every block that has keywords of its own."""
        return tuple(self._blocks)

    def of(self, block: str) -> tuple[Keyword, ...]:
        """Return the rows of a block."""
        return tuple(self._blocks.get(block, {}).values())

    def reason(self, row: Keyword) -> str:
        """Return why a keyword is not acted on; of what is read as part of a block, what becomes of the block."""
        if row.reason or row.treatment is not Treatment.READ:
            return row.reason
        block = next(opener for opener in self.rows if opened_by(opener) == row.block)
        because = f": {block.reason}" if block.reason else ""
        return f"'{block.name}' is {block.treatment.value}{because}"


def opened_by(row: Keyword | None) -> str | None:
    """Return the block that a keyword opens: None for a list, and for what is not known."""
    if row is None or row.kind is not Kind.BLOCK:
        return None
    return row.contents or row.name


def table(block: str, treatment: Treatment, reason: str, text: str, *, named: bool = False) -> tuple[Keyword, ...]:
    """Make rows from lines `NAME; KIND; ARGUMENTS; LOW..HIGH UNIT; DEFAULT; EFFECT`, all treated alike.

    KIND is the name of a Kind in small letters; what does not apply is left empty.
    """
    acted_on = treatment is Treatment.ACTED_ON
    silent = treatment is Treatment.IGNORED and not reason
    rows = []
    for line in text.strip().splitlines():
        name, kind, arguments, limits, default, effect = (part.strip() for part in line.split(";", 5))
        span, _, unit = limits.partition(" ")
        low, _, high = span.partition("..")
        rows.append(
            Keyword(
                name, block, Kind[kind.upper()], arguments, low, high, default, unit, effect, treatment,
                REASONS.get(name, "") if silent else reason, "0.1" if acted_on else "", named=named,
            )
        )  # fmt: skip
    return tuple(rows)

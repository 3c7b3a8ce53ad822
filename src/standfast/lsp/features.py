"""What an editor shows at one place of a text: the documentation of a keyword, and what may be written there.

Rules: text and position in, values out; nothing here knows the protocol of editors; every fact about a keyword
comes from the keyword table; lines and columns count from 0, columns in characters, as a cursor stands between them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standfast.config.diagnostics import Report
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import Line, Token, lex
from standfast.config.schema import ROOT, Keyword, Kind, Treatment

_CONDITION = "@"
_SWITCH_WORDS = ("on", "off")
_INTERFACE = "INTERFACE"
_DEFINED_BY = {
    "track_script": "vrrp_script",
    "track_file": "track_file",
    "track_process": "vrrp_track_process",
    "track_bfd": "bfd_instance",
    "group": "vrrp_instance",
}
"""Lists of names -> the block that gives such a name."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: the word, a short remark, documentation in Markdown, and what is inserted."""

    label: str
    detail: str
    documentation: str
    insert: str
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cursor stands: the open blocks from the outside in, and the words of the line before it.

    `block` is the innermost open block, ROOT outside all; `words` leaves out the word that is being written.
    """

    blocks: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def block(self) -> str:
        """The innermost open block."""
        return self.blocks[-1] if self.blocks else ROOT

    @property
    def around(self) -> str:
        """The block around it."""
        return self.blocks[-2] if len(self.blocks) > 1 else ROOT


def place_at(text: str, line: int, column: int) -> Place:
    """Return where the cursor stands."""
    before = text.split("\n")[: line + 1]
    before[line:] = [last[:column] for last in before[line:]]
    writing = bool(before) and before[-1][-1:].strip() not in ("", "{", "}")
    blocks: list[str] = []
    words: tuple[str, ...] = ()
    last: Line | None = None
    for found in lex("\n".join(before), "", Report()):
        if found.brace == "{":
            blocks.append(words[0] if words else "")
        elif found.brace and blocks:
            blocks.pop()
        words = () if found.brace else tuple(token.text for token in _unconditional(found))
        last = found
    here = last is not None and not last.brace and last.at.line == line + 1
    return Place(tuple(blocks), words[: -1 if writing else None] if here else ())


def _unconditional(line: Line) -> tuple[Token, ...]:
    """Return the words of a line without the `@ID` before them."""
    conditional = line.tokens[0].text.startswith(_CONDITION)
    return line.tokens[1:] if conditional and len(line.tokens) > 1 else line.tokens


def token_at(text: str, line: int, column: int) -> tuple[Token, Token] | None:
    """Return the keyword of the line and the word under the cursor, or None if there is none."""
    lines = text.split("\n")
    source = lines[line] if line < len(lines) else ""
    for found in lex(source, "", Report()):
        tokens = _unconditional(found)
        for token in () if found.brace else tokens:
            start = token.at.column - 1
            if start <= column <= start + len(token.text) + 2 * token.quoted:
                return tokens[0], token
    return None


def hover(text: str, line: int, column: int) -> str | None:
    """Return the documentation of the keyword under the cursor, or of the line's keyword if it is on an argument."""
    found = token_at(text, line, column)
    if found is None:
        return None
    keyword, _ = found
    place = place_at(text, line, keyword.at.column - 1)
    row = SCHEMA.find(place.block, keyword.text)
    if row is None:
        row = SCHEMA.find(place.around, place.block) if place.blocks else None
        row = row if row is not None and row.kind is Kind.LIST else None
    return documentation(row) if row else None


def documentation(row: Keyword) -> str:
    """Describe one keyword in Markdown: form, range, default, effect, and whether this version acts on it."""
    form = f"{row.name} {row.arguments}".strip() + (" { }" if row.is_block else "")
    unit = f" {row.unit}" if row.unit else ""
    facts = [f"in `{row.block}`"] if row.block else []
    facts += [f"{row.low} to {row.high}{unit}"] if row.low else []
    facts += [f"default {row.default}"] if row.default else []
    facts += ["not in keepalived"] if row.extension else []
    parts = [f"```\n{form}\n```", row.effect, ", ".join(facts)]
    if row.treatment is not Treatment.ACTED_ON:
        because = f": {row.reason}" if row.reason else ""
        parts.append(f"**standfast: {row.treatment}**{because}")
    return "\n\n".join(part for part in parts if part)


def completions(text: str, line: int, column: int, interfaces: Iterable[str]) -> list[Completion]:
    """Return what may be written at the cursor: keywords of the block, or values of the line's keyword."""
    place = place_at(text, line, column)
    if place.words:
        row = SCHEMA.find(place.block, place.words[0])
        return list(_values(row, place.words, interfaces)) if row else list(_options(place, interfaces))
    row = SCHEMA.find(place.around, place.block) if place.blocks else None
    if row is not None and row.kind is Kind.LIST:
        return list(_items(text, row, interfaces))
    rows = (SCHEMA.find(place.block, name) for name in SCHEMA.names(place.block))
    return [_keyword(row) for row in rows if row is not None]


def _keyword(row: Keyword) -> Completion:
    treated = "" if row.treatment is Treatment.ACTED_ON else f" ({row.treatment})"
    blank = " " if row.arguments or row.named else ""
    return Completion(
        row.name, f"{row.arguments}{treated}".strip(), documentation(row), row.name + blank, is_block=row.is_block
    )


def _value(word: str, detail: str = "") -> Completion:
    return Completion(word, detail, "", word)


def _values(row: Keyword, words: tuple[str, ...], interfaces: Iterable[str]) -> Iterator[Completion]:
    """Propose the first argument where the table says which words there are."""
    if len(words) > 1:
        return
    if row.kind is Kind.SWITCH:
        yield from (_value(word) for word in _SWITCH_WORDS)
    elif row.arguments.split(" ")[0] == _INTERFACE:
        yield from (_value(name, "interface of this host") for name in interfaces)
    elif "|" in row.arguments.split(" ")[0]:
        yield from (_value(word) for word in row.arguments.split(" ")[0].strip("[]").split("|") if word)
    elif row.default and row.kind in (Kind.INTEGER, Kind.SECONDS) and row.default[0].isdigit():
        yield _value(row.default, "default")


def _items(text: str, row: Keyword, interfaces: Iterable[str]) -> Iterator[Completion]:
    """Propose lines of a list: names that the text defines, or interfaces."""
    definer = _DEFINED_BY.get(row.name)
    if row.name == "track_interface":
        yield from (_value(name, "interface of this host") for name in interfaces)
    for line in lex(text, "", Report()) if definer else ():
        tokens = _unconditional(line)
        if tokens[0].text == definer and len(tokens) > 1:
            yield _value(tokens[1].text, definer)


def _options(place: Place, interfaces: Iterable[str]) -> Iterator[Completion]:
    """Propose what may follow in a line of a list, from the form that the table gives."""
    row = SCHEMA.find(place.around, place.block) if place.blocks else None
    if row is None or row.kind is not Kind.LIST:
        return
    if place.words[-1] == "dev":
        yield from (_value(name, "interface of this host") for name in interfaces)
        return
    for option in row.arguments.replace("]", "").split("[")[1:]:
        for word in option.split(" ")[0].split("|"):
            if word.isalpha() and word.islower() and word not in place.words:
                yield _value(word, option.strip())

"""`standfast show-config`: what a configuration comes to, every default filled in, and where each value came from.

The blocks come from the tree of the file, the keywords and their defaults from the keyword table, and where the
reader computes a value (edit/resolved.py) that value counts. Rules: nothing is read here but a FullConfiguration and
the name of the host; passwords are stars unless they are asked for; a block that keepalived does not use is left out;
what only the running daemon can tell, such as an interface's address, has no text, and its reason in words.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from standfast.config.diagnostics import Position, Report
from standfast.config.full import FullConfiguration
from standfast.config.keywords_global import GLOBAL
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, SECRETS, Keyword, Kind, Treatment, opened_by
from standfast.config.values import convert, is_keyword
from standfast.edit.resolved import OFF, ON, Resolved, line_key, placed, quoted, resolved, weight_text
from standfast.model.values import Weight

HIDDEN = "********"
_FIRST_COUNTS = "notify"
_NEEDS_ARGUMENT = (Kind.WORD, Kind.WORDS, Kind.COMMAND, Kind.WEIGHT, Kind.INTEGER, Kind.SECONDS)
_ADD_UP = (GLOBAL, "authentication", "auth_hmac", "SSL")
_LEFT_OUT = ("vrrp_instance", "vrrp_script")
"""Blocks that are left out if the reader did not take them."""
_FROM_AROUND = "that of the "
_HOST = "the host's name"
_NEITHER = ("v3_checksum_as_v2",)
"""Switches that are neither on nor off unless they are written: the router then does as its peers do."""
_UNSAID = {("real_server", "smtp_alert"): ON}
"""Where keepalived does not follow the block around it if that says nothing either."""
Near = tuple[Mapping[str, "Value"], ...]
"""The values of a block so far, and those of the blocks around it, from the inside out."""


@dataclass(frozen=True, slots=True)
class Value:
    """One keyword of a block with its effective value, or one line of a list (then `keyword` is "").

    `text` is "" for what is not known before the daemon runs; `because` then says in words what it will be.

    `at` is where it was written, None if it was not. `because` says where a value comes from that was written
    otherwise or elsewhere: the keyword it is inherited from, or the words that were written.
    """

    keyword: str
    text: str
    at: Position | None
    because: str = ""
    acted_on: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its values in the order of the keyword table, then the blocks inside it.

    `contents` is the block of the keyword table that its keywords are looked up in.
    """

    keyword: str
    name: str = ""
    at: Position | None = None
    values: tuple[Value, ...] = ()
    blocks: tuple["Block", ...] = ()
    contents: str = ROOT

    def value(self, keyword: str) -> Value | None:
        """Return the value of a keyword, or None if the block has none."""
        return next((value for value in self.values if value.keyword == keyword), None)

    def block(self, keyword: str, name: str = "") -> "Block | None":
        """Return the block of that keyword and name inside this one, or None."""
        return next((block for block in self.blocks if (block.keyword, block.name) == (keyword, name)), None)


def stands_alone(row: Keyword) -> bool:
    """Whether each block of a keyword without names is one of its own (`url`), rather than a part of one."""
    return row.kind is Kind.BLOCK and not row.named and row.name not in _ADD_UP


def place(at: Position | None) -> str | None:
    """Write a position as FILE:LINE, or None as None."""
    return f"{at.file}:{at.line}" if at else None


def effective(full: FullConfiguration, *, secrets: bool = False) -> Block:
    """Return the file itself as a block. `secrets` shows passwords."""
    return _Maker(full, secrets=secrets).root()


class _Maker:
    """Walks the tree and the keyword table side by side."""

    def __init__(self, full: FullConfiguration, *, secrets: bool) -> None:
        self._tree = full.tree
        self._secrets = secrets
        self._resolved = resolved(full)
        self._placed = placed(full)
        self._globals: Block | None = None

    def root(self) -> Block:
        """Return the whole file. `global_defs` is there in any case, because it is full of defaults."""
        self._globals = self._block(_row(ROOT, GLOBAL), [s for s in self._tree if s.keyword.text == GLOBAL])
        blocks = [
            block
            for row in SCHEMA.of(ROOT)
            if row.is_block and row.name != GLOBAL
            for block in self._blocks(row, self._tree, ())
        ]
        order = {statement.at: number for number, statement in enumerate(self._tree)}
        blocks.sort(key=lambda block: order[block.at] if block.at else 0)
        values = self._values(ROOT, self._tree, self._resolved.get((ROOT, ""), Resolved()))
        return Block(ROOT, values=values, blocks=(self._globals, *blocks))

    def _blocks(self, row: Keyword, statements: Iterable[Statement], around: Near) -> Iterator[Block]:
        """Make the blocks of one keyword: one for each name (the first counts), or those that add up in one."""
        found = [s for s in statements if s.keyword.text == row.name and s.block is not None]
        if not row.named:
            groups = [[statement] for statement in found] if stands_alone(row) else [found] if found else []
            yield from (self._block(row, group, around=around) for group in groups)
            return
        names: set[str] = set()
        for statement in found:
            name = _words(statement)
            used = (row.name, name) in self._resolved or row.name not in _LEFT_OUT
            if name not in names and used:
                names.add(name)
                yield self._block(row, [statement], name, around)

    def _block(self, row: Keyword, statements: list[Statement], name: str = "", around: Near = ()) -> Block:
        inside = [inner for statement in statements for inner in statement.block or ()]
        at = statements[0].at if statements else None
        resolved = self._resolved.get((row.name, name)) or Resolved(self._placed.get(at, {}) if at else {})
        if row.kind is Kind.LIST:
            return Block(row.name, name, at, tuple(_lines(inside, None)))
        blocks: list[Block] = []
        contents = opened_by(row) or row.name
        values = self._values(contents, inside, resolved, around)
        inner_around: Near = ({**_of_name(name, at), **{value.keyword: value for value in values}}, *around)
        for child in SCHEMA.of(contents):
            if not child.is_block:
                continue
            if child.name in resolved.lines:
                own = [s for s in inside if s.keyword.text == child.name]
                items = [item for s in own for item in s.block or ()]
                if own:
                    lines = tuple(_lines(items, resolved.lines[child.name]))
                    blocks.append(Block(child.name, "", own[0].at, lines))
            elif child.name in resolved.blocks:
                own = [s for s in inside if s.keyword.text == child.name]
                items = [item for s in own for item in s.block or ()]
                if own:
                    inner = self._values(child.name, items, Resolved(resolved.blocks[child.name]))
                    blocks.append(Block(child.name, "", own[0].at, inner, (), child.name))
            else:
                blocks.extend(self._blocks(child, inside, inner_around))
        return Block(row.name, name, at, values, tuple(blocks), contents)

    def _values(
        self, block: str, statements: Iterable[Statement], resolved: Resolved, around: Near = ()
    ) -> tuple[Value, ...]:
        written: dict[str, Statement] = {}
        for statement in statements:
            name = statement.keyword.text
            if not (name.startswith(_FIRST_COUNTS) and name in written):
                written[name] = statement
        made: dict[str, Value] = {}
        rows = {row.name: row for row in SCHEMA.of(block) if not row.is_block}
        # What takes its default from another keyword of the block comes behind that.
        for row in sorted(rows.values(), key=lambda row: row.default in rows):
            value = self._value(row, written.get(row.name), resolved.values.get(row.name), (made, *around))
            if value is not None:
                made[row.name] = value
        return tuple(made[name] for name in rows if name in made)

    def _value(
        self, row: Keyword, statement: Statement | None, resolved: str | None, near: Near
    ) -> Value | None:
        """Make one value: what the reader made of it, else what is written, else the default, else nothing."""
        acted_on = row.treatment is Treatment.ACTED_ON
        written = _written(row, statement) if statement is not None else None
        if resolved is None and written is not None and statement is not None:
            return Value(row.name, self._shown(row, written), statement.at, acted_on=acted_on)
        inherited = self._inherited(row, near) if written is None else None
        text = resolved if resolved is not None else inherited.text if inherited else _default(row)
        if text is None:
            return None
        if not text:
            return Value(row.name, "", None, inherited.because if inherited else row.default, acted_on)
        at, because = (statement.at if statement else None), ""
        if inherited is not None and statement is None and inherited.text == text:
            at, because = inherited.at, inherited.because or (row.default if inherited.at else "")
        elif statement is not None and statement.arguments and not _same(row, written, text):
            because = f"written: {self._shown(row, _words(statement))}"
        return Value(row.name, self._shown(row, text), at, because, acted_on)

    def _shown(self, row: Keyword, text: str) -> str:
        return HIDDEN if row.name in SECRETS and not self._secrets else text

    def _inherited(self, row: Keyword, near: Near) -> Value | None:
        """Return the value here, around or in `global_defs` that a keyword takes if not written."""
        if row.default in near[0]:
            return near[0][row.default]
        if row.default.startswith(_FROM_AROUND):
            found = next((values[row.name] for values in near[1:] if row.name in values), None)
            unsaid = _UNSAID.get((row.block, row.name)) if found is None or found.at is None else None
            return Value(row.name, unsaid, None) if unsaid else found
        return self._globals.value(row.default) if self._globals is not None and row.default else None


def _row(block: str, name: str) -> Keyword:
    row = SCHEMA.find(block, name)
    assert row is not None
    return row


def _of_name(name: str, at: Position | None) -> dict[str, Value]:
    """Return what the name of a server says to the checkers in it: where to connect to."""
    words = dict(zip(("connect_ip", "connect_port"), name.split(" "), strict=False))
    return {keyword: Value(keyword, word, at) for keyword, word in words.items()}


def _default(row: Keyword) -> str | None:
    """Return the default of the table, "" if that only describes it. A flag that is not written is off."""
    if row.name in _NEITHER:
        return None
    if row.default.startswith(_FROM_AROUND) or is_keyword(row):
        return OFF if row.kind in (Kind.SWITCH, Kind.FLAG) else None
    if row.default.endswith(_HOST):
        return row.default.removesuffix(_HOST).rstrip() + os.uname().nodename
    if " " in row.default and not row.is_block:
        return ""
    if row.treatment is not Treatment.ACTED_ON and not row.default:
        return None
    return row.default or (OFF if row.kind is Kind.FLAG else None)


def _written(row: Keyword, statement: Statement) -> str | None:
    """Return what is written as one text, or None if keepalived does not take it."""
    if not statement.arguments and row.kind in _NEEDS_ARGUMENT:
        return None
    value = convert(statement, row, Report())
    if value is None:
        return None
    if isinstance(value, bool):
        return ON if value else OFF
    if isinstance(value, Weight):
        return weight_text(value)
    return _words(statement)


def _same(row: Keyword, written: str | None, text: str) -> bool:
    """Whether two texts of a value mean the same ("1" and "1.0", "yes" and "on")."""
    if written is None or written == text:
        return written == text
    if row.kind is Kind.SECONDS:
        return written.split(" ")[0].strip("0").rstrip(".") == text.strip("0").rstrip(".")
    if row.kind is Kind.COMMAND:
        return written.replace('"', "") == text.replace('"', "")
    return row.name in SECRETS


def _words(statement: Statement) -> str:
    """Return the arguments as they would be written."""
    return " ".join(quoted(token.text) for token in statement.arguments)


def _lines(items: Iterable[Statement], resolved: tuple[tuple[str, str], ...] | None) -> Iterator[Value]:
    """Make the lines of a list. Of a resolved list only those that the reader took, in its words."""
    left = list(resolved or ())
    for item in items:
        text = " ".join(part for part in (item.keyword.text, _words(item)) if part)
        if resolved is None:
            yield Value("", text, item.at)
            continue
        match = next((entry for entry in left if entry[0] == line_key(item.keyword.text)), None)
        if match is not None:
            left.remove(match)
            yield Value("", match[1], item.at)

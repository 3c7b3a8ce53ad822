"""What would mend a finding: a better suggestion, and the edits that carry it out.

Rules: pure; it looks at the word that the reader complained of and at the keyword table, never at the message; no
edit without a suggestion that says it in words; an edit holds no password.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from standfast.check.finding import Edit, Finding
from standfast.check.nearest import digits, nearest
from standfast.check.places import Place
from standfast.check.view import TRACKERS
from standfast.config.authentication import PASSWORD_LENGTH
from standfast.config.diagnostics import Diagnostic, Position
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, SECRETS, Keyword, Kind

_JOINED_MAX = 4
# A '!' that was scanned or typed as a letter.
_LIKE_A_COMMENT_SIGN = ("I", "l", "i", "1", "|", "/", "//", ";", "--", "*")
_INTERFACE_CUTOFF = 0.6
_GLUED = re.compile(r"(?P<name>[A-Za-z_-]+)(?P<sign>[=:]?)(?P<value>.*)")
_GLUED_CUTOFF = 0.85
_PARAMETER = re.compile(r"\$\{?(?P<name>\w+)\}?", re.ASCII)
_DEFINED = re.compile(r"\s*(?:@\S+\s+)?\$(?P<name>\w+)=", re.ASCII)
_NUMBERS = (Kind.INTEGER, Kind.SECONDS, Kind.WEIGHT)


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


def mend(diagnostic: Diagnostic, context: Context) -> Finding:
    """Return the finding for a diagnostic, with edits if it is certain enough what was meant."""
    found = Finding(diagnostic)
    if not 0 < diagnostic.line <= len(context.lines):
        return found
    if diagnostic.code in _BY_LINE:
        return _BY_LINE[diagnostic.code](found, context)
    place = context.place(diagnostic)
    if place is None:
        return found
    token = place.statement.line.tokens[place.number]
    found = replace(found, length=context.end(token) - token.at.column)
    mender = _BY_WORD.get(diagnostic.code)
    mended = mender(found, place, context) if mender else found
    # What a parameter or a sequence has put in does not stand in the file, so it cannot be replaced there.
    return mended if all(map(context.as_written, place.statement.line.tokens)) else replace(mended, edits=())


def _suggest(found: Finding, suggestion: str, *edits: Edit, length: int = 0) -> Finding:
    diagnostic = replace(found.diagnostic, suggestion=suggestion)
    return replace(found, diagnostic=diagnostic, edits=edits, length=length or found.length)


def _span(first: Token, last: Token, text: str, context: Context) -> Edit:
    return Edit(first.at.line, first.at.column, context.end(last), text)


def _unknown_keyword(found: Finding, place: Place, context: Context) -> Finding:
    tokens = place.statement.line.tokens
    glued = _glued(found, place, context)
    if glued is not None:
        return glued
    names = SCHEMA.names(place.block)
    for count in range(min(len(tokens), _JOINED_MAX), 1, -1):
        joined = "_".join(token.text for token in tokens[:count])
        meant = nearest(joined, names, cutoff=0.9)
        if meant and meant.count("_") == joined.count("_"):
            edit = _span(tokens[0], tokens[count - 1], meant, context)
            written = " ".join(token.text for token in tokens[:count])
            found = _suggest(found, f"did you mean '{meant}'?", edit, length=edit.end_column - edit.column)
            message = found.diagnostic.message.replace(f"'{tokens[0].text}'", f"'{written}'", 1)
            return replace(found, diagnostic=replace(found.diagnostic, message=message))
    first = tokens[0]
    if place.block == ROOT and first.text in _LIKE_A_COMMENT_SIGN and place.statement.block is None:
        return _suggest(found, "a comment starts with '!' or '#'", _span(first, first, "!", context))
    meant = nearest(first.text, names)
    if meant:
        return _suggest(found, f"did you mean '{meant}'?", _span(first, first, meant, context))
    homes = sorted({row.block for row in SCHEMA.rows if row.name == first.text})
    if homes:
        where = " or ".join(f"'{home}'" if home != ROOT else "the top level" for home in homes)
        return _suggest(found, f"it belongs in {where}: is a '}}' missing above, or one too many?")
    return found


def _glued(found: Finding, place: Place, context: Context) -> Finding | None:
    """Mend `priority=100`, `priority100` and `$NAME = VALUE`; a value that may be secret is not repeated."""
    first, *rest = place.statement.line.tokens
    if first.text.startswith("$") and [token.text for token in rest[:1]] == ["="]:
        last = rest[1] if len(rest) > 1 else rest[0]
        whole = f"{first.text}={last.text if last is not rest[0] else ''}"
        return _suggest(found, f"write '{whole}', without blanks", _span(first, last, whole, context))
    match = _GLUED.fullmatch(first.text)
    meant = nearest(match["name"], SCHEMA.names(place.block), _GLUED_CUTOFF) if match else ""
    row = SCHEMA.find(place.block, meant)
    if match is None or row is None or row.is_block or row.kind is Kind.FLAG:
        return None
    if not match["sign"] and not (match["value"] and row.kind in _NUMBERS):
        return None
    blank = " " if match["value"] else ""
    edit = Edit(first.at.line, first.at.column, first.at.column + match.start("value"), meant + blank)
    value = "its value" if meant in SECRETS else match["value"]
    return _suggest(found, f"did you mean '{meant} {value}'?" if value else f"did you mean '{meant}'?", edit)


def _bad_name(found: Finding, place: Place, context: Context) -> Finding:
    words = place.statement.arguments
    name = "_".join(word.text for word in words)
    edit = _span(words[0], words[-1], name, context)
    return _suggest(found, f"write the name as one word: '{name}'", edit)


def _bad_value(found: Finding, place: Place, context: Context) -> Finding:
    row = SCHEMA.find(place.block, place.statement.keyword.text)
    tokens = place.statement.line.tokens
    token = tokens[place.number]
    if token.text in ("=", ":") and len(tokens) > place.number + 1:
        edit = Edit(token.at.line, token.at.column, tokens[place.number + 1].at.column, "")
        return _suggest(found, f"remove the '{token.text}'", edit)
    meant = _meant_value(row, token.text) if row is not None else ""
    return _suggest(found, f"did you mean '{meant}'?", _span(token, token, meant, context)) if meant else found


def _meant_value(row: Keyword, word: str) -> str:
    if row.kind in (Kind.INTEGER, Kind.SECONDS):
        return digits(word)
    return nearest(word, row.choices) if row.choices else ""


def _unknown_interface(found: Finding, place: Place, context: Context) -> Finding:
    tokens = place.statement.line.tokens
    token = tokens[place.number] if place.number or _is_item(place) else None
    names = [name for name in context.interfaces if name != "lo"]
    here = f"this host has {', '.join(names)}" if names else "this host has no interface but loopback"
    if token is None:
        return _suggest(found, f"write 'interface NAME'; {here}")
    meant = nearest(token.text, names, _INTERFACE_CUTOFF)
    if not meant:
        return _suggest(found, here)
    return _suggest(found, f"did you mean '{meant}'? ({here})", _span(token, token, meant, context))


def _is_item(place: Place) -> bool:
    """Whether a statement is a line of a list, which begins with a value and no keyword."""
    outer = place.outer
    row = SCHEMA.find(outer.block, outer.statement.keyword.text) if outer is not None else None
    return row is not None and row.kind is Kind.LIST


def _unknown_name(found: Finding, place: Place, context: Context) -> Finding:
    """A name in a list: of what is tracked, or of the members of a group."""
    token = place.statement.keyword
    homes = TRACKERS.get(place.block, ("vrrp_instance",))
    blocks = {s.arguments[0].text: s for s in context.tree if s.keyword.text in homes and s.arguments}
    if (own := blocks.get(token.text)) is not None:
        message = f"the {own.title} is left out because of its own mistakes, so it is not tracked"
        diagnostic = replace(found.diagnostic, message=message, suggestion=f"mend it: line {own.at.line}")
        return replace(found, diagnostic=diagnostic)
    names = list(blocks)
    meant = nearest(token.text, names)
    if meant:
        return _suggest(found, f"did you mean '{meant}'?", _span(token, token, meant, context))
    return _suggest(found, f"the file has {', '.join(names)}") if names else found


def _ignored_words(found: Finding, place: Place, context: Context) -> Finding:
    token = place.statement.line.tokens[place.number]
    if SCHEMA.find(place.block, token.text) is None:
        return found
    line = context.lines[token.at.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    edit = Edit(token.at.line, token.at.column, token.at.column, f"\n{indent}")
    return _suggest(found, "write one keyword a line", edit)


def _password_truncated(found: Finding, place: Place, context: Context) -> Finding:
    token = place.statement.line.tokens[place.number]
    if token.quoted or not token.text.isascii():
        return found
    cut = Edit(token.at.line, token.at.column + PASSWORD_LENGTH, context.end(token), "")
    return _suggest(found, found.diagnostic.suggestion, cut)


def _script(found: Finding, place: Place, context: Context) -> Finding:
    from standfast.check.script_advice import advise, program_of  # only a file with this mistake pays for it

    if place.statement.keyword.text != "script":
        return found
    text = place.statement.line.text[len("script") :]
    return advise(found, program_of(text), context.lines[found.diagnostic.line - 1])


def _byte_order_mark(found: Finding, _context: Context) -> Finding:
    return _suggest(found, found.diagnostic.suggestion, Edit(1, 1, 2, ""), length=1)


def _undefined_parameter(found: Finding, context: Context) -> Finding:
    at = found.diagnostic
    line = context.lines[at.line - 1]
    used = _PARAMETER.match(line, at.column - 1)
    defined = [match["name"] for text in context.lines[: at.line] if (match := _DEFINED.match(text))]
    meant = nearest(used["name"], defined) if used else ""
    if used is None or not meant:
        return replace(found, length=len(used.group()) if used else 0)
    edit = Edit(at.line, used.start("name") + 1, used.end("name") + 1, meant)
    return _suggest(found, f"did you mean '{meant}'?", edit, length=len(used.group()))


def _comment_in_word(found: Finding, context: Context) -> Finding:
    line = context.lines[found.diagnostic.line - 1].rstrip("\r")
    sign = found.diagnostic.column - 1
    rest = line[sign:].rstrip()
    if any(c.isspace() for c in rest) or '"' in line:
        return replace(found, length=len(rest))
    start = max(line.rfind(" ", 0, sign), line.rfind("\t", 0, sign)) + 1
    edits = (Edit(found.diagnostic.line, start + 1, start + 1, '"'),
             Edit(found.diagnostic.line, len(line.rstrip()) + 1, len(line.rstrip()) + 1, '"'))  # fmt: skip
    return _suggest(found, "put the word in double quotes if the sign belongs to it", *edits, length=len(rest))


def _unclosed_quote(found: Finding, context: Context) -> Finding:
    end = len(context.lines[found.diagnostic.line - 1].rstrip())
    edit = Edit(found.diagnostic.line, end + 1, end + 1, '"')
    return _suggest(found, 'add the " at the end', edit, length=end + 1 - found.diagnostic.column)


def _unclosed_block(found: Finding, context: Context) -> Finding:
    from standfast.check.braces import closing_edit  # only a file with this mistake pays for it

    place = context.place(found.diagnostic)
    if place is None:
        return found
    edit, where = closing_edit(place, context.lines)
    return _suggest(found, f"add the missing '}}' {where}", edit)


_BY_LINE: dict[str, Callable[[Finding, Context], Finding]] = {
    "byte-order-mark": _byte_order_mark,
    "comment-in-word": _comment_in_word,
    "unclosed-block": _unclosed_block,
    "undefined-parameter": _undefined_parameter,
    "unclosed-quote": _unclosed_quote,
}
_BY_WORD: dict[str, Callable[[Finding, Place, Context], Finding]] = {
    "bad-name": _bad_name,
    "bad-value": _bad_value,
    "ignored-words": _ignored_words,
    "no-authentication": _bad_value,
    "password-truncated": _password_truncated,
    "script-disabled": _script,
    "script-insecure": _script,
    "unknown-interface": _unknown_interface,
    "unknown-keyword": _unknown_keyword,
    "unknown-script": _unknown_name,
    "unknown-instance": _unknown_name,
    "unknown-tracker": _unknown_name,
}

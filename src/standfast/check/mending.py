"""What would mend a finding: a better suggestion, and the edits that carry it out.

Rules: pure; it looks at the word that the reader complained of and at the keyword table, never at the message; no
edit without a suggestion that says it in words; an edit holds no password.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from standfast.check.context import Context, span, suggest
from standfast.check.finding import Edit, Finding
from standfast.check.mending_lines import BY_LINE
from standfast.check.nearest import digits, nearest
from standfast.check.places import Place
from standfast.check.view import TRACKERS
from standfast.config.authentication import PASSWORD_LENGTH
from standfast.config.diagnostics import Diagnostic
from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, SECRETS, Keyword, Kind

_JOINED_MAX = 4
# A '!' that was scanned or typed as a letter.
_LIKE_A_COMMENT_SIGN = ("I", "l", "i", "1", "|", "/", "//", ";", "--", "*")
_INTERFACE_CUTOFF = 0.6
_GLUED = re.compile(r"(?P<name>[A-Za-z_-]+)(?P<sign>[=:]?)(?P<value>.*)")
_GLUED_CUTOFF = 0.85
_NUMBERS = (Kind.INTEGER, Kind.SECONDS, Kind.WEIGHT)


def mend(diagnostic: Diagnostic, context: Context) -> Finding:
    """Return the finding for a diagnostic, with edits if it is certain enough what was meant."""
    found = Finding(diagnostic)
    if not 0 < diagnostic.line <= len(context.lines):
        return found
    if diagnostic.code in BY_LINE:
        return BY_LINE[diagnostic.code](found, context)
    place = context.place(diagnostic)
    if place is None:
        return found
    token = place.statement.line.tokens[place.number]
    found = replace(found, length=context.end(token) - token.at.column)
    mender = _BY_WORD.get(diagnostic.code)
    mended = mender(found, place, context) if mender else found
    # What a parameter or a sequence has put in does not stand in the file, so it cannot be replaced there.
    return mended if all(map(context.as_written, place.statement.line.tokens)) else replace(mended, edits=())


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
            edit = span(tokens[0], tokens[count - 1], meant, context)
            written = " ".join(token.text for token in tokens[:count])
            found = suggest(found, f"did you mean '{meant}'?", edit, length=edit.end_column - edit.column)
            message = found.diagnostic.message.replace(f"'{tokens[0].text}'", f"'{written}'", 1)
            return replace(found, diagnostic=replace(found.diagnostic, message=message))
    first = tokens[0]
    if place.block == ROOT and first.text in _LIKE_A_COMMENT_SIGN and place.statement.block is None:
        return suggest(found, "a comment starts with '!' or '#'", span(first, first, "!", context))
    meant = nearest(first.text, names)
    if meant:
        return suggest(found, f"did you mean '{meant}'?", span(first, first, meant, context))
    homes = sorted({row.block for row in SCHEMA.rows if row.name == first.text})
    if homes:
        where = " or ".join(f"'{home}'" if home != ROOT else "the top level" for home in homes)
        return suggest(found, f"it belongs in {where}: is a '}}' missing above, or one too many?")
    return found


def _glued(found: Finding, place: Place, context: Context) -> Finding | None:
    """Mend `priority=100`, `priority100` and `$NAME = VALUE`; a value that may be secret is not repeated."""
    first, *rest = place.statement.line.tokens
    if first.text.startswith("$") and [token.text for token in rest[:1]] == ["="]:
        words = (first, *rest[:2])
        blanks = (Edit(a.at.line, context.end(a), b.at.column, "") for a, b in pairwise(words))
        return suggest(found, f"write '{first.text}=VALUE', without blanks", *blanks)
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
    return suggest(found, f"did you mean '{meant} {value}'?" if value else f"did you mean '{meant}'?", edit)


def _bad_name(found: Finding, place: Place, context: Context) -> Finding:
    words = place.statement.arguments
    name = "_".join(word.text for word in words)
    edit = span(words[0], words[-1], name, context)
    return suggest(found, f"write the name as one word: '{name}'", edit)


def _bad_value(found: Finding, place: Place, context: Context) -> Finding:
    row = SCHEMA.find(place.block, place.statement.keyword.text)
    tokens = place.statement.line.tokens
    token = tokens[place.number]
    if token.text in ("=", ":") and len(tokens) > place.number + 1:
        edit = Edit(token.at.line, token.at.column, tokens[place.number + 1].at.column, "")
        return suggest(found, f"remove the '{token.text}'", edit)
    if re.fullmatch(r"[=:][\d.]+", token.text):
        edit = Edit(token.at.line, token.at.column, token.at.column + 1, "")
        return suggest(found, f"remove the '{token.text[0]}'", edit)
    meant = _meant_value(row, token.text) if row is not None else ""
    return suggest(found, f"did you mean '{meant}'?", span(token, token, meant, context)) if meant else found


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
        return suggest(found, f"write 'interface NAME'; {here}")
    meant = nearest(token.text, names, _INTERFACE_CUTOFF)
    if not meant:
        return suggest(found, here)
    return suggest(found, f"did you mean '{meant}'? ({here})", span(token, token, meant, context))


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
        what = "is not tracked" if place.block in TRACKERS else "is no member here"
        message = f"the {own.title} is left out because of its own mistakes, so it {what}"
        diagnostic = replace(found.diagnostic, message=message, suggestion=f"mend it: line {own.at.line}")
        return replace(found, diagnostic=diagnostic)
    names = list(blocks)
    meant = nearest(token.text, names)
    if meant:
        return suggest(found, f"did you mean '{meant}'?", span(token, token, meant, context))
    return suggest(found, f"the file has {', '.join(names)}") if names else found


def _ignored_words(found: Finding, place: Place, context: Context) -> Finding:
    token = place.statement.line.tokens[place.number]
    if SCHEMA.find(place.block, token.text) is None:
        return found
    line = context.lines[token.at.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    edit = Edit(token.at.line, token.at.column, token.at.column, f"\n{indent}")
    return suggest(found, "write one keyword a line", edit)


def _password_truncated(found: Finding, place: Place, context: Context) -> Finding:
    token = place.statement.line.tokens[place.number]
    if token.quoted or not token.text.isascii():
        return found
    cut = Edit(token.at.line, token.at.column + PASSWORD_LENGTH, context.end(token), "")
    return suggest(found, found.diagnostic.suggestion, cut)


def _script(found: Finding, place: Place, context: Context) -> Finding:
    from standfast.check.script_advice import advise, program_of  # only a file with this mistake pays for it

    if place.statement.keyword.text != "script":
        return found
    text = place.statement.line.text[len("script") :]
    return advise(found, program_of(text), context.lines[found.diagnostic.line - 1])


_BY_WORD: dict[str, Callable[[Finding, Place, Context], Finding]] = {
    "bad-name": _bad_name,
    "bad-value": _bad_value,
    "ignored-words": _ignored_words,
    "no-authentication": _bad_value,
    "password-truncated": _password_truncated,
    "script-disabled": _script,
    "script-insecure": _script,
    "script-not-executable": _script,
    "unknown-group-member": _unknown_name,
    "unknown-interface": _unknown_interface,
    "unknown-keyword": _unknown_keyword,
    "unknown-script": _unknown_name,
    "unknown-instance": _unknown_name,
    "unknown-tracker": _unknown_name,
}

"""What would mend a finding about a line as characters: quotes, comment signs, braces, parameters.

Rules: see mending.py; the words of the line do not matter here, and may not be what is meant.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from standfast.check.context import Context, suggest
from standfast.check.finding import Edit, Finding
from standfast.check.nearest import nearest

_PARAMETER = re.compile(r"\$\{?(?P<name>\w+)\}?", re.ASCII)
_DEFINED = re.compile(r"\s*(?:@\S+\s+)?\$(?P<name>\w+)=", re.ASCII)


def _byte_order_mark(found: Finding, _context: Context) -> Finding:
    return suggest(found, found.diagnostic.suggestion, Edit(1, 1, 2, ""), length=1)


def _is_definition_with_blanks(line: str, name: str) -> bool:
    """Whether a line is `$NAME = VALUE`, which is told by itself."""
    before, sign, _ = line.partition("=")
    return bool(sign) and before.strip() == f"${name}"


def _undefined_parameter(found: Finding, context: Context) -> Finding:
    at = found.diagnostic
    line = context.lines[at.line - 1]
    used = _PARAMETER.match(line, at.column - 1)
    defined = [match["name"] for text in context.lines[: at.line] if (match := _DEFINED.match(text))]
    if used is None or any(_is_definition_with_blanks(text, used["name"]) for text in context.lines):
        return found
    meant = nearest(used["name"], defined)
    if not meant:
        return replace(found, length=len(used.group()))
    edit = Edit(at.line, used.start("name") + 1, used.end("name") + 1, meant)
    return suggest(found, f"did you mean '{meant}'?", edit, length=len(used.group()))


def _comment_in_word(found: Finding, context: Context) -> Finding:
    line = context.lines[found.diagnostic.line - 1].rstrip("\r")
    sign = found.diagnostic.column - 1
    rest = line[sign:].rstrip()
    if any(c.isspace() for c in rest) or '"' in line:
        return replace(found, length=len(rest))
    start = max(line.rfind(" ", 0, sign), line.rfind("\t", 0, sign)) + 1
    edits = (Edit(found.diagnostic.line, start + 1, start + 1, '"'),
             Edit(found.diagnostic.line, len(line.rstrip()) + 1, len(line.rstrip()) + 1, '"'))  # fmt: skip
    return suggest(found, "put the word in double quotes if the sign belongs to it", *edits, length=len(rest))


def _unclosed_quote(found: Finding, context: Context) -> Finding:
    end = len(context.lines[found.diagnostic.line - 1].rstrip())
    edit = Edit(found.diagnostic.line, end + 1, end + 1, '"')
    return suggest(found, 'add the " at the end', edit, length=end + 1 - found.diagnostic.column)


def _unclosed_block(found: Finding, context: Context) -> Finding:
    from standfast.check.braces import closing_edit  # only a file with this mistake pays for it

    place = context.place(found.diagnostic)
    if place is None:
        return found
    edit, where = closing_edit(place, context.lines)
    return suggest(found, f"add the missing '}}' {where}", edit)


BY_LINE: dict[str, Callable[[Finding, Context], Finding]] = {
    "byte-order-mark": _byte_order_mark,
    "comment-in-word": _comment_in_word,
    "unclosed-block": _unclosed_block,
    "undefined-parameter": _undefined_parameter,
    "unclosed-quote": _unclosed_quote,
}
"""The mender of each code."""

"""Findings for people: the place, the line of the file with what is meant underlined, why it matters, what to do.

Rules: plain text with ANSI colours, and those only if asked for; columns are counted as a terminal shows them; a
password in a line of the file is shown as asterisks; control characters never reach the terminal.
"""

import re
import unicodedata
from collections.abc import Iterator

from standfast.check.codes import find
from standfast.check.finding import Finding
from standfast.check.sources import Sources
from standfast.config.diagnostics import Severity

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTICE: "1;36"}
_DIM, _BOLD = "2", "1"
_TAB = "    "
_WIDTH_MAX = 160


def render(found: Finding, sources: Sources, *, colour: bool, why: bool) -> str:
    """Return one finding as several lines of text. `why` adds why it matters."""
    d = found.diagnostic
    where = f"{d.file}:{d.line}:{d.column}" if d.line else d.file
    severity = _paint(d.severity.value, _COLOURS[d.severity], colour)
    lines = [f"{_paint(where, _BOLD, colour)}: {severity}: {_clean(d.message)} {_paint(f'[{d.code}]', _DIM, colour)}"]
    lines.extend(_underlined(found, sources, colour))
    if found.other is not None:
        lines.extend(_quoted(found, sources))
    code = find(d.code)
    if why and code is not None:
        lines.append(f"  why: {code.why}")
    if d.suggestion:
        lines.append(f"  do:  {_clean(d.suggestion)}")
    return "\n".join(lines)


def _underlined(found: Finding, sources: Sources, colour: bool) -> Iterator[str]:
    d = found.diagnostic
    line = sources.line(d.file, d.line)
    if line is None or not line.strip():
        return
    column = max(1, min(d.column, len(line)))
    length = found.length or _word_length(line, column)
    shown = _shown(line)
    if len(shown) > _WIDTH_MAX:
        yield f"{d.line:>5} | {shown[:_WIDTH_MAX]}..."
        return
    yield f"{d.line:>5} | {shown}"
    before, marked = _shown(line[: column - 1]), _shown(line[column - 1 : column - 1 + length])
    yield f"      | {' ' * _width(before)}{_paint('^' * max(1, _width(marked)), _COLOURS[d.severity], colour)}"


def _quoted(found: Finding, sources: Sources) -> Iterator[str]:
    """The line of the other node."""
    other = found.other
    assert other is not None
    line = sources.line(other.file, other.line)
    if line is not None:
        yield f"  {other.file}:{other.line}:"
        yield f"{other.line:>5} | {_shown(line)}"


def _word_length(line: str, column: int) -> int:
    match = re.compile(r'"[^"]*"|\S+').match(line, column - 1)
    return match.end() - match.start() if match else 1


def _shown(text: str) -> str:
    return "".join(_TAB if c == "\t" else c if c.isprintable() else "?" for c in text)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text

"""Reading a file again as if every suggestion had been taken, to see what the first mistakes hide.

A missing brace hides every other mistake, and a misspelt block all that stands in it. So the findings of a file are
mended in memory and the text is read anew, until there is nothing left to mend; each place is told in terms of the
file as it is.

Rules: the file itself is never written. What nothing mends and yet is gone in the end was only a consequence of
something that was mended, and is left out.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from standfast.check.context import Context
from standfast.check.finding import Edit, Finding, apply
from standfast.check.mending import mend
from standfast.check.places import places
from standfast.check.reading import Reading, read_text
from standfast.check.sources import Sources
from standfast.config.diagnostics import Diagnostic, Position, Severity

ROUNDS_MAX = 8
_MENDED_LENGTH_MAX = 1 << 20
# The search for what was meant is slow; a file with more mistakes than this is no configuration.
_MENDED_MAX = 100
_PROGRAMS = ("script-disabled", "script-not-executable", "notify-disabled")
_NOT_EXPANDED = ("undefined-parameter", "expansion-endless", "expansion-too-long")
_UNDEFINED = "undefined-parameter"
_READ_IN_PART = ("too-large", "expansion-too-large")
_STRUCTURE = ("unclosed-block", "missing-keyword", "no-priority", "no-address", "no-instance", "unused-script")
_NEVER_A_CONSEQUENCE = ("line-too-long",)
Key = tuple[str, str, int, int]
"""Code and place: what makes a finding of one round the same as one of another."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was found, in the file as it is, and the last reading: the one in which nothing is left to mend."""

    findings: tuple[Finding, ...]
    last: Reading
    shifts: tuple["Shift", ...]

    def at_home(self, found: Finding) -> Finding:
        """Return a finding of the last reading with its places in the file as it is."""
        file = self.last.file
        if found.other is not None and found.other.file == file:
            other = Position(file, *_back(self.shifts, found.other.line, found.other.column))
            found = replace(found, other=other)
        return _moved(found, file, self.shifts)


class Shift:
    """The way back from a mended text to the text before."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits, key=lambda e: (e.line, e.column))

    def back(self, line: int, column: int) -> tuple[int, int]:
        """Return where a place of the mended text stood before; inside an edit that is the edit's start."""
        added = 0
        moved = 0
        for edit in self._edits:
            ends = edit.text.count("\n")
            start = edit.line + added
            if line < start or (line == start and column < edit.column + moved):
                break
            if line > start + ends:
                added += ends
                moved = 0
                continue
            if line < start + ends:
                return edit.line, edit.column
            tail = len(edit.text) - edit.text.rfind("\n") - 1 if ends else len(edit.text)
            first = 1 if ends else edit.column + moved
            if column < first + tail:
                return edit.line, edit.column + min(column - first, edit.end_column - edit.column) * (not ends)
            moved = first + tail - edit.end_column
            added += ends
        return line - added, column - moved


def in_rounds(reading: Reading, interfaces: Container[str] | None, names: tuple[str, ...]) -> Rounds:
    """Mend and read again. `names` are the interfaces that may be suggested."""
    findings: list[Finding] = []
    seen: set[Key] = set()
    unknown: set[Key] = set()
    shifts: tuple[Shift, ...] = ()
    for _ in range(ROUNDS_MAX):
        mended = mended_findings(reading, names)
        braces = [f for f in mended if _opens_by_accident(f, reading.file)]
        if braces:
            # What its braces do to the blocks says nothing about the file; the rest is told in the next round.
            mended = braces
        for found in (_moved(found, reading.file, shifts) for found in mended):
            if _key(found) not in seen or not shifts:
                findings.append(found)
            seen.add(_key(found))
        edits = [edit for found in mended if _is_taken(found, reading.file) for edit in found.edits]
        edits += [_as_a_word(found) for found in braces if not found.edits]
        unknown |= {_key(_moved(found, reading.file, shifts)) for found in braces}
        too_much = len(mended) > _MENDED_MAX or len(reading.text or "") > _MENDED_LENGTH_MAX
        if not edits or reading.text is None or too_much:
            break
        text = apply(reading.text, edits)
        if text == reading.text:
            break
        shifts = (*shifts, Shift(edits))
        reading = read_text(text, reading.file, interfaces)
    left = {_key(_moved(Finding(diagnostic), reading.file, shifts)) for diagnostic in reading.diagnostics}
    lines = {(file, line) for _, file, line, _ in unknown}
    kept = (
        f
        for f in findings
        if (f.edits or f.diagnostic.code in _NEVER_A_CONSEQUENCE or _key(f) in left | unknown)
        and ((f.diagnostic.file, f.diagnostic.line) not in lines or f.diagnostic.code == _UNDEFINED)
    )
    return Rounds(tuple(kept), reading, shifts)


def _is_taken(found: Finding, file: str) -> bool:
    """Whether the text is read again as if a suggestion was taken: another program would be another story."""
    return found.diagnostic.file == file and found.diagnostic.code not in _PROGRAMS


def _opens_by_accident(found: Finding, file: str) -> bool:
    """Whether a finding is about an undefined `${NAME}` of the file, whose braces are read as those of a block."""
    at = found.diagnostic
    return at.file == file and at.code == _UNDEFINED and at.severity is Severity.ERROR and found.length > 0


def _as_a_word(found: Finding) -> Edit:
    """Write the value of an undefined parameter as one word, whatever it may be: its braces would open a block."""
    at = found.diagnostic
    return Edit(at.line, at.column, at.column + found.length, "?")


def _back(shifts: tuple[Shift, ...], line: int, column: int) -> tuple[int, int]:
    for shift in reversed(shifts):
        line, column = shift.back(line, column)
    return line, column


def _key(found: Finding) -> Key:
    d = found.diagnostic
    return (d.code, d.file, d.line, d.column)


def mended_findings(reading: Reading, names: tuple[str, ...]) -> list[Finding]:
    """Return the reader's diagnostics with what would mend each."""
    if not reading.diagnostics:
        return []
    known = places(reading.tree)
    sources = Sources({reading.file: reading.text or ""})
    contexts: dict[str, Context] = {}
    findings: list[Finding] = []
    for diagnostic in _without_consequences(reading.diagnostics):
        file = diagnostic.file
        if file not in contexts:
            contexts[file] = Context(sources.lines(file), known, reading.tree, names)
        few = len(findings) < _MENDED_MAX
        findings.append(mend(diagnostic, contexts[file]) if few else Finding(diagnostic))
    return findings


def _without_consequences(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Leave out what is said of a line as it is not meant, and of a file whose end was not read."""
    as_written = {}
    for d in diagnostics:
        if d.code in _NOT_EXPANDED and d.severity is not Severity.NOTICE:
            as_written[d.file, d.line] = d
    in_part = any(d.code in _READ_IN_PART for d in diagnostics)
    wrong = {(d.file, d.line) for d in diagnostics if d.severity is Severity.ERROR}
    kept = []
    for d in diagnostics:
        line = (d.file, d.line)
        if in_part and d.code in _STRUCTURE:
            continue
        if line not in as_written:
            kept.append(d)
        elif d.code in _NOT_EXPANDED:
            kept.append(replace(d, severity=Severity.ERROR) if line in wrong else d)
    return kept


def _moved(found: Finding, file: str, shifts: tuple[Shift, ...]) -> Finding:
    """Tell a finding of a mended text in terms of the file as it is."""
    if not shifts or found.diagnostic.file != file or not found.diagnostic.line:
        return found
    line, column = _back(shifts, found.diagnostic.line, found.diagnostic.column)
    edits = []
    for edit in found.edits:
        first, last = _back(shifts, edit.line, edit.column), _back(shifts, edit.line, edit.end_column)
        edits.append(Edit(first[0], first[1], max(first[1], last[1]), edit.text))
    diagnostic = replace(found.diagnostic, line=line, column=column)
    return replace(found, diagnostic=diagnostic, edits=tuple(edits))

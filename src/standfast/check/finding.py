"""A finding: a diagnostic, how far it reaches on its line, and the edits that would mend it.

Rules: frozen values; edits are exact, so that a tool (or a test) can carry them out without asking anybody; nothing
here reads or writes a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from standfast.config.diagnostics import Diagnostic, Position, Severity


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `column` up to, not including, `end_column` of one line; both count from 1.

    Equal columns insert. `text` may hold line ends.
    """

    line: int
    column: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic with what a reader or an editor can use besides.

    `length` is the number of characters to underline, 0 if that is one word; `edits` belong to the file of the
    diagnostic; `other` is the place in the other node's file that disagrees.
    """

    diagnostic: Diagnostic
    length: int = 0
    edits: tuple[Edit, ...] = ()
    other: Position | None = None


def finding(severity: Severity, at: Position, code: str, message: str, suggestion: str = "") -> Finding:
    """Make a finding without edits."""
    return Finding(Diagnostic(severity, code, at.file, at.line, at.column, message, suggestion))


def warning(at: Position, code: str, message: str, suggestion: str = "") -> Finding:
    """Make a warning: it runs, but something does not mean what its author may think."""
    return finding(Severity.WARNING, at, code, message, suggestion)


def notice(at: Position, code: str, message: str, suggestion: str = "") -> Finding:
    """Make a notice: worth knowing; nothing is lost."""
    return finding(Severity.NOTICE, at, code, message, suggestion)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with every edit carried out. An edit that overlaps a later one of the same line is left out."""
    lines = text.split("\n")
    reached: dict[int, int] = {}
    for edit in _backwards(edits):
        if edit.end_column > reached.get(edit.line, edit.end_column):
            continue
        reached[edit.line] = edit.column
        while len(lines) < edit.line:
            lines.append("")
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
    return "\n".join(lines)


def _backwards(edits: Iterable[Edit]) -> list[Edit]:
    """The last place first, so that no edit moves another. Of two at one place the less indented first."""
    return sorted(edits, key=lambda edit: (edit.line, edit.column, edit.end_column, edit.text), reverse=True)

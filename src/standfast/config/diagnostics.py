"""What standfast has to say about a configuration file: where, how bad, what it means and what to do.

Rules: a diagnostic is a frozen value with a stable code, so that a test, an editor or a script can name it; one
diagnostic is one line of text, `FILE:LINE: message; what to do`; nothing here decides whether a file can be run
except by severity: one ERROR is enough to refuse it. Passwords never stand in a message.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from standfast.errors import ConfigError

FINDINGS_MAX = 10_000
"""How many findings that do not prevent running are kept, and how many that do: more would only use up memory."""


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """The file cannot be run, or not as it is written."""
    WARNING = "warning"
    """The file runs, but something in it does not mean what its author may think."""
    NOTICE = "notice"
    """Worth knowing; nothing is lost."""


class Position(NamedTuple):
    """A place in a file. Lines and columns count from 1; line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `suggestion` says what to do and may be empty."""

    severity: Severity
    code: str
    file: str
    line: int
    column: int
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """One line for a terminal or a log, free of control characters: `FILE:LINE: message; suggestion`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{where}: {self.message}" + (f"; {self.suggestion}" if self.suggestion else "")
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class ConfigRefusedError(ConfigError):
    """A configuration with at least one ERROR. The text is the errors, one a line; `diagnostics` is everything."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        errors = [str(d) for d in diagnostics if d.severity is Severity.ERROR]
        super().__init__("\n".join(errors))
        self.diagnostics = diagnostics


class Report:
    """Collects diagnostics in the order of their discovery. The one mutable object that the reader's steps share."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._refusals: list[Diagnostic] = []
        self._tolerated: set[str] = set()
        self._errors = 0
        self._others = 0

    def tolerate(self, code: str) -> None:
        """From now on only warn of what would be refused with this code."""
        self._tolerated.add(code)

    def error(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something that prevents running."""
        self._add(Severity.ERROR, at, code, message, suggestion)

    def refuse(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something that is right, but that this version of standfast must not run: see `refusals`."""
        if code in self._tolerated:
            self.warning(at, code, message, suggestion)
            return
        if len(self._refusals) < FINDINGS_MAX:
            self._refusals.append(Diagnostic(Severity.ERROR, code, at.file, at.line, at.column, message, suggestion))

    def warning(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something that runs, but perhaps not as meant."""
        self._add(Severity.WARNING, at, code, message, suggestion)

    def notice(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something worth knowing."""
        self._add(Severity.NOTICE, at, code, message, suggestion)

    def _add(self, severity: Severity, at: Position, code: str, message: str, suggestion: str) -> None:
        if severity is Severity.ERROR:
            self._errors += 1
            count = self._errors
        else:
            self._others += 1
            count = self._others
        if count > FINDINGS_MAX + 1:
            return
        if count > FINDINGS_MAX:
            code, message = "and-more", f"there is more to say than {FINDINGS_MAX} findings; the rest is left out"
            suggestion = "mend these first"
        self._found.append(Diagnostic(severity, code, at.file, at.line, at.column, message, suggestion))

    def __len__(self) -> int:
        return len(self._found) + len(self._refusals)

    @property
    def refused(self) -> bool:
        """True once an error was recorded."""
        return self._errors > 0

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything so far, in the order of the file, each finding once; what `run` refuses is a warning here."""
        warnings = [replace(found, severity=Severity.WARNING) for found in self._refusals]
        return _in_order([*self._found, *warnings])

    def refusals(self) -> tuple[Diagnostic, ...]:
        """What `run` refuses although it is right: errors, in the order of the file."""
        return _in_order(self._refusals)

    def diagnostics_of_run(self) -> tuple[Diagnostic, ...]:
        """Everything so far, with the refusals as the errors that they are for `run`."""
        return _in_order([*self._found, *self._refusals])


def _in_order(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda d: (d.file, d.line, d.column)))

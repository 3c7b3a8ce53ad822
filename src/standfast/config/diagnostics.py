"""What standfast has to say about a configuration file: where, how bad, what it means and what to do.

Rules: a diagnostic is a frozen value with a stable code, so that a test, an editor or a script can name it; one
diagnostic is one line of text, `FILE:LINE: message; what to do`; nothing here decides whether a file can be run
except by severity: one ERROR is enough to refuse it. Passwords never stand in a message.
"""

from dataclasses import dataclass
from enum import StrEnum

from standfast.errors import ConfigError


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """The file cannot be run, or not as it is written."""
    WARNING = "warning"
    """The file runs, but something in it does not mean what its author may think."""
    NOTICE = "notice"
    """Worth knowing; nothing is lost."""


@dataclass(frozen=True, slots=True)
class Position:
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

    def error(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something that prevents running."""
        self._add(Severity.ERROR, at, code, message, suggestion)

    def warning(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something that runs, but perhaps not as meant."""
        self._add(Severity.WARNING, at, code, message, suggestion)

    def notice(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Record something worth knowing."""
        self._add(Severity.NOTICE, at, code, message, suggestion)

    def _add(self, severity: Severity, at: Position, code: str, message: str, suggestion: str) -> None:
        self._found.append(Diagnostic(severity, code, at.file, at.line, at.column, message, suggestion))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def refused(self) -> bool:
        """True once an error was recorded."""
        return any(d.severity is Severity.ERROR for d in self._found)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything so far, in the order of the file, each finding once."""
        return tuple(sorted(dict.fromkeys(self._found), key=lambda d: (d.file, d.line, d.column)))

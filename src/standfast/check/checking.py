"""Checking one file: the reader's findings, mended in rounds, and what the rules add.

Rules: it needs no privilege and touches nothing; whatever the file holds, the outcome is a Checked.
"""

from dataclasses import dataclass

from standfast.check.codes import find
from standfast.check.finding import Finding
from standfast.check.host import Host
from standfast.check.reading import Reading, read_file
from standfast.check.rounds import Rounds, in_rounds
from standfast.check.rules_address import address_rules
from standfast.check.rules_file import file_rules
from standfast.check.rules_instance import instance_rules
from standfast.check.view import View, view
from standfast.config.diagnostics import Severity

_SAID_BETTER = ("notify-disabled",)
"""What the reader says too, but rules_file.py with advice."""
_LEFT_OUT = ("bad-address", "no-host-address")
"""What is said of a line that is not used: nothing more is to be said of it then."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One checked file. `reading` is the file as it stands, `view` what it is meant to be.

    The places of `view` are those of the last of `rounds`, which tells them in terms of the file as it stands.
    """

    file: str
    reading: Reading
    view: View
    findings: tuple[Finding, ...]
    rounds: Rounds

    @property
    def refused(self) -> bool:
        """Whether `standfast run` refuses the file as it stands."""
        return self.reading.refused


def check_file(path: str, host: Host | None) -> Checked:
    """Check one file with what it includes.

    `host` is None if the file is for another host: then nothing is asked of this one.
    """
    return check_reading(read_file(path, tuple(host.interfaces) if host is not None else None), host)


def check_reading(reading: Reading, host: Host | None) -> Checked:
    """Check what was read, be it a file or the text in an editor; `host` as in check_file."""
    path = reading.file
    interfaces = tuple(host.interfaces) if host is not None else None
    rounds = in_rounds(reading, interfaces, interfaces or ())
    seen = view(path, rounds.last.tree)
    findings = [found for found in rounds.findings if found.diagnostic.code not in _SAID_BETTER]
    rules = [*instance_rules(seen), *address_rules(seen, host)]
    if host is not None:
        rules += file_rules(seen, rounds.last.tree)
    left_out = {(d.file, d.line, d.column) for d in rounds.last.diagnostics if d.code in _LEFT_OUT}
    findings += [rounds.at_home(found) for found in rules if _place(found) not in left_out]
    if host is None:
        findings = [found for found in findings if not depends_on_host(found)]
    return Checked(path, reading, seen, tuple(in_order(findings)), rounds)


def _place(found: Finding) -> tuple[str, int, int]:
    return (found.diagnostic.file, found.diagnostic.line, found.diagnostic.column)


def depends_on_host(found: Finding) -> bool:
    """Whether a finding says something about the host rather than about the file."""
    code = find(found.diagnostic.code)
    return code is not None and code.host


def in_order(findings: list[Finding]) -> list[Finding]:
    """Sort by place; the main file's own order is kept within one place."""
    return sorted(findings, key=lambda f: (f.diagnostic.file, f.diagnostic.line, f.diagnostic.column))


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """Return the highest severity, or None if there is nothing."""
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTICE):
        if any(found.diagnostic.severity is severity for found in findings):
            return severity
    return None

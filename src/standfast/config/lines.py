"""What the readers of addresses, routes and rules share besides the words of their line.

Rule of this file: no I/O; which interfaces exist is a parameter.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import Token

FIRST_PREFERENCE = 16384
"""The preference of the first rule that names none; each further one gets one less."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What the readers of lines share: the report, the host's interfaces (None: unknown), where each `track_group`
    is written, and the preferences that rules without one get, in the order of the file."""

    report: Report
    interfaces: Container[str] | None = None
    track_groups: Mapping[str, Position] = field(default_factory=dict)
    preferences: Iterator[int] = field(default_factory=lambda: count(FIRST_PREFERENCE, -1))

    def check_interface(self, word: Token) -> str:
        """Return the name of an interface; say so if this host does not have it."""
        if self.interfaces is not None and word.text not in self.interfaces:
            self.report.error(
                word.at, "unknown-interface", f"the interface '{word.text}' does not exist on this host",
                "write a name that 'ip link' shows",
            )  # fmt: skip
        return word.text

    def check_group(self, word: Token) -> str | None:
        """Return the name of a track_group, or None, with a report, if it is not written above."""
        at = self.track_groups.get(word.text)
        if at is not None and not (at.file == word.at.file and at.line > word.at.line):
            return word.text
        self.report.warning(
            word.at, "unknown-tracker", f"there is no track_group '{word.text}' above, so nothing watches this",
            "correct the name, or write the track_group above",
        )  # fmt: skip
        return None

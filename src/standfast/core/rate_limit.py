"""A bound on how often the same kind of log line is written.

Rules: sans-IO; time comes as a parameter; what is held back is counted, never forgotten. A kind is a word of this
code or of the configuration, never something that a sender chooses, so that the memory is bounded too.
"""

from collections.abc import Iterator
from dataclasses import replace

from standfast.core.effects import Log
from standfast.units import NS_PER_S

QUIET_PERIOD_NS = 10 * NS_PER_S


class RateLimit:
    """Lets one line of each kind through per quiet period and counts the rest."""

    def __init__(self, quiet_period_ns: int = QUIET_PERIOD_NS) -> None:
        self._quiet_period_ns = quiet_period_ns
        self._open_at_ns: dict[str, int] = {}
        self._held_back: dict[str, int] = {}

    def admit(self, kind: str, line: Log, now_ns: int) -> Iterator[Log]:
        """Yield the line, with the number of lines of its kind held back since the last; or nothing."""
        if now_ns < self._open_at_ns.get(kind, now_ns):
            self._held_back[kind] = self._held_back.get(kind, 0) + 1
            return
        self._open_at_ns[kind] = now_ns + self._quiet_period_ns
        held_back = self._held_back.pop(kind, 0)
        note = f" ({held_back} like this not logged)" if held_back else ""
        yield replace(line, message=line.message + note)

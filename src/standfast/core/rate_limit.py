"""A bound on how often the same kind of log line is written.

Rules: sans-IO; time comes as a parameter; what is held back is counted, never forgotten.
"""

from standfast.units import NS_PER_S

QUIET_PERIOD_NS = 10 * NS_PER_S


class RateLimit:
    """Lets one line of each kind through per quiet period and counts the rest."""

    def __init__(self, quiet_period_ns: int = QUIET_PERIOD_NS) -> None:
        self._quiet_period_ns = quiet_period_ns
        self._open_at_ns: dict[str, int] = {}
        self._held_back: dict[str, int] = {}

    def admit(self, kind: str, now_ns: int) -> int | None:
        """Return how many lines of this kind were held back since the last one, or None to hold this one back."""
        if now_ns < self._open_at_ns.get(kind, now_ns):
            self._held_back[kind] = self._held_back.get(kind, 0) + 1
            return None
        self._open_at_ns[kind] = now_ns + self._quiet_period_ns
        return self._held_back.pop(kind, 0)

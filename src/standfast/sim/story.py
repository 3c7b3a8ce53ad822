"""The story of one simulation: what happened when, to whom.

Rules: written only when somebody wants to read it, since most runs end well and are never told.
"""

from standfast.units import NS_PER_MS, NS_PER_S


class Story:
    """Lines in the order in which things happened."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        self.lines: list[str] = []

    def tell(self, now_ns: int, who: str, what: str) -> None:
        """Add a line. Times are seconds of the simulation."""
        microseconds = now_ns % NS_PER_S // (NS_PER_MS // 1000)
        self.lines.append(f"{now_ns // NS_PER_S:4d}.{microseconds:06d} s  {who:<6} {what}")

    def __str__(self) -> str:
        return "\n".join(self.lines)

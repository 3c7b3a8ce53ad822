"""Numbers that look like chance but come from a seed: BFD's jitter and discriminators (RFC 5880, 6.8.1 and 6.8.7).

Rules: pure; the seed is injected, so that a simulator or a recording sees the same numbers again. SplitMix64; not for
secrets.
"""

_MASK = (1 << 64) - 1


class Randomness:
    """A generator with a state of 64 bits."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def number(self, bits: int) -> int:
        """Return a number of so many bits, at most 64."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) >> (64 - bits)

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1; `limit` is far below 2**53."""
        return self.number(53) * limit >> 53

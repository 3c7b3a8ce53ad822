"""Two routers that both say they own the addresses (priority 255): how that ends.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds.

keepalived's way: the one with the lower address gives way, as with any equal priority. If it does not, the higher one
waits two of its own advertisements and a bit, then gives way itself, as priority 254, until the other is gone. A VIP
with one wrong owner serves better than a VIP with two.
"""

from standfast.model.virtual_router import VirtualRouter

# Two advertisements "and a bit": half of one.
PATIENCE_HALF_INTERVALS = 5
# A silence of this many intervals ends a dispute.
SILENCE_INTERVALS = 3


class OwnerDispute:
    """What an owner remembers of another owner with a lower address."""

    __slots__ = ("_begun_ns", "_heard_ns", "lowered")

    def __init__(self) -> None:
        self.lowered = False
        self._begun_ns: int | None = None
        self._heard_ns = 0

    def hear(self, router: VirtualRouter, now_ns: int) -> bool:
        """Hear the other owner again. Return whether this is the first time."""
        interval_ns = router.advert_interval_ns
        if self._begun_ns is None or now_ns - self._heard_ns > SILENCE_INTERVALS * interval_ns:
            self._begun_ns = self._heard_ns = now_ns
            return True
        self._heard_ns = now_ns
        self.lowered = 2 * (now_ns - self._begun_ns) > PATIENCE_HALF_INTERVALS * interval_ns
        return False

    def end(self) -> None:
        """The other one is gone: be an owner again."""
        self.lowered = False
        self._begun_ns = None

"""Which authenticated packets are new: what a receiver with `auth_hmac` or `auth_type AH` must remember (I10).

Rules: written a second time, from the documents and not from the core: a sequence number that is not above the last
one believed is a replay. With `auth_hmac` each sender has its own, and with `anti_replay time` it must be near the
time of day; with AH there is one for all senders of a virtual router.
"""

from standfast.core.events import AdvertisementReceived
from standfast.model.packets import AntiReplay, HeaderAuthentication, HmacMode, HmacPolicy
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S

# Where the sequence number of an authentication header stands, and that of a trailer.
_AH_SEQUENCE = slice(28, 32)
_TRAILER_SEQUENCE = slice(4, 12)


class Memory:
    """What one host remembers of one virtual router's packets while its daemon lives."""

    __slots__ = ("_greatest", "_newest")

    def __init__(self) -> None:
        self._newest: dict[bytes, int] = {}
        self._greatest = 0

    def believes(self, config: VirtualRouter, event: AdvertisementReceived, wall_ns: int) -> bool:
        """Whether a packet that is right in itself is also new; if so, remember it."""
        if isinstance(config.authentication, HeaderAuthentication):
            return self._believes_header(event)
        return config.hmac is None or self._believes_trailer(config.hmac, event, wall_ns)

    def next_sequence(self, wall_ns: int) -> int:
        """A sequence number for an authentication header that this host would believe."""
        return max(self._greatest + 1, wall_ns // NS_PER_S)

    def _believes_header(self, event: AdvertisementReceived) -> bool:
        sequence = int.from_bytes(event.header[_AH_SEQUENCE])
        if sequence <= self._greatest:
            return False
        self._greatest = sequence
        return True

    def _believes_trailer(self, policy: HmacPolicy, event: AdvertisementReceived, wall_ns: int) -> bool:
        if not event.trailer:
            return policy.mode is not HmacMode.ENFORCE
        sequence = int.from_bytes(event.trailer[_TRAILER_SEQUENCE])
        newest = self._newest.get(event.source)
        if policy.anti_replay is AntiReplay.TIME:
            if not _is_near(sequence, wall_ns, policy.time_window_ns):
                return False
            if newest is not None and not _is_near(newest, wall_ns, policy.time_window_ns):
                newest = None
        if newest is not None and sequence <= newest:
            return False
        self._newest[event.source] = sequence
        return True


def _is_near(sequence: int, wall_ns: int, window_ns: int) -> bool:
    return abs(wall_ns // NS_PER_S - (sequence >> 32)) * NS_PER_S <= window_ns

"""The IP authentication header before a message: `auth_type AH` of keepalived (RFC 2338, 5.3.6; RFC 2402).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; the time of day is handed in; no key stands in any text. Imported only where a router uses it.

keepalived has one sequence number for all senders of a virtual router: it believes a packet only if its number is
above the greatest that it has sent or believed, and sends the one after that. Ours is never below the seconds of the
day's clock, so that a router that starts again is believed at once. What we have only sent does not count when we
hear: two that became MASTER in the same moment would send the same numbers for ever, and never hear each other.
"""

from standfast.core.authenticate import Credentials, find_type_fault
from standfast.core.events import AdvertisementReceived
from standfast.core.verify import Fault
from standfast.model.packets import HeaderAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.ah import decode_header, encode_packet, find_fault
from standfast.wire.vrrp import AUTH_AH, TTL_VRRP, Advertisement, DiscardReason, encode_advertisement

_SEQUENCE_MAX = 0xFFFFFFFF
_WORDS = {
    DiscardReason.IP_HEADER: "its authentication header is malformed (auth_type AH)",
    DiscardReason.AUTH_FAILURE: "its authentication header is wrong (auth_type AH, auth_pass)",
    DiscardReason.AUTH_REPLAY: "its sequence number was used before (auth_type AH)",
}


class HeaderCredentials(Credentials):
    """What one virtual router remembers: the greatest sequence numbers that it has sent and believed."""

    __slots__ = ("_believed", "_sent")

    def __init__(self) -> None:
        self._believed = 0
        self._sent = 0

    def find_fault(self, router: VirtualRouter, event: AdvertisementReceived, wall_ns: int) -> Fault | None:
        """See Credentials."""
        fault = find_type_fault(AUTH_AH, event.advertisement.auth_type)
        if fault is not None:
            return fault
        if not event.header:
            return DiscardReason.AUTH_FAILURE, "it has no authentication header (auth_type AH)"
        reason = find_fault(
            event.header,
            event.message,
            _key_of(router),
            unicast=router.unicast is not None,
            newest_sequence=self._believed,
        )
        if reason is not None:
            return reason, _WORDS[reason]
        self._believed = decode_header(event.header).sequence
        return None

    def seal(
        self, router: VirtualRouter, advertisement: Advertisement, source: bytes, destination: bytes, wall_ns: int
    ) -> tuple[bytes, bool]:
        """See Credentials."""
        self._sent = min(max(self._sent + 1, self._believed + 1, wall_ns // NS_PER_S), _SEQUENCE_MAX)
        unicast = router.unicast
        packet = encode_packet(
            encode_advertisement(advertisement, source=source, destination=destination),
            _key_of(router),
            self._sent,
            source=source,
            destination=destination,
            ttl=TTL_VRRP if unicast is None else unicast.ttl,
            unicast=unicast is not None,
        )
        return packet, True


def _key_of(router: VirtualRouter) -> bytes:
    own = router.authentication
    assert isinstance(own, HeaderAuthentication)
    return own.key

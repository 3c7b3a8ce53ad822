"""How a virtual router proves that a packet is its own, and how it checks the packets of others.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; what needs a hash is imported only by the routers that use it (libcrypto costs 4 MiB). No key and no
password stands in any text.

Three kinds: nothing or a password in the message (here), an IP authentication header (core/header_credentials.py), an
HMAC after the message (core/hmac_credentials.py).
"""

from standfast.core.events import AdvertisementReceived
from standfast.core.verify import Fault
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.vrrp import (
    AUTH_AH,
    AUTH_NONE,
    AUTH_PASS,
    VERSION_2,
    Advertisement,
    DiscardReason,
    encode_advertisement,
)

AUTH_NAMES = {AUTH_NONE: "none", AUTH_PASS: "PASS", AUTH_AH: "AH"}


class Credentials:
    """What one virtual router needs to send and to believe packets: nothing, or the password of `auth_type PASS`.

    The kinds with a hash are subclasses, and remember what they saw; this one does not, so all routers share it.
    """

    __slots__ = ()

    def find_fault(self, router: VirtualRouter, event: AdvertisementReceived, wall_ns: int) -> Fault | None:
        """Return why a packet is not believed, and words for the log; None if it is. `wall_ns` is the time of day."""
        advertisement = event.advertisement
        if advertisement.trailer:
            text = f"{len(advertisement.trailer)} bytes follow the addresses (auth_hmac on the other side?)"
            return DiscardReason.LENGTH, text
        if router.version != VERSION_2:
            words = "it has an authentication header (auth_type AH on the other side?)"
            return (DiscardReason.AUTH_TYPE_MISMATCH, words) if event.header else None
        fault = find_type_fault(AUTH_NONE if router.authentication is None else AUTH_PASS, advertisement.auth_type)
        own = router.authentication
        if fault is None and isinstance(own, PasswordAuthentication) and advertisement.auth_data != own.password:
            return DiscardReason.AUTH_FAILURE, "wrong password (auth_pass)"
        return fault

    def seal(
        self, router: VirtualRouter, advertisement: Advertisement, source: bytes, destination: bytes, wall_ns: int
    ) -> tuple[bytes, bool]:
        """Return the bytes to send, and whether they are a whole packet, IP header included."""
        return encode_advertisement(advertisement, source=source, destination=destination), False


MESSAGE_CREDENTIALS = Credentials()


def credentials_for(router: VirtualRouter, present: Credentials | None = None) -> Credentials:
    """Return what this router needs. `present` is what it has; its memory goes on if the kind is the same."""
    if router.hmac is not None:
        from standfast.core.hmac_credentials import HmacCredentials

        return present if isinstance(present, HmacCredentials) else HmacCredentials()
    if isinstance(router.authentication, HeaderAuthentication):
        from standfast.core.header_credentials import HeaderCredentials

        return present if isinstance(present, HeaderCredentials) else HeaderCredentials()
    return MESSAGE_CREDENTIALS


def find_type_fault(ours: int, theirs: int) -> Fault | None:
    """Compare the authentication types of version 2 (RFC 3768, 7.1)."""
    if theirs not in AUTH_NAMES:
        return DiscardReason.AUTH_TYPE_INVALID, f"unknown authentication type {theirs}"
    if theirs != ours:
        text = f"authentication {AUTH_NAMES[theirs]}, ours is {AUTH_NAMES[ours]} (auth_type)"
        return DiscardReason.AUTH_TYPE_MISMATCH, text
    return None

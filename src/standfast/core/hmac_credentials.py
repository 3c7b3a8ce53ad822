"""The HMAC after a message: `auth_hmac` of keepalived 2.4 (draft-cassen-vrrp-auth-hmac).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; the time of day is handed in; no key stands in any text. Imported only where a router uses it.

Modes: `enforce` believes only a right trailer; `permissive` also a packet without one; `receive-only` does that too
and sends none itself (the first step of a roll-out, until all nodes understand trailers). A wrong trailer is never
believed. Each sender's sequence numbers must grow; with `anti_replay time` they must also be near the time of day.
"""

from standfast.core.authenticate import Credentials
from standfast.core.events import AdvertisementReceived
from standfast.core.replay import SenderMarks
from standfast.core.verify import Fault
from standfast.model.packets import AntiReplay, HmacMode, HmacPolicy
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.vrrp import Advertisement, DiscardReason, encode_advertisement
from standfast.wire.vrrp_auth import decode_trailer, encode_signed_advertisement, find_fault, next_sequence

_WORDS = {
    DiscardReason.AUTH_EXT_MALFORMED: "its trailer is malformed (auth_hmac)",
    DiscardReason.AUTH_EXT_UNKNOWN_KEY: "its trailer names a key that is not configured here (auth_hmac, key)",
    DiscardReason.AUTH_EXT_INVALID_HMAC: "its HMAC is wrong (auth_hmac, key)",
    DiscardReason.AUTH_EXT_STALE: "its time is too far from ours (auth_hmac, time_window; are the clocks right?)",
    DiscardReason.AUTH_EXT_REPLAY: "it was sent before (auth_hmac)",
}


class HmacCredentials(Credentials):
    """What one virtual router remembers of sequence numbers: its own last one and each sender's."""

    __slots__ = ("_keys", "_last_sequence", "_marks", "_policy")

    def __init__(self) -> None:
        self._marks = SenderMarks()
        self._last_sequence = 0
        self._policy: HmacPolicy | None = None
        self._keys: dict[int, bytes] = {}

    def find_fault(self, router: VirtualRouter, event: AdvertisementReceived, wall_ns: int) -> Fault | None:
        """See Credentials."""
        policy = self._take_policy(router)
        trailer = event.advertisement.trailer
        if not trailer:
            if policy.mode is HmacMode.ENFORCE:
                return DiscardReason.AUTH_EXT_MISSING, "it has no trailer (auth_hmac, mode enforce)"
            return None
        reason = find_fault(
            event.message,
            trailer,
            self._keys,
            source=event.source,
            newest_sequence=self._marks.mark_of(event.source),
            wall_ns=wall_ns,
            window_ns=_window_ns(policy),
        )
        if reason is not None:
            return reason, _WORDS[reason]
        self._marks.remember(event.source, decode_trailer(trailer).sequence)
        return None

    def seal(
        self, router: VirtualRouter, advertisement: Advertisement, source: bytes, destination: bytes, wall_ns: int
    ) -> tuple[bytes, bool]:
        """See Credentials."""
        policy = self._take_policy(router)
        key_id = policy.active_key_id
        key = None if key_id is None else self._keys.get(key_id)
        if key_id is None or key is None or policy.mode is HmacMode.RECEIVE_ONLY:
            return encode_advertisement(advertisement, source=source, destination=destination), False
        sequence = self._last_sequence = next_sequence(self._last_sequence, wall_ns, _window_ns(policy))
        payload = encode_signed_advertisement(
            advertisement, key_id, key, sequence, source=source, destination=destination
        )
        return payload, False

    def _take_policy(self, router: VirtualRouter) -> HmacPolicy:
        policy = router.hmac
        assert policy is not None
        if policy is not self._policy:
            self._policy = policy
            self._keys = {key.key_id: key.key for key in policy.keys}
        return policy


def _window_ns(policy: HmacPolicy) -> int | None:
    return policy.time_window_ns if policy.anti_replay is AntiReplay.TIME else None

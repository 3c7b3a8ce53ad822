"""What a virtual router counts, under the names that keepalived prints (`stats` of its JSON).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading. Counters only grow, until `clear`.
"""

from standfast.wire.vrrp import DiscardReason

# Which counter of keepalived's a discarded packet adds to. The others count nowhere there; core/discards.py has all.
COUNTED_AS: dict[DiscardReason, str] = {
    DiscardReason.LENGTH: "packet_len_err",
    DiscardReason.ADVERT_INTERVAL: "advert_interval_err",
    DiscardReason.TTL: "ip_ttl_err",
    DiscardReason.TYPE: "invalid_type_rcvd",
    DiscardReason.ADDRESS_COUNT: "addr_list_err",
    DiscardReason.FIRST_ADDRESS: "addr_list_err",
    DiscardReason.AUTH_TYPE_INVALID: "invalid_authtype",
    DiscardReason.AUTH_TYPE_MISMATCH: "authtype_mismatch",
    DiscardReason.AUTH_FAILURE: "auth_failure",
    DiscardReason.AUTH_REPLAY: "auth_failure",
    DiscardReason.AUTH_EXT_MISSING: "auth_ext_missing",
    DiscardReason.AUTH_EXT_MALFORMED: "auth_ext_malformed",
    DiscardReason.AUTH_EXT_UNKNOWN_KEY: "auth_ext_unknown_key",
    DiscardReason.AUTH_EXT_INVALID_HMAC: "auth_ext_invalid_hmac",
    DiscardReason.AUTH_EXT_STALE: "auth_ext_stale",
    DiscardReason.AUTH_EXT_REPLAY: "auth_ext_replay",
}


class Statistics:
    """The counters of one virtual router. `repaired` is ours: what somebody else removed and we put back."""

    __slots__ = (
        "addr_list_err",
        "advert_interval_err",
        "advert_rcvd",
        "advert_sent",
        "auth_ext_invalid_hmac",
        "auth_ext_malformed",
        "auth_ext_missing",
        "auth_ext_replay",
        "auth_ext_stale",
        "auth_ext_unknown_key",
        "auth_failure",
        "authtype_mismatch",
        "become_master",
        "invalid_authtype",
        "invalid_type_rcvd",
        "ip_ttl_err",
        "packet_len_err",
        "pri_zero_rcvd",
        "pri_zero_sent",
        "release_master",
        "repaired",
    )

    addr_list_err: int
    advert_interval_err: int
    advert_rcvd: int
    advert_sent: int
    auth_ext_invalid_hmac: int
    auth_ext_malformed: int
    auth_ext_missing: int
    auth_ext_replay: int
    auth_ext_stale: int
    auth_ext_unknown_key: int
    auth_failure: int
    authtype_mismatch: int
    become_master: int
    invalid_authtype: int
    invalid_type_rcvd: int
    ip_ttl_err: int
    packet_len_err: int
    pri_zero_rcvd: int
    pri_zero_sent: int
    release_master: int
    repaired: int

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin at 0 again."""
        for name in self.__slots__:
            setattr(self, name, 0)

    def count_discard(self, reason: DiscardReason) -> None:
        """Count a packet for this router that was not used."""
        name = COUNTED_AS.get(reason)
        if name is not None:
            setattr(self, name, getattr(self, name) + 1)

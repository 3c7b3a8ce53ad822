"""keepalived.stats: the counters of each virtual router, as keepalived 2.2.7 prints them.

Rules: pure; from a Snapshot to text.
"""

from collections.abc import Iterator

from standfast.model.snapshot import RouterSnapshot, Snapshot

# Depth, words, and the counter, "" for a heading.
_LINES = (
    (1, "Advertisements", ""),
    (2, "Received", "advert_rcvd"),
    (2, "Sent", "advert_sent"),
    (1, "Became master", "become_master"),
    (1, "Released master", "release_master"),
    (1, "Packet Errors", ""),
    (2, "Length", "packet_len_err"),
    (2, "TTL", "ip_ttl_err"),
    (2, "Invalid Type", "invalid_type_rcvd"),
    (2, "Advertisement Interval", "advert_interval_err"),
    (2, "Address List", "addr_list_err"),
    (1, "Authentication Errors", ""),
    (2, "Invalid Type", "invalid_authtype"),
    (2, "Type Mismatch", "authtype_mismatch"),
    (2, "Failure", "auth_failure"),
)
_EXTENSION_LINES = (
    (1, "Authentication Extension Errors", ""),
    (2, "Missing", "auth_ext_missing"),
    (2, "Malformed", "auth_ext_malformed"),
    (2, "Unknown Key", "auth_ext_unknown_key"),
    (2, "Invalid HMAC", "auth_ext_invalid_hmac"),
    (2, "Stale", "auth_ext_stale"),
    (2, "Replay", "auth_ext_replay"),
)
_LAST_LINES = ((1, "Priority Zero", ""), (2, "Received", "pri_zero_rcvd"), (2, "Sent", "pri_zero_sent"))


def statistics_text(snapshot: Snapshot) -> str:
    """Return the whole file."""
    return "".join(f"{line}\n" for router in snapshot.routers for line in _router_lines(router))


def _router_lines(router: RouterSnapshot) -> Iterator[str]:
    yield f"VRRP Instance: {router.config.name}"
    # keepalived 2.2.7 knows no such errors; only who uses auth_hmac sees the lines of 2.4.
    extension = _EXTENSION_LINES if router.config.hmac is not None else ()
    for depth, words, counter in (*_LINES, *extension, *_LAST_LINES):
        yield "  " * depth + (f"{words}: {router.statistics[counter]}" if counter else f"{words}:")

"""Which advertisements a virtual router may use: the receive checks that need the configuration.

Rules (as everywhere in core): pure functions of values. The checks that need only the packet (length, version, type,
checksum) are made in wire/vrrp.py. RFC 3768, 7.1; authentication as RFC 2338 and keepalived have it.
"""

from standfast.model.virtual_router import VirtualRouter
from standfast.units import ns_to_seconds_text
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, TTL_VRRP, Advertisement, DiscardReason


def find_fault(
    router: VirtualRouter, own_source: bytes | None, source: bytes, ttl: int, advertisement: Advertisement
) -> tuple[DiscardReason, str] | None:
    """Return why this advertisement must be discarded, and what was wrong for the log; None if it may be used."""
    if ttl != TTL_VRRP:
        return DiscardReason.TTL, f"TTL {ttl}, must be {TTL_VRRP} (sent from another network?)"
    if source == own_source:
        return DiscardReason.OWN_PACKET, "it bears this host's own address (a loop, or the address is used twice)"
    if router.addresses and not advertisement.addresses:
        return DiscardReason.ADDRESS_COUNT, "no address is advertised"
    fault = _find_authentication_fault(router, advertisement)
    if fault is not None:
        return fault
    if advertisement.advert_interval_ns != router.advert_interval_ns:
        theirs = ns_to_seconds_text(advertisement.advert_interval_ns)
        ours = ns_to_seconds_text(router.advert_interval_ns)
        return DiscardReason.ADVERT_INTERVAL, f"advertisement interval {theirs} s, ours is {ours} s (advert_int)"
    return None


def _find_authentication_fault(
    router: VirtualRouter, advertisement: Advertisement
) -> tuple[DiscardReason, str] | None:
    if advertisement.auth_type not in (AUTH_NONE, AUTH_PASS):
        return DiscardReason.AUTH_TYPE_INVALID, f"unknown authentication type {advertisement.auth_type}"
    ours = AUTH_NONE if router.authentication is None else AUTH_PASS
    if advertisement.auth_type != ours:
        names = {AUTH_NONE: "none", AUTH_PASS: "PASS"}
        theirs = names[advertisement.auth_type]
        return DiscardReason.AUTH_TYPE_MISMATCH, f"authentication {theirs}, ours is {names[ours]} (auth_type)"
    if router.authentication is not None and advertisement.auth_data != router.authentication.password:
        return DiscardReason.AUTH_FAILURE, "wrong password (auth_pass)"
    return None


def lists_other_addresses(router: VirtualRouter, advertisement: Advertisement) -> bool:
    """Whether the sender advertises other virtual addresses than ours, in whatever order.

    That is logged, not a reason to discard: as keepalived since 2.3.3, so an address can be added node by node.
    """
    return sorted(advertisement.addresses) != sorted(address.address for address in router.addresses)

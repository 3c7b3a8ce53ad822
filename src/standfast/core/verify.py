"""Which advertisements a virtual router may use: the receive checks that need the configuration.

Rules (as everywhere in core): pure functions of values. The checks that need only the packet (length, version known,
type, checksum) are made in wire/vrrp.py, those that need a memory (replays) in core/authenticate.py. RFC 3768 and
RFC 9568, 7.1, with the errata; where keepalived does otherwise and a pair with it depends on it, a comment says so.
"""

from standfast.core.events import AdvertisementReceived
from standfast.model.packets import Peer, Unicast
from standfast.model.virtual_router import VirtualRouter
from standfast.units import ns_to_seconds_text
from standfast.wire.address import format_address
from standfast.wire.vrrp import TTL_VRRP, VERSION_2, Advertisement, DiscardReason

Fault = tuple[DiscardReason, str]

_MULTICAST_IPV4 = range(224, 240)
_MULTICAST_IPV6 = 0xFF


def find_path_fault(router: VirtualRouter, own_source: bytes | None, event: AdvertisementReceived) -> Fault | None:
    """Return what is wrong with a packet's version or with the way it came, and words for the log; None if nothing.

    Multicast and unicast never mix (keepalived: for IPv6, "discarding unicast packet on multicast instance").
    """
    advertisement = event.advertisement
    if advertisement.version != router.version:
        text = f"version {advertisement.version}, ours is {router.version} (vrrp_version)"
        return DiscardReason.VERSION, text
    unicast = router.unicast if router.unicast is not None and router.unicast.peers else None
    destination = event.destination
    if destination is not None:
        if unicast is not None and _is_multicast(destination):
            return DiscardReason.DESTINATION, "a multicast packet, but there are unicast peers (unicast_peer)"
        if unicast is None and destination != router.multicast_group:
            group = format_address(router.multicast_group)
            return DiscardReason.DESTINATION, f"sent to {format_address(destination)}, must be {group}"
    if event.source == own_source:
        return DiscardReason.OWN_PACKET, "it bears this host's own address (a loop, or the address is used twice)"
    return _find_ttl_fault(event.ttl) if unicast is None else _find_peer_fault(unicast, event)


def find_content_fault(router: VirtualRouter, advertisement: Advertisement) -> Fault | None:
    """Return what a sender that may be trusted says that cannot be used, and words for the log; None if nothing."""
    if router.addresses and not advertisement.addresses:
        return DiscardReason.ADDRESS_COUNT, "no address is advertised"
    theirs_ns = advertisement.advert_interval_ns
    # An interval of 0 would make a master-down interval of 0 and a storm (erratum 8301); version 3 takes any other.
    if theirs_ns == 0 or (router.version == VERSION_2 and theirs_ns != router.advert_interval_ns):
        theirs = ns_to_seconds_text(theirs_ns)
        ours = ns_to_seconds_text(router.advert_interval_ns)
        return DiscardReason.ADVERT_INTERVAL, f"advertisement interval {theirs} s, ours is {ours} s (advert_int)"
    first = advertisement.addresses[:1]
    if _demands_link_local(router) and first and not is_link_local(first[0]):
        text = f"the first address, {format_address(first[0])}, is not link-local"
        return DiscardReason.FIRST_ADDRESS, text
    return None


def lists_other_addresses(router: VirtualRouter, advertisement: Advertisement) -> bool:
    """Whether the sender advertises other virtual addresses than ours, in whatever order.

    That is logged, not a reason to discard: as keepalived since 2.3.3, so an address can be added node by node.
    """
    return sorted(advertisement.addresses) != sorted(address.address for address in router.addresses)


def is_link_local(address: bytes) -> bool:
    """Whether it is an IPv6 address of fe80::/10."""
    return len(address) == 16 and address[0] == 0xFE and address[1] & 0xC0 == 0x80


def _demands_link_local(router: VirtualRouter) -> bool:
    """RFC 9568, 7.1 (erratum 8300); but keepalived's pairs may share global addresses only: then both sides do."""
    if router.family != 6:
        return False
    return router.strict or (bool(router.addresses) and is_link_local(router.addresses[0].address))


def _is_multicast(destination: bytes) -> bool:
    return destination[0] == _MULTICAST_IPV6 if len(destination) == 16 else destination[0] in _MULTICAST_IPV4


def _find_ttl_fault(ttl: int) -> Fault | None:
    if ttl != TTL_VRRP:
        return DiscardReason.TTL, f"TTL {ttl}, must be {TTL_VRRP} (sent from another network?)"
    return None


def _find_peer_fault(unicast: Unicast, event: AdvertisementReceived) -> Fault | None:
    peer = next((peer for peer in unicast.peers if peer.address == event.source), None)
    if peer is None:
        if unicast.check_source:
            return DiscardReason.UNICAST_SOURCE, "it is none of the peers (unicast_peer, check_unicast_src)"
        return None
    return _find_peer_ttl_fault(peer, event.ttl)


def _find_peer_ttl_fault(peer: Peer, ttl: int) -> Fault | None:
    if peer.min_ttl is not None and ttl < peer.min_ttl:
        return DiscardReason.TTL, f"TTL {ttl}, must be at least {peer.min_ttl} (min_ttl)"
    if peer.max_ttl is not None and ttl > peer.max_ttl:
        return DiscardReason.TTL, f"TTL {ttl}, must be at most {peer.max_ttl} (max_ttl)"
    return None

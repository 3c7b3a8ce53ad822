"""What a virtual router says: its advertisement, made from the state of the moment.

Rules (as everywhere in core): pure functions of values; called at the time of sending, never ahead of it, so that a
changed priority, interval or address list is in the very next packet.
"""

from standfast.core.effects import SendAdvertisement
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, Advertisement, encode_advertisement


def compose_advertisement(router: VirtualRouter, priority: int, source: bytes) -> SendAdvertisement:
    """Return the advertisement of `router` with this priority, 0 to resign (RFC 3768, 5.3)."""
    authentication = router.authentication
    advertisement = Advertisement(
        virtual_router_id=router.virtual_router_id,
        priority=priority,
        advert_interval_ns=router.advert_interval_ns,
        addresses=tuple(address.address for address in router.addresses),
        auth_type=AUTH_NONE if authentication is None else AUTH_PASS,
        auth_data=bytes(8) if authentication is None else authentication.password,
    )
    return SendAdvertisement(
        router.interface,
        router.virtual_router_id,
        source,
        router.multicast_group,
        encode_advertisement(advertisement),
    )

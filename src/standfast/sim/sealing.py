"""Packets with a proof of who sent them: `auth_hmac` trailers and authentication headers, right or wrong.

Rules: made with the codecs of wire/; whoever calls this knows the key, as a rogue in the cluster's own network may.
"""

from dataclasses import replace

from standfast.core.events import AdvertisementReceived
from standfast.model.packets import HeaderAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.sim.network import AH_PACKET_LENGTH, read_packet
from standfast.units import NS_PER_S
from standfast.wire.ah import encode_packet
from standfast.wire.vrrp import AUTH_AH, VERSION_2, Advertisement, ChecksumForm, encode_advertisement
from standfast.wire.vrrp_auth import encode_signed_advertisement, sequence_at

WRONG_KEY = b"not the key that anybody has ..."


def is_sealed(router: VirtualRouter) -> bool:
    """Whether packets of this router carry a proof that a receiver has to remember."""
    return router.hmac is not None or isinstance(router.authentication, HeaderAuthentication)


def seal(
    router: VirtualRouter,
    advertisement: Advertisement,
    source: bytes,
    destination: bytes,
    wall_ns: int,
    *,
    ttl: int = 255,
    sequence: int | None = None,
    key: bytes | None = None,
) -> AdvertisementReceived:
    """Return what a receiver gets of a sealed packet; `sequence` and `key` are the right ones unless given."""
    if router.version == VERSION_2:
        assert isinstance(router.authentication, HeaderAuthentication)
        message = encode_advertisement(replace(advertisement, auth_type=AUTH_AH))
        number = wall_ns // NS_PER_S if sequence is None else sequence
        right = router.authentication.key
        packet = encode_packet(message, key or right, number, source=source, destination=destination, ttl=ttl)
        header, message = packet[:AH_PACKET_LENGTH], packet[AH_PACKET_LENGTH:]
    else:
        assert router.hmac is not None
        one = router.hmac.keys[0]
        header = b""
        number = sequence_at(wall_ns) if sequence is None else sequence
        form = ChecksumForm.PSEUDO_HEADER if router.family == 6 else ChecksumForm.MESSAGE_ONLY
        message = encode_signed_advertisement(
            replace(advertisement, checksum_form=form), one.key_id, key or one.key, number,
            source=source, destination=destination,
        )  # fmt: skip
    event = read_packet(router.interface, source, destination, ttl, message, header)
    assert isinstance(event, AdvertisementReceived)
    return event

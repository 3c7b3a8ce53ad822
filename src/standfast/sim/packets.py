"""Packets that no router of the LAN sent: forged, damaged, of somebody else.

Rules: each is right but for the one thing that its name says, so that one missing check is enough to believe it.
They are values as the daemon's loop would make them of the bytes.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from standfast.core.events import AdvertisementReceived
from standfast.model.packets import HmacMode, PasswordAuthentication
from standfast.model.virtual_router import PRIORITY_OWNER, VirtualRouter
from standfast.sim.network import TTL_SENT, Packet, read_packet
from standfast.sim.scenario import Fault
from standfast.sim.sealing import WRONG_KEY, is_sealed, seal
from standfast.units import NS_PER_S
from standfast.wire.vrrp import (
    AUTH_NONE,
    AUTH_PASS,
    VERSION_2,
    VERSION_3,
    Advertisement,
    ChecksumForm,
    encode_advertisement,
)

if TYPE_CHECKING:
    from standfast.sim.host import Host

# Higher than any host's, so that it would win every tie.
FOREIGN_IPV4 = bytes((192, 0, 2, 250))
FOREIGN_IPV6 = bytes((0xFE, 0x80, *bytes(13), 250))


def foreign_source(router: VirtualRouter) -> bytes:
    """The address of a host that is none of ours."""
    return FOREIGN_IPV4 if router.family == 4 else FOREIGN_IPV6


def _right(router: VirtualRouter, priority: int) -> Advertisement:
    own = router.authentication
    password = own.password if isinstance(own, PasswordAuthentication) else None
    return Advertisement(
        virtual_router_id=router.virtual_router_id,
        priority=priority,
        advert_interval_ns=router.advert_interval_ns,
        addresses=tuple([address.address for address in router.addresses]),
        auth_type=AUTH_NONE if password is None else AUTH_PASS,
        auth_data=bytes(8) if password is None else password,
        version=router.version,
    )


def _destination(host: "Host", router: VirtualRouter) -> bytes:
    return router.multicast_group if router.unicast is None else own_source(host, router)


def own_source(host: "Host", router: VirtualRouter) -> bytes:
    """The address that a host speaks from for this router."""
    return host.plan.source_address if router.family == 4 else host.plan.link_local


def _event(
    host: "Host",
    router: VirtualRouter,
    advertisement: Advertisement,
    *,
    source: bytes | None = None,
    ttl: int = TTL_SENT,
    destination: bytes | None = None,
) -> AdvertisementReceived:
    source = source or _believed_source(router)
    destination = destination or _destination(host, router)
    if not is_sealed(router) or advertisement.version != router.version:
        return AdvertisementReceived(router.interface, source, ttl, advertisement, destination)
    return _seal(host, router, advertisement, source, destination, ttl)


def _seal(
    host: "Host",
    router: VirtualRouter,
    advertisement: Advertisement,
    source: bytes,
    destination: bytes,
    ttl: int,
    key: bytes | None = None,
) -> AdvertisementReceived:
    """Seal a packet so that it is new to its receiver."""
    sequence = None if router.hmac is not None else host.seats[router.key].memory.next_sequence(host.wall_ns)
    return seal(router, advertisement, source, destination, host.wall_ns, ttl=ttl, sequence=sequence, key=key)


def _believed_source(router: VirtualRouter) -> bytes:
    unicast = router.unicast
    return unicast.peers[0].address if unicast is not None and unicast.check_source else foreign_source(router)


def read_rogue(host: "Host", router: VirtualRouter) -> Packet:
    """Somebody who knows all that a router knows, and claims the addresses."""
    return _event(host, router, _right(router, PRIORITY_OWNER), source=foreign_source(router))


def is_rogue_believed(router: VirtualRouter) -> bool:
    """Whether nothing in the configuration keeps him out."""
    return router.unicast is None or not router.unicast.check_source


def _wrong_ttl(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    if router.unicast is not None:
        return None  # Any is right there unless min_ttl says otherwise.
    return _event(host, router, _right(router, priority), ttl=TTL_SENT - 1)


def _wrong_password(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    right, source = _right(router, priority), _believed_source(router)
    if is_sealed(router):
        return _seal(host, router, right, source, _destination(host, router), TTL_SENT, WRONG_KEY)
    if router.version != VERSION_2:
        return None
    return _event(host, router, replace(right, auth_type=AUTH_PASS, auth_data=b"letmein\0"))


def _no_password(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    right = _right(router, priority)
    if router.hmac is not None:
        believed = router.hmac.mode is not HmacMode.ENFORCE
        return None if believed else _bare(host, router, right)
    if router.version != VERSION_2:
        return None
    other = AUTH_PASS if right.auth_type == AUTH_NONE else AUTH_NONE
    return _bare(host, router, replace(right, auth_type=other, auth_data=bytes(8)))


def _bare(host: "Host", router: VirtualRouter, advertisement: Advertisement) -> Packet:
    source, destination = _believed_source(router), _destination(host, router)
    return AdvertisementReceived(router.interface, source, TTL_SENT, advertisement, destination)


def _foreign_vrid(host: "Host", router: VirtualRouter, priority: int) -> Packet:
    taken = {key[1] for key in host.seats}
    free = next(number for number in range(1, 256) if number not in taken)
    return _event(host, router, replace(_right(router, priority), virtual_router_id=free))


def _wrong_interval(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    if is_sealed(router):
        return None  # Who proves who he is has his number remembered, whatever he says.
    right = _right(router, priority)
    wrong_ns = right.advert_interval_ns + NS_PER_S if router.version == VERSION_2 else 0
    return _event(host, router, replace(right, advert_interval_ns=wrong_ns))


def _no_address(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    if is_sealed(router):
        return None  # As above.
    return _event(host, router, replace(_right(router, priority), addresses=()))


def _own_source(host: "Host", router: VirtualRouter, priority: int) -> Packet:
    return _event(host, router, _right(router, priority), source=own_source(host, router))


def _wrong_version(host: "Host", router: VirtualRouter, priority: int) -> Packet | None:
    if router.family == 6:
        return None  # There is no other version over IPv6.
    other = VERSION_3 if router.version == VERSION_2 else VERSION_2
    return _event(host, router, replace(_right(router, priority), version=other, auth_type=0, auth_data=bytes(8)))


def _wrong_destination(host: "Host", router: VirtualRouter, priority: int) -> Packet:
    wrong = own_source(host, router) if router.unicast is None else router.multicast_group
    return _event(host, router, _right(router, priority), destination=wrong)


def _garbage(host: "Host", router: VirtualRouter, priority: int) -> Packet:
    source, destination = foreign_source(router), _destination(host, router)
    right = _right(router, priority)
    if router.family == 6:
        right = replace(right, checksum_form=ChecksumForm.PSEUDO_HEADER)
    payload = bytearray(encode_advertisement(right, source=source, destination=destination))
    payload[host.random.randrange(len(payload))] ^= 1 << host.random.randrange(8)
    return read_packet(router.interface, source, destination, TTL_SENT, bytes(payload))


BAD_PACKETS: dict[Fault, Callable[["Host", VirtualRouter, int], Packet | None]] = {
    Fault.WRONG_TTL: _wrong_ttl,
    Fault.WRONG_PASSWORD: _wrong_password,
    Fault.NO_PASSWORD: _no_password,
    Fault.FOREIGN_VRID: _foreign_vrid,
    Fault.WRONG_INTERVAL: _wrong_interval,
    Fault.NO_ADDRESS: _no_address,
    Fault.OWN_SOURCE: _own_source,
    Fault.WRONG_VERSION: _wrong_version,
    Fault.WRONG_DESTINATION: _wrong_destination,
    Fault.GARBAGE: _garbage,
}

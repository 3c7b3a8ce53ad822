"""What a virtual router says: its advertisement, made from the state of the moment.

Rules (as everywhere in core): pure functions of values; called at the time of sending, never ahead of it, so that a
changed priority, interval or address list is in the very next packet.
"""

from collections.abc import Iterator

from standfast.core.authenticate import Credentials
from standfast.core.effects import SendAdvertisement
from standfast.model.packets import ChecksumForm as ConfiguredForm
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.vrrp import AUTH_AH, AUTH_NONE, AUTH_PASS, VERSION_2, Advertisement, ChecksumForm

_CONFIGURED = {
    ConfiguredForm.PSEUDO_HEADER: ChecksumForm.PSEUDO_HEADER,
    ConfiguredForm.MESSAGE_ONLY: ChecksumForm.MESSAGE_ONLY,
}


def choose_checksum_form(router: VirtualRouter, heard: ChecksumForm | None) -> ChecksumForm:
    """Return what the checksum is to cover. `heard` is the form of the last packet that was believed.

    Only version 3 over IPv4 leaves a choice: RFC 5798 was read as "with a pseudo-header" (keepalived, FRR), RFC 9568
    says without; `v3_checksum_as_v2` chooses, else the peers do, and the first word has the pseudo-header.
    """
    if router.family == 6:
        return ChecksumForm.PSEUDO_HEADER
    if router.version == VERSION_2:
        return ChecksumForm.MESSAGE_ONLY
    return _CONFIGURED.get(router.checksum_form) or heard or ChecksumForm.PSEUDO_HEADER


def sending_interface(router: VirtualRouter) -> str:
    """Where advertisements leave: the macvlan that bears the virtual MAC, or the parent (`vmac_xmit_base`)."""
    vmac = router.vmac
    return router.interface if vmac is None or vmac.transmit_on_parent or router.unicast else vmac.name


def compose_advertisements(
    router: VirtualRouter,
    priority: int,
    source: bytes,
    form: ChecksumForm,
    credentials: Credentials,
    wall_ns: int,
) -> Iterator[SendAdvertisement]:
    """Yield the advertisement of `router` with this priority, 0 to resign (RFC 9568, 5.2), once for each receiver."""
    own = router.authentication
    # Version 2 over IPv6 is keepalived's own and has no place for a password.
    password = own.password if isinstance(own, PasswordAuthentication) and router.family == 4 else bytes(8)
    advertisement = Advertisement(
        virtual_router_id=router.virtual_router_id,
        priority=priority,
        advert_interval_ns=router.advert_interval_ns,
        addresses=tuple([address.address for address in router.addresses]),
        auth_type=_auth_type(router),
        auth_data=password,
        version=router.version,
        checksum_form=form,
    )
    interface = sending_interface(router)
    unicast = router.unicast
    if unicast is None or not unicast.peers:
        group = router.multicast_group
        payload, whole = credentials.seal(router, advertisement, source, group, wall_ns)
        yield SendAdvertisement(interface, router.key, source, group, payload, None, whole)
        return
    for peer in unicast.peers:
        payload, whole = credentials.seal(router, advertisement, source, peer.address, wall_ns)
        yield SendAdvertisement(interface, router.key, source, peer.address, payload, unicast.ttl, whole)


def _auth_type(router: VirtualRouter) -> int:
    if router.authentication is None or router.family == 6:
        return AUTH_NONE
    return AUTH_AH if isinstance(router.authentication, HeaderAuthentication) else AUTH_PASS

"""The advertisement is that of the configuration and of the moment."""

from dataclasses import replace

from playbook import message_of
from samples import (
    BACKUP_IP,
    INTERFACE,
    MASTER_IP,
    OTHER_LINK_LOCAL,
    OWN_LINK_LOCAL,
    PASSWORD,
    THIRD_IP,
    VIP,
    VIP_2,
    VRID,
    router,
    router_3,
    router_6,
)
from standfast.core.authenticate import MESSAGE_CREDENTIALS
from standfast.core.compose import choose_checksum_form, compose_advertisements, sending_interface
from standfast.core.effects import SendAdvertisement
from standfast.model.packets import ChecksumForm as Configured
from standfast.model.packets import Peer, Unicast
from standfast.model.virtual_router import VirtualRouter, Vmac
from standfast.units import NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, ChecksumForm


def compose(config: VirtualRouter, priority: int = 100, source: bytes = MASTER_IP) -> list[SendAdvertisement]:
    form = choose_checksum_form(config, None)
    return list(compose_advertisements(config, priority, source, form, MESSAGE_CREDENTIALS, 0))


def test_an_advertisement_says_what_the_configuration_says_in_its_order() -> None:
    config = router(addresses=(VIP, VIP_2), advert_interval_ns=3 * NS_PER_S)
    (effect,) = compose(config, 70)
    assert (effect.interface, effect.source, effect.destination) == (INTERFACE, MASTER_IP, bytes((224, 0, 0, 18)))
    sent = message_of(effect)
    assert (sent.virtual_router_id, sent.priority, sent.advert_interval_ns) == (VRID, 70, 3 * NS_PER_S)
    assert sent.addresses == (VIP.address, VIP_2.address)
    assert (sent.auth_type, sent.auth_data) == (AUTH_PASS, PASSWORD.password)


def test_without_a_password_the_authentication_data_is_zero() -> None:
    (effect,) = compose(router(authentication=None))
    assert (message_of(effect).auth_type, message_of(effect).auth_data) == (AUTH_NONE, bytes(8))


def test_version_2_over_ipv6_has_no_place_for_a_password() -> None:
    (effect,) = compose(replace(router_6(version=2), authentication=PASSWORD), source=OWN_LINK_LOCAL)
    assert (message_of(effect).version, message_of(effect).auth_type) == (2, AUTH_NONE)


def test_another_multicast_group_is_where_it_goes() -> None:
    group = bytes((224, 0, 0, 99))
    assert compose(router(multicast_group=group))[0].destination == group


def test_each_peer_gets_one_with_its_own_checksum() -> None:
    peers = (Peer(OTHER_LINK_LOCAL), Peer(bytes((*OTHER_LINK_LOCAL[:-1], 0x21))))
    sent = compose(router_6(unicast=Unicast(peers, ttl=64)), source=OWN_LINK_LOCAL)
    assert [one.destination for one in sent] == [peer.address for peer in peers]
    assert [one.ttl for one in sent] == [64, 64]
    assert len({one.payload for one in sent}) == 2, "the checksum covers the destination"
    assert {message_of(one).priority for one in sent} == {100}, "and is right for each"


def test_unicast_without_peers_is_multicast() -> None:
    assert compose(router(unicast=Unicast(())))[0].destination == bytes((224, 0, 0, 18))


def test_the_form_that_was_heard_counts_only_where_there_is_a_choice() -> None:
    heard = ChecksumForm.MESSAGE_ONLY
    assert choose_checksum_form(router_3(), heard) is heard
    assert choose_checksum_form(router_3(), None) is ChecksumForm.PSEUDO_HEADER
    assert choose_checksum_form(router_6(), heard) is ChecksumForm.PSEUDO_HEADER
    assert choose_checksum_form(router(), ChecksumForm.PSEUDO_HEADER) is ChecksumForm.MESSAGE_ONLY
    fixed = router_3(checksum_form=Configured.PSEUDO_HEADER)
    assert choose_checksum_form(fixed, heard) is ChecksumForm.PSEUDO_HEADER


def test_it_leaves_by_the_macvlan_unless_it_is_unicast_or_shall_not() -> None:
    vmac = Vmac("vrrp.51", INTERFACE)
    assert sending_interface(router()) == INTERFACE
    assert sending_interface(router(vmac=vmac)) == "vrrp.51"
    assert sending_interface(router(vmac=replace(vmac, transmit_on_parent=True))) == INTERFACE
    assert sending_interface(router(vmac=vmac, unicast=Unicast((Peer(BACKUP_IP), Peer(THIRD_IP))))) == INTERFACE

"""The advertisement is that of the configuration and of the moment."""

from samples import INTERFACE, MASTER_IP, PASSWORD, VIP, VIP_2, VRID, router
from standfast.core.compose import compose_advertisement
from standfast.units import NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, AUTH_PASS, decode_advertisement


def test_an_advertisement_says_what_the_configuration_says_in_its_order() -> None:
    config = router(addresses=(VIP, VIP_2), advert_interval_ns=3 * NS_PER_S)
    effect = compose_advertisement(config, 70, MASTER_IP)
    assert (effect.interface, effect.source, effect.destination) == (INTERFACE, MASTER_IP, bytes((224, 0, 0, 18)))
    sent = decode_advertisement(effect.payload)
    assert (sent.virtual_router_id, sent.priority, sent.advert_interval_ns) == (VRID, 70, 3 * NS_PER_S)
    assert sent.addresses == (VIP.address, VIP_2.address)
    assert (sent.auth_type, sent.auth_data) == (AUTH_PASS, PASSWORD.password)


def test_without_a_password_the_authentication_data_is_zero() -> None:
    sent = decode_advertisement(compose_advertisement(router(authentication=None), 100, MASTER_IP).payload)
    assert (sent.auth_type, sent.auth_data) == (AUTH_NONE, bytes(8))


def test_another_multicast_group_is_where_it_goes() -> None:
    group = bytes((224, 0, 0, 99))
    assert compose_advertisement(router(multicast_group=group), 0, MASTER_IP).destination == group

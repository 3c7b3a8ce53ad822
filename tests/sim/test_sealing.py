"""Sealed packets: the daemon's own checks agree with how they are made here."""

from dataclasses import replace

from sim.lans import ROUTER, S
from sim.test_memory import HEADED, NOW_NS, SIGNED
from standfast.sim.scenario import source_of
from standfast.sim.sealing import WRONG_KEY, is_sealed, seal
from standfast.wire import ah, vrrp_auth
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4, Advertisement, DiscardReason

SAID = Advertisement(51, 100, S, ())


def test_which_routers_seal() -> None:
    assert [is_sealed(router) for router in (ROUTER, SIGNED, HEADED)] == [False, True, True]


def test_a_trailer_is_right_with_the_right_key_only() -> None:
    said = replace(SAID, version=3)
    keys = {1: bytes(32)}
    for key, fault in ((None, None), (WRONG_KEY, DiscardReason.AUTH_EXT_INVALID_HMAC)):
        event = seal(SIGNED, said, source_of(1), MULTICAST_GROUP_IPV4, NOW_NS, key=key)
        assert vrrp_auth.find_fault(event.message, event.trailer, keys, source=source_of(1)) == fault


def test_a_header_is_right_with_the_right_key_only() -> None:
    for key, fault in ((None, None), (WRONG_KEY, DiscardReason.AUTH_FAILURE)):
        event = seal(HEADED, SAID, source_of(1), MULTICAST_GROUP_IPV4, NOW_NS, key=key)
        assert ah.find_fault(event.header, event.message, b"1111\0\0\0\0") == fault
        assert event.ttl == 255

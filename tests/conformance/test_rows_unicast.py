"""The rows U (unicast peers) and A (authentication): who is spoken to, and who is believed."""

from dataclasses import replace

import pytest

from playbook import message_of, record, wait
from samples import (
    BACKUP_IP,
    INTERFACE,
    MASTER_IP,
    OTHER_LINK_LOCAL,
    PASSWORD,
    THIRD_IP,
    down,
    facts,
    heard,
    heard_6,
    node,
    router,
    router_3,
    router_6,
    up,
)
from scenes import BEGIN_NS, refusal, runs, sent_by, state_of
from standfast.core.director import Director
from standfast.core.effects import SendAdvertisement, SendGratuitousArp
from standfast.core.events import AdvertisementReceived, EffectFailed, WallClockRead
from standfast.core.transitions import State
from standfast.model.packets import (
    AntiReplay,
    HeaderAuthentication,
    HmacKey,
    HmacMode,
    HmacPolicy,
    Peer,
    Unicast,
)
from standfast.model.virtual_router import MULTICAST_GROUP_IPV4, MULTICAST_GROUP_IPV6, VirtualAddress, VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.ah import AH_LENGTH
from standfast.wire.vrrp import DiscardReason, decode_advertisement

PEERS = Unicast((Peer(BACKUP_IP), Peer(THIRD_IP)))
TO_US = replace(heard(150), destination=MASTER_IP)
STRANGER = bytes((10, 9, 8, 7))
AH = HeaderAuthentication(PASSWORD.password)
HMAC = HmacPolicy((HmacKey(1, bytes(range(32))),), 1, HmacMode.ENFORCE, AntiReplay.TIME, 5 * NS_PER_S)
HEADERS = 20 + AH_LENGTH


def as_heard(effect: SendAdvertisement) -> AdvertisementReceived:
    """What a router sends, as another one hears it."""
    cut = HEADERS if effect.whole_packet else 0
    header, payload = effect.payload[:cut], effect.payload[cut:]
    advertisement = decode_advertisement(payload, source=effect.source, destination=effect.destination)
    message = payload[: len(payload) - len(advertisement.trailer)]
    return AdvertisementReceived(
        INTERFACE, BACKUP_IP, 255, advertisement, effect.destination, message, advertisement.trailer, header
    )


def said_by_other(config: VirtualRouter) -> AdvertisementReceived:
    """The first advertisement of the other node of the pair."""
    return as_heard(sent_by(replace(config, priority=255, source_address=BACKUP_IP))[0])


# -- unicast


def test_u1_each_peer_gets_each_advertisement_and_the_group_none() -> None:
    sent = sent_by(router(255, unicast=PEERS))
    assert [one.destination for one in sent] == [BACKUP_IP, THIRD_IP]


def test_u1_without_peers_it_is_multicast() -> None:
    assert sent_by(router(255, unicast=Unicast(())))[0].destination == MULTICAST_GROUP_IPV4


def test_u2_a_multicast_packet_is_not_for_a_unicast_instance() -> None:
    event = replace(heard(150), destination=MULTICAST_GROUP_IPV4)
    assert refusal(router(unicast=PEERS), event) is DiscardReason.DESTINATION
    six = replace(heard_6(150), destination=MULTICAST_GROUP_IPV6)
    assert refusal(router_6(unicast=Unicast((Peer(OTHER_LINK_LOCAL),))), six) is DiscardReason.DESTINATION


def test_u2_nor_a_unicast_packet_for_a_multicast_instance() -> None:
    assert refusal(router(), TO_US) is DiscardReason.DESTINATION
    assert refusal(router_6(), replace(heard_6(150), destination=OTHER_LINK_LOCAL)) is DiscardReason.DESTINATION


def test_u2_each_is_for_its_own() -> None:
    assert refusal(router(unicast=PEERS), TO_US) is None
    assert refusal(router(), replace(heard(150), destination=MULTICAST_GROUP_IPV4)) is None


def test_u3_with_check_unicast_src_only_peers_are_believed() -> None:
    config = router(unicast=replace(PEERS, check_source=True))
    assert refusal(config, TO_US) is None
    assert refusal(config, replace(TO_US, source=STRANGER)) is DiscardReason.UNICAST_SOURCE


def test_u3_without_it_anybody_is() -> None:
    assert refusal(router(unicast=PEERS), replace(TO_US, source=STRANGER)) is None


@pytest.mark.parametrize(("ttl", "right"), [(253, False), (254, True), (255, True)])
def test_u4_min_ttl_is_a_bound_for_its_peer(ttl: int, right: bool) -> None:
    config = router(unicast=Unicast((Peer(BACKUP_IP, min_ttl=254),)))
    assert (refusal(config, replace(TO_US, ttl=ttl)) is None) is right


@pytest.mark.parametrize(("ttl", "right"), [(1, True), (64, True), (65, False)])
def test_u4_so_is_max_ttl(ttl: int, right: bool) -> None:
    config = router(unicast=Unicast((Peer(BACKUP_IP, max_ttl=64),)))
    assert (refusal(config, replace(TO_US, ttl=ttl)) is None) is right


def test_u4_without_them_any_ttl_is_right() -> None:
    assert refusal(router(unicast=PEERS), replace(TO_US, ttl=1)) is None


def test_u5_unicast_ttl_is_the_ttl_that_is_sent() -> None:
    assert {one.ttl for one in sent_by(router(255, unicast=replace(PEERS, ttl=7)))} == {7}


def test_u5_multicast_has_no_such_option() -> None:
    assert {one.ttl for one in sent_by(router(255))} == {None}


def test_u6_unicast_fault_no_peer_is_a_fault() -> None:
    assert state_of(runs(router(unicast=Unicast(()), fault_without_peers=True))) is State.FAULT


def test_u6_with_a_peer_it_is_none() -> None:
    assert state_of(runs(router(unicast=PEERS, fault_without_peers=True))) is State.BACKUP


def test_u7_over_ipv6_each_peer_s_checksum_covers_its_own_address() -> None:
    peers = (Peer(OTHER_LINK_LOCAL), Peer(bytes((*OTHER_LINK_LOCAL[:-1], 0x30))))
    first, second = sent_by(router_6(255, unicast=Unicast(peers)))
    assert first.payload[6:8] != second.payload[6:8]
    assert message_of(first) == message_of(second)


def test_u7_over_ipv4_version_2_they_get_the_same_bytes() -> None:
    first, second = sent_by(router(255, unicast=PEERS))
    assert first.payload == second.payload


def test_u8_a_peer_that_cannot_be_reached_is_no_fault_while_another_can() -> None:
    director = runs(router(255, unicast=PEERS))
    for second in range(1, 6):
        sent = record(director, wait(1), at_ns=BEGIN_NS + (second - 1) * NS_PER_S)
        failed = next(one.effect for one in sent if isinstance(one.effect, SendAdvertisement))
        director.handle(EffectFailed(failed, 113, "no route to host"), BEGIN_NS + second * NS_PER_S)
    assert state_of(director) is State.MASTER


def test_u8_when_none_can_be_it_is_a_fault() -> None:
    director = runs(router(255, unicast=PEERS))
    for second in range(1, 6):
        sent = record(director, wait(1), at_ns=BEGIN_NS + (second - 1) * NS_PER_S)
        for one in sent:
            if isinstance(one.effect, SendAdvertisement):
                director.handle(EffectFailed(one.effect, 113, "no route to host"), BEGIN_NS + second * NS_PER_S)
    assert state_of(director) is State.FAULT


def told_neighbours(config: VirtualRouter) -> list[SendGratuitousArp]:
    """What a router without an address announces when its fault is over."""
    done = record(runs(config, down()), up(), at_ns=BEGIN_NS)
    return [one.effect for one in done if isinstance(one.effect, SendGratuitousArp)]


def test_u9_after_a_fault_the_peers_are_told_where_we_are() -> None:
    assert told_neighbours(router(unicast=PEERS)) == [SendGratuitousArp((VirtualAddress(MASTER_IP, 32, INTERFACE),))]


def test_u9_multicast_reaches_us_without() -> None:
    assert told_neighbours(router()) == []


# -- authentication (the password is row V4)


def test_a1_an_authentication_header_with_our_key_is_believed() -> None:
    config = router(authentication=AH)
    assert refusal(config, said_by_other(config)) is None


def test_a1_another_key_is_a_failure_and_no_header_a_mismatch() -> None:
    config = router(authentication=AH)
    other = router(authentication=HeaderAuthentication(b"2222\0\0\0\0"))
    assert refusal(config, said_by_other(other)) is DiscardReason.AUTH_FAILURE
    assert refusal(config, said_by_other(router())) is DiscardReason.AUTH_TYPE_MISMATCH
    assert refusal(router(), said_by_other(config)) is DiscardReason.AUTH_TYPE_MISMATCH


def test_a2_a_packet_with_a_header_is_believed_once() -> None:
    config = router(authentication=AH)
    event = said_by_other(config)
    director = runs(config, wait(1), event, event)
    assert dict(director.discards) == {("VI_1", DiscardReason.AUTH_REPLAY): 1}


def test_a2_the_next_one_is_a_new_one() -> None:
    config = router(authentication=AH)
    sent = sent_by(replace(config, priority=255, source_address=BACKUP_IP), wait(3))
    assert not runs(config, *[as_heard(one) for one in sent]).discards


def test_a3_a_right_hmac_is_believed() -> None:
    for config in (router_3(hmac=HMAC), router_3(hmac=replace(HMAC, anti_replay=AntiReplay.COUNTER))):
        event = said_by_other(config)
        assert len(event.trailer) == 28
        assert refusal(config, event) is None


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (None, DiscardReason.AUTH_EXT_MISSING),
        (replace(HMAC, keys=(HmacKey(1, bytes(32)),)), DiscardReason.AUTH_EXT_INVALID_HMAC),
        (replace(HMAC, keys=(HmacKey(2, bytes(32)),), active_key_id=2), DiscardReason.AUTH_EXT_UNKNOWN_KEY),
    ],
)
def test_a3_every_other_packet_is_not_and_has_its_own_name(theirs: HmacPolicy | None, reason: DiscardReason) -> None:
    assert refusal(router_3(hmac=HMAC), said_by_other(router_3(hmac=theirs))) is reason


def test_a4_a_packet_with_an_hmac_is_believed_once() -> None:
    config = router_3(hmac=HMAC)
    event = said_by_other(config)
    director = runs(config, event, event)
    assert dict(director.discards) == {("VI_1", DiscardReason.AUTH_EXT_REPLAY): 1}
    assert director.routers[config.key].statistics.auth_ext_replay == 1


def test_a4_and_not_long_after_it_was_sent() -> None:
    config = router_3(hmac=HMAC)
    event = said_by_other(config)
    director = runs(config, wait(7), event)
    assert dict(director.discards) == {("VI_1", DiscardReason.AUTH_EXT_STALE): 1}


def test_a5_permissive_and_receive_only_believe_a_packet_without_a_trailer_and_count_it() -> None:
    for mode in (HmacMode.PERMISSIVE, HmacMode.RECEIVE_ONLY):
        director = runs(router_3(hmac=replace(HMAC, mode=mode)), said_by_other(router_3()))
        assert not director.discards
        assert director.routers[router_3().key].statistics.auth_ext_missing == 1


def test_a5_a_wrong_trailer_is_believed_in_no_mode() -> None:
    wrong = said_by_other(router_3(hmac=replace(HMAC, keys=(HmacKey(1, bytes(32)),))))
    for mode in HmacMode:
        config = router_3(hmac=replace(HMAC, mode=mode))
        assert refusal(config, wrong) is DiscardReason.AUTH_EXT_INVALID_HMAC


def test_a6_the_time_of_day_is_handed_in_and_may_be_put_right() -> None:
    director = Director(node(router_3(255, hmac=HMAC)))
    told = [
        replace(facts(), wall_offset_ns=1_780_000_000 * NS_PER_S),
        WallClockRead(1_790_000_000 * NS_PER_S),
        wait(1),
    ]
    done = [one.effect for one in record(director, *told, at_ns=BEGIN_NS)]
    trailers = [one.payload[-28:] for one in done if isinstance(one, SendAdvertisement)]
    seconds = [int.from_bytes(trailer[4:8], "big") for trailer in trailers]
    assert seconds == [1_780_000_100, 1_790_000_101]


def test_a6_a_clock_that_stands_still_repeats_no_number() -> None:
    sent = sent_by(router_3(255, hmac=HMAC, unicast=PEERS))
    assert len({one.payload[-28:] for one in sent}) == 2

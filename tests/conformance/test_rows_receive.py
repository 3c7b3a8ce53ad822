"""The checklist's rows R: which packets are used, and that the others change nothing."""

from dataclasses import replace

import pytest

from playbook import record, wait
from samples import (
    BACKUP_IP,
    INTERFACE,
    VIP_2,
    VIP_GLOBAL,
    VIP_LINK_LOCAL,
    heard,
    heard_3,
    heard_6,
    router,
    router_3,
    router_6,
)
from scenes import BEGIN_NS, refusal, runs, sent_by, state_of
from standfast.core.effects import Log
from standfast.core.events import AdvertisementReceived, PacketDiscarded
from standfast.core.transitions import State
from standfast.errors import DecodeError
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, ChecksumForm, DiscardReason, decode_advertisement

GOOD = [(router(), heard(150)), (router_3(), heard_3(150)), (router_6(), heard_6(150))]
every_kind = pytest.mark.parametrize(("config", "event"), GOOD, ids=["v2", "v3", "v3-ipv6"])
PAYLOAD = sent_by(router(255))[0].payload
PAYLOAD_3 = sent_by(router_3(255))[0].payload


def decoding_fault(payload: bytes) -> str | None:
    """Why a message does not decode; None if it does."""
    try:
        decode_advertisement(payload)
    except DecodeError as error:
        return error.reason
    return None


@every_kind
def test_r1_ttl_255_is_right(config: VirtualRouter, event: AdvertisementReceived) -> None:
    assert refusal(config, event) is None


@every_kind
@pytest.mark.parametrize("ttl", [254, 1, 0])
def test_r1_any_other_ttl_is_not(config: VirtualRouter, event: AdvertisementReceived, ttl: int) -> None:
    assert refusal(config, replace(event, ttl=ttl)) is DiscardReason.TTL


@every_kind
def test_r2_our_version_is_right(config: VirtualRouter, event: AdvertisementReceived) -> None:
    assert event.advertisement.version == config.version
    assert refusal(config, event) is None


def test_r2_the_other_version_is_not() -> None:
    assert refusal(router_3(), heard(150, auth_type=AUTH_NONE)) is DiscardReason.VERSION
    assert refusal(router(), heard_3(150)) is DiscardReason.VERSION


def test_r3_type_1_is_right() -> None:
    assert decoding_fault(PAYLOAD) is None


@pytest.mark.parametrize("kind", [0, 2, 15])
def test_r3_another_type_is_not(kind: int) -> None:
    assert decoding_fault(bytes((0x20 | kind,)) + PAYLOAD[1:]) == DiscardReason.TYPE


def test_r4_a_complete_packet_is_right() -> None:
    assert len(PAYLOAD) == 8 + 4 + 8
    assert decoding_fault(PAYLOAD) is None


@pytest.mark.parametrize("length", range(len(PAYLOAD)))
def test_r4_a_shorter_one_is_not(length: int) -> None:
    assert decoding_fault(PAYLOAD[:length]) == DiscardReason.LENGTH


def test_r4_in_version_3_more_bytes_are_not_right_without_auth_hmac() -> None:
    assert refusal(router_3(), heard_3(150, trailer=b"\0")) is DiscardReason.LENGTH


def test_r5_a_right_checksum_is_right() -> None:
    assert decoding_fault(PAYLOAD) is None


@pytest.mark.parametrize("place", range(1, len(PAYLOAD)))
def test_r5_any_changed_byte_is_found(place: int) -> None:
    changed = bytearray(PAYLOAD)
    changed[place] ^= 0x01
    assert decoding_fault(bytes(changed)) in (DiscardReason.CHECKSUM, DiscardReason.LENGTH)


@every_kind
def test_r6_our_vrid_on_its_interface_is_right(config: VirtualRouter, event: AdvertisementReceived) -> None:
    assert refusal(config, event) is None


@every_kind
def test_r6_another_vrid_or_our_vrid_elsewhere_is_not(config: VirtualRouter, event: AdvertisementReceived) -> None:
    other = replace(event.advertisement, virtual_router_id=52)
    assert refusal(config, replace(event, advertisement=other)) is DiscardReason.VRID
    assert refusal(config, replace(event, interface="enp0s9")) is DiscardReason.VRID


def test_r7_an_owner_hears_another_owner_so_that_the_election_can_end_it() -> None:
    assert state_of(runs(router(255), heard(255, BACKUP_IP))) is State.BACKUP


def test_r7_with_owner_ignore_adverts_it_does_not() -> None:
    assert state_of(runs(router(255, owner_ignore_adverts=True), heard(255, BACKUP_IP))) is State.MASTER


@every_kind
def test_r8_a_packet_without_addresses_is_not_used(config: VirtualRouter, event: AdvertisementReceived) -> None:
    empty = replace(event, advertisement=replace(event.advertisement, addresses=()))
    assert refusal(config, empty) is DiscardReason.ADDRESS_COUNT


def test_r8_unless_we_have_none_either() -> None:
    """`no_virtual_ipaddress`: two keepalived without addresses understand each other."""
    assert refusal(router(addresses=()), heard(150, addresses=())) is None


@every_kind
def test_r9_an_interval_of_0_is_not_used(config: VirtualRouter, event: AdvertisementReceived) -> None:
    storm = replace(event, advertisement=replace(event.advertisement, advert_interval_ns=0))
    assert refusal(config, storm) is DiscardReason.ADVERT_INTERVAL


def test_r9_the_least_interval_is() -> None:
    assert refusal(router_3(), heard_3(150, advert_interval_ns=10 * NS_PER_MS)) is None


def test_r10_the_first_ipv6_address_must_be_link_local() -> None:
    swapped = (VIP_GLOBAL.address, VIP_LINK_LOCAL.address)
    assert refusal(router_6(), heard_6(150, addresses=swapped)) is DiscardReason.FIRST_ADDRESS


def test_r10_where_ours_is_not_either_it_need_not_be_unless_strict() -> None:
    """A pair of keepalived with global addresses only works, so one of them can be replaced."""
    event = heard_6(150, addresses=(VIP_GLOBAL.address,))
    assert refusal(router_6(addresses=(VIP_GLOBAL,)), event) is None
    assert refusal(router_6(strict=True, addresses=(VIP_GLOBAL,)), event) is DiscardReason.FIRST_ADDRESS


def test_r11_a_discarded_packet_is_counted_and_logged_but_a_flood_is_not_logged_packet_by_packet() -> None:
    director = runs(router())
    done = record(director, *[heard(150, ttl=1)] * 1000, at_ns=BEGIN_NS)
    lines = [one.effect.message for one in done if isinstance(one.effect, Log)]
    assert len(lines) == 10
    assert "TTL 1, must be 255" in lines[0]
    assert director.discards["VI_1", DiscardReason.TTL] == 1000


def test_r11_a_packet_that_is_used_is_no_discard() -> None:
    assert not runs(router(), heard(150)).discards


def test_r11_what_does_not_decode_is_counted_where_it_came_in() -> None:
    director = runs(router(), PacketDiscarded(INTERFACE, BACKUP_IP, DiscardReason.CHECKSUM, "wrong"))
    assert director.discards.total() == 1


def test_r12_version_3_takes_another_interval_and_says_so() -> None:
    director = runs(router_3())
    done = record(director, heard_3(150, advert_interval_ns=2 * NS_PER_S), at_ns=BEGIN_NS)
    assert any("advertises every 2 s, we would every 1 s" in str(one.effect) for one in done)
    assert not director.discards


def test_r12_version_2_does_not() -> None:
    event = heard(150, advert_interval_ns=2 * NS_PER_S)
    assert refusal(router(), event) is DiscardReason.ADVERT_INTERVAL


@every_kind
def test_r13_another_list_of_addresses_is_logged(config: VirtualRouter, event: AdvertisementReceived) -> None:
    more = (*event.advertisement.addresses, config.addresses[0].address)
    other = replace(event, advertisement=replace(event.advertisement, addresses=more))
    director = runs(config)
    done = record(director, other, at_ns=BEGIN_NS)
    assert any("advertises other virtual addresses" in str(one.effect) for one in done)


def test_r13_but_the_packet_is_used_also_in_version_2() -> None:
    """As keepalived since 2.3.3, so that an address can be added node by node."""
    assert refusal(router(), heard(150, addresses=(VIP_2.address,))) is None
    assert state_of(runs(router(), heard(150, addresses=(VIP_2.address,)), wait(3.5))) is State.BACKUP


def test_r14_the_reserved_bits_do_not_matter() -> None:
    message = bytearray(PAYLOAD_3)
    message[4] |= 0xF0
    checksum = 0xFFFF - (0xFFFF - int.from_bytes(message[6:8], "big") + 0xF000) % 0xFFFF
    message[6:8] = checksum.to_bytes(2, "big")
    source, group = bytes((192, 168, 56, 101)), bytes((224, 0, 0, 18))
    assert decode_advertisement(bytes(message), source=source, destination=group).advert_interval_ns == NS_PER_S


def test_r14_the_bits_beside_them_do() -> None:
    message = bytearray(PAYLOAD_3)
    message[4] |= 0x01
    assert decoding_fault(bytes(message)) == DiscardReason.CHECKSUM


@pytest.mark.parametrize("form", ChecksumForm)
def test_r15_a_checksum_of_version_3_over_ipv4_may_have_any_form(form: ChecksumForm) -> None:
    assert refusal(router_3(), heard_3(150, checksum_form=form)) is None


def test_r15_the_form_that_is_heard_is_the_form_that_is_sent() -> None:
    sent = sent_by(router_3(), heard_3(150, checksum_form=ChecksumForm.MESSAGE_ONLY), wait(5))
    assert decode_advertisement(sent[0].payload).checksum_form is ChecksumForm.MESSAGE_ONLY

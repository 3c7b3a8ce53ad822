"""The HMAC trailer: what is sent, what is believed, and what each other packet is called."""

from dataclasses import replace

import pytest

from samples import BACKUP_IP, INTERFACE, MASTER_IP, OWN_LINK_LOCAL, VIP, router_3, router_6
from standfast.core.compose import compose_advertisements
from standfast.core.events import AdvertisementReceived
from standfast.core.hmac_credentials import HmacCredentials
from standfast.model.packets import AntiReplay, HmacKey, HmacMode, HmacPolicy
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import ChecksumForm, DiscardReason, decode_advertisement
from standfast.wire.vrrp_auth import TRAILER_LENGTH

KEY = HmacKey(1, bytes(range(32)))
OTHER_KEY = HmacKey(2, bytes(32))
WINDOW = 5 * NS_PER_S
# Some day in 2026.
WALL = 1_780_000_000 * NS_PER_S


def policy(**changes: object) -> HmacPolicy:
    return replace(HmacPolicy((KEY,), 1, HmacMode.ENFORCE, AntiReplay.TIME, WINDOW), **changes)  # type: ignore[arg-type]


def config(**changes: object) -> VirtualRouter:
    return router_3(hmac=policy(**changes))


def say(
    sender: HmacCredentials, speaker: VirtualRouter, wall_ns: int = WALL, source: bytes = BACKUP_IP
) -> AdvertisementReceived:
    """What `speaker` sends, as it arrives."""
    form = ChecksumForm.PSEUDO_HEADER
    (effect,) = compose_advertisements(speaker, 100, source, form, sender, wall_ns)
    advertisement = decode_advertisement(effect.payload, source=source, destination=effect.destination)
    message = effect.payload[: len(effect.payload) - len(advertisement.trailer)]
    return AdvertisementReceived(
        INTERFACE, source, 255, advertisement, effect.destination, message, advertisement.trailer
    )


def verdict(
    receiver: HmacCredentials, event: AdvertisementReceived, wall_ns: int = WALL, **changes: object
) -> DiscardReason | None:
    fault = receiver.find_fault(config(**changes), event, wall_ns)
    return None if fault is None else fault[0]


def test_what_one_signs_the_other_believes_over_both_ip_versions() -> None:
    assert verdict(HmacCredentials(), say(HmacCredentials(), config())) is None
    six = router_6(hmac=policy())
    event = say(HmacCredentials(), six, source=OWN_LINK_LOCAL)
    assert len(event.trailer) == TRAILER_LENGTH
    assert HmacCredentials().find_fault(six, event, WALL) is None


def test_a_packet_is_believed_once() -> None:
    receiver, event = HmacCredentials(), say(HmacCredentials(), config())
    assert verdict(receiver, event) is None
    assert verdict(receiver, event) is DiscardReason.AUTH_EXT_REPLAY


def test_packets_of_one_moment_are_all_believed_in_their_order_only() -> None:
    sender, receiver = HmacCredentials(), HmacCredentials()
    first, second = say(sender, config()), say(sender, config())
    assert verdict(receiver, second) is None
    assert verdict(receiver, first) is DiscardReason.AUTH_EXT_REPLAY


@pytest.mark.parametrize("late_ns", [-WINDOW - NS_PER_S, WINDOW + NS_PER_S])
def test_a_packet_of_another_time_is_stale_unless_only_the_counter_counts(late_ns: int) -> None:
    event = say(HmacCredentials(), config())
    assert verdict(HmacCredentials(), event, WALL + late_ns) is DiscardReason.AUTH_EXT_STALE
    counting = {"anti_replay": AntiReplay.COUNTER}
    assert verdict(HmacCredentials(), event, WALL + late_ns, **counting) is None


def test_a_packet_within_the_window_is_believed() -> None:
    event = say(HmacCredentials(), config())
    assert verdict(HmacCredentials(), event, WALL + WINDOW - NS_PER_MS) is None


def test_any_changed_byte_is_a_wrong_hmac() -> None:
    event = say(HmacCredentials(), config())
    for place in range(len(event.message)):
        changed = bytearray(event.message)
        changed[place] ^= 1
        if place in (6, 7):
            continue  # The checksum, which the HMAC does not cover and wire/ has checked.
        found = verdict(HmacCredentials(), replace(event, message=bytes(changed)))
        assert found is DiscardReason.AUTH_EXT_INVALID_HMAC, place


def test_another_source_address_is_a_wrong_hmac() -> None:
    event = replace(say(HmacCredentials(), config()), source=MASTER_IP)
    assert verdict(HmacCredentials(), event) is DiscardReason.AUTH_EXT_INVALID_HMAC


def test_another_key_of_the_same_number_is_a_wrong_hmac_and_another_number_an_unknown_key() -> None:
    event = say(HmacCredentials(), config())
    same_number = (HmacKey(1, bytes(32)),)
    assert verdict(HmacCredentials(), event, keys=same_number) is DiscardReason.AUTH_EXT_INVALID_HMAC
    assert verdict(HmacCredentials(), event, keys=(OTHER_KEY,)) is DiscardReason.AUTH_EXT_UNKNOWN_KEY


def test_a_key_can_be_changed_without_a_pause() -> None:
    old, both = config(), config(keys=(KEY, OTHER_KEY), active_key_id=2)
    receiver = HmacCredentials()
    assert verdict(receiver, say(HmacCredentials(), old), keys=(KEY, OTHER_KEY)) is None
    later = say(HmacCredentials(), both, WALL + NS_PER_S)
    assert later.trailer[1] == 2
    assert verdict(receiver, later, keys=(KEY, OTHER_KEY)) is None


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (HmacMode.ENFORCE, DiscardReason.AUTH_EXT_MISSING),
        (HmacMode.PERMISSIVE, None),
        (HmacMode.RECEIVE_ONLY, None),
    ],
)
def test_a_packet_without_a_trailer_is_believed_unless_it_is_enforced(
    mode: HmacMode, reason: DiscardReason | None
) -> None:
    event = say(HmacCredentials(), config(mode=HmacMode.RECEIVE_ONLY))
    assert event.trailer == b""
    assert verdict(HmacCredentials(), event, mode=mode) is reason


@pytest.mark.parametrize("mode", HmacMode)
def test_a_wrong_trailer_is_never_believed(mode: HmacMode) -> None:
    event = say(HmacCredentials(), config())
    wrong = replace(event, message=event.message[:2] + b"\xff" + event.message[3:])
    assert verdict(HmacCredentials(), wrong, mode=mode) is DiscardReason.AUTH_EXT_INVALID_HMAC


def test_a_trailer_of_another_length_is_malformed() -> None:
    event = say(HmacCredentials(), config())
    short = replace(event, advertisement=replace(event.advertisement, trailer=event.trailer[:-1]))
    assert verdict(HmacCredentials(), short) is DiscardReason.AUTH_EXT_MALFORMED


def test_a_forged_packet_moves_no_mark() -> None:
    sender, receiver = HmacCredentials(), HmacCredentials()
    forged = say(HmacCredentials(), config(keys=(HmacKey(1, bytes(32)),)), WALL + NS_PER_S)
    assert verdict(receiver, forged) is DiscardReason.AUTH_EXT_INVALID_HMAC
    assert verdict(receiver, say(sender, config())) is None


def test_without_an_active_key_nothing_is_signed() -> None:
    assert say(HmacCredentials(), config(active_key_id=None)).trailer == b""


def test_no_word_of_a_key_is_told() -> None:
    event = say(HmacCredentials(), config())
    fault = HmacCredentials().find_fault(config(keys=(HmacKey(1, b"secret" * 6),)), event, WALL)
    assert fault is not None
    assert "secret" not in fault[1]
    assert VIP.address == event.advertisement.addresses[0]

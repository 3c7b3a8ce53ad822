"""The authentication header: what is sent, what is believed, and how the sequence number goes round."""

from dataclasses import replace

from samples import BACKUP_IP, INTERFACE, MASTER_IP, heard, router
from standfast.core.compose import compose_advertisements
from standfast.core.events import AdvertisementReceived
from standfast.core.header_credentials import HeaderCredentials
from standfast.model.packets import HeaderAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.ah import AH_LENGTH, decode_header
from standfast.wire.vrrp import AUTH_AH, AUTH_NONE, ChecksumForm, DiscardReason, decode_advertisement

KEY = HeaderAuthentication(b"1111\0\0\0\0")
CONFIG = router(authentication=KEY)
HEADERS = 20 + AH_LENGTH
WALL = 1_780_000_000 * NS_PER_S


def say(
    sender: HeaderCredentials, config: VirtualRouter = CONFIG, source: bytes = BACKUP_IP, wall_ns: int = 0
) -> AdvertisementReceived:
    """What `sender` sends, as it arrives."""
    (effect,) = compose_advertisements(config, 100, source, ChecksumForm.MESSAGE_ONLY, sender, wall_ns)
    assert effect.whole_packet
    header, message = effect.payload[:HEADERS], effect.payload[HEADERS:]
    advertisement = decode_advertisement(message)
    return AdvertisementReceived(INTERFACE, source, 255, advertisement, effect.destination, message, b"", header)


def verdict(receiver: HeaderCredentials, event: AdvertisementReceived) -> DiscardReason | None:
    fault = receiver.find_fault(CONFIG, event, 0)
    return None if fault is None else fault[0]


def sequence(event: AdvertisementReceived) -> int:
    return decode_header(event.header).sequence


def test_what_one_sends_the_other_believes() -> None:
    event = say(HeaderCredentials())
    assert event.advertisement.auth_type == AUTH_AH
    assert verdict(HeaderCredentials(), event) is None


def test_a_packet_is_believed_once() -> None:
    receiver, event = HeaderCredentials(), say(HeaderCredentials())
    assert verdict(receiver, event) is None
    assert verdict(receiver, event) is DiscardReason.AUTH_REPLAY


def test_a_wrong_key_or_a_changed_byte_is_a_failure() -> None:
    other = router(authentication=HeaderAuthentication(b"2222\0\0\0\0"))
    assert verdict(HeaderCredentials(), say(HeaderCredentials(), other)) is DiscardReason.AUTH_FAILURE
    event = say(HeaderCredentials())
    changed = replace(event, message=event.message[:2] + b"\xff" + event.message[3:])
    assert verdict(HeaderCredentials(), changed) is DiscardReason.AUTH_FAILURE


def test_a_failure_moves_no_number() -> None:
    other = router(authentication=HeaderAuthentication(b"2222\0\0\0\0"))
    receiver = HeaderCredentials()
    verdict(receiver, say(HeaderCredentials(), other, wall_ns=WALL))
    assert verdict(receiver, say(HeaderCredentials())) is None


def test_another_type_is_a_mismatch_and_the_type_without_a_header_a_failure() -> None:
    assert verdict(HeaderCredentials(), heard(100)) is DiscardReason.AUTH_TYPE_MISMATCH
    assert verdict(HeaderCredentials(), heard(100, auth_type=AUTH_NONE)) is DiscardReason.AUTH_TYPE_MISMATCH
    bare = heard(100, auth_type=AUTH_AH, auth_data=bytes(8))
    assert verdict(HeaderCredentials(), bare) is DiscardReason.AUTH_FAILURE


def test_the_next_number_is_after_all_that_were_sent_and_heard() -> None:
    other, own = HeaderCredentials(), HeaderCredentials()
    for _ in range(5):
        assert verdict(own, say(other)) is None
    assert sequence(say(own, source=MASTER_IP)) == 6


def test_two_that_speak_in_step_hear_each_other() -> None:
    one, other = HeaderCredentials(), HeaderCredentials()
    events = say(one, source=MASTER_IP), say(other)
    assert sequence(events[0]) == sequence(events[1])
    assert verdict(one, events[1]) is None
    assert verdict(other, events[0]) is None


def test_a_router_that_starts_again_is_believed_at_once() -> None:
    receiver = HeaderCredentials()
    assert verdict(receiver, say(HeaderCredentials(), wall_ns=WALL)) is None
    assert verdict(receiver, say(HeaderCredentials(), wall_ns=WALL + NS_PER_S)) is None


def test_no_word_of_the_key_is_told() -> None:
    other = router(authentication=HeaderAuthentication(b"secret\0\0"))
    fault = HeaderCredentials().find_fault(CONFIG, say(HeaderCredentials(), other), 0)
    assert fault is not None
    assert not {"secret", "1111"} & set(fault[1].split())

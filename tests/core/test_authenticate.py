"""Passwords, the lack of them, and who gets which credentials."""

import pytest

from samples import BACKUP_IP, MASTER_IP, PASSWORD, heard, heard_3, router, router_3
from standfast.core.authenticate import MESSAGE_CREDENTIALS, credentials_for, find_type_fault
from standfast.wire.vrrp import AUTH_AH, AUTH_NONE, AUTH_PASS, Advertisement, DiscardReason, decode_advertisement


def test_a_router_without_a_hash_shares_its_credentials_with_all_others() -> None:
    assert credentials_for(router()) is credentials_for(router_3()) is MESSAGE_CREDENTIALS


def test_the_right_password_is_believed_and_another_is_not() -> None:
    assert MESSAGE_CREDENTIALS.find_fault(router(), heard(100), 0) is None
    wrong = MESSAGE_CREDENTIALS.find_fault(router(), heard(100, auth_data=b"2222\0\0\0\0"), 0)
    assert wrong is not None
    assert wrong[0] is DiscardReason.AUTH_FAILURE
    assert "2222" not in wrong[1]


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        (AUTH_NONE, AUTH_NONE, None),
        (AUTH_PASS, AUTH_NONE, DiscardReason.AUTH_TYPE_MISMATCH),
        (AUTH_NONE, AUTH_PASS, DiscardReason.AUTH_TYPE_MISMATCH),
        (AUTH_PASS, AUTH_AH, DiscardReason.AUTH_TYPE_MISMATCH),
        (AUTH_AH, 3, DiscardReason.AUTH_TYPE_INVALID),
    ],
)
def test_the_types_must_be_equal_and_known(ours: int, theirs: int, reason: DiscardReason | None) -> None:
    fault = find_type_fault(ours, theirs)
    assert (fault and fault[0]) == reason


def test_bytes_after_the_addresses_are_a_wrong_length_without_auth_hmac() -> None:
    fault = MESSAGE_CREDENTIALS.find_fault(router_3(), heard_3(100, trailer=bytes(28)), 0)
    assert fault is not None
    assert fault[0] is DiscardReason.LENGTH


def test_what_is_sealed_is_the_message_alone() -> None:
    advertisement = Advertisement(51, 100, 10**9, (BACKUP_IP,), AUTH_PASS, PASSWORD.password)
    payload, whole = MESSAGE_CREDENTIALS.seal(router(), advertisement, MASTER_IP, BACKUP_IP, 0)
    assert not whole
    assert decode_advertisement(payload) == advertisement

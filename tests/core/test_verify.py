"""Which advertisements are used, and what is said of the others."""

import pytest

from samples import BACKUP_IP, MASTER_IP, VIP, VIP_2, heard, router
from standfast.core.authenticate import MESSAGE_CREDENTIALS
from standfast.core.events import AdvertisementReceived
from standfast.core.verify import find_content_fault, find_path_fault, lists_other_addresses
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.vrrp import AUTH_NONE, DiscardReason


def fault_of(event: AdvertisementReceived, config: VirtualRouter | None = None) -> tuple[DiscardReason, str] | None:
    config = config or router()
    return (
        find_path_fault(config, MASTER_IP, event)
        or MESSAGE_CREDENTIALS.find_fault(config, event, 0)
        or find_content_fault(config, event.advertisement)
    )


@pytest.mark.parametrize("priority", [0, 1, 100, 255])
def test_an_advertisement_of_the_other_node_is_used_whatever_its_priority(priority: int) -> None:
    assert fault_of(heard(priority)) is None


@pytest.mark.parametrize(
    ("event", "reason", "words"),
    [
        (heard(100, ttl=254), DiscardReason.TTL, "TTL 254, must be 255"),
        (heard(100, MASTER_IP), DiscardReason.OWN_PACKET, "this host's own address"),
        (heard(100, auth_type=3), DiscardReason.AUTH_TYPE_INVALID, "unknown authentication type 3"),
        (
            heard(100, auth_type=AUTH_NONE),
            DiscardReason.AUTH_TYPE_MISMATCH,
            "authentication none, ours is PASS (auth_type)",
        ),
        (heard(100, auth_data=b"1112\0\0\0\0"), DiscardReason.AUTH_FAILURE, "wrong password (auth_pass)"),
        (
            heard(100, advert_interval_ns=2 * NS_PER_S),
            DiscardReason.ADVERT_INTERVAL,
            "advertisement interval 2 s, ours is 1 s (advert_int)",
        ),
        (heard(100, addresses=()), DiscardReason.ADDRESS_COUNT, "no address is advertised"),
        (heard(100, advert_interval_ns=0), DiscardReason.ADVERT_INTERVAL, "advertisement interval 0 s"),
    ],
    ids=lambda value: value if isinstance(value, DiscardReason) else "",
)
def test_what_is_wrong_is_named_with_what_is_right_here(
    event: AdvertisementReceived, reason: DiscardReason, words: str
) -> None:
    fault = fault_of(event)
    assert fault is not None
    assert fault[0] is reason
    assert words in fault[1]


def test_two_routers_without_addresses_understand_each_other() -> None:
    assert fault_of(heard(100, addresses=()), router(addresses=())) is None


def test_a_password_is_never_told() -> None:
    fault = fault_of(heard(100, auth_data=b"secret\0\0"))
    assert fault is not None
    assert "secret" not in fault[1]
    assert "1111" not in fault[1]


def test_a_password_where_none_is_configured_is_a_mismatch() -> None:
    fault = fault_of(heard(100), router(authentication=None))
    assert fault is not None
    assert fault[0] is DiscardReason.AUTH_TYPE_MISMATCH


def test_without_authentication_the_eight_bytes_do_not_matter() -> None:
    event = heard(100, auth_type=AUTH_NONE, auth_data=b"whatever")
    assert fault_of(event, router(authentication=None)) is None


@pytest.mark.parametrize(
    ("addresses", "other"),
    [
        ((VIP.address, VIP_2.address), False),
        ((VIP_2.address, VIP.address), False),
        ((VIP.address,), True),
        ((VIP.address, VIP.address), True),
        ((VIP.address, VIP_2.address, BACKUP_IP), True),
    ],
)
def test_the_order_of_addresses_does_not_matter_but_their_set_does(addresses: tuple[bytes, ...], other: bool) -> None:
    config = router(addresses=(VIP, VIP_2))
    assert lists_other_addresses(config, heard(100, addresses=addresses).advertisement) is other

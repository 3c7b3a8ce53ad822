"""What is made of a packet before the state counts: who is asked first, and what is only remarked on."""

from dataclasses import replace

from samples import BACKUP_IP, MASTER_IP, THIRD_IP, VIP_2, heard, heard_3, router, router_3
from standfast.core.authenticate import MESSAGE_CREDENTIALS, Credentials
from standfast.core.events import AdvertisementReceived
from standfast.core.hearing import Hearing
from standfast.core.hmac_credentials import HmacCredentials
from standfast.core.shared import Shared
from standfast.core.statistics import Statistics
from standfast.model.packets import AntiReplay, HmacKey, HmacMode, HmacPolicy
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

HMAC = HmacPolicy((HmacKey(1, bytes(32)),), 1, HmacMode.PERMISSIVE, AntiReplay.COUNTER, NS_PER_S)


def fault_of(event: AdvertisementReceived, config: VirtualRouter) -> DiscardReason | None:
    fault = Hearing(config).find_fault(config, MASTER_IP, event, 0)
    return None if fault is None else fault[0]


def remarks(config: VirtualRouter, *events: AdvertisementReceived) -> tuple[list[str], Statistics]:
    hearing, statistics, shared = Hearing(config), Statistics(), Shared()
    lines = [line for event in events for line in hearing.remark(config, event, statistics, shared, 0)]
    return [line.message for line in lines], statistics


def test_the_way_a_packet_came_is_looked_at_before_who_sent_it_and_that_before_what_it_says() -> None:
    wrong = heard(100, ttl=1, auth_data=b"wrong\0\0\0", advert_interval_ns=9 * NS_PER_S)
    assert fault_of(wrong, router()) is DiscardReason.TTL
    wrong = replace(wrong, ttl=255)
    assert fault_of(wrong, router()) is DiscardReason.AUTH_FAILURE
    assert fault_of(heard(100, advert_interval_ns=9 * NS_PER_S), router()) is DiscardReason.ADVERT_INTERVAL
    assert fault_of(heard(100), router()) is None


def test_another_list_of_addresses_is_remarked_on_and_counted() -> None:
    lines, statistics = remarks(router(), heard(100, addresses=(VIP_2.address,)))
    assert lines == ["(VI_1) 192.168.56.102 advertises other virtual addresses than configured here"]
    assert statistics.addr_list_err == 1


def test_it_is_compared_with_each_new_master_only_if_the_configuration_says_so() -> None:
    other = heard(100, addresses=(VIP_2.address,))
    config = router(skip_check_adv_addr=True)
    _, statistics = remarks(config, other, other, replace(other, source=THIRD_IP), other)
    assert statistics.addr_list_err == 3


def test_another_interval_is_remarked_on() -> None:
    lines, _ = remarks(router_3(), heard_3(100, advert_interval_ns=NS_PER_S // 2))
    assert lines == ["(VI_1) 192.168.56.102 advertises every 0.5 s, we would every 1 s (advert_int)"]


def test_a_flood_of_the_same_remark_is_one_line() -> None:
    lines, statistics = remarks(router(), *[heard(100, addresses=(VIP_2.address,))] * 100)
    assert len(lines) == 1
    assert statistics.addr_list_err == 100


def test_what_is_right_is_counted_without_a_word() -> None:
    lines, statistics = remarks(router(), heard(100, BACKUP_IP), heard(0))
    assert lines == []
    assert (statistics.advert_rcvd, statistics.pri_zero_rcvd) == (2, 1)


def test_a_missing_trailer_that_is_allowed_is_counted() -> None:
    _, statistics = remarks(router_3(hmac=HMAC), heard_3(100))
    assert statistics.auth_ext_missing == 1


def test_a_reload_keeps_what_credentials_remember_if_their_kind_is_the_same() -> None:
    hearing = Hearing(router_3(hmac=HMAC))
    seen: list[Credentials] = [hearing.credentials]
    for config in (router_3(hmac=replace(HMAC, mode=HmacMode.ENFORCE)), router_3()):
        hearing.reconfigure(config)
        seen.append(hearing.credentials)
    assert isinstance(seen[0], HmacCredentials)
    assert seen[1:] == [seen[0], MESSAGE_CREDENTIALS]

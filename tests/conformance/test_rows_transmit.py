"""The checklist's rows T: what leaves a MASTER. The ids are those of tests/conformance/rows.toml."""

from dataclasses import replace

import pytest

from playbook import message_of, wait
from samples import (
    INTERFACE,
    MASTER_IP,
    OWN_LINK_LOCAL,
    VIP,
    VIP_2,
    VIP_GLOBAL,
    VIP_LINK_LOCAL,
    VRID,
    heard,
    router,
    router_3,
    router_6,
)
from scenes import runs, sent_by
from standfast.core.effects import SendAdvertisement
from standfast.model.packets import ChecksumForm, Peer, Unicast
from standfast.model.virtual_router import VirtualAddress, VirtualRouter, Vmac
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import ChecksumForm as SentForm
from standfast.wire.vrrp import encode_advertisement

ALL = [router(255), router_3(255), router_6(255)]
every_kind = pytest.mark.parametrize("config", ALL, ids=["v2", "v3", "v3-ipv6"])


def first(config: VirtualRouter) -> SendAdvertisement:
    """The first advertisement of an owner."""
    return sent_by(replace(config, priority=255))[0]


@every_kind
def test_t1_multicast_has_a_ttl_of_255(config: VirtualRouter) -> None:
    assert first(config).ttl is None, "which means 255"


def test_t1_only_unicast_may_have_another_ttl() -> None:
    assert first(router(unicast=Unicast((Peer(MASTER_IP),), ttl=3))).ttl == 3


@pytest.mark.parametrize(
    ("config", "group"), [(router(), "e0000012"), (router_6(), "ff020000000000000000000000000012")]
)
def test_t2_it_goes_to_the_group_of_its_ip_version(config: VirtualRouter, group: str) -> None:
    assert first(config).destination == bytes.fromhex(group)


def test_t2_another_group_is_only_what_the_configuration_says() -> None:
    assert first(router(multicast_group=bytes((224, 0, 0, 99)))).destination == bytes((224, 0, 0, 99))


@pytest.mark.parametrize(("config", "source"), [(router(), MASTER_IP), (router_6(), OWN_LINK_LOCAL)])
def test_t3_the_source_is_the_primary_address_or_the_link_local_one(config: VirtualRouter, source: bytes) -> None:
    assert first(config).source == source


def test_t3_a_configured_source_goes_before_it() -> None:
    assert first(router(source_address=VIP_2.address)).source == VIP_2.address


def test_t4_with_use_vmac_it_leaves_by_the_macvlan_that_has_the_virtual_mac() -> None:
    assert first(router(vmac=Vmac("vrrp.51", INTERFACE))).interface == "vrrp.51"


def test_t4_with_vmac_xmit_base_it_leaves_by_the_parent() -> None:
    assert first(router(vmac=Vmac("vrrp.51", INTERFACE, transmit_on_parent=True))).interface == INTERFACE


@every_kind
def test_t5_version_and_type_stand_in_the_first_byte(config: VirtualRouter) -> None:
    assert first(config).payload[0] == config.version << 4 | 1


def test_t5_the_reserved_bits_are_zero() -> None:
    assert first(router_3(advert_interval_ns=4095 * 10 * NS_PER_MS)).payload[4] >> 4 == 0


def test_t6_the_owner_says_255_and_the_others_their_priority() -> None:
    assert message_of(first(router())).priority == 255
    assert message_of(sent_by(router(1), wait(5))[0]).priority == 1


def test_t6_no_tracker_makes_anybody_else_an_owner() -> None:
    assert message_of(sent_by(router(254), wait(5))[0]).priority == 254


@every_kind
def test_t7_all_virtual_addresses_are_told_and_no_excluded_one(config: VirtualRouter) -> None:
    excluded = replace(config, excluded=(VIP_GLOBAL, VIP_2))
    assert message_of(first(excluded)).addresses == tuple(own.address for own in config.addresses)


def test_t7_an_address_of_the_other_ip_version_does_not_fit() -> None:
    with pytest.raises(ValueError, match="bytes"):
        encode_advertisement(replace(message_of(first(router_3())), addresses=(VIP_GLOBAL.address,)))


def test_t8_the_first_ipv6_address_is_the_link_local_one() -> None:
    assert message_of(first(router_6())).addresses[0] == VIP_LINK_LOCAL.address


def test_t8_the_order_is_the_configuration_s_and_is_not_mended() -> None:
    """keepalived sends such a list too; `standfast check` warns of it."""
    config = router_6(addresses=(VIP_GLOBAL, VIP_LINK_LOCAL))
    assert message_of(first(config)).addresses == (VIP_GLOBAL.address, VIP_LINK_LOCAL.address)


@pytest.mark.parametrize("centiseconds", [1, 100, 4095])
def test_t9_the_interval_has_twelve_bits_of_centiseconds(centiseconds: int) -> None:
    payload = first(router_3(advert_interval_ns=centiseconds * 10 * NS_PER_MS)).payload
    assert int.from_bytes(payload[4:6], "big") == centiseconds


@pytest.mark.parametrize("interval_ns", [4096 * 10 * NS_PER_MS, 5 * NS_PER_MS])
def test_t9_no_other_interval_can_be_said(interval_ns: int) -> None:
    with pytest.raises(ValueError, match="centiseconds"):
        encode_advertisement(replace(message_of(first(router_3())), advert_interval_ns=interval_ns))


@pytest.mark.parametrize(
    ("config", "form"),
    [
        (router(), SentForm.MESSAGE_ONLY),
        (router_3(), SentForm.PSEUDO_HEADER),
        (router_3(checksum_form=ChecksumForm.PSEUDO_HEADER), SentForm.PSEUDO_HEADER),
        (router_3(checksum_form=ChecksumForm.MESSAGE_ONLY), SentForm.MESSAGE_ONLY),
        (router_6(), SentForm.PSEUDO_HEADER),
    ],
)
def test_t10_the_checksum_covers_what_it_should(config: VirtualRouter, form: SentForm) -> None:
    assert message_of(first(config)).checksum_form is form


def test_t10_over_ipv6_no_option_takes_the_pseudo_header_away() -> None:
    config = router_6(checksum_form=ChecksumForm.MESSAGE_ONLY)
    assert message_of(first(config)).checksum_form is SentForm.PSEUDO_HEADER


@pytest.mark.parametrize("addresses", [(VIP, VIP_2), (VIP_2, VIP)])
def test_t11_the_order_of_addresses_is_that_of_the_configuration(addresses: tuple[VirtualAddress, ...]) -> None:
    told = message_of(first(router(addresses=addresses))).addresses
    assert told == tuple(own.address for own in addresses)


def test_t11_another_order_on_the_other_side_is_no_fault() -> None:
    config = router(addresses=(VIP, VIP_2))
    director = runs(config, heard(150, addresses=(VIP_2.address, VIP.address)))
    assert director.routers[config.key].statistics.addr_list_err == 0


def test_t12_one_vrid_may_be_two_routers_one_for_each_ip_version() -> None:
    assert router_3().key != router_6().key


def test_t12_the_same_vrid_on_another_interface_is_another_router_too() -> None:
    assert router().key == (INTERFACE, VRID, 4)
    assert router(interface="enp0s9").key != router().key


def test_t14_the_interval_of_version_2_is_told_in_seconds() -> None:
    assert first(router(advert_interval_ns=3 * NS_PER_S)).payload[5] == 3


def test_t14_a_part_of_a_second_cannot_be_told_in_version_2() -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        encode_advertisement(replace(message_of(first(router())), advert_interval_ns=NS_PER_S // 2))

"""Interfaces of our own: a kernel makes, switches and removes them; pyroute2's reading; malformed messages."""

import struct
import sys
from errno import EEXIST, ENODEV, EOPNOTSUPP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from netlab import INTERFACE, Host
from rtnetlink import Rtnetlink
from standfast.errors import DecodeError
from standfast.wire.netlink import NetlinkMessage, encode_attribute, encode_message, iter_messages
from standfast.wire.rtnl import AF_UNSPEC, RTM_DELLINK, RTM_NEWADDR, RTM_NEWLINK, LinkMessage, decode_route_message
from standfast.wire.rtnl_link import (
    IFLA_INFO_DATA,
    IFLA_INFO_KIND,
    IFLA_LINK,
    IFLA_LINKINFO,
    IN6_ADDR_GEN_MODE_NONE,
    IPVLAN_F_PRIVATE,
    IPVLAN_F_VEPA,
    MACVLAN_MODE_PRIVATE,
    LinkKind,
    decode_link_kind,
    encode_create_ipvlan,
    encode_create_macvlan,
    encode_delete_link,
    encode_link_request,
    encode_set_address_generation,
    encode_set_master,
    encode_switch_link,
)

VRRP_MAC = bytes.fromhex("00005e000133")
ENP = 2  # the index of a test host's only interface besides lo


def look(link: Rtnetlink, name: str) -> tuple[LinkMessage, LinkKind]:
    message = link.one(encode_link_request(9, name))
    told, kind = decode_route_message(message), decode_link_kind(message)
    assert isinstance(told, LinkMessage)
    assert kind is not None
    return told, kind


@pytest.mark.root
def test_a_macvlan_as_keepalived_makes_it(host: Host) -> None:
    with Rtnetlink(host) as link:
        create = encode_create_macvlan(1, "vrrp.51", ENP, VRRP_MAC, mtu=1400)
        assert link.ask(create) == 0
        assert link.ask(create) == EEXIST
        told, kind = look(link, "vrrp.51")
        assert (told.hardware_address, told.mtu, told.up) == (VRRP_MAC, 1400, False)
        assert kind == LinkKind(told.index, "macvlan", ENP, None, MACVLAN_MODE_PRIVATE)

        assert link.ask(encode_set_address_generation(2, told.index, IN6_ADDR_GEN_MODE_NONE)) == 0
        assert link.ask(encode_switch_link(3, told.index, up=True)) == 0
        assert look(link, "vrrp.51")[0].up
        shown = host.run("ip", "-d", "link", "show", "vrrp.51").stdout
        assert "macvlan mode private" in shown
        assert "addrgenmode none" in shown
        assert f"vrrp.51@{INTERFACE}" in shown

        assert link.ask(encode_switch_link(4, told.index, up=False)) == 0
        assert not look(link, "vrrp.51")[0].up
        assert link.ask(encode_delete_link(5, told.index)) == 0
        assert link.ask(encode_delete_link(6, told.index)) == ENODEV
        host.run("ip", "link", "show", INTERFACE)


@pytest.mark.root
@pytest.mark.parametrize(
    ("flags", "word"), [(0, "mode l2 bridge"), (IPVLAN_F_PRIVATE, "mode l2 private"), (IPVLAN_F_VEPA, "mode l2 vepa")]
)
def test_an_ipvlan(host: Host, flags: int, word: str) -> None:
    with Rtnetlink(host) as link:
        answer = link.ask(encode_create_ipvlan(1, "vrrp.51", ENP, flags=flags))
        if answer == EOPNOTSUPP:
            pytest.skip("this kernel has no ipvlan")
        assert answer == 0
        told, kind = look(link, "vrrp.51")
        assert kind == LinkKind(told.index, "ipvlan", ENP, None, None)
        assert word in host.run("ip", "-d", "link", "show", "vrrp.51").stdout


@pytest.mark.skipif(sys.byteorder != "little", reason="the golden bytes are little-endian")
def test_an_ipvlan_is_asked_for_as_iproute2_does() -> None:
    # Seen from `ip link add iv link v0 type ipvlan mode l2 private`, where v0 was interface 3.
    seen = bytes.fromhex("2400 1200  0a00 0100 697076 6c616e 0000  1400 0200 0600 0100 0000 0000 0600 0200 0100 0000")
    request = encode_create_ipvlan(1, "iv", 3, flags=IPVLAN_F_PRIVATE)
    # iproute2 does not mark what is nested; kernels take both.
    assert request[-len(seen) :].replace(b"\x12\x80", b"\x12\0").replace(b"\x02\x80", b"\x02\0") == seen


@pytest.mark.root
def test_an_interface_goes_under_a_vrf_and_out_again(host: Host) -> None:
    """Here a bridge stands for the VRF: the message is the same."""
    host.ip("link add red type bridge")
    with Rtnetlink(host) as link:
        red, kind = look(link, "red")
        assert (kind.kind, kind.parent_index) == ("bridge", None)
        for master in (red.index, None):
            assert link.ask(encode_set_master(1, ENP, master or 0)) == 0
            assert look(link, INTERFACE)[1].master_index == master


@given(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789.:-@", min_size=1, max_size=15),
    st.integers(1, 0x7FFFFFFF),
    st.binary(min_size=6, max_size=6),
)
def test_pyroute2_reads_what_we_write(name: str, parent: int, hardware_address: bytes) -> None:
    theirs = ifinfmsg(encode_create_macvlan(7, name, parent, hardware_address))
    theirs.decode()
    told = [theirs.get_attr(f"IFLA_{attribute}") for attribute in ("IFNAME", "LINK", "ADDRESS")]
    assert told == [name, parent, hardware_address.hex(":")]
    info = theirs.get_attr("IFLA_LINKINFO")
    assert info.get_attr("IFLA_INFO_KIND") == "macvlan"
    assert info.get_attr("IFLA_INFO_DATA").get_attr("IFLA_MACVLAN_MODE") == "private"
    (message,) = iter_messages(encode_create_macvlan(7, name, parent, hardware_address))
    assert decode_link_kind(message) == LinkKind(0, "macvlan", parent, None, MACVLAN_MODE_PRIVATE)


def body(attributes: bytes, family: int = AF_UNSPEC) -> bytes:
    return struct.pack("=BxHiII", family, 1, 5, 0, 0) + attributes


def test_hardware_is_of_no_kind() -> None:
    assert decode_link_kind(NetlinkMessage(RTM_NEWLINK, 0, 0, body(b""))) == LinkKind(5, "", None, None, None)


def test_other_messages_are_passed_over() -> None:
    assert decode_link_kind(NetlinkMessage(RTM_NEWADDR, 0, 0, b"anything")) is None
    assert decode_link_kind(NetlinkMessage(RTM_DELLINK, 0, 0, body(b"", family=7))) is None


MACVLAN = encode_attribute(IFLA_INFO_KIND, b"macvlan\0")


@pytest.mark.parametrize(
    "data",
    [
        bytes(15),
        body(encode_attribute(IFLA_LINK, bytes(2))),
        body(encode_attribute(IFLA_LINKINFO, b"\x03\0\0\0")),
        body(encode_attribute(IFLA_LINKINFO, MACVLAN + encode_attribute(IFLA_INFO_DATA, b"\x05\0\x01\0\0"))),
    ],
)
def test_malformed_messages_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="netlink"):
        decode_link_kind(NetlinkMessage(RTM_NEWLINK, 0, 0, data))


@given(st.binary(max_size=120))
def test_any_body_is_decoded_or_passed_over_or_a_decode_error(rest: bytes) -> None:
    (message,) = iter_messages(encode_message(RTM_NEWLINK, 0, 0, rest))
    try:
        decode_link_kind(message)
    except DecodeError:
        pass


def test_an_argument_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="name"):
        encode_create_macvlan(1, "an-interface-name-too-long", ENP, VRRP_MAC)
    with pytest.raises(ValueError, match="32 bits"):
        encode_create_macvlan(1, "vrrp.51", -1, VRRP_MAC)
    with pytest.raises(ValueError, match="6 bytes"):
        encode_create_macvlan(1, "vrrp.51", ENP, bytes(8))
    with pytest.raises(ValueError, match="flags"):
        encode_create_ipvlan(1, "vrrp.51", ENP, flags=1 << 16)
    with pytest.raises(ValueError, match="index"):
        encode_delete_link(1, 1 << 31)

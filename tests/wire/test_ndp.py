"""Unsolicited neighbour advertisements: keepalived's own frame, scapy's reading of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptDstLLAddr, IPv6
from scapy.layers.l2 import Ether

from standfast.wire.address import format_address, parse_address
from standfast.wire.ndp import encode_neighbour_advertisement


def test_the_frame_is_the_one_that_keepalived_sends() -> None:
    # Seen on the wire from keepalived 2.2.7 on a host that does not forward, VIP fe80::51.
    seen = bytes.fromhex(
        "333300000001 d6e0e5a59645 86dd"
        "60000000 0020 3a ff fe800000000000000000000000000051 ff020000000000000000000000000001"
        "88 00 0630 20000000 fe800000000000000000000000000051 02 01 d6e0e5a59645"
    )
    frame = encode_neighbour_advertisement(bytes.fromhex("d6e0e5a59645"), parse_address("fe80::51"), router=False)
    assert frame == seen


@given(st.binary(min_size=6, max_size=6), st.binary(min_size=16, max_size=16), st.booleans())
def test_scapy_reads_an_advertisement_to_all_nodes(hardware_address: bytes, address: bytes, router: bool) -> None:
    frame = encode_neighbour_advertisement(hardware_address, address, router=router)
    mac, text = hardware_address.hex(":"), format_address(address)
    ether = Ether(frame)
    assert (ether.dst, ether.src) == ("33:33:00:00:00:01", mac)
    ip = ether[IPv6]
    assert (ip.src, ip.dst, ip.hlim, ip.nh) == (text, "ff02::1", 255, 58)
    told = ether[ICMPv6ND_NA]
    assert (told.R, told.S, told.O, told.tgt) == (int(router), 0, 1, text)
    assert ether[ICMPv6NDOptDstLLAddr].lladdr == mac
    # scapy fills in what is missing: the frame without its checksum and lengths comes out the same.
    del told.cksum, ip.plen
    assert bytes(ether) == frame


@pytest.mark.parametrize(
    ("hardware_length", "length"),
    [(0, 16), (5, 16), (20, 16), (6, 0), (6, 4)],
    ids=["no hardware address", "short", "InfiniBand", "no address", "IPv4"],
)
def test_what_does_not_fit_in_the_frame_is_refused(hardware_length: int, length: int) -> None:
    with pytest.raises(ValueError, match="neighbour advertisement"):
        encode_neighbour_advertisement(bytes(hardware_length), bytes(length), router=True)

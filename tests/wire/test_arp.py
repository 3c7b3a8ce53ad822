"""Gratuitous ARP: keepalived's own frame, scapy's reading of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.l2 import ARP, Ether

from standfast.wire.address import format_address
from standfast.wire.arp import encode_gratuitous_arp


def test_the_frame_is_the_one_that_keepalived_sends() -> None:
    # Seen on the wire from keepalived 2.2.7, hardware address da:9a:96:18:fd:21, VIP 192.168.1.100.
    seen = bytes.fromhex(
        "ffffffffffff da9a9618fd21 0806  0001 0800 06 04 0001da9a9618fd21 c0a80164  ffffffffffff c0a80164"
    )
    frame = encode_gratuitous_arp(bytes.fromhex("da9a9618fd21"), bytes((192, 168, 1, 100)))
    assert frame == seen


@given(st.binary(min_size=6, max_size=6), st.binary(min_size=4, max_size=4))
def test_scapy_reads_a_gratuitous_request_to_everybody(hardware_address: bytes, address: bytes) -> None:
    ether = Ether(encode_gratuitous_arp(hardware_address, address))
    mac, text = hardware_address.hex(":"), format_address(address)
    assert (ether.dst, ether.src) == ("ff:ff:ff:ff:ff:ff", mac)
    arp = ether[ARP]
    assert (arp.op, arp.hwsrc, arp.psrc, arp.hwdst, arp.pdst) == (1, mac, text, "ff:ff:ff:ff:ff:ff", text)


@pytest.mark.parametrize(
    ("hardware_length", "length"),
    [(0, 4), (5, 4), (20, 4), (6, 0), (6, 16)],
    ids=["no hardware address", "short", "InfiniBand", "no address", "IPv6"],
)
def test_what_does_not_fit_in_the_frame_is_refused(hardware_length: int, length: int) -> None:
    with pytest.raises(ValueError, match="gratuitous ARP"):
        encode_gratuitous_arp(bytes(hardware_length), bytes(length))

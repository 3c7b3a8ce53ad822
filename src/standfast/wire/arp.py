"""Gratuitous ARP (RFC 826, RFC 5227 section 3) as a whole Ethernet frame.

Rule: the form that keepalived sends, because switches and hosts are known to follow it: a request, not a
reply, to everybody, with the virtual address as both sender and target.
"""

import struct

ETHERTYPE_ARP = 0x0806

_FRAME = struct.Struct("!6s6sHHHBBH6s4s6s4s")
_BROADCAST = b"\xff" * 6
_HARDWARE_ETHERNET = 1
_ETHERTYPE_IPV4 = 0x0800
_OPERATION_REQUEST = 1


def encode_gratuitous_arp(hardware_address: bytes, address: bytes) -> bytes:
    """Encode the frame that says "`address` is at `hardware_address`" to the whole link.

    `hardware_address` has 6 bytes, `address` has 4. Raises ValueError for other lengths.
    """
    if len(hardware_address) != 6 or len(address) != 4:
        raise ValueError("gratuitous ARP takes a hardware address of 6 bytes and an IPv4 address of 4")
    return _FRAME.pack(
        _BROADCAST,
        hardware_address,
        ETHERTYPE_ARP,
        _HARDWARE_ETHERNET,
        _ETHERTYPE_IPV4,
        len(hardware_address),
        len(address),
        _OPERATION_REQUEST,
        hardware_address,
        address,
        _BROADCAST,
        address,
    )

"""The unsolicited neighbour advertisement (RFC 4861, 4.4) as a whole Ethernet frame: IPv6's gratuitous ARP.

Rule: the form that keepalived sends, because switches and hosts are known to follow it: from the virtual address
itself, to all nodes of the link. A packet socket takes it, as a socket of the IP layer would refuse to send from an
address that has only just been added.
"""

import struct

from standfast.wire.checksum import internet_checksum, pseudo_header

ETHERTYPE_IPV6 = 0x86DD

_ETHERNET = struct.Struct("!6s6sH")
_IPV6 = struct.Struct("!IHBB16s16s")
_ADVERTISEMENT = struct.Struct("!BBHI16sBB6s")
_ALL_NODES = b"\xff\x02" + bytes(13) + b"\x01"
_ALL_NODES_HARDWARE = b"\x33\x33\x00\x00\x00\x01"  # RFC 2464, section 7
_VERSION_6 = 6 << 28
_PROTOCOL_ICMPV6 = 58
_HOP_LIMIT = 255  # RFC 4861, 7.1.2: less means that it was forwarded, and nobody believes it
_TYPE_NEIGHBOUR_ADVERTISEMENT = 136
_FLAG_ROUTER = 1 << 31
_FLAG_OVERRIDE = 1 << 29
_OPTION_TARGET_LINK_LAYER_ADDRESS = 2
_OPTION_LENGTH = 1  # in units of 8 bytes
_CHECKSUM_OFFSET = 2


def encode_neighbour_advertisement(hardware_address: bytes, address: bytes, *, router: bool) -> bytes:
    """Encode the frame that says "`address` is at `hardware_address`" to the whole link, overriding what was known.

    `hardware_address` has 6 bytes, `address` has 16. `router` tells whether the host forwards IPv6: one that is
    said not to be a router is dropped from its neighbours' default routers. Raises ValueError for other lengths.
    """
    if len(hardware_address) != 6 or len(address) != 16:
        raise ValueError("a neighbour advertisement takes a hardware address of 6 bytes and an IPv6 address of 16")
    message = _ADVERTISEMENT.pack(
        _TYPE_NEIGHBOUR_ADVERTISEMENT,
        0,
        0,
        _FLAG_OVERRIDE | (_FLAG_ROUTER if router else 0),
        address,
        _OPTION_TARGET_LINK_LAYER_ADDRESS,
        _OPTION_LENGTH,
        hardware_address,
    )
    cover = pseudo_header(address, _ALL_NODES, _PROTOCOL_ICMPV6, len(message))
    checksum = internet_checksum(cover + message).to_bytes(2, "big")
    return (
        _ETHERNET.pack(_ALL_NODES_HARDWARE, hardware_address, ETHERTYPE_IPV6)
        + _IPV6.pack(_VERSION_6, len(message), _PROTOCOL_ICMPV6, _HOP_LIMIT, address, _ALL_NODES)
        + message[:_CHECKSUM_OFFSET]
        + checksum
        + message[_CHECKSUM_OFFSET + 2 :]
    )

"""Interfaces that the router makes itself (rtnetlink(7), linux/if_link.h): macvlan for `use_vmac`, ipvlan.

Rules: as in rtnl.py. What the kernel tells of all interfaces decodes in rtnl.py; here only what an interface is made
of, which is needed to tell one of ours from somebody else's of the same name.
"""

import struct
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.netlink import (
    NLA_F_NESTED,
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_EXCL,
    NLM_F_REQUEST,
    NetlinkMessage,
    decode_attributes,
    decode_name,
    decode_u32,
    encode_attribute,
    encode_message,
    encode_name,
    encode_u32,
)
from standfast.wire.rtnl import (
    AF_INET6,
    AF_UNSPEC,
    IFF_UP,
    IFLA_ADDRESS,
    IFLA_IFNAME,
    IFLA_MTU,
    RTM_DELLINK,
    RTM_GETLINK,
    RTM_NEWLINK,
)

IFLA_LINK = 5
IFLA_MASTER = 10
IFLA_LINKINFO = 18
IFLA_AF_SPEC = 26
IFLA_INFO_KIND = 1
IFLA_INFO_DATA = 2
IFLA_MACVLAN_MODE = 1
IFLA_IPVLAN_MODE = 1
IFLA_IPVLAN_FLAGS = 2
IFLA_INET6_ADDR_GEN_MODE = 8

MACVLAN_MODE_PRIVATE = 1
IPVLAN_MODE_L2 = 0
IPVLAN_F_PRIVATE = 1
IPVLAN_F_VEPA = 2
IN6_ADDR_GEN_MODE_EUI64 = 0
IN6_ADDR_GEN_MODE_NONE = 1

_HEADER = struct.Struct("=BxHiII")
_U16 = struct.Struct("=H")
_MACVLAN = b"macvlan"
_IPVLAN = b"ipvlan"


@dataclass(frozen=True, slots=True)
class LinkKind:
    """What an interface is made of: `kind` is empty for hardware and for what the kernel does not say.

    `parent_index` is the interface below it, `master_index` the bridge, bond or VRF it belongs to; None if there is
    none. `macvlan_mode` is one of MACVLAN_MODE_*, None if it is no macvlan.
    """

    index: int
    kind: str
    parent_index: int | None
    master_index: int | None
    macvlan_mode: int | None


def encode_create_macvlan(
    sequence: int, name: str, parent_index: int, hardware_address: bytes | None, *, mtu: int | None = None
) -> bytes:
    """Make a private macvlan on an interface, switched off, with an answer (EEXIST if the name is taken).

    Private: it does not talk to other macvlans of the same parent. Without `hardware_address` (6 bytes) the kernel
    chooses one. Raises ValueError if an argument does not fit.
    """
    data = encode_u32(IFLA_MACVLAN_MODE, MACVLAN_MODE_PRIVATE)
    body = _new_link(name, parent_index, _MACVLAN, data)
    if hardware_address is not None:
        if len(hardware_address) != 6:
            raise ValueError(f"a hardware address has 6 bytes, not {len(hardware_address)}")
        body += encode_attribute(IFLA_ADDRESS, hardware_address)
    if mtu is not None:
        body += encode_u32(IFLA_MTU, mtu)
    return _create(sequence, body)


def encode_create_ipvlan(sequence: int, name: str, parent_index: int, *, flags: int = 0) -> bytes:
    """Make an ipvlan of mode L2 on an interface, switched off, with an answer (EEXIST if the name is taken).

    `flags` 0 is a bridge among the ipvlans of a parent, else one of IPVLAN_F_*. Raises ValueError if an argument
    does not fit.
    """
    if not 0 <= flags <= 0xFFFF:
        raise ValueError(f"ipvlan flags of {flags}")
    mode = encode_attribute(IFLA_IPVLAN_MODE, _U16.pack(IPVLAN_MODE_L2))
    return _create(
        sequence,
        _new_link(name, parent_index, _IPVLAN, mode + encode_attribute(IFLA_IPVLAN_FLAGS, _U16.pack(flags))),
    )


def encode_switch_link(sequence: int, index: int, *, up: bool) -> bytes:
    """Switch an interface on or off, with an answer."""
    body = _header(index, IFF_UP if up else 0, IFF_UP)
    return encode_message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def encode_set_address_generation(sequence: int, index: int, mode: int) -> bytes:
    """Say whether the kernel makes IPv6 addresses from the hardware address (IN6_ADDR_GEN_MODE_*), with an answer.

    RFC 9568, 7.4: never from the virtual router's MAC.
    """
    inet6 = encode_attribute(IFLA_INET6_ADDR_GEN_MODE, bytes((mode,)))
    families = encode_attribute(AF_INET6 | NLA_F_NESTED, inet6)
    body = _header(index, 0, 0) + encode_attribute(IFLA_AF_SPEC | NLA_F_NESTED, families)
    return encode_message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def encode_set_master(sequence: int, index: int, master_index: int) -> bytes:
    """Put an interface under a VRF (or 0: under none), with an answer."""
    body = _header(index, 0, 0) + encode_u32(IFLA_MASTER, master_index)
    return encode_message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def encode_delete_link(sequence: int, index: int) -> bytes:
    """Remove an interface that software made, with an answer (ENODEV if it is not there)."""
    return encode_message(RTM_DELLINK, NLM_F_REQUEST | NLM_F_ACK, sequence, _header(index, 0, 0))


def encode_link_request(sequence: int, name: str) -> bytes:
    """Ask for the interface of that name; the answer is one link message (or ENODEV)."""
    body = _header(0, 0, 0) + encode_name(IFLA_IFNAME, name)
    return encode_message(RTM_GETLINK, NLM_F_REQUEST, sequence, body)


def decode_link_kind(message: NetlinkMessage) -> LinkKind | None:
    """Decode what an interface is made of; None for every other message. Raises DecodeError."""
    if message.type not in (RTM_NEWLINK, RTM_DELLINK):
        return None
    if len(message.body) < _HEADER.size:
        raise DecodeError("netlink", "a link message is shorter than its header")
    family, _, index, _, _ = _HEADER.unpack_from(message.body)
    if family != AF_UNSPEC:
        return None
    attributes = decode_attributes(message.body[_HEADER.size :])
    info = decode_attributes(attributes.get(IFLA_LINKINFO, b""))
    kind = decode_name(info.get(IFLA_INFO_KIND, b""))
    mode = None
    if kind == _MACVLAN.decode():
        mode = _number(decode_attributes(info.get(IFLA_INFO_DATA, b"")), IFLA_MACVLAN_MODE)
    return LinkKind(
        index=index,
        kind=kind,
        parent_index=_number(attributes, IFLA_LINK),
        master_index=_number(attributes, IFLA_MASTER),
        macvlan_mode=mode,
    )


def _header(index: int, flags: int, change: int) -> bytes:
    try:
        return _HEADER.pack(AF_UNSPEC, 0, index, flags, change)
    except struct.error:
        raise ValueError(f"interface index {index} is out of range") from None


def _new_link(name: str, parent_index: int, kind: bytes, data: bytes) -> bytes:
    info = encode_attribute(IFLA_INFO_KIND, kind) + encode_attribute(IFLA_INFO_DATA | NLA_F_NESTED, data)
    return (
        _header(0, 0, 0)
        + encode_name(IFLA_IFNAME, name)
        + encode_u32(IFLA_LINK, parent_index)
        + encode_attribute(IFLA_LINKINFO | NLA_F_NESTED, info)
    )


def _create(sequence: int, body: bytes) -> bytes:
    return encode_message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, sequence, body)


def _number(attributes: dict[int, bytes], attribute: int) -> int | None:
    data = attributes.get(attribute)
    return None if data is None else decode_u32(data)

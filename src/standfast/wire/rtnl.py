"""The rtnetlink messages (rtnetlink(7)) that every router needs: links and addresses.

Rules: what only some configurations need stands in files of its own (rtnl_route.py, rtnl_rule.py, rtnl_link.py) that
they import. The address family follows from the length of the address (4 or 16 bytes). Numbers are in the byte
order of the machine, addresses in network order. Constants bear the kernel's names. A message that is about
something else decodes to None, because a socket that listens to a group hears more than it asked for.
"""

import struct
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.netlink import (
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_DUMP,
    NLM_F_REPLACE,
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

AF_UNSPEC = 0
AF_INET = 2
AF_INET6 = 10

RTMGRP_LINK = 0x1
RTMGRP_IPV4_IFADDR = 0x10
RTMGRP_IPV6_IFADDR = 0x100

RTM_NEWLINK = 16
RTM_DELLINK = 17
RTM_GETLINK = 18
RTM_NEWADDR = 20
RTM_DELADDR = 21
RTM_GETADDR = 22

IFF_UP = 0x1
IFF_RUNNING = 0x40
IFF_LOWER_UP = 0x10000

IFLA_ADDRESS = 1
IFLA_IFNAME = 3
IFLA_MTU = 4

IFA_ADDRESS = 1
IFA_LOCAL = 2
IFA_LABEL = 3
IFA_BROADCAST = 4
IFA_CACHEINFO = 6
IFA_FLAGS = 8

IFA_F_SECONDARY = 0x01  # of an IPv6 address the same bit says that it is a temporary one
IFA_F_NODAD = 0x02
IFA_F_DADFAILED = 0x08
IFA_F_HOMEADDRESS = 0x10
IFA_F_DEPRECATED = 0x20
IFA_F_TENTATIVE = 0x40
IFA_F_MANAGETEMPADDR = 0x100
IFA_F_NOPREFIXROUTE = 0x200
IFA_F_MCAUTOJOIN = 0x400
INFINITY_LIFE_TIME = 0xFFFFFFFF

_LINK_HEADER = struct.Struct("=BxHiII")
_ADDRESS_HEADER = struct.Struct("=BBBBI")
_CACHE_INFO = struct.Struct("=IIII")
_LINK_USABLE = IFF_UP | IFF_RUNNING | IFF_LOWER_UP
_ADDRESS_LENGTHS = {AF_INET: 4, AF_INET6: 16}


@dataclass(frozen=True, slots=True)
class LinkMessage:
    """An interface as the kernel describes it. `up`: switched on, and with a carrier, and operational."""

    index: int
    name: str
    flags: int
    hardware_address: bytes
    mtu: int
    up: bool
    deleted: bool


@dataclass(frozen=True, slots=True)
class AddressMessage:
    """An address on an interface. `valid_lifetime_s` is what is left of its life; None is for ever.

    `flags` are the kernel's IFA_F_* bits; packets cannot be sent from an address that is IFA_F_TENTATIVE (duplicate
    address detection is not over) or IFA_F_DADFAILED. `peer` is the other end's address, None if there is none.
    """

    index: int
    address: bytes
    prefix_length: int
    scope: int
    secondary: bool
    label: str | None
    valid_lifetime_s: int | None
    deleted: bool
    flags: int = 0
    peer: bytes | None = None


def encode_link_dump(sequence: int) -> bytes:
    """Ask for all interfaces."""
    body = _LINK_HEADER.pack(AF_UNSPEC, 0, 0, 0, 0)
    return encode_message(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sequence, body)


def encode_address_dump(sequence: int, family: int = AF_INET) -> bytes:
    """Ask for all addresses of a family."""
    body = _ADDRESS_HEADER.pack(family, 0, 0, 0, 0)
    return encode_message(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, sequence, body)


def encode_add_address(
    sequence: int,
    index: int,
    address: bytes,
    prefix_length: int,
    *,
    scope: int,
    label: str | None,
    broadcast: bytes | None,
    lease_s: int | None,
    address_flags: int = 0,
    preferred_s: int | None = None,
    peer: bytes | None = None,
) -> bytes:
    """Add an address to interface `index`, or renew one that is there (create or replace), with an answer.

    After `lease_s` seconds without renewal the kernel removes the address; None keeps it for ever. After
    `preferred_s` it is deprecated, that is not chosen as a source any more; 0 is at once, None never.
    `address_flags` are the kernel's IFA_F_* bits. With a `peer`, the prefix length is the peer's. Raises ValueError
    if an argument does not fit.
    """
    body = _address_body(index, address, prefix_length, scope, peer)
    if broadcast is not None:
        if len(broadcast) != len(address):
            raise ValueError("the broadcast address is of another family than the address")
        body += encode_attribute(IFA_BROADCAST, broadcast)
    if label is not None:
        body += encode_name(IFA_LABEL, label)
    if address_flags:
        body += encode_u32(IFA_FLAGS, address_flags)
    if lease_s is not None or preferred_s is not None:
        body += encode_attribute(IFA_CACHEINFO, _lifetimes(lease_s, preferred_s))
    flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE
    return encode_message(RTM_NEWADDR, flags, sequence, body)


def encode_delete_address(
    sequence: int, index: int, address: bytes, prefix_length: int, *, peer: bytes | None = None
) -> bytes:
    """Remove an address from interface `index`, with an answer.

    Raises ValueError if an argument does not fit.
    """
    body = _address_body(index, address, prefix_length, 0, peer)
    return encode_message(RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def decode_route_message(message: NetlinkMessage) -> LinkMessage | AddressMessage | None:
    """Decode a link or address message; None for every other message. Raises DecodeError."""
    if message.type in (RTM_NEWLINK, RTM_DELLINK):
        return _decode_link(message)
    if message.type in (RTM_NEWADDR, RTM_DELADDR):
        return _decode_address(message)
    return None


def _address_body(index: int, address: bytes, prefix_length: int, scope: int, peer: bytes | None) -> bytes:
    if len(address) not in (4, 16):
        raise ValueError(f"an address has 4 or 16 bytes, not {len(address)}")
    if not 0 <= prefix_length <= len(address) * 8:
        raise ValueError(f"a prefix length of {prefix_length} is out of range")
    if peer is not None and len(peer) != len(address):
        raise ValueError("the peer's address is of another family than the address")
    family = AF_INET if len(address) == 4 else AF_INET6
    try:
        header = _ADDRESS_HEADER.pack(family, prefix_length, 0, scope, index)
    except struct.error:
        raise ValueError(f"scope {scope} or interface index {index} is out of range") from None
    # IFA_ADDRESS is that of the other end where there is one, and the same as IFA_LOCAL elsewhere.
    return header + encode_attribute(IFA_LOCAL, address) + encode_attribute(IFA_ADDRESS, peer or address)


def _lifetimes(lease_s: int | None, preferred_s: int | None) -> bytes:
    valid_s = INFINITY_LIFE_TIME if lease_s is None else lease_s
    if lease_s is not None and not 0 < lease_s < INFINITY_LIFE_TIME:
        raise ValueError(f"a lease of {lease_s} s is out of range")
    if preferred_s is None:
        preferred_s = INFINITY_LIFE_TIME
    if not 0 <= preferred_s <= INFINITY_LIFE_TIME:
        raise ValueError(f"a preferred lifetime of {preferred_s} s is out of range")
    # The kernel refuses a preferred life longer than the valid one.
    return _CACHE_INFO.pack(min(preferred_s, valid_s), valid_s, 0, 0)


def _decode_link(message: NetlinkMessage) -> LinkMessage | None:
    body = message.body
    if len(body) < _LINK_HEADER.size:
        raise DecodeError("netlink", "a link message is shorter than its header")
    family, _, index, flags, _ = _LINK_HEADER.unpack_from(body)
    # A port that leaves a bridge is told as RTM_DELLINK of the bridge family: the interface itself stays.
    if family != AF_UNSPEC:
        return None
    attributes = decode_attributes(body[_LINK_HEADER.size :])
    name, mtu = attributes.get(IFLA_IFNAME), attributes.get(IFLA_MTU)
    # Events of wireless drivers come as link messages too, but do not describe the link.
    if name is None or mtu is None:
        return None
    return LinkMessage(
        index=index,
        name=decode_name(name),
        flags=flags,
        hardware_address=attributes.get(IFLA_ADDRESS, b""),
        mtu=decode_u32(mtu),
        up=flags & _LINK_USABLE == _LINK_USABLE,
        deleted=message.type == RTM_DELLINK,
    )


def _decode_address(message: NetlinkMessage) -> AddressMessage | None:
    body = message.body
    if len(body) < _ADDRESS_HEADER.size:
        raise DecodeError("netlink", "an address message is shorter than its header")
    family, prefix_length, flags, scope, index = _ADDRESS_HEADER.unpack_from(body)
    if family not in _ADDRESS_LENGTHS:
        return None
    attributes = decode_attributes(body[_ADDRESS_HEADER.size :])
    # Of an address with a peer IFA_ADDRESS is the peer's; IPv6 has IFA_LOCAL only there.
    address = attributes.get(IFA_LOCAL, attributes.get(IFA_ADDRESS, b""))
    peer = attributes.get(IFA_ADDRESS, address)
    if not len(address) == len(peer) == _ADDRESS_LENGTHS[family]:
        raise DecodeError("netlink", f"an address of family {family} has {len(address)} or {len(peer)} bytes")
    if IFA_FLAGS in attributes:
        flags = decode_u32(attributes[IFA_FLAGS])
    label = attributes.get(IFA_LABEL)
    return AddressMessage(
        index=index,
        address=address,
        prefix_length=prefix_length,
        scope=scope,
        secondary=bool(flags & IFA_F_SECONDARY),
        label=None if label is None else decode_name(label),
        valid_lifetime_s=_decode_valid_lifetime(attributes.get(IFA_CACHEINFO)),
        deleted=message.type == RTM_DELADDR,
        flags=flags,
        peer=None if peer == address else peer,
    )


def _decode_valid_lifetime(cache_info: bytes | None) -> int | None:
    if cache_info is None:
        return None
    if len(cache_info) < _CACHE_INFO.size:
        raise DecodeError("netlink", f"the lifetimes of an address have {len(cache_info)} bytes")
    _, valid_s, _, _ = _CACHE_INFO.unpack_from(cache_info)
    return None if valid_s == INFINITY_LIFE_TIME else int(valid_s)

"""Routing rules in rtnetlink (ip-rule(8), linux/fib_rules.h): to add, to delete, and as the kernel tells of them.

Rules: as in rtnl.py. One value for both directions: what the kernel reports gone is compared with what was asked for.
"""

import struct
from dataclasses import dataclass

from standfast.errors import DecodeError
from standfast.wire.netlink import (
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_DUMP,
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
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import RTPROT_KEEPALIVED

RTMGRP_IPV4_RULE = 0x80
RTMGRP_IPV6_RULE = 0x40000

RTM_NEWRULE = 32
RTM_DELRULE = 33
RTM_GETRULE = 34

FR_ACT_TO_TBL = 1
FR_ACT_GOTO = 2
FR_ACT_NOP = 3
FR_ACT_BLACKHOLE = 6
FR_ACT_UNREACHABLE = 7
FR_ACT_PROHIBIT = 8

FIB_RULE_INVERT = 0x2

FRA_DST = 1
FRA_SRC = 2
FRA_IIFNAME = 3
FRA_GOTO = 4
FRA_PRIORITY = 6
FRA_FWMARK = 10
FRA_FLOW = 11
FRA_TUN_ID = 12
FRA_SUPPRESS_IFGROUP = 13
FRA_SUPPRESS_PREFIXLEN = 14
FRA_TABLE = 15
FRA_FWMASK = 16
FRA_OIFNAME = 17
FRA_L3MDEV = 19
FRA_UID_RANGE = 20
FRA_PROTOCOL = 21
FRA_IP_PROTO = 22
FRA_SPORT_RANGE = 23
FRA_DPORT_RANGE = 24

_HEADER = struct.Struct("=BBBBBxxBI")
_TUNNEL = struct.Struct("!Q")
_PORTS = struct.Struct("=HH")
_UIDS = struct.Struct("=II")
_LENGTHS = {AF_INET: 4, AF_INET6: 16}
_ANY_MARK = 0xFFFFFFFF
_NOT_SUPPRESSED = 0xFFFFFFFF  # the kernel tells -1 of rules that suppress nothing

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RuleMessage:
    """A routing rule. None, 0 and an empty name mean that the rule does not ask; ranges are inclusive.

    `source` and `destination` are packed prefixes. `action` is one of FR_ACT_*; `target` is the priority that
    FR_ACT_GOTO goes on with, `realms` the source's << 16 | the destination's.
    """

    family: int
    priority: int
    action: int = FR_ACT_TO_TBL
    table: int = 0
    inverted: bool = False
    source: bytes | None = None
    source_prefix_length: int = 0
    destination: bytes | None = None
    destination_prefix_length: int = 0
    input_interface: str = ""
    output_interface: str = ""
    tos: int = 0
    mark: int | None = None
    mark_mask: int = _ANY_MARK
    target: int | None = None
    realms: int = 0
    tunnel_id: int | None = None
    l3mdev: bool = False
    suppress_prefix_length: int | None = None
    suppress_interface_group: int | None = None
    ip_protocol: int = 0
    source_ports: Range | None = None
    destination_ports: Range | None = None
    uids: Range | None = None
    protocol: int = RTPROT_KEEPALIVED
    deleted: bool = False


def encode_rule_dump(sequence: int, family: int) -> bytes:
    """Ask for all rules of a family."""
    body = _HEADER.pack(family, 0, 0, 0, 0, 0, 0)
    return encode_message(RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, sequence, body)


def encode_add_rule(sequence: int, rule: RuleMessage) -> bytes:
    """Add a rule, with an answer (EEXIST if the same one is there). Raises ValueError if a field does not fit."""
    flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL
    return encode_message(RTM_NEWRULE, flags, sequence, _rule_body(rule))


def encode_delete_rule(sequence: int, rule: RuleMessage) -> bytes:
    """Delete a rule, with an answer (ENOENT if it is not there). Raises ValueError if a field does not fit."""
    return encode_message(RTM_DELRULE, NLM_F_REQUEST | NLM_F_ACK, sequence, _rule_body(rule))


def decode_rule(message: NetlinkMessage) -> RuleMessage | None:
    """Decode a message about a rule; None for every other message. Raises DecodeError."""
    if message.type not in (RTM_NEWRULE, RTM_DELRULE):
        return None
    if len(message.body) < _HEADER.size:
        raise DecodeError("netlink", "a rule message is shorter than its header")
    family, to_length, from_length, tos, table, action, flags = _HEADER.unpack_from(message.body)
    if family not in _LENGTHS:
        return None
    attributes = decode_attributes(message.body[_HEADER.size :])
    mark, mask = _number(attributes, FRA_FWMARK), _number(attributes, FRA_FWMASK)
    wide_table = _number(attributes, FRA_TABLE)
    tunnel = _unpack(attributes, FRA_TUN_ID, _TUNNEL)
    return RuleMessage(
        family=family,
        priority=_number(attributes, FRA_PRIORITY) or 0,
        action=action,
        table=table if wide_table is None else wide_table,
        inverted=bool(flags & FIB_RULE_INVERT),
        source=_prefix(attributes, FRA_SRC, family),
        source_prefix_length=from_length,
        destination=_prefix(attributes, FRA_DST, family),
        destination_prefix_length=to_length,
        input_interface=decode_name(attributes.get(FRA_IIFNAME, b"")),
        output_interface=decode_name(attributes.get(FRA_OIFNAME, b"")),
        tos=tos,
        mark=None if not mark and not mask else mark or 0,
        mark_mask=mask or _ANY_MARK,
        target=_number(attributes, FRA_GOTO),
        realms=_number(attributes, FRA_FLOW) or 0,
        tunnel_id=tunnel[0] if tunnel is not None else None,
        l3mdev=bool(_byte(attributes, FRA_L3MDEV)),
        suppress_prefix_length=_suppressed(attributes, FRA_SUPPRESS_PREFIXLEN),
        suppress_interface_group=_suppressed(attributes, FRA_SUPPRESS_IFGROUP),
        ip_protocol=_byte(attributes, FRA_IP_PROTO),
        source_ports=_unpack(attributes, FRA_SPORT_RANGE, _PORTS),
        destination_ports=_unpack(attributes, FRA_DPORT_RANGE, _PORTS),
        uids=_unpack(attributes, FRA_UID_RANGE, _UIDS),
        protocol=_byte(attributes, FRA_PROTOCOL),
        deleted=message.type == RTM_DELRULE,
    )


def _rule_body(rule: RuleMessage) -> bytes:
    if rule.family not in _LENGTHS:
        raise ValueError(f"an address family of {rule.family}")
    lengths = rule.destination_prefix_length, rule.source_prefix_length
    flags = FIB_RULE_INVERT if rule.inverted else 0
    narrow_table = rule.table if rule.table < 256 else 0
    try:
        body = _HEADER.pack(rule.family, *lengths, rule.tos, narrow_table, rule.action, flags)
        body += _packed(FRA_TUN_ID, _TUNNEL, None if rule.tunnel_id is None else (rule.tunnel_id,))
        body += _packed(FRA_SPORT_RANGE, _PORTS, rule.source_ports)
        body += _packed(FRA_DPORT_RANGE, _PORTS, rule.destination_ports)
        body += _packed(FRA_UID_RANGE, _UIDS, rule.uids)
    except struct.error:
        raise ValueError(f"a number does not fit: {rule}") from None
    for attribute, prefix in ((FRA_SRC, rule.source), (FRA_DST, rule.destination)):
        if prefix is not None:
            if len(prefix) != _LENGTHS[rule.family]:
                raise ValueError("a prefix of another family than the rule")
            body += encode_attribute(attribute, prefix)
    for attribute, name in ((FRA_IIFNAME, rule.input_interface), (FRA_OIFNAME, rule.output_interface)):
        body += encode_name(attribute, name) if name else b""
    for attribute, number in _numbers(rule):
        body += encode_u32(attribute, number)
    for attribute, number in (
        (FRA_L3MDEV, int(rule.l3mdev)),
        (FRA_IP_PROTO, rule.ip_protocol),
        (FRA_PROTOCOL, rule.protocol),
    ):
        body += encode_attribute(attribute, bytes((number,))) if number else b""
    return body


def _numbers(rule: RuleMessage) -> list[tuple[int, int]]:
    numbers = (
        (FRA_PRIORITY, rule.priority),
        (FRA_TABLE, rule.table or None),
        (FRA_FWMARK, rule.mark),
        (FRA_FWMASK, None if rule.mark is None else rule.mark_mask),
        (FRA_GOTO, rule.target),
        (FRA_FLOW, rule.realms or None),
        (FRA_SUPPRESS_PREFIXLEN, rule.suppress_prefix_length),
        (FRA_SUPPRESS_IFGROUP, rule.suppress_interface_group),
    )
    return [(attribute, number) for attribute, number in numbers if number is not None]


def _packed(attribute: int, form: struct.Struct, numbers: tuple[int, ...] | None) -> bytes:
    return b"" if numbers is None else encode_attribute(attribute, form.pack(*numbers))


def _unpack(attributes: dict[int, bytes], attribute: int, form: struct.Struct) -> tuple[int, int] | None:
    data = attributes.get(attribute)
    if data is None:
        return None
    if len(data) != form.size:
        raise DecodeError("netlink", f"attribute {attribute} of a rule has {len(data)} bytes")
    return form.unpack(data)


def _prefix(attributes: dict[int, bytes], attribute: int, family: int) -> bytes | None:
    data = attributes.get(attribute)
    if data is not None and len(data) != _LENGTHS[family]:
        raise DecodeError("netlink", f"a prefix of family {family} has {len(data)} bytes")
    return data


def _number(attributes: dict[int, bytes], attribute: int) -> int | None:
    data = attributes.get(attribute)
    return None if data is None else decode_u32(data)


def _suppressed(attributes: dict[int, bytes], attribute: int) -> int | None:
    number = _number(attributes, attribute)
    return None if number == _NOT_SUPPRESSED else number


def _byte(attributes: dict[int, bytes], attribute: int) -> int:
    data = attributes.get(attribute, b"")
    return data[0] if data else 0

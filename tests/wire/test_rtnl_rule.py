"""Routing rules: what iproute2 makes a kernel do with the same words, pyroute2 both ways, malformed messages."""

import struct
from errno import EEXIST, ENOENT

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.fibmsg import fibmsg

from netlab import INTERFACE, Host
from rtnetlink import Rtnetlink
from standfast.errors import DecodeError
from standfast.wire.address import format_address, parse_address
from standfast.wire.netlink import NetlinkMessage, encode_attribute, encode_message, iter_messages
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import RTPROT_KEEPALIVED
from standfast.wire.rtnl_rule import (
    FR_ACT_BLACKHOLE,
    FR_ACT_GOTO,
    FR_ACT_NOP,
    FR_ACT_PROHIBIT,
    FR_ACT_TO_TBL,
    FR_ACT_UNREACHABLE,
    FRA_DPORT_RANGE,
    FRA_PRIORITY,
    FRA_SRC,
    FRA_TUN_ID,
    RTM_DELRULE,
    RTM_NEWRULE,
    RTMGRP_IPV4_RULE,
    RTMGRP_IPV6_RULE,
    RuleMessage,
    decode_rule,
    encode_add_rule,
    encode_delete_rule,
    encode_rule_dump,
)

VIP = parse_address("192.168.56.200")
TEN, TEN6 = parse_address("10.0.0.0"), parse_address("2001:db8::")

# What a user writes for `ip rule add`, and the same as a value. Every option of keepalived that is about a rule.
CASES: list[tuple[str, RuleMessage]] = [
    ("from 192.168.56.200 lookup 100", RuleMessage(AF_INET, 1000, table=100, source=VIP, source_prefix_length=32)),
    ("to 10.0.0.0/8 table 999", RuleMessage(AF_INET, 1000, table=999, destination=TEN, destination_prefix_length=8)),
    (f"iif {INTERFACE} table 100", RuleMessage(AF_INET, 1000, table=100, input_interface=INTERFACE)),
    ("oif eth9 table 100", RuleMessage(AF_INET, 1000, table=100, output_interface="eth9")),
    ("fwmark 5 table 100", RuleMessage(AF_INET, 1000, table=100, mark=5)),
    ("fwmark 5/7 tos 0x10 table 100", RuleMessage(AF_INET, 1000, table=100, mark=5, mark_mask=7, tos=0x10)),
    ("fwmark 0/0xff table 100", RuleMessage(AF_INET, 1000, table=100, mark=0, mark_mask=0xFF)),
    ("fwmark 0/0xffffffff table 100", RuleMessage(AF_INET, 1000, table=100, mark=0)),
    (
        "not ipproto tcp sport 1000-2000 dport 80 uidrange 1-5 table 100",
        RuleMessage(
            AF_INET, 1000, table=100, inverted=True, ip_protocol=6, source_ports=(1000, 2000),
            destination_ports=(80, 80), uids=(1, 5),
        ),
    ),
    (
        "table 100 suppress_prefixlength 16 suppress_ifgroup 7",
        RuleMessage(AF_INET, 1000, table=100, suppress_prefix_length=16, suppress_interface_group=7),
    ),
    ("table 100 suppress_prefixlength 0", RuleMessage(AF_INET, 1000, table=100, suppress_prefix_length=0)),
    ("table 100 realms 2/3 tun_id 9", RuleMessage(AF_INET, 1000, table=100, realms=2 << 16 | 3, tunnel_id=9)),
    ("l3mdev", RuleMessage(AF_INET, 1000, l3mdev=True)),
    (
        "from 10.0.0.0/8 goto 2000",
        RuleMessage(AF_INET, 1000, FR_ACT_GOTO, source=TEN, source_prefix_length=8, target=2000),
    ),
    ("nop", RuleMessage(AF_INET, 1000, FR_ACT_NOP)),
    ("from 10.0.0.0/8 blackhole", RuleMessage(AF_INET, 1000, FR_ACT_BLACKHOLE, source=TEN, source_prefix_length=8)),
    ("unreachable", RuleMessage(AF_INET, 1000, FR_ACT_UNREACHABLE)),
    ("prohibit", RuleMessage(AF_INET, 1000, FR_ACT_PROHIBIT)),
    (
        "from 2001:db8::/32 to 2001:db8::/32 table 100",
        RuleMessage(
            AF_INET6, 1000, table=100, source=TEN6, source_prefix_length=32, destination=TEN6,
            destination_prefix_length=32,
        ),
    ),
]  # fmt: skip


def ours(kernel: Rtnetlink) -> list[RuleMessage]:
    messages = kernel.dump(encode_rule_dump(1, AF_INET)) + kernel.dump(encode_rule_dump(2, AF_INET6))
    rules = [decode_rule(message) for message in messages]
    return [rule for rule in rules if rule is not None and rule.protocol == RTPROT_KEEPALIVED]


@pytest.mark.root
def test_a_kernel_takes_our_rule_for_the_one_that_ip_rule_adds(host: Host) -> None:
    with Rtnetlink(host) as link, Rtnetlink(host, RTMGRP_IPV4_RULE | RTMGRP_IPV6_RULE) as monitor:
        for words, rule in CASES:
            version = "-6" if rule.family == AF_INET6 else "-4"
            description = ["priority", "1000", "protocol", "keepalived", *words.split()]
            host.run("ip", version, "rule", "add", *description)
            (theirs,) = ours(link)
            host.run("ip", version, "rule", "del", *description)
            assert ours(link) == [], words
            monitor.heard()

            assert link.ask(encode_add_rule(2, rule)) == 0, words
            assert ours(link) == [theirs], words
            assert link.ask(encode_add_rule(3, rule)) == EEXIST, words
            assert link.ask(encode_delete_rule(4, rule)) == 0, words
            assert link.ask(encode_delete_rule(5, rule)) == ENOENT, words
            added, deleted = [decode_rule(message) for message in monitor.heard()]
            assert added == rule, words
            assert deleted is not None
            assert deleted.deleted, words


@pytest.mark.parametrize(("_", "rule"), CASES, ids=[words for words, _ in CASES])
def test_what_we_ask_for_is_what_we_read(_: str, rule: RuleMessage) -> None:
    (message,) = iter_messages(encode_add_rule(1, rule))
    assert decode_rule(message) == rule
    (message,) = iter_messages(encode_delete_rule(1, rule))
    deleted = decode_rule(message)
    assert deleted is not None
    assert deleted.deleted


@given(
    st.sampled_from([4, 16]),
    st.integers(0, 32),
    st.integers(0, 0xFFFFFFFF),
    st.integers(1, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 65535),
)
def test_pyroute2_and_we_read_each_other(
    length: int, prefix_length: int, priority: int, table: int, mark: int, port: int
) -> None:
    prefix = bytes(range(1, length + 1))
    family = AF_INET if length == 4 else AF_INET6
    rule = RuleMessage(
        family, priority, table=table, source=prefix, source_prefix_length=prefix_length, mark=mark,
        destination_ports=(port, 65535), input_interface="eth0", ip_protocol=6,
    )  # fmt: skip
    theirs = fibmsg(encode_add_rule(7, rule))
    theirs.decode()
    assert (theirs["family"], theirs["src_len"], theirs["action"]) == (family, prefix_length, FR_ACT_TO_TBL)
    told = [theirs.get_attr(f"FRA_{name}") for name in ("SRC", "PRIORITY", "TABLE", "FWMARK", "IIFNAME", "PROTOCOL")]
    assert told == [format_address(prefix), priority, table, mark, "eth0", RTPROT_KEEPALIVED]
    assert theirs.get_attr("FRA_DPORT_RANGE") == f"{port}:65535"

    written = fibmsg()
    for field in ("family", "src_len", "dst_len", "tos", "table", "action", "flags"):
        written[field] = theirs[field]
    written["header"]["type"] = RTM_NEWRULE
    written["attrs"] = theirs["attrs"]
    written.encode()
    (message,) = iter_messages(bytes(written.data))
    assert decode_rule(message) == rule


def body(family: int, attributes: bytes) -> bytes:
    return struct.pack("=BBBBBBBBI", family, 0, 0, 0, 254, 0, 0, FR_ACT_TO_TBL, 0) + attributes


def test_a_rule_of_the_kernel_s_own() -> None:
    rule = decode_rule(NetlinkMessage(RTM_NEWRULE, 0, 0, body(AF_INET, b"")))
    assert rule == RuleMessage(AF_INET, 0, table=254, protocol=0)


@pytest.mark.parametrize("message_type", [0, 16, 24, 34])
def test_other_messages_are_passed_over(message_type: int) -> None:
    assert decode_rule(NetlinkMessage(message_type, 0, 0, b"anything")) is None


def test_rules_of_other_families_are_passed_over() -> None:
    assert decode_rule(NetlinkMessage(RTM_NEWRULE, 0, 0, body(128, b""))) is None


@pytest.mark.parametrize(
    "data",
    [
        bytes(11),
        body(AF_INET, encode_attribute(FRA_SRC, bytes(16))),
        body(AF_INET6, encode_attribute(FRA_SRC, bytes(4))),
        body(AF_INET, encode_attribute(FRA_PRIORITY, bytes(2))),
        body(AF_INET, encode_attribute(FRA_TUN_ID, bytes(4))),
        body(AF_INET, encode_attribute(FRA_DPORT_RANGE, bytes(2))),
        body(AF_INET, b"\x03\0\0\0"),
    ],
)
def test_malformed_messages_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="netlink"):
        decode_rule(NetlinkMessage(RTM_DELRULE, 0, 0, data))


@given(st.sampled_from([AF_INET, AF_INET6, 7]), st.binary(max_size=120))
def test_any_body_is_decoded_or_passed_over_or_a_decode_error(family: int, rest: bytes) -> None:
    (message,) = iter_messages(encode_message(RTM_DELRULE, 0, 0, bytes((family,)) + rest))
    try:
        decode_rule(message)
    except DecodeError:
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        RuleMessage(7, 1),
        RuleMessage(AF_INET, -1),
        RuleMessage(AF_INET, 1, table=1 << 32),
        RuleMessage(AF_INET, 1, source=TEN6),
        RuleMessage(AF_INET6, 1, destination=TEN),
        RuleMessage(AF_INET, 1, source_prefix_length=256),
        RuleMessage(AF_INET, 1, tos=256),
        RuleMessage(AF_INET, 1, input_interface="an-interface-name-too-long"),
        RuleMessage(AF_INET, 1, destination_ports=(1, 65536)),
        RuleMessage(AF_INET, 1, uids=(-1, 5)),
        RuleMessage(AF_INET, 1, ip_protocol=256),
        RuleMessage(AF_INET, 1, tunnel_id=-1),
    ],
    ids=str,
)
def test_an_argument_that_does_not_fit_is_refused(wrong: RuleMessage) -> None:
    with pytest.raises(ValueError):
        encode_add_rule(1, wrong)

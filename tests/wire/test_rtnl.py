"""rtnetlink: datagrams recorded from a kernel, pyroute2 as the oracle both ways, the running kernel."""

import socket
import struct
import sys
from errno import EADDRNOTAVAIL

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from netlab import INTERFACE, Host, wait_for
from rtnetlink import Rtnetlink
from standfast.errors import DecodeError
from standfast.wire.address import format_address, parse_address
from standfast.wire.netlink import (
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_DUMP,
    NLM_F_REPLACE,
    NLM_F_REQUEST,
    NLMSG_DONE,
    NetlinkMessage,
    encode_attribute,
    encode_message,
    iter_messages,
)
from standfast.wire.rtnl import (
    AF_INET,
    AF_INET6,
    IFA_ADDRESS,
    IFA_CACHEINFO,
    IFA_F_HOMEADDRESS,
    IFA_F_MANAGETEMPADDR,
    IFA_F_NODAD,
    IFA_F_NOPREFIXROUTE,
    IFA_FLAGS,
    IFA_LOCAL,
    IFF_LOWER_UP,
    IFF_RUNNING,
    IFF_UP,
    IFLA_ADDRESS,
    IFLA_IFNAME,
    IFLA_MTU,
    RTM_DELADDR,
    RTM_DELLINK,
    RTM_GETADDR,
    RTM_GETLINK,
    RTM_NEWADDR,
    RTM_NEWLINK,
    RTMGRP_IPV6_IFADDR,
    AddressMessage,
    LinkMessage,
    decode_route_message,
    encode_add_address,
    encode_address_dump,
    encode_delete_address,
    encode_link_dump,
)

little_endian = pytest.mark.skipif(sys.byteorder != "little", reason="the golden bytes are little-endian")

VIP = bytes((192, 0, 2, 100))
VIP6 = parse_address("2001:db8::100")

# From Linux 6.18: 192.0.2.100/24 with a lease of 4 s and a label was added to interface 3.
KERNEL_ADDRESS = bytes.fromhex(
    "580000001400000003000000174b0000 0218000003000000 08000100c0000264 08000200c0000264"
    "08000400c00002ff 0b00030077613a7669700000 0800080000000000"
    "14000600040000000400000088b8010088b80100"
)
# From Linux 6.18: interface 3 was taken out of a bridge (and went on to exist).
KERNEL_BRIDGE_LEFT = bytes.fromhex(
    "07000100030000004310010000000000 0700030077610000 08000a0004000000 08000400dc050000"
    "0500100006000000 0a000100ee3afad086f40000 0800050002000000"
)

PACKED = st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)
INDEXES = st.integers(1, 0x7FFFFFFF)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789.:-@", min_size=1, max_size=15)


def decode_one(datagram: bytes) -> LinkMessage | AddressMessage | None:
    (message,) = iter_messages(datagram)
    return decode_route_message(message)


def link_body(family: int, index: int, flags: int, attributes: bytes) -> bytes:
    return struct.pack("=BxHiII", family, 1, index, flags, 0) + attributes


def link(flags: int, message_type: int = RTM_NEWLINK) -> LinkMessage:
    attributes = (
        encode_attribute(IFLA_IFNAME, b"eth0\0")
        + encode_attribute(IFLA_MTU, struct.pack("=I", 1500))
        + encode_attribute(IFLA_ADDRESS, bytes.fromhex("020000000001"))
    )
    message = NetlinkMessage(message_type, 0, 0, link_body(0, 2, flags, attributes))
    decoded = decode_route_message(message)
    assert isinstance(decoded, LinkMessage)
    return decoded


def address_body(family: int, flags: int, attributes: bytes) -> bytes:
    return struct.pack("=BBBBI", family, 24, flags, 0, 3) + attributes


def decode_address(body: bytes) -> AddressMessage:
    decoded = decode_route_message(NetlinkMessage(RTM_NEWADDR, 0, 0, body))
    assert isinstance(decoded, AddressMessage)
    return decoded


@little_endian
def test_the_address_that_a_kernel_told() -> None:
    assert decode_one(KERNEL_ADDRESS) == AddressMessage(
        index=3,
        address=VIP,
        prefix_length=24,
        scope=0,
        secondary=False,
        label="wa:vip",
        valid_lifetime_s=4,
        deleted=False,
    )


@little_endian
@pytest.mark.parametrize("message_type", [RTM_NEWLINK, RTM_DELLINK])
def test_an_interface_that_leaves_a_bridge_is_not_taken_for_deleted(message_type: int) -> None:
    assert decode_route_message(NetlinkMessage(message_type, 0, 0, KERNEL_BRIDGE_LEFT)) is None


@little_endian
def test_golden_request_to_add_an_address_with_a_lease() -> None:
    request = encode_add_address(7, 3, VIP, 24, scope=0, label="eth0:1", broadcast=bytes((192, 0, 2, 255)), lease_s=4)
    assert request == bytes.fromhex(
        "50000000 1400 0505 07000000 00000000"  # length 80, RTM_NEWADDR, flags, sequence, port
        "02 18 00 00 03000000"  # AF_INET, /24, no flags, scope universe, interface 3
        "0800 0200 c0000264"  # IFA_LOCAL
        "0800 0100 c0000264"  # IFA_ADDRESS
        "0800 0400 c00002ff"  # IFA_BROADCAST
        "0b00 0300 657468303a3100 00"  # IFA_LABEL
        "1400 0600 04000000 04000000 00000000 00000000"  # IFA_CACHEINFO: preferred, valid
    )


def test_a_permanent_address_carries_no_lifetime_and_no_flags() -> None:
    request = encode_add_address(7, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=None)
    theirs = ifaddrmsg(request)
    theirs.decode()
    assert {name for name, _ in theirs["attrs"]} == {"IFA_LOCAL", "IFA_ADDRESS"}


@pytest.mark.parametrize(
    ("lease_s", "preferred_s", "expected"),
    [
        (4, None, (4, 4)),
        (4, 0, (0, 4)),
        (4, 9, (4, 4)),
        (None, 0, (0, 0xFFFFFFFF)),
        (None, 50, (50, 0xFFFFFFFF)),
    ],
)
def test_an_address_may_be_deprecated_before_it_ends(
    lease_s: int | None, preferred_s: int | None, expected: tuple[int, int]
) -> None:
    request = encode_add_address(
        7, 3, VIP6, 128, scope=0, label=None, broadcast=None, lease_s=lease_s, preferred_s=preferred_s
    )
    theirs = ifaddrmsg(request)
    theirs.decode()
    lifetimes = theirs.get_attr("IFA_CACHEINFO")
    assert (lifetimes["ifa_preferred"], lifetimes["ifa_valid"]) == expected


@pytest.mark.parametrize(
    ("address", "peer"), [(VIP, bytes((192, 0, 2, 7))), (VIP6, parse_address("2001:db8::7"))], ids=["IPv4", "IPv6"]
)
def test_an_address_may_have_a_peer(address: bytes, peer: bytes) -> None:
    add = encode_add_address(7, 3, address, 30, scope=0, label=None, broadcast=None, lease_s=None, peer=peer)
    for request in (add, encode_delete_address(7, 3, address, 30, peer=peer)):
        theirs = ifaddrmsg(request)
        theirs.decode()
        assert theirs.get_attr("IFA_LOCAL") == format_address(address)
        assert theirs.get_attr("IFA_ADDRESS") == format_address(peer)
        decoded = decode_one(request)
        assert isinstance(decoded, AddressMessage)
        assert (decoded.address, decoded.peer) == (address, peer)


def test_requests_ask_for_what_they_need() -> None:
    add = encode_add_address(1, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=1)
    requests = [encode_link_dump(1), encode_address_dump(1), add, encode_delete_address(1, 3, VIP, 32)]
    headers = [(message.type, message.flags) for request in requests for message in iter_messages(request)]
    assert headers == [
        (RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP),
        (RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP),
        (RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE),
        (RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK),
    ]


@pytest.mark.parametrize("flags", [0, IFF_UP, IFF_UP | IFF_RUNNING, IFF_UP | IFF_LOWER_UP, IFF_RUNNING])
def test_a_link_that_lacks_one_of_its_three_flags_is_not_up(flags: int) -> None:
    assert not link(flags).up


def test_a_link_is_up_whatever_its_other_flags_are() -> None:
    assert link(IFF_UP | IFF_RUNNING | IFF_LOWER_UP).up
    assert link(0xFFFFFFFF).up


def test_what_a_link_message_says() -> None:
    message = link(IFF_UP, RTM_DELLINK)
    assert message == LinkMessage(
        index=2,
        name="eth0",
        flags=IFF_UP,
        hardware_address=bytes.fromhex("020000000001"),
        mtu=1500,
        up=False,
        deleted=True,
    )


def test_a_link_message_that_describes_no_link_is_passed_over() -> None:
    # Wireless drivers send these: a name and an event, no MTU.
    body = link_body(0, 2, IFF_UP, encode_attribute(IFLA_IFNAME, b"wlan0\0") + encode_attribute(11, bytes(8)))
    assert decode_route_message(NetlinkMessage(RTM_NEWLINK, 0, 0, body)) is None


@pytest.mark.parametrize("message_type", [NLMSG_DONE, 24, 28, 0xFFFF])
def test_other_messages_are_passed_over(message_type: int) -> None:
    assert decode_route_message(NetlinkMessage(message_type, 0, 0, b"anything")) is None


def test_addresses_of_other_families_are_passed_over() -> None:
    body = address_body(16, 0, encode_attribute(IFA_LOCAL, b"\x01"))
    assert decode_route_message(NetlinkMessage(RTM_NEWADDR, 0, 0, body)) is None


def test_on_a_point_to_point_link_the_address_is_the_local_one() -> None:
    peer = encode_attribute(IFA_ADDRESS, bytes((192, 0, 2, 1)))
    assert decode_address(address_body(AF_INET, 0, peer + encode_attribute(IFA_LOCAL, VIP))).address == VIP
    assert decode_address(address_body(AF_INET6, 0, encode_attribute(IFA_ADDRESS, VIP6))).address == VIP6


def test_a_secondary_address_is_told_by_either_form_of_the_flags() -> None:
    local = encode_attribute(IFA_LOCAL, VIP)
    assert decode_address(address_body(AF_INET, 1, local)).secondary
    wide = encode_attribute(IFA_FLAGS, struct.pack("=I", 0x201))
    assert decode_address(address_body(AF_INET, 0, local + wide)).secondary
    assert not decode_address(address_body(AF_INET, 0x80, local)).secondary


@pytest.mark.parametrize(("valid_s", "expected"), [(0xFFFFFFFF, None), (0, 0), (4, 4), (0xFFFFFFFE, 0xFFFFFFFE)])
def test_the_rest_of_a_lease(valid_s: int, expected: int | None) -> None:
    lifetimes = encode_attribute(IFA_CACHEINFO, struct.pack("=IIII", valid_s, valid_s, 1, 1))
    body = address_body(AF_INET, 0, encode_attribute(IFA_LOCAL, VIP) + lifetimes)
    assert decode_address(body).valid_lifetime_s == expected


@pytest.mark.parametrize(
    ("message_type", "body"),
    [
        (RTM_NEWLINK, bytes(15)),
        (RTM_NEWLINK, link_body(0, 2, 0, b"\x03\0\0\0")),
        (RTM_NEWLINK, link_body(0, 2, 0, encode_attribute(3, b"x\0") + encode_attribute(4, bytes(2)))),
        (RTM_NEWADDR, bytes(7)),
        (RTM_NEWADDR, address_body(AF_INET, 0, b"")),
        (RTM_NEWADDR, address_body(AF_INET, 0, encode_attribute(IFA_LOCAL, VIP6))),
        (RTM_NEWADDR, address_body(AF_INET6, 0, encode_attribute(IFA_LOCAL, VIP))),
        (RTM_NEWADDR, address_body(AF_INET, 0, encode_attribute(2, VIP) + encode_attribute(1, VIP6))),
        (RTM_NEWADDR, address_body(AF_INET, 0, encode_attribute(2, VIP) + encode_attribute(6, bytes(8)))),
        (RTM_DELADDR, address_body(AF_INET, 0, encode_attribute(2, VIP) + encode_attribute(8, bytes(1)))),
    ],
)
def test_malformed_messages_are_refused(message_type: int, body: bytes) -> None:
    with pytest.raises(DecodeError, match="netlink"):
        decode_route_message(NetlinkMessage(message_type, 0, 0, body))


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": b"abc"},
        {"prefix_length": 33},
        {"prefix_length": -1},
        {"index": -1},
        {"index": 1 << 32},
        {"scope": 256},
        {"label": ""},
        {"label": "eth0:a-label-too-long"},
        {"label": "a\0b"},
        {"broadcast": VIP6},
        {"lease_s": 0},
        {"lease_s": -1},
        {"lease_s": 0xFFFFFFFF},
        {"preferred_s": -1},
        {"preferred_s": 1 << 32},
        {"address_flags": 1 << 32},
        {"peer": VIP6},
    ],
    ids=str,
)
def test_an_argument_that_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    fitting = {"index": 3, "address": VIP, "prefix_length": 24, "scope": 0}
    optional = {"label": None, "broadcast": None, "lease_s": None}
    arguments: dict[str, object] = {**fitting, **optional, **wrong}
    with pytest.raises(ValueError):
        encode_add_address(1, **arguments)  # type: ignore[arg-type]


def test_a_name_that_is_not_utf_8_survives() -> None:
    label = b"eth\xff".decode("utf-8", "surrogateescape")
    request = encode_add_address(1, 3, VIP, 32, scope=0, label=label, broadcast=None, lease_s=None)
    decoded = decode_one(request)
    assert isinstance(decoded, AddressMessage)
    assert decoded.label == label


@given(
    PACKED,
    INDEXES,
    st.integers(0, 32),
    st.integers(0, 255),
    NAMES | st.none(),
    st.integers(1, 0xFFFFFFFE) | st.none(),
)
def test_what_we_ask_for_is_read_alike_by_us_and_by_pyroute2(
    address: bytes, index: int, prefix_length: int, scope: int, label: str | None, lease_s: int | None
) -> None:
    request = encode_add_address(
        9,
        index,
        address,
        prefix_length,
        scope=scope,
        label=label,
        broadcast=address,
        lease_s=lease_s,
        address_flags=0x201,
    )
    assert decode_one(request) == AddressMessage(
        index, address, prefix_length, scope, True, label, lease_s, False, flags=0x201
    )
    theirs = ifaddrmsg(request)
    theirs.decode()
    assert (theirs["index"], theirs["prefixlen"], theirs["scope"]) == (index, prefix_length, scope)
    assert theirs["family"] == (AF_INET if len(address) == 4 else AF_INET6)
    text = format_address(address)
    assert [theirs.get_attr(f"IFA_{name}") for name in ("LOCAL", "ADDRESS", "BROADCAST")] == [text] * 3
    assert theirs.get_attr("IFA_LABEL") == label
    assert theirs.get_attr("IFA_FLAGS") == 0x201
    lifetimes = theirs.get_attr("IFA_CACHEINFO")
    assert (lifetimes and (lifetimes["ifa_valid"], lifetimes["ifa_preferred"])) == (lease_s and (lease_s, lease_s))


@given(PACKED, INDEXES, st.integers(0, 32))
def test_a_deletion_names_the_same_address_for_us_and_for_pyroute2(
    address: bytes, index: int, prefix_length: int
) -> None:
    request = encode_delete_address(9, index, address, prefix_length)
    decoded = decode_one(request)
    assert decoded == AddressMessage(index, address, prefix_length, 0, False, None, None, True)
    theirs = ifaddrmsg(request)
    theirs.decode()
    assert (theirs["index"], theirs["prefixlen"]) == (index, prefix_length)
    assert theirs.get_attr("IFA_LOCAL") == format_address(address)


@given(PACKED, INDEXES, NAMES, st.integers(0, 0xFFFFFFFF))
def test_we_read_the_address_that_pyroute2_writes(address: bytes, index: int, label: str, valid_s: int) -> None:
    theirs = ifaddrmsg()
    theirs["family"] = AF_INET if len(address) == 4 else AF_INET6
    theirs["index"], theirs["prefixlen"], theirs["scope"] = index, 24, 253
    theirs["header"]["type"] = RTM_NEWADDR
    lifetimes = {"ifa_preferred": 0, "ifa_valid": valid_s, "cstamp": 1, "tstamp": 2}
    text = format_address(address)
    theirs["attrs"] = [("IFA_LOCAL", text), ("IFA_LABEL", label), ("IFA_CACHEINFO", lifetimes)]
    theirs.encode()
    valid_lifetime_s = None if valid_s == 0xFFFFFFFF else valid_s
    assert decode_one(bytes(theirs.data)) == AddressMessage(
        index, address, 24, 253, False, label, valid_lifetime_s, False
    )


@given(INDEXES, NAMES, st.integers(0, 0xFFFFFFFF), st.binary(min_size=6, max_size=6), st.integers(68, 65536))
def test_we_read_the_link_that_pyroute2_writes(
    index: int, name: str, flags: int, hardware_address: bytes, mtu: int
) -> None:
    theirs = ifinfmsg()
    theirs["index"], theirs["flags"] = index, flags
    theirs["header"]["type"] = RTM_NEWLINK
    theirs["attrs"] = [("IFLA_IFNAME", name), ("IFLA_MTU", mtu), ("IFLA_ADDRESS", hardware_address.hex(":"))]
    theirs.encode()
    decoded = decode_one(bytes(theirs.data))
    up = bool(flags & IFF_UP and flags & IFF_RUNNING and flags & IFF_LOWER_UP)
    assert decoded == LinkMessage(index, name, flags, hardware_address, mtu, up, False)


@given(
    st.sampled_from([RTM_NEWLINK, RTM_DELLINK, RTM_NEWADDR, RTM_DELADDR]),
    st.sampled_from([0, AF_INET, AF_INET6, 7]),
    st.binary(max_size=80),
)
def test_any_body_is_decoded_or_passed_over_or_a_decode_error(message_type: int, family: int, rest: bytes) -> None:
    (message,) = iter_messages(encode_message(message_type, 0, 0, bytes((family,)) + rest))
    try:
        decode_route_message(message)
    except DecodeError:
        pass


def dump(request: bytes) -> list[LinkMessage | AddressMessage | None]:
    """Ask the running kernel, as anybody may, and collect the whole answer."""
    answers: list[LinkMessage | AddressMessage | None] = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.settimeout(5)
        kernel.bind((0, 0))
        kernel.send(request)
        while True:
            for message in iter_messages(kernel.recv(1 << 20)):
                if message.type == NLMSG_DONE:
                    return answers
                answers.append(decode_route_message(message))


def test_the_running_kernel_describes_its_loopback() -> None:
    links = [answer for answer in dump(encode_link_dump(1)) if isinstance(answer, LinkMessage)]
    loopback = next(link for link in links if link.name == "lo")
    assert (loopback.index, loopback.hardware_address, loopback.deleted) == (1, bytes(6), False)


@pytest.mark.parametrize(("family", "length"), [(AF_INET, 4), (AF_INET6, 16)])
def test_the_running_kernel_tells_addresses_of_the_family_that_was_asked_for(family: int, length: int) -> None:
    for answer in dump(encode_address_dump(1, family)):
        assert isinstance(answer, AddressMessage)
        assert len(answer.address) == length


LINK = f"dev {INTERFACE}"
FLAGS6 = IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_NOPREFIXROUTE | IFA_F_MANAGETEMPADDR
# What a user writes for `ip addr add`, and the same as arguments: every option of keepalived about an address.
ADDRESSES: list[tuple[str, str, int, dict[str, object]]] = [
    ("192.0.2.100/32", "192.0.2.100", 32, {}),
    (f"192.0.2.100/24 brd + scope link label {INTERFACE}:1", "192.0.2.100", 24,
     {"broadcast": bytes((192, 0, 2, 255)), "scope": 253, "label": f"{INTERFACE}:1"}),
    ("192.0.2.100 peer 192.0.2.7/24", "192.0.2.100", 24, {"peer": bytes((192, 0, 2, 7))}),
    ("192.0.2.100/24 noprefixroute valid_lft 60 preferred_lft 30", "192.0.2.100", 24,
     {"address_flags": IFA_F_NOPREFIXROUTE, "lease_s": 60, "preferred_s": 30}),
    ("2001:db8::100/128 nodad preferred_lft 0", "2001:db8::100", 128,
     {"address_flags": IFA_F_NODAD, "preferred_s": 0}),
    ("2001:db8::100/64 nodad home noprefixroute mngtmpaddr valid_lft 60 preferred_lft 60", "2001:db8::100", 64,
     {"address_flags": FLAGS6, "lease_s": 60}),
    ("2001:db8::100 peer 2001:db8::7/64 nodad", "2001:db8::100", 64,
     {"address_flags": IFA_F_NODAD, "peer": parse_address("2001:db8::7")}),
    ("fe80::51/64 nodad", "fe80::51", 64, {"address_flags": IFA_F_NODAD}),
]  # fmt: skip


@pytest.mark.root
@pytest.mark.parametrize(("words", "text", "prefix_length", "options"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_a_kernel_takes_our_address_for_the_one_that_ip_addr_adds(
    host: Host, words: str, text: str, prefix_length: int, options: dict[str, object]
) -> None:
    host.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", f"net.ipv6.conf.{INTERFACE}.disable_ipv6=0")
    address = parse_address(text)
    plain: dict[str, object] = {"scope": 0, "label": None, "broadcast": None, "lease_s": None}

    def told() -> list[AddressMessage | LinkMessage | None]:
        families = (AF_INET, AF_INET6)
        messages = [message for family in families for message in kernel.dump(encode_address_dump(1, family))]
        return [one for one in map(decode_route_message, messages) if getattr(one, "address", b"") == address]

    with Rtnetlink(host) as kernel:
        host.ip(f"addr add {words} {LINK}")
        (theirs,) = told()
        host.ip(f"addr del {words} {LINK}")
        add = encode_add_address(2, 2, address, prefix_length, **{**plain, **options})  # type: ignore[arg-type]
        for _ in range(2):
            assert kernel.ask(add) == 0
            assert told() == [theirs]
        peer = options.get("peer")
        remove = encode_delete_address(3, 2, address, prefix_length, peer=peer)  # type: ignore[arg-type]
        assert [kernel.ask(remove), kernel.ask(remove)] == [0, EADDRNOTAVAIL]


@pytest.mark.root
def test_a_kernel_ends_the_life_of_an_ipv6_address_that_is_not_renewed(host: Host) -> None:
    host.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", f"net.ipv6.conf.{INTERFACE}.disable_ipv6=0")
    with Rtnetlink(host) as kernel, Rtnetlink(host, RTMGRP_IPV6_IFADDR) as monitor:
        add = encode_add_address(
            2, 2, VIP6, 128, scope=0, label=None, broadcast=None, lease_s=1, address_flags=IFA_F_NODAD
        )
        assert kernel.ask(add) == 0
        monitor.heard()

        def is_gone() -> bool:
            news = [decode_route_message(message) for message in monitor.heard()]
            return any(isinstance(one, AddressMessage) and one.deleted and one.address == VIP6 for one in news)

        wait_for(is_gone, "the kernel removes the address", timeout_s=5)

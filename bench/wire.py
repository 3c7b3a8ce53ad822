"""What one packet costs: standfast's codecs against scapy's, pyroute2's and libcrypto's, in the same run.

Usage: python bench/wire.py. Prints microseconds for one call (the best of several rounds, because whatever
else the machine does can only add) and the ratio. Rule: both sides go the same way, from bytes to named
fields or back, as briefly as the library allows (scapy needs an IP header to fill in the VRRP checksum).
Against libcrypto the ratio is below one: it does nothing but the digest, and it costs a process 3.6 MiB.
"""

import hmac
import timeit
from collections.abc import Callable

from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.rtmsg import rtmsg
from scapy.contrib.bfd import BFD
from scapy.layers.inet import IP
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptDstLLAddr, IPv6
from scapy.layers.l2 import ARP, Ether
from scapy.layers.vrrp import VRRP, VRRPv3

from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire import ah, vrrp_auth
from standfast.wire.address import parse_address
from standfast.wire.arp import encode_gratuitous_arp
from standfast.wire.bfd import STATE_UP, BfdPacket, decode_bfd, encode_bfd
from standfast.wire.ndp import encode_neighbour_advertisement
from standfast.wire.netlink import iter_messages
from standfast.wire.rtnl import decode_route_message, encode_add_address
from standfast.wire.rtnl_route import NextHop, RouteMessage, decode_route
from standfast.wire.rtnl_route_request import encode_add_route
from standfast.wire.vrrp import (
    MULTICAST_GROUP_IPV4,
    VERSION_3,
    Advertisement,
    ChecksumForm,
    decode_advertisement,
    encode_advertisement,
)

ROUNDS = 7
ROUND_S = 0.05
SOURCE, GROUP = parse_address("192.168.56.101"), MULTICAST_GROUP_IPV4
SOURCE6, GROUP6 = parse_address("fe80::101"), parse_address("ff02::12")
VIP, VIP6 = parse_address("192.168.56.100"), parse_address("fe80::100")
MAC = bytes.fromhex("020000000001")
KEY = bytes(range(32))
PSEUDO_HEADER = ChecksumForm.PSEUDO_HEADER

PLAIN = Advertisement(51, 100, NS_PER_S, (VIP,))
PLAIN_3 = Advertisement(51, 100, NS_PER_S, (VIP,), version=VERSION_3, checksum_form=PSEUDO_HEADER)
PLAIN_6 = Advertisement(51, 100, NS_PER_S, (VIP6,), version=VERSION_3, checksum_form=PSEUDO_HEADER)
MESSAGE = encode_advertisement(PLAIN)
MESSAGE_3 = encode_advertisement(PLAIN_3, source=SOURCE, destination=GROUP)
MESSAGE_6 = encode_advertisement(PLAIN_6, source=SOURCE6, destination=GROUP6)
TRAILER = vrrp_auth.sign(MESSAGE_3, 1, KEY, 1 << 40, source=SOURCE)
AH_PACKET = ah.encode_packet(MESSAGE, KEY[:8], 1, source=SOURCE, destination=GROUP)
BFD_PACKET = BfdPacket(STATE_UP, 0, False, False, False, 3, 1, 2, 50 * NS_PER_MS, 50 * NS_PER_MS)
BFD_BYTES = encode_bfd(BFD_PACKET)
REQUEST = encode_add_address(1, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=4)
ROUTE = RouteMessage(parse_address("10.1.0.0"), 16, (NextHop(2, SOURCE),), metric=5)
ROUTE_REQUEST = encode_add_route(1, ROUTE)


def scapy_encode_vrrp() -> bytes:
    """Build the message with its checksum, which scapy fills in below an IP header only."""
    vrrp = VRRP(vrid=51, priority=100, ipcount=1, addrlist=["192.168.56.100"])
    return bytes(IP(src="192.168.56.101", dst="224.0.0.18", ttl=255, proto=112) / vrrp)


def scapy_encode_vrrp_3() -> bytes:
    """Build the same of version 3."""
    vrrp = VRRPv3(vrid=51, priority=100, ipcount=1, addrlist=["192.168.56.100"])
    return bytes(IP(src="192.168.56.101", dst="224.0.0.18", ttl=255, proto=112) / vrrp)


def scapy_encode_vrrp_6() -> bytes:
    """Build the same of version 3 over IPv6."""
    vrrp = VRRPv3(vrid=51, priority=100, ipcount=1, addrlist=["fe80::100"])
    return bytes(IPv6(src="fe80::101", dst="ff02::12", hlim=255, nh=112) / vrrp)


def scapy_encode_arp() -> bytes:
    """Build the frame of a gratuitous ARP request."""
    mac, address, everybody = MAC.hex(":"), "192.168.56.100", "ff:ff:ff:ff:ff:ff"
    return bytes(Ether(dst=everybody, src=mac) / ARP(op=1, hwsrc=mac, psrc=address, hwdst=everybody, pdst=address))


def scapy_encode_advertisement() -> bytes:
    """Build the frame of an unsolicited neighbour advertisement."""
    mac, address = MAC.hex(":"), "fe80::100"
    ip = Ether(dst="33:33:00:00:00:01", src=mac) / IPv6(src=address, dst="ff02::1", hlim=255)
    return bytes(ip / ICMPv6ND_NA(R=0, S=0, O=1, tgt=address) / ICMPv6NDOptDstLLAddr(lladdr=mac))


def scapy_encode_bfd() -> bytes:
    """Build a control packet."""
    return bytes(BFD(sta=3, my_discriminator=1, your_discriminator=2, min_tx_interval=50_000, min_rx_interval=50_000))


def pyroute2_encode_address() -> bytes:
    """Build the request that adds an address with a lease."""
    message = ifaddrmsg()
    message["family"], message["index"], message["prefixlen"] = 2, 3, 32
    message["header"]["type"], message["header"]["flags"] = 20, 0x505
    lifetimes = {"ifa_preferred": 4, "ifa_valid": 4, "cstamp": 0, "tstamp": 0}
    address = "192.168.56.100"
    message["attrs"] = [("IFA_LOCAL", address), ("IFA_ADDRESS", address), ("IFA_CACHEINFO", lifetimes)]
    message.encode()
    return bytes(message.data)


def pyroute2_decode_address() -> object:
    """Read the same request."""
    message = ifaddrmsg(REQUEST)
    message.decode()
    return message.get_attr("IFA_LOCAL")


def pyroute2_encode_route() -> bytes:
    """Build the request that adds a route."""
    message = rtmsg()
    message["family"], message["dst_len"], message["table"] = 2, 16, 254
    message["proto"], message["type"] = 18, 1
    message["header"]["type"], message["header"]["flags"] = 24, 0x505
    hop = [("RTA_GATEWAY", "192.168.56.101"), ("RTA_OIF", 2)]
    message["attrs"] = [("RTA_TABLE", 254), ("RTA_DST", "10.1.0.0"), ("RTA_PRIORITY", 5), *hop]
    message.encode()
    return bytes(message.data)


def pyroute2_decode_route() -> object:
    """Read the same request."""
    message = rtmsg(ROUTE_REQUEST)
    message.decode()
    return message.get_attr("RTA_DST")


def best_us(call: Callable[[], object]) -> float:
    """Return the microseconds of one call, of the fastest round."""
    timer = timeit.Timer(call)
    count = max(1, int(ROUND_S / (timer.timeit(20) / 20)))
    return min(timer.repeat(ROUNDS, count)) / count * 1e6


ENDS = {"source": SOURCE, "destination": GROUP}
ENDS_6 = {"source": SOURCE6, "destination": GROUP6}
Row = tuple[str, str, Callable[[], object], Callable[[], object]]
PACKETS: list[Row] = [
    ("VRRP 2 encode", "scapy", lambda: encode_advertisement(PLAIN), scapy_encode_vrrp),
    ("VRRP 2 decode", "scapy", lambda: decode_advertisement(MESSAGE), lambda: VRRP(MESSAGE)),
    ("VRRP 3 encode", "scapy", lambda: encode_advertisement(PLAIN_3, **ENDS), scapy_encode_vrrp_3),
    ("VRRP 3 decode", "scapy", lambda: decode_advertisement(MESSAGE_3, **ENDS),
     lambda: VRRPv3(MESSAGE_3, _underlayer=IP())),
    ("VRRP 3 IPv6 encode", "scapy", lambda: encode_advertisement(PLAIN_6, **ENDS_6), scapy_encode_vrrp_6),
    ("VRRP 3 IPv6 decode", "scapy", lambda: decode_advertisement(MESSAGE_6, **ENDS_6),
     lambda: VRRPv3(MESSAGE_6, _underlayer=IPv6())),
    ("HMAC sign", "libcrypto", lambda: vrrp_auth.sign(MESSAGE_3, 1, KEY, 1 << 40, source=SOURCE),
     lambda: hmac.digest(KEY, bytes(60), "sha256")),
    ("HMAC verify", "libcrypto", lambda: vrrp_auth.find_fault(MESSAGE_3, TRAILER, {1: KEY}, source=SOURCE),
     lambda: hmac.digest(KEY, bytes(60), "sha256")),
    ("AH encode", "libcrypto", lambda: ah.encode_packet(MESSAGE, KEY[:8], 1, source=SOURCE, destination=GROUP),
     lambda: hmac.digest(KEY[:8], bytes(64), "md5")),
    ("AH verify", "libcrypto", lambda: ah.find_fault(AH_PACKET[:44], AH_PACKET[44:], KEY[:8]),
     lambda: hmac.digest(KEY[:8], bytes(64), "md5")),
    ("ARP encode", "scapy", lambda: encode_gratuitous_arp(MAC, VIP), scapy_encode_arp),
    ("NA encode", "scapy", lambda: encode_neighbour_advertisement(MAC, VIP6, router=False),
     scapy_encode_advertisement),
    ("BFD encode", "scapy", lambda: encode_bfd(BFD_PACKET), scapy_encode_bfd),
    ("BFD decode", "scapy", lambda: decode_bfd(BFD_BYTES), lambda: BFD(BFD_BYTES)),
]  # fmt: skip
NETLINK: list[Row] = [
    ("address encode", "pyroute2",
     lambda: encode_add_address(1, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=4),
     pyroute2_encode_address),
    ("address decode", "pyroute2",
     lambda: [decode_route_message(message) for message in iter_messages(REQUEST)], pyroute2_decode_address),
    ("route encode", "pyroute2", lambda: encode_add_route(1, ROUTE), pyroute2_encode_route),
    ("route decode", "pyroute2",
     lambda: [decode_route(message) for message in iter_messages(ROUTE_REQUEST)], pyroute2_decode_route),
]  # fmt: skip


def main() -> None:
    """Measure and print one line for each operation."""
    for name, peer, ours, theirs in PACKETS + NETLINK:
        ours_us, theirs_us = best_us(ours), best_us(theirs)
        ratio = theirs_us / ours_us
        print(f"{name:18} standfast {ours_us:6.2f} us   {peer:9} {theirs_us:7.2f} us   {ratio:6.1f} x")


if __name__ == "__main__":
    main()

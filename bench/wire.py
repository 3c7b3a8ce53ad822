"""What one packet costs: standfast's codecs against scapy's and pyroute2's, in the same run.

Usage: python bench/wire.py. Prints microseconds for one call (the best of several rounds, because whatever
else the machine does can only add) and the ratio. Rule: both sides go the same way, from bytes to named
fields or back, as briefly as the library allows (scapy needs an IP header to fill in the VRRP checksum).
"""

import timeit
from collections.abc import Callable

from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from scapy.layers.inet import IP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.vrrp import VRRP

from standfast.units import NS_PER_S
from standfast.wire.arp import encode_gratuitous_arp
from standfast.wire.netlink import iter_messages
from standfast.wire.rtnl import decode_route_message, encode_add_address
from standfast.wire.vrrp import Advertisement, decode_advertisement, encode_advertisement

ROUNDS = 7
ROUND_S = 0.05
VIP = bytes((192, 168, 56, 100))
MAC = bytes.fromhex("020000000001")
ADVERTISEMENT = Advertisement(51, 100, NS_PER_S, (VIP,))
MESSAGE = encode_advertisement(ADVERTISEMENT)
REQUEST = encode_add_address(1, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=4)


def scapy_encode_vrrp() -> bytes:
    """Build the message with its checksum, which scapy fills in below an IP header only."""
    vrrp = VRRP(vrid=51, priority=100, ipcount=1, addrlist=["192.168.56.100"])
    return bytes(IP(src="192.168.56.101", dst="224.0.0.18", ttl=255, proto=112) / vrrp)


def scapy_encode_arp() -> bytes:
    """Build the frame of a gratuitous ARP request."""
    mac, address, everybody = MAC.hex(":"), "192.168.56.100", "ff:ff:ff:ff:ff:ff"
    return bytes(Ether(dst=everybody, src=mac) / ARP(op=1, hwsrc=mac, psrc=address, hwdst=everybody, pdst=address))


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


def best_us(call: Callable[[], object]) -> float:
    """Return the microseconds of one call, of the fastest round."""
    timer = timeit.Timer(call)
    count = max(1, int(ROUND_S / (timer.timeit(20) / 20)))
    return min(timer.repeat(ROUNDS, count)) / count * 1e6


def main() -> None:
    """Measure and print one line for each operation."""
    rows: list[tuple[str, str, Callable[[], object], Callable[[], object]]] = [
        ("VRRP encode", "scapy", lambda: encode_advertisement(ADVERTISEMENT), scapy_encode_vrrp),
        ("VRRP decode", "scapy", lambda: decode_advertisement(MESSAGE), lambda: VRRP(MESSAGE)),
        ("ARP encode", "scapy", lambda: encode_gratuitous_arp(MAC, VIP), scapy_encode_arp),
        (
            "address encode",
            "pyroute2",
            lambda: encode_add_address(1, 3, VIP, 32, scope=0, label=None, broadcast=None, lease_s=4),
            pyroute2_encode_address,
        ),
        (
            "address decode",
            "pyroute2",
            lambda: [decode_route_message(message) for message in iter_messages(REQUEST)],
            pyroute2_decode_address,
        ),
    ]
    for name, peer, ours, theirs in rows:
        ours_us, theirs_us = best_us(ours), best_us(theirs)
        ratio = theirs_us / ours_us
        print(f"{name:15} standfast {ours_us:6.2f} us   {peer:8} {theirs_us:7.2f} us   {ratio:5.0f} x")


if __name__ == "__main__":
    main()

"""What an attacker may send against a node, and what a node under such a flood was seen to do.

Rules: the flood goes to one host alone, by its MAC; the counters are read from the log, which holds the first ten
packets of a kind in a second one by one and the number of the others; what the kernel dropped is asked of the kernel.
"""

import itertools
import json
import os
import re
import socket
import struct
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from daemons import Standfast
from flooding import Flood
from netlab import INTERFACE, Host, Lan, Wire, wait_for
from switchside import checksum

VRID, SIGNED_VRID = 51, 52
PASSWORD = b"1111\0\0\0\0"
VIP, SIGNED_VIP = "192.168.56.100", "192.168.56.99"
KEY = bytes(range(32)).hex()
GROUP = "224.0.0.18"
_LINE = re.compile(r"Discarded a packet from .* \[([a-z0-9-]+), \d+ so far\]")
_REST = re.compile(r"Discarded (\d+) more packet\(s\) within a second for the same reason \[([a-z0-9-]+)\]")


def configuration(priority: int, signed_priority: int) -> str:
    """Two virtual routers: one with a password, and one whose packets are signed."""
    return f"""\
vrrp_instance VI_1 {{
    state BACKUP
    interface {INTERFACE}
    virtual_router_id {VRID}
    priority {priority}
    version 2
    advert_int 1
    authentication {{
        auth_type PASS
        auth_pass 1111
    }}
    virtual_ipaddress {{
        {VIP}
    }}
}}
vrrp_instance VI_2 {{
    state BACKUP
    interface {INTERFACE}
    virtual_router_id {SIGNED_VRID}
    priority {signed_priority}
    version 3
    advert_int 0.1
    auth_hmac {{
        key 1 hex:{KEY}
        mode enforce
    }}
    virtual_ipaddress {{
        {SIGNED_VIP}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Attack:
    """One kind of packet and the reason why it must be discarded."""

    reason: str
    frame: bytes


def ethernet(mac: bytes, packet: bytes) -> bytes:
    """A frame to one host alone."""
    return mac + bytes.fromhex("020000000bad") + b"\x08\x00" + packet


def ipv4(message: bytes, ttl: int, source: str) -> bytes:
    """A VRRP message in an IPv4 packet to the group."""
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0xC0, 20 + len(message), 0, 0, ttl, 112, 0,
        socket.inet_aton(source), socket.inet_aton(GROUP),
    )  # fmt: skip
    return header[:10] + checksum(header).to_bytes(2, "big") + header[12:] + message


def version_2(
    priority: int,
    *,
    vrid: int = VRID,
    first: int = 0x21,
    interval: int = 1,
    password: bytes = PASSWORD,
    error: int = 0,
) -> bytes:
    """A message of version 2 with a good checksum, plus an error to it."""
    body = struct.pack("!BBBBBBH4s", first, vrid, priority, 1, 1, interval, 0, socket.inet_aton(VIP)) + password
    return body[:6] + ((checksum(body) + error) & 0xFFFF).to_bytes(2, "big") + body[8:]


def attacks(mac: bytes, replayed: Sequence[bytes], variants: int = 400) -> list[Attack]:
    """Everything that must not be believed: each would take over or depose the MASTER, were it believed.

    No two packets are equal, so that no memory of what was seen before helps.
    """
    random = Random(1)
    found = []
    for number in range(variants):
        priority = random.choice((255, 0))
        # Not from the node's own network: from its own addresses its kernel would take nothing.
        source = f"192.168.{57 + number // 250}.{1 + number % 250}"
        wrong = random.randbytes(4).hex().encode()
        crafted = [
            ("packet-length", version_2(priority)[: random.randrange(8, 18)], 255),
            ("checksum", version_2(priority, error=random.randrange(1, 0xFFFF)), 255),
            ("type", version_2(priority, first=random.choice((0x20, *range(0x22, 0x30)))), 255),
            ("version", version_2(priority, first=random.choice((0x01, 0x11, 0x41, 0xF1))), 255),
            ("auth-failure", version_2(priority, password=wrong), 255),
            ("ip-ttl", version_2(priority), random.randrange(1, 255)),
            ("advert-interval", version_2(priority, interval=random.randrange(2, 255)), 255),
            ("virtual-router-id", version_2(priority, vrid=random.randrange(53, 256)), 255),
        ]
        found += [Attack(reason, ethernet(mac, ipv4(message, ttl, source))) for reason, message, ttl in crafted]
        if replayed:
            found.append(Attack("auth-ext-replay", ethernet(mac, replayed[number % len(replayed)])))
    return found


def mac_of(host: Host) -> bytes:
    """The MAC of a host's interface."""
    shown = json.loads(host.run("ip", "-json", "link", "show", "dev", INTERFACE).stdout)
    return bytes.fromhex(shown[0]["address"].replace(":", ""))


def discarded(log: str) -> Counter[str]:
    """How many packets a log says were discarded, by reason."""
    counts = Counter(_LINE.findall(log))
    for number, reason in _REST.findall(log):
        counts[reason] += int(number)
    return counts


def dropped_by_kernel(host: Host) -> int:
    """How many packets the host's receiving raw IPv4 socket had no room for.

    The sending one is a raw socket too, with no room for anything: it is not the one that dropped least.
    """
    lines = host.run("cat", "/proc/net/raw").stdout.splitlines()[1:]
    return min(int(line.split()[-1]) for line in lines)


@dataclass(frozen=True, slots=True)
class Flooded:
    """What was seen while a flood lasted and a little after it."""

    sent: Counter[str]
    counted: Counter[str]
    dropped: int
    peers_adverts: int
    state_changes: int
    largest_gap_s: float
    log_lines: int
    router_cpu_s: float
    took_s: float


class FloodedPair:
    """Host 0 is flooded: MASTER of one virtual router and BACKUP of the other; host 1 is its peer, host 2 attacks."""

    def __init__(self, folder: Path) -> None:
        self.lan = Lan(3)
        self.wire = Wire(self.lan)
        self.nodes = [
            Standfast(self.lan.hosts[0], folder / "0", configuration(200, 100)),
            Standfast(self.lan.hosts[1], folder / "1", configuration(100, 200)),
        ]
        for number, name in ((0, "VI_1"), (1, "VI_2")):
            self.nodes[number].wait_said(rf"\({name}\) Entering MASTER STATE")
            self.nodes[1 - number].wait_said(rf"\({name}\) Entering BACKUP STATE")
        wait_for(lambda: len(self.wire.adverts("192.168.56.102", SIGNED_VRID)) > 20, "signed advertisements")

    def close(self) -> None:
        """End everything."""
        for node in self.nodes:
            node.kill()
        self.wire.__exit__(None, None, None)
        self.lan.close()

    def replayed(self) -> list[bytes]:
        """Old packets of the peer's, signed as they must be."""
        adverts = self.wire.adverts("192.168.56.102", SIGNED_VRID)[:-5]
        return [ipv4(advert.message, 255, advert.source) for advert in adverts]

    def changes(self) -> list[int]:
        """How often each node has changed its state."""
        return [node.said(r"Entering (MASTER|BACKUP|FAULT) STATE") for node in self.nodes]

    def flood(self, rate: int, duration_s: float) -> Flooded:
        """Flood host 0 and tell what was seen."""
        node, host = self.nodes[0], self.lan.hosts[0]
        sources = attacks(mac_of(host), self.replayed())
        peers = "192.168.56.102"
        changes, dropped, lines = self.changes(), dropped_by_kernel(host), node.log().count("\n")
        peers_adverts = len(self.wire.adverts(peers))
        begin_s, cpu_s = time.monotonic(), cpu_seconds(node.router)
        numbers = Flood(self.lan.hosts[2], [attack.frame for attack in sources], rate, duration_s).sent()
        cpu_s = cpu_seconds(node.router) - cpu_s
        took_s = time.monotonic() - begin_s
        # The number of packets that were not logged one by one is told when their second is over.
        time.sleep(2.5)
        sent: Counter[str] = Counter()
        for attack, number in zip(sources, numbers, strict=True):
            sent[attack.reason] += number
        times = [one.time_ns for one in self.wire.adverts(vrid=VRID)][-int(took_s + 2.5) :]
        return Flooded(
            sent,
            discarded(node.log()),
            dropped_by_kernel(host) - dropped,
            len(self.wire.adverts(peers)) - peers_adverts,
            sum(self.changes()) - sum(changes),
            max(later - earlier for earlier, later in itertools.pairwise(times)) / 1e9,
            node.log().count("\n") - lines,
            cpu_s,
            took_s,
        )


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

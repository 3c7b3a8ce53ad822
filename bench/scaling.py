"""The single measurements of bench/scale.py: one daemon, one figure, seen from outside."""

import select
import socket
import struct
import subprocess
import time
from pathlib import Path

from bench.pairs import DAEMONS, VRID, MeasuredPair

from daemons import Keepalived, Standfast, children_of, resident_kib, run_command
from interop.flood import ethernet, ipv4
from netlab import INTERFACE, Host, Lan, wait_for
from switchside import Ear, checksum

INTERFACES = 4
SWITCH = "192.168.56.1"
SETTLE_S = 3.0
GROUP_MAC = bytes.fromhex("01005e000012")
KEY = bytes(range(32)).hex()
_RTMGRP_IPV4_IFADDR, _RTM_NEWADDR, _IFA_LOCAL = 0x10, 20, 2
_SO_RCVBUFFORCE = 33


def addresses(count: int) -> list[str]:
    """So many virtual addresses."""
    return [f"10.{number // 250}.{number % 250}.1" for number in range(count)]


def instance(name: int, interface: str, vrid: int, vips: list[str], body: str = "version 3\n    advert_int 1") -> str:
    """One vrrp_instance; only the first address is told in its advertisements, because 255 are the most."""
    excluded = "".join(f"        {vip}\n" for vip in vips[1:])
    return f"""\
vrrp_instance VI_{name} {{
    state BACKUP
    interface {interface}
    virtual_router_id {vrid}
    priority 200
    {body}
    virtual_ipaddress {{
        {vips[0]}
    }}
""" + (f"    virtual_ipaddress_excluded {{\n{excluded}    }}\n}}\n" if excluded else "}\n")


def start_s(daemon: str, folder: Path) -> float:
    """From the start of the program until its first instance says its first state."""
    lan = Lan(1)
    config = folder / "start.conf"
    config.write_text(instance(1, INTERFACE, VRID, ["192.168.56.100"]))
    command = ["keepalived", "-n", "-l", "-D", "-P", "-f", str(config)]
    if daemon == "standfast":
        command = run_command("-f", str(config), "--run-dir", str(folder / "start-run"))
    begin_s = time.monotonic()
    process = subprocess.Popen(lan.hosts[0].command(*command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert process.stdout is not None
        while b"Entering BACKUP STATE" not in (line := process.stdout.readline()):
            assert line, f"{daemon} did not start"
        return time.monotonic() - begin_s
    finally:
        process.terminate()
        process.communicate()
        lan.close()


class AddressNews:
    """The kernel's news of addresses in a host: the time when all of some are there, or gone."""

    def __init__(self, host: Host) -> None:
        with host.network():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, 16 << 20)
        self._socket.bind((0, _RTMGRP_IPV4_IFADDR))
        self._here: set[str] = set()

    def wait(self, wanted: set[str], *, there: bool, timeout_s: float = 60.0) -> int:
        """Read until all of them are there, or none is; return the time (wall clock, ns)."""
        deadline_s = time.monotonic() + timeout_s
        while not (wanted <= self._here if there else wanted.isdisjoint(self._here)):
            assert time.monotonic() < deadline_s, f"{len(wanted & self._here)} of {len(wanted)} addresses"
            if select.select([self._socket], [], [], 1.0)[0]:
                self._take_in(self._socket.recv(1 << 20))
        return time.time_ns()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _take_in(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            attribute = at + 24
            while attribute + 4 <= at + length:
                size, what = struct.unpack_from("=HH", data, attribute)
                if what == _IFA_LOCAL:
                    address = socket.inet_ntoa(data[attribute + 4 : attribute + 8])
                    (self._here.add if kind == _RTM_NEWADDR else self._here.discard)(address)
                attribute += (max(size, 4) + 3) & ~3
            at += (length + 3) & ~3


def addresses_s(daemon: str, count: int, folder: Path) -> tuple[float, float]:
    """How long a MASTER takes to add so many addresses, and to remove them when a better one speaks."""
    vips = addresses(count)
    lan = Lan(1)
    ear, news = Ear(lan), AddressNews(lan.hosts[0])
    text = instance(1, INTERFACE, VRID, vips, "version 3\n    advert_int 0.1")
    node = DAEMONS[daemon](lan.hosts[0], folder / f"addresses-{daemon}", text)
    try:
        added_ns = news.wait(set(vips), there=True)
        added_s = (added_ns - ear.vrrp(0)[0].time_ns) / 1e9
        time.sleep(SETTLE_S)
        message = struct.pack("!BBBBHH4s", 0x31, VRID, 255, 1, 10, 0, socket.inet_aton(vips[0]))
        # keepalived wants the pseudo-header of RFC 5798.
        pseudo = socket.inet_aton(SWITCH) + socket.inet_aton("224.0.0.18") + struct.pack("!HH", 112, len(message))
        message = message[:6] + checksum(pseudo + message).to_bytes(2, "big") + message[8:]
        begin_ns = time.time_ns()
        ear.say(ethernet(GROUP_MAC, ipv4(message, 255, SWITCH)))
        return added_s, (news.wait(set(vips), there=False) - begin_ns) / 1e9
    finally:
        node.kill()
        news.close()
        ear.close()
        lan.close()


def router_of(node: Standfast | Keepalived) -> int:
    """The process that speaks VRRP."""
    if isinstance(node, Standfast):
        return node.router
    (child,) = children_of(node.pid)
    return child


def cpu_ms(daemon: str, count: int, folder: Path) -> tuple[float, float]:
    """Milliseconds of processor time for 1000 advertisements sent, and for 1000 received, at 10 ms."""
    pair = MeasuredPair(daemon, 0.01, folder)
    try:
        routers = [router_of(node) for node in pair.nodes]
        # The second announcements, five seconds after the first ones, are not advertisements.
        time.sleep(6)
        mark, before = pair.ear.mark(), [run_time_ns(pid) for pid in routers]
        wait_for(lambda: len(pair.ear.vrrp(0, mark)) >= count, "advertisements", 60)
        used = [run_time_ns(pid) - ns for pid, ns in zip(routers, before, strict=True)]
        sent = len(pair.ear.vrrp(0, mark))
        return used[0] / 1e6 * 1000 / sent, used[1] / 1e6 * 1000 / sent
    finally:
        pair.close()


def run_time_ns(pid: int) -> int:
    """The processor time that a process has used, as the scheduler counts it."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def resident_mib(daemon: str, count: int, folder: Path, *, signed: bool = False) -> float:
    """Resident memory of the router with so many instances, each MASTER of one address."""
    lan = Lan(1)
    host = lan.hosts[0]
    host.ip(*(f"link add e{n} type veth peer name p{n}" for n in range(INTERFACES)))
    host.ip(*(line for n in range(INTERFACES) for line in _up(n)))
    body = "version 2\n    advert_int 1"
    if signed:
        body = f"version 3\n    advert_int 1\n    auth_hmac {{\n        key 1 hex:{KEY}\n        mode enforce\n    }}"
    vips = addresses(count)
    text = "".join(instance(n, f"e{n % INTERFACES}", n // INTERFACES + 1, [vips[n]], body) for n in range(count))
    node = DAEMONS[daemon](host, folder / f"memory-{daemon}", text)
    try:
        wait_for(lambda: held(host) >= count, f"{count} addresses", 90)
        time.sleep(2 * SETTLE_S)
        return resident_kib(router_of(node)) / 1024
    finally:
        node.kill()
        lan.close()


def held(host: Host) -> int:
    """How many virtual addresses the host has."""
    shown = host.run("ip", "-4", "-oneline", "addr", "show").stdout
    return sum(line.split()[3].startswith("10.") for line in shown.splitlines())


def _up(number: int) -> tuple[str, ...]:
    own = f"addr add 172.16.{number}.1/24 dev e{number}"
    return own, f"link set e{number} up", f"link set p{number} up"

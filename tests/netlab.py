"""Small networks for tests: hosts made of namespaces on a switch, and an ear on the switch.

Rules: nothing here has a name on the machine, so runs side by side cannot collide. A host is a process that waits on
a pipe; when the test run ends, however it ends, the pipe closes, the process ends and the kernel takes its namespaces
away. What runs in a host is killed with the test run. Packets are decoded here by hand, not by the code under test.
"""

import contextlib
import ctypes
import itertools
import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 0x0003
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
SWITCH_BRIDGE = "br0"
INTERFACE = "enp0s8"
_TIMESPEC = struct.Struct("=qq")
_libc = ctypes.CDLL(None, use_errno=True)

# /run and /dev are the host's own: a pid file, the state directory and /dev/log are nobody else's.
_HOST_INIT = """
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/machine-dev
mount --rbind /dev /run/machine-dev
mount -t tmpfs -o mode=755 tmpfs /dev
for name in null zero full random urandom tty; do ln -s /run/machine-dev/$name /dev/$name; done
ip link set lo up
echo ready
exec cat >/dev/null
"""


def wait_for(condition: Callable[[], object], what: str, timeout_s: float = 15.0) -> None:
    """Wait until `condition` is true. Raises AssertionError that names `what` when it does not become so."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, f"waited {timeout_s:.0f} s in vain for: {what}"
        time.sleep(0.02)


class Host:
    """Network and mount namespace of their own, held by one process."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--mount", "--", "sh", "-euc", _HOST_INIT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"ready\n", "the host cannot be made"
        self.pid = self._holder.pid

    def command(self, *argv: str) -> list[str]:
        """The words that run `argv` in this host. The process keeps the id of the one that is started."""
        return ["nsenter", f"--target={self.pid}", "--net", "--mount", "--", "setpriv", "--pdeathsig", "KILL", *argv]

    def run(self, *argv: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(self.command(*argv), capture_output=True, text=True, timeout=60)
        assert not check or done.returncode == 0, f"{' '.join(argv)}: {done.stderr or done.stdout}"
        return done

    def ip(self, *commands: str) -> None:
        """Run `ip` commands in one go."""
        done = subprocess.run(
            self.command("ip", "-batch", "-"), input="\n".join(commands) + "\n", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    def addresses(self, interface: str = INTERFACE) -> list[str]:
        """The IPv4 addresses on an interface, as `ip addr` shows them."""
        shown = self.run("ip", "-4", "-oneline", "addr", "show", "dev", interface).stdout
        return [line.split()[3].split("/")[0] for line in shown.splitlines()]

    @contextlib.contextmanager
    def network(self) -> Iterator[None]:
        """Have this process stand in the host's network: sockets that it opens belong there."""
        here = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        there = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _set_network_namespace(there)
            yield
        finally:
            _set_network_namespace(here)
            os.close(here)
            os.close(there)

    def path(self, inside: str) -> Path:
        """A file of the host as a path of the caller."""
        return Path(f"/proc/{self.pid}/root{inside}")

    def close(self) -> None:
        """Let the kernel take it away."""
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.wait(timeout=10)
        self._holder.stdout.close()


def _set_network_namespace(descriptor: int) -> None:
    if _libc.setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


class Lan:
    """Hosts 192.168.56.101, .102 ... with interface enp0s8, each on a port of one switch."""

    def __init__(self, count: int) -> None:
        self.switch = Host()
        self.switch.ip(
            f"link add {SWITCH_BRIDGE} type bridge mcast_snooping 0 forward_delay 0", f"link set {SWITCH_BRIDGE} up"
        )
        self.hosts = [Host() for _ in range(count)]
        for number in range(count):
            self.plug(number)

    def plug(self, number: int) -> None:
        """Give a host its interface and put the cable in, at the start or after the interface was deleted."""
        host, port = self.hosts[number], f"port{101 + number}"
        self.switch.ip(
            f"link add {port} type veth peer name {INTERFACE} netns {host.pid}",
            f"link set {port} master {SWITCH_BRIDGE} up",
        )
        # No IPv6: an address that appears by itself would look like a change that somebody made.
        host.ip(
            f"addr add 192.168.56.{101 + number}/24 brd + dev {INTERFACE}",
            f"link set {INTERFACE} addrgenmode none",
            f"link set {INTERFACE} up",
        )

    def close(self) -> None:
        """Let the kernel take everything away."""
        for host in (*self.hosts, self.switch):
            host.close()


@dataclass(frozen=True, slots=True)
class Frame:
    """One Ethernet frame and the kernel's time of it (wall clock, nanoseconds)."""

    time_ns: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Advert:
    """A VRRP packet on the wire. `message` is what follows the IP header."""

    time_ns: int
    source: str
    destination: str
    tos: int
    ttl: int
    message: bytes

    @property
    def vrid(self) -> int:
        """The virtual router id."""
        return self.message[1]

    @property
    def priority(self) -> int:
        """The priority; 0 is a resignation."""
        return self.message[2]


class Wire:
    """Hears every broadcast and multicast frame of a LAN, from its making on."""

    def __init__(self, lan: Lan) -> None:
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.bind((SWITCH_BRIDGE, ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setblocking(False)
        self._frames: list[Frame] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def frames(self) -> list[Frame]:
        """Everything heard so far, in order."""
        while True:
            try:
                data, control, _, _ = self._socket.recvmsg(2048, 64)
            except BlockingIOError:
                return self._frames
            seconds, nanoseconds = _TIMESPEC.unpack(control[0][2])
            self._frames.append(Frame(seconds * 1_000_000_000 + nanoseconds, data))

    def adverts(self, source: str | None = None, vrid: int | None = None) -> list[Advert]:
        """The VRRP packets heard so far; of one sender and one virtual router, if these are given."""
        found = [_as_advert(frame) for frame in self.frames()]
        return [one for one in found if one and source in (None, one.source) and vrid in (None, one.vrid)]

    def largest_gap_s(self, vrid: int | None = None) -> float:
        """The longest time between two advertisements that follow each other."""
        times = [advert.time_ns for advert in self.adverts(vrid=vrid)]
        return max(later - earlier for earlier, later in itertools.pairwise(times)) / 1e9

    def arps(self, address: str) -> list[Frame]:
        """The ARP frames heard so far whose sender address is `address`."""
        packed = socket.inet_aton(address)
        return [frame for frame in self.frames() if frame.data[12:14] == b"\x08\x06" and frame.data[28:32] == packed]

    def write_pcap(self, path: Path) -> None:
        """Write what was heard as a capture file (pcap with nanoseconds, Ethernet)."""
        parts = [struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)]
        for frame in self.frames():
            seconds, nanoseconds = divmod(frame.time_ns, 1_000_000_000)
            parts += [struct.pack("=IIII", seconds, nanoseconds, len(frame.data), len(frame.data)), frame.data]
        path.write_bytes(b"".join(parts))


def _as_advert(frame: Frame) -> Advert | None:
    data = frame.data
    if data[12:14] != b"\x08\x00" or data[23] != 112:
        return None
    header = (data[14] & 0x0F) * 4
    (length,) = struct.unpack_from("!H", data, 16)
    return Advert(
        frame.time_ns,
        socket.inet_ntoa(data[26:30]),
        socket.inet_ntoa(data[30:34]),
        tos=data[15],
        ttl=data[22],
        message=data[14 + header : 14 + length],
    )


class AddressWatch:
    """`ip monitor address` in a host: every address that comes or goes, as the administrator would see it."""

    def __init__(self, host: Host, folder: Path) -> None:
        self._output = folder / f"ip-monitor-{time.monotonic_ns()}.txt"
        with self._output.open("wb") as file:
            self._process = subprocess.Popen(
                host.command("ip", "-oneline", "monitor", "address"), stdout=file, stderr=subprocess.STDOUT
            )
        # It listens once it shows what we do.
        wait_for(lambda: self._shows_our_mark(host), "ip monitor listens")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def lines(self, address: str) -> list[str]:
        """The lines about an address."""
        return [line for line in self._output.read_text().splitlines() if f" {address}/" in line]

    def removals(self, address: str) -> list[str]:
        """The lines that say the address went away."""
        return [line for line in self.lines(address) if line.startswith("Deleted")]

    def _shows_our_mark(self, host: Host) -> bool:
        host.ip("addr replace 127.99.99.99/32 dev lo", "addr del 127.99.99.99/32 dev lo")
        return bool(self.lines("127.99.99.99"))

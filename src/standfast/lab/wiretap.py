"""Finds the moment for a fault: so long after an advertisement on the wire, or after a run of the check script.

Both daemons then meet the same fault at the same phase of their cycle, which is what makes their figures comparable.

Rules: it looks and never sends; advertisements are seen at the switch, where they enter it; runs of the script are
seen by inotify when the file is opened. Times are taken when the event is read.
"""

import ctypes
import os
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from standfast.errors import DecodeError, KernelError, LabError
from standfast.linux import netns
from standfast.units import NS_PER_S
from standfast.wire.address import format_address
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import PROTOCOL_VRRP, decode_advertisement

ETH_P_IP = 0x0800
_ETHERNET_LENGTH = 14
IN_OPEN = 0x20


@dataclass(frozen=True, slots=True)
class Advert:
    """An advertisement seen at the switch."""

    at_ns: int
    source: str
    vrid: int
    priority: int


def read_advert(frame: bytes, at_ns: int) -> Advert | None:
    """Read a VRRP advertisement from an Ethernet frame, or `None` if it is something else."""
    packet = frame[_ETHERNET_LENGTH:]
    try:
        header = decode_ipv4(packet)
        if header.protocol != PROTOCOL_VRRP:
            return None
        advert = decode_advertisement(packet[header.header_length : header.total_length])
    except DecodeError:
        return None
    return Advert(at_ns, format_address(header.source), advert.virtual_router_id, advert.priority)


class AdvertTap:
    """Sees advertisements as they enter the switch."""

    def __init__(self, switch_pid: int) -> None:
        try:
            self._socket = netns.make_in_network(switch_pid, self._listen)
        except KernelError as error:
            raise LabError(f"cannot enter the network of process {switch_pid}: {error}") from error
        self._stop = threading.Event()
        self._seen = threading.Condition()
        self._last: dict[str, Advert] = {}
        self._thread = threading.Thread(target=self._read, name="lab-wiretap", daemon=True)
        self._thread.start()

    @staticmethod
    def _listen() -> socket.socket:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_IP))
        _keep_only_vrrp(tap)
        tap.settimeout(0.1)
        return tap

    def _read(self) -> None:
        while not self._stop.is_set():
            try:
                frame, address = self._socket.recvfrom(2048)
            except TimeoutError:
                continue
            if address[2] == socket.PACKET_OUTGOING:
                continue
            advert = read_advert(frame, time.monotonic_ns())
            if advert is not None:
                self._note(advert)

    def _note(self, advert: Advert) -> None:
        """Enter an advertisement; its copy on the bridge's own interface follows within a millisecond."""
        with self._seen:
            last = self._last.get(advert.source)
            if last is None or advert.at_ns - last.at_ns > 5_000_000:
                self._last[advert.source] = advert
                self._seen.notify_all()

    def last(self, source: str) -> Advert | None:
        """The last advertisement of that sender."""
        return self._last.get(source)

    def wait(self, source: str, within_s: float) -> int:
        """Wait for the next advertisement of that sender and tell when it came. Raises LabError if none comes."""
        before = self._last.get(source)
        with self._seen:
            if not self._seen.wait_for(lambda: self._last.get(source) is not before, within_s):
                raise LabError(f"no advertisement of {source} within {within_s:g} s")
            return self._last[source].at_ns

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join()
        self._socket.close()


def _keep_only_vrrp(tap: socket.socket) -> None:
    """Let the kernel drop what is not VRRP (a classic BPF program), so that the client's load costs nothing here."""
    program = [
        (0x30, 0, 0, _ETHERNET_LENGTH + 9),
        (0x15, 0, 1, PROTOCOL_VRRP),
        (0x06, 0, 0, 0xFFFF),
        (0x06, 0, 0, 0),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    tap.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HL", len(program), ctypes.addressof(code)))  # SO_ATTACH_FILTER


class ScriptTap:
    """Sees when a script file is opened, that is when the daemon runs it."""

    def __init__(self, script: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if libc.inotify_add_watch(self._fd, os.fsencode(script), IN_OPEN) < 0:
            os.close(self._fd)
            raise LabError(f"cannot watch {script}: {os.strerror(ctypes.get_errno())}")

    def wait(self, within_s: float) -> int:
        """Wait for the next run and tell when it began. Raises LabError if none comes."""
        self._drain()
        ready, _, _ = select.select([self._fd], [], [], within_s)
        if not ready:
            raise LabError(f"the check script did not run within {within_s:g} s")
        return time.monotonic_ns()

    def _drain(self) -> None:
        """Forget older runs; a run opens its file more than once, so one that has just begun is let pass."""
        while select.select([self._fd], [], [], 0.1)[0]:
            os.read(self._fd, 4096)

    def close(self) -> None:
        """Stop watching."""
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def sleep_until(at_ns: int) -> None:
    """Sleep until that moment of the monotonic clock; at once if it has passed."""
    time.sleep(max(0, at_ns - time.monotonic_ns()) / NS_PER_S)

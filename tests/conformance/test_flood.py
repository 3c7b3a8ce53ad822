"""A flood of packets that must not be believed: no state changes, no advertisement is late, every packet is counted.

The sender is a program of its own on a third host, as fast as Python can, up to RATE packets a second.
"""

import ctypes
import itertools
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import BACKUP_WORDS, MASTER_WORDS, VIP, Standfast
from netlab import SWITCH_BRIDGE, AddressWatch, Lan
from standfast.wire.address import parse_address
from standfast.wire.vrrp import AUTH_PASS, VERSION_3, Advertisement, ChecksumForm, encode_advertisement

pytestmark = pytest.mark.root

RATE = 50_000
SECONDS = 3
GROUP, FOREIGNER = parse_address("224.0.0.18"), parse_address("192.168.56.103")
ADDRESSES = (parse_address(VIP),)
INSTANCE = """
vrrp_instance VI_1 {{
    interface enp0s8
    virtual_router_id 51
    priority {priority}
    {body}
    virtual_ipaddress {{
        192.168.56.100
    }}
}}
"""
BODY_2 = "version 2\n advert_int 1\n authentication {\n auth_type PASS\n auth_pass 1111\n }"
BODY_3 = "version 3\n advert_int 0.1"
SENDER = """
import socket, sys, time
with open(sys.argv[1], "rb") as file:
    packets = file.read().split(b"END!")[:-1]
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
raw.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"enp0s8")
sent, began = 0, time.monotonic()
while (now := time.monotonic()) < began + float(sys.argv[3]):
    for _ in range(min(int((now - began) * float(sys.argv[2])) - sent, 64)):
        raw.sendto(packets[sent % len(packets)], ("224.0.0.18", 0))
        sent += 1
print(sent)
"""


def packet(message: bytes, ttl: int = 255) -> bytes:
    """An IPv4 packet; the kernel fills in the rest."""
    header = struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(message), 0, 0, ttl, 112, 0)
    return header + FOREIGNER + GROUP + message


def message_3(vrid: int = 51) -> bytes:
    """What would end any MASTER."""
    advertisement = Advertisement(
        vrid, 254, 10**8, ADDRESSES, version=VERSION_3, checksum_form=ChecksumForm.PSEUDO_HEADER
    )
    return encode_advertisement(advertisement, source=FOREIGNER, destination=GROUP)


def with_checksum(number: int) -> bytes:
    message = message_3()
    return message[:6] + (int.from_bytes(message[6:8], "big") ^ number).to_bytes(2, "big") + message[8:]


def version_2(password: bytes) -> bytes:
    return encode_advertisement(Advertisement(51, 254, 10**9, ADDRESSES, auth_type=AUTH_PASS, auth_data=password))


KINDS = {
    "malformed": (BODY_3, [packet(with_checksum(number)) for number in range(1, 400)]),
    "wrong TTL": (BODY_3, [packet(message_3(), ttl) for ttl in range(1, 255)]),
    "foreign": (BODY_3, [packet(message_3(vrid)) for vrid in range(52, 256)]),
    "wrong password": (BODY_2, [packet(version_2(b"%08d" % number)) for number in range(400)]),
}


class Ear:
    """Hears only what the MASTER says, however much else there is."""

    def __init__(self, lan: Lan) -> None:
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self._socket.bind((SWITCH_BRIDGE, 3))
        self._socket.settimeout(0.0)
        # ldh [12]; IPv4? ld [26]; from 192.168.56.101?
        source = int.from_bytes(parse_address("192.168.56.101"), "big")
        program = [
            (0x28, 0, 0, 12), (0x15, 0, 3, 0x0800), (0x20, 0, 0, 26), (0x15, 0, 1, source),
            (0x06, 0, 0, 0xFFFF), (0x06, 0, 0, 0),
        ]  # fmt: skip
        code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in program))
        self._socket.setsockopt(socket.SOL_SOCKET, 26, struct.pack("@HP", len(program), ctypes.addressof(code)))
        self._socket.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS

    def times_s(self) -> Iterator[float]:
        """When each of its packets came."""
        while True:
            try:
                _, control, _, _ = self._socket.recvmsg(2048, 64)
            except BlockingIOError:
                return
            seconds, nanoseconds = struct.unpack("=qq", control[0][2])
            yield seconds + nanoseconds / 1e9

    def close(self) -> None:
        self._socket.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_flood_changes_nothing_and_is_counted(kind: str, tmp_path: Path) -> None:
    body, packets = KINDS[kind]
    (tmp_path / "packets").write_bytes(b"".join(one + b"END!" for one in packets))
    lan = Lan(3)
    host = lan.hosts[0]
    master_text, backup_text = (INSTANCE.format(priority=priority, body=body) for priority in (200, 100))
    with (
        Standfast(host, tmp_path / "master", master_text) as master,
        Standfast(lan.hosts[1], tmp_path / "backup", backup_text) as backup,
        AddressWatch(host, tmp_path) as watch,
    ):
        master.wait_said(MASTER_WORDS)
        backup.wait_said(BACKUP_WORDS)
        time.sleep(1)
        states = master.said("Entering"), backup.said("Entering")
        ear = Ear(lan)
        command = lan.hosts[2].command(
            sys.executable, "-c", SENDER, str(tmp_path / "packets"), str(RATE), str(SECONDS)
        )
        sent = int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
        times_s = list(ear.times_s())
        ear.close()
        # The line with the rest of the last second comes with its end.
        time.sleep(1.5)
        assert (master.said("Entering"), backup.said("Entering")) == states
        assert watch.removals(VIP) == []
        interval_s = 1.0 if body is BODY_2 else 0.1
        gaps_s = [later - earlier for earlier, later in itertools.pairwise(times_s)]
        assert len(gaps_s) >= SECONDS / interval_s - 2
        assert max(gaps_s) < 1.5 * interval_s, "no advertisement is missing"
        for daemon in (master, backup):
            assert counted(daemon) == sent, daemon.log()[-500:]
            assert daemon.said("Discarded a packet") <= 10 * (SECONDS + 2), "ten lines a second"
    lan.close()


def counted(daemon: Standfast) -> int:
    """How many packets it says that it discarded or never read."""
    more = sum(int(number) for number in re.findall(r"Discarded (\d+) more", daemon.log()))
    unread = sum(int(number) for number in re.findall(r"(\d+) were dropped unread", daemon.log()))
    return more + unread + daemon.said("Discarded a packet")

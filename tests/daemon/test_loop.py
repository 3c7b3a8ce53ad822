"""The router's loop at work: what comes from the wire, the kernel and scripts, and what must not delay it."""

import itertools
import re
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from daemons import BACKUP_WORDS, MASTER_WORDS, VIP, Pair, Standfast, configuration
from netlab import INTERFACE, AddressWatch, Advert, Host, Lan, Wire, wait_for
from standfast.wire.checksum import internet_checksum
from standfast.wire.vrrp import DiscardReason

FAULT_WORDS = r"\(VI_1\) Entering FAULT STATE"
FORGED_SOURCE = "192.168.56.66"
# A packet that would end any MASTER if it were believed.
VERSION_TYPE, VRID, PRIORITY, COUNT, AUTH_TYPE, INTERVAL_S = 0x21, 51, 255, 1, 1, 1
PASSWORD = b"1111\0\0\0\0"


def message(
    *,
    version_type: int = VERSION_TYPE,
    vrid: int = VRID,
    count: int = COUNT,
    auth_type: int = AUTH_TYPE,
    interval_s: int = INTERVAL_S,
    checksum_error: int = 0,
    password: bytes = PASSWORD,
    addresses: bytes = socket.inet_aton(VIP),
) -> bytes:
    """The VRRP message of a router with priority 255, with one thing wrong with it."""
    head = struct.pack("!6B", version_type, vrid, PRIORITY, count, auth_type, interval_s)
    checksum = internet_checksum(head + b"\0\0" + addresses + password) ^ checksum_error
    return head + checksum.to_bytes(2, "big") + addresses + password


WRONG = {
    DiscardReason.LENGTH: message(count=2),
    DiscardReason.VERSION: message(version_type=0x41),
    DiscardReason.TYPE: message(version_type=0x22),
    DiscardReason.CHECKSUM: message(checksum_error=1),
    DiscardReason.ADDRESS_COUNT: message(count=0, addresses=b""),
    DiscardReason.VRID: message(vrid=52),
    DiscardReason.ADVERT_INTERVAL: message(interval_s=2),
    DiscardReason.AUTH_TYPE_INVALID: message(auth_type=3),
    DiscardReason.AUTH_TYPE_MISMATCH: message(auth_type=0),
    DiscardReason.AUTH_FAILURE: message(password=b"2222\0\0\0\0"),
}

# The kernel itself drops what has a broken IP header or the receiver's own address as its source.
BY_THE_KERNEL = {DiscardReason.IP_HEADER, DiscardReason.OWN_PACKET}
# These need another configuration: IPv6, unicast, an authentication header, HMAC.
ELSEWHERE = {
    DiscardReason.FIRST_ADDRESS, DiscardReason.DESTINATION, DiscardReason.UNICAST_SOURCE, DiscardReason.AUTH_REPLAY,
    *(reason for reason in DiscardReason if reason.startswith("auth-ext")),
}  # fmt: skip


def packet(payload: bytes, *, source: str = FORGED_SOURCE, ttl: int = 255) -> bytes:
    """An IPv4 packet of protocol 112; the kernel fills in length and checksum."""
    addresses = socket.inet_aton(source) + socket.inet_aton("224.0.0.18")
    return struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(payload), 0, 0, ttl, 112, 0) + addresses + payload


def send(host: Host, packets: list[bytes]) -> None:
    """Put whole IP packets on the wire."""
    with host.network(), socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, INTERFACE.encode())
        for one in packets:
            raw.sendto(one, ("224.0.0.18", 0))


# -- what comes from the wire


@pytest.mark.root
def test_no_packet_that_must_not_be_believed_changes_anything(pair: Pair, tmp_path: Path) -> None:
    packets = {reason: packet(payload) for reason, payload in WRONG.items()}
    packets[DiscardReason.TTL] = packet(message(), ttl=254)
    assert set(DiscardReason) - packets.keys() == BY_THE_KERNEL | ELSEWHERE
    masters, backups = pair.master.said(r"Entering"), pair.backup.said(r"Entering")
    with AddressWatch(pair.host, tmp_path) as watch, Wire(pair.lan) as wire:
        # From the BACKUP's host, as a stranger would; it does not hear its own.
        for _ in range(30):
            send(pair.lan.hosts[1], list(packets.values()))
        for reason in packets:
            pair.master.wait_said(re.escape(f"[{reason}, 10 so far]"))
            pair.master.wait_said(rf"Discarded 20 more packet\(s\) .*\[{reason}\]")
        assert pair.master.said("Discarded a packet") == 10 * len(packets), "ten lines a second and reason, no more"
        send(pair.lan.hosts[1], list(packets.values()))
        for reason in packets:
            pair.master.wait_said(re.escape(f"[{reason}, 31 so far]"))
        assert pair.master.said(r"Entering") == masters
        assert pair.backup.said(r"Entering") == backups
        assert watch.removals(VIP) == []

        def own_adverts() -> list[Advert]:
            return [one for one in wire.adverts("192.168.56.101") if one.priority != PRIORITY]

        wait_for(lambda: len(own_adverts()) >= 3, "the MASTER's own advertisements")
        own = own_adverts()
        assert {one.priority for one in own} == {254}
        times_ns = [one.time_ns for one in own]
        assert max(b - a for a, b in itertools.pairwise(times_ns)) < 1.1e9, "nor does a flood delay it"


@pytest.mark.root
def test_a_packet_that_is_believed_does(lan: Lan, tmp_path: Path) -> None:
    """The counterpart of the test above: the same packet with nothing wrong ends the MASTER."""
    with Standfast(lan.hosts[0], tmp_path / "node", configuration(254)) as daemon:
        daemon.wait_said(MASTER_WORDS)
        send(lan.hosts[1], [packet(message())])
        daemon.wait_said(BACKUP_WORDS + rf" \({FORGED_SOURCE} advertises priority 255, ours is 254\)")
        wait_for(lambda: VIP not in lan.hosts[0].addresses(), "the VIP is given up")


# -- what comes from the kernel


@pytest.mark.root
def test_an_address_that_somebody_removes_is_put_back_at_once(pair: Pair) -> None:
    with Wire(pair.lan) as wire:
        for time_number in (1, 2):
            told = pair.master.said("removed by somebody else")
            pair.host.ip(f"addr del {VIP}/32 dev {INTERFACE}")
            wait_for(lambda: VIP in pair.host.addresses(), "the VIP is back", timeout_s=2)
            pair.master.wait_said("removed by somebody else", times=told + 1)
            wait_for(lambda: len(wire.arps(VIP)) >= time_number, "it is announced")  # noqa: B023
    assert not pair.backup.said(MASTER_WORDS)


@pytest.mark.root
def test_a_cut_cable_is_a_fault_until_it_is_mended(lan: Lan, tmp_path: Path) -> None:
    host = lan.hosts[0]
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        lan.switch.ip("link set port101 down")
        daemon.wait_said(FAULT_WORDS + rf" \(interface {INTERFACE} is down\)")
        wait_for(lambda: VIP not in host.addresses(), "the VIP is given up")
        lan.switch.ip("link set port101 up")
        daemon.wait_said(MASTER_WORDS, times=2)
        wait_for(lambda: VIP in host.addresses(), "the VIP is back")
        assert daemon.stop() == 0


@pytest.mark.root
def test_a_daemon_waits_for_an_interface_without_an_address(lan: Lan, tmp_path: Path) -> None:
    host = lan.hosts[0]
    host.ip(f"addr flush dev {INTERFACE}")
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        daemon.wait_said(FAULT_WORDS + rf" \(interface {INTERFACE} has no IPv4 address to send from\)")
        host.ip(f"addr add 192.168.56.101/24 dev {INTERFACE}")
        daemon.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP in host.addresses(), "the VIP")


@pytest.mark.root
def test_an_interface_that_is_made_anew_is_used_and_heard(lan: Lan, tmp_path: Path) -> None:
    host = lan.hosts[0]
    with Standfast(host, tmp_path / "node", configuration(254, body="nopreempt")) as daemon:
        daemon.wait_said(MASTER_WORDS)
        host.ip(f"link del {INTERFACE}")
        daemon.wait_said(FAULT_WORDS)
        lan.plug(0)
        daemon.wait_said(MASTER_WORDS, times=2)
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        send(lan.hosts[1], [packet(message())])
        daemon.wait_said(BACKUP_WORDS + rf" \({FORGED_SOURCE} advertises")


# -- what must not delay it


@pytest.mark.root
def test_a_thousand_addresses_delay_no_advertisement(lan: Lan, tmp_path: Path) -> None:
    host = lan.hosts[0]
    instances = {
        vrid: configuration(255, addresses="\n".join(f"10.{vrid}.0.{number}" for number in range(1, 251)))
        .replace("VI_1", f"VI_{vrid}")
        .replace("virtual_router_id 51", f"virtual_router_id {vrid}")
        for vrid in (11, 12, 13, 14)
    }
    with Wire(lan) as wire, Standfast(host, tmp_path / "node", "\n".join(instances.values())) as daemon:
        wait_for(lambda: len(host.addresses()) == 1001, "a thousand addresses")
        # The second round of gratuitous ARP, after 5 s, is the busiest moment.
        wait_for(lambda: len(wire.arps("10.14.0.250")) == 10, "all gratuitous ARP", timeout_s=30)
        wait_for(lambda: len(wire.adverts(vrid=14)) >= 9, "more advertisements")
        assert max(wire.largest_gap_s(vrid) for vrid in instances) < 1.1
        assert len(host.addresses()) == 1001, "every lease was renewed in time"
        assert daemon.stop() == 0
        assert host.addresses() == ["192.168.56.101"]


def _slow_script(folder: Path) -> str:
    return f"""\
global_defs {{
    script_user root
}}
vrrp_script slow {{
    script "{folder}/slow"
    interval 1
    timeout 2
    weight 10
}}
"""


@pytest.mark.root
def test_a_script_that_hangs_delays_no_advertisement_and_is_ended(lan: Lan, tmp_path: Path) -> None:
    script = tmp_path / "slow"
    started = tmp_path / "started"
    script.write_text(f"#!/bin/sh\ntrap '' TERM\necho $$ >>{started}\nsleep 60 & wait; sleep 60\n")
    script.chmod(0o755)
    text = configuration(200, head=_slow_script(tmp_path), body="track_script {\n slow\n }")
    with Wire(lan) as wire, Standfast(lan.hosts[0], tmp_path / "node", text) as daemon:
        daemon.wait_said(r"VRRP_Script\(slow\) failed: was still running after 2 s \(timeout\)")
        wait_for(lambda: len(wire.adverts()) >= 4, "advertisements")
        assert wire.largest_gap_s() < 1.1
        assert daemon.stop() == 0
    pids = [int(line) for line in started.read_text().split()]
    assert len(pids) >= 2, "after one run was ended there is another"
    wait_for(_all_gone(pids), "every run has ended")


def _all_gone(pids: list[int]) -> Callable[[], bool]:
    return lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids)

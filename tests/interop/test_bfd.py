"""BFD with FRR's bfdd and with Debian's keepalived: a session comes up, and each side notices the other's death.

Rules: the judge is the wire: states and diagnostics (RFC 5880) are read from packets, at the port they came in by.
"""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemons import Keepalived, Standfast, children_of, kill
from interop.peers import FRR, give_ipv6, missing_program
from netlab import Host, Lan, wait_for
from switchside import Ear

pytestmark = pytest.mark.root

BFD_PORT = 3784
DOWN, UP = 1, 3
EXPIRED = 1
INTERVAL_MS, MULTIPLIER = 100, 3
SLACK_S = 1.0
ADDRESSES = {"4": ("192.168.56.101", "192.168.56.102"), "6": ("fd00:56::101", "fd00:56::102")}
families = pytest.mark.parametrize("family", ["4", "6"], ids=["ipv4", "ipv6"])
peers = pytest.mark.parametrize("peer", ["frr", "keepalived"])


class Bfdd:
    """FRR's zebra and bfdd in a host."""

    def __init__(self, host: Host, folder: Path, family: str) -> None:
        folder.mkdir(exist_ok=True)
        theirs, ours = ADDRESSES[family]
        host.run("install", "-d", "-o", "frr", "-g", "frr", "/run/frr")
        host.path("/run/frr/bfdd.conf").write_text(
            f"bfd\n peer {theirs} local-address {ours} interface enp0s8\n  detect-multiplier {MULTIPLIER}\n"
            f"  receive-interval {INTERVAL_MS}\n  transmit-interval {INTERVAL_MS}\n"
        )
        self._log = (folder / "frr.log").open("ab")
        self._processes = []
        for name, config in (("zebra", "/dev/null"), ("bfdd", "/run/frr/bfdd.conf")):
            command = host.command(str(FRR / name), "-P", "0", "-f", config, "--log", "stdout")
            self._processes.append(subprocess.Popen(command, stdout=self._log, stderr=self._log))
            wait_for(lambda: host.path("/run/frr/zserv.api").exists(), "zebra listens")

    def kill(self) -> None:
        """SIGKILL for both."""
        for process in self._processes:
            process.kill()
            process.wait()
        self._log.close()


def text(family: str, number: int) -> str:
    """keepalived.conf of host 0 or 1."""
    ours, theirs = ADDRESSES[family][number], ADDRESSES[family][1 - number]
    return f"""\
bfd_instance other {{
    neighbor_ip {theirs}
    source_ip {ours}
    min_rx {INTERVAL_MS}
    min_tx {INTERVAL_MS}
    multiplier {MULTIPLIER}
    hoplimit 255
}}
vrrp_instance VI_1 {{
    state BACKUP
    interface enp0s8
    virtual_router_id 51
    priority {200 - number}
    advert_int 1
    virtual_ipaddress {{
        192.168.56.100
    }}
    track_bfd {{
        other weight -50
    }}
}}
"""


@pytest.fixture
def ear(lan: Lan) -> Iterator[Ear]:
    for number, host in enumerate(lan.hosts):
        give_ipv6(host, number)
    made = Ear(lan)
    yield made
    made.close()


def said(ear: Ear, host: int) -> list[tuple[int, int, int, int]]:
    """What a host said by BFD: (time in ns, state, diagnostic, TTL)."""
    found = []
    for one in ear.heard():
        data = one.data
        at, ttl = (34, 22) if data[12:14] == b"\x08\x00" else (54, 21)
        is_udp = data[23] == 17 if at == 34 else data[12:14] == b"\x86\xdd" and data[20] == 17
        if one.host == host and is_udp and int.from_bytes(data[at + 2 : at + 4], "big") == BFD_PORT:
            found.append((one.time_ns, data[at + 9] >> 6, data[at + 8] & 31, data[ttl]))
    return found


def wait_state(ear: Ear, host: int, state: int, since_ns: int = 0) -> tuple[int, int, int, int]:
    """The first packet of a host in a state, later than `since_ns`."""

    def found() -> list[tuple[int, int, int, int]]:
        return [one for one in said(ear, host) if one[0] > since_ns and one[1] == state]

    wait_for(found, f"host {host} says state {state}")
    return found()[0]


def start_peer(peer: str, host: Host, folder: Path, family: str) -> Callable[[], None]:
    """Start the other side and return what kills it."""
    if peer == "frr":
        return Bfdd(host, folder, family).kill
    daemon = Keepalived(host, folder, text(family, 1), parts=())

    def kill_all() -> None:
        if daemon.process.poll() is None:
            daemon.signal(signal.SIGSTOP)
            for child in children_of(daemon.pid):
                kill(child, signal.SIGKILL)
        daemon.kill()

    return kill_all


@families
@peers
def test_a_session_comes_up_and_its_end_is_noticed(
    lan: Lan, ear: Ear, tmp_path: Path, peer: str, family: str
) -> None:
    if reason := missing_program(peer):
        pytest.skip(reason)
    kill_peer = start_peer(peer, lan.hosts[1], tmp_path / "peer", family)
    try:
        with Standfast(lan.hosts[0], tmp_path / "ours", text(family, 0)) as ours:
            wait_state(ear, 0, UP)
            wait_state(ear, 1, UP)
            assert {ttl for *_, ttl in said(ear, 0)} == {255}
            kill_peer()
            last_ns = said(ear, 1)[-1][0]
            down_ns, _, diagnostic, _ = wait_state(ear, 0, DOWN, since_ns=last_ns)
            assert diagnostic == EXPIRED
            detection_s = MULTIPLIER * INTERVAL_MS / 1000
            assert 0.9 * detection_s < (down_ns - last_ns) / 1e9 < detection_s + SLACK_S
            kill_peer = start_peer(peer, lan.hosts[1], tmp_path / "peer again", family)
            wait_state(ear, 0, UP, since_ns=down_ns)
            up_ns = wait_state(ear, 1, UP, since_ns=down_ns)[0]
            ours.signal(signal.SIGSTOP)
            for child in ours.children():
                kill(child, signal.SIGKILL)
            down_ns, _, diagnostic, _ = wait_state(ear, 1, DOWN, since_ns=up_ns)
            last_ns = said(ear, 0)[-1][0]
            assert diagnostic == EXPIRED
            assert (down_ns - last_ns) / 1e9 < detection_s + SLACK_S
    finally:
        kill_peer()

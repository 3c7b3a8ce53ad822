"""standfast and Debian's keepalived as the two nodes of a pair, each in both roles.

keepalived is the judge: what it does, logs and sends is what standfast is held against.
"""

import re
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from daemons import BACKUP_WORDS, MASTER_WORDS, VIP, Keepalived, Standfast, children_of, configuration, kill
from netlab import Host, Lan, Wire, wait_for

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("keepalived", path="/usr/sbin") is None, reason="keepalived is not installed"),
]

Daemon = Standfast | Keepalived
Start = Callable[[Host, Path, str], Daemon]
ARTICLE = Path(__file__).resolve().parents[2] / "examples" / "article"
MASTER_PRIORITY, BACKUP_PRIORITY = 254, 100
ROLES = pytest.mark.parametrize(
    ("first", "second"),
    [(Standfast, Keepalived), (Keepalived, Standfast)],
    ids=["standfast is preferred", "keepalived is preferred"],
)


def holders(lan: Lan) -> list[str]:
    return [f"192.168.56.{101 + number}" for number, host in enumerate(lan.hosts) if VIP in host.addresses()]


def wait_for_holder(lan: Lan, number: int, timeout_s: float = 15) -> None:
    wait_for(lambda: holders(lan) == [f"192.168.56.{101 + number}"], f"host {101 + number} alone holds it", timeout_s)


def kill_all(daemon: Daemon) -> None:
    """SIGKILL for all its processes; stopped first, so that none has the time to start another."""
    daemon.signal(signal.SIGSTOP)
    for child in children_of(daemon.pid):
        kill(child, signal.SIGKILL)
    daemon.kill()


@ROLES
def test_they_elect_hand_over_and_take_back(lan: Lan, tmp_path: Path, first: Start, second: Start) -> None:
    with (
        Wire(lan) as wire,
        second(lan.hosts[1], tmp_path / "second", configuration(BACKUP_PRIORITY)) as backup,
    ):
        with first(lan.hosts[0], tmp_path / "first", configuration(MASTER_PRIORITY)) as master:
            wait_for_holder(lan, 0)
            wait_for(lambda: len(wire.adverts("192.168.56.101")) >= 3, "advertisements")
            assert not backup.said(MASTER_WORDS), "it was never MASTER while there was a better one"
            master.stop()
            # The resignation makes it quick: skew time instead of three intervals more.
            wait_for_holder(lan, 1, timeout_s=3)
            assert wire.adverts("192.168.56.101")[-1].priority == 0
        with first(lan.hosts[0], tmp_path / "again", configuration(MASTER_PRIORITY)) as master:
            wait_for_holder(lan, 0)
            backup.wait_said(BACKUP_WORDS, times=2)
            assert master.said(MASTER_WORDS) == 1
            backups_adverts = len(wire.adverts("192.168.56.102"))
            wait_for(lambda: len(wire.adverts("192.168.56.101")) >= 3, "advertisements")
            assert len(wire.adverts("192.168.56.102")) == backups_adverts, "one MASTER, no duel"


@ROLES
def test_the_articles_own_files_run_under_both(lan: Lan, tmp_path: Path, first: Start, second: Start) -> None:
    with (
        first(lan.hosts[0], tmp_path / "master", (ARTICLE / "master" / "keepalived.conf").read_text()) as master,
        second(lan.hosts[1], tmp_path / "backup", (ARTICLE / "backup" / "keepalived.conf").read_text()) as backup,
    ):
        wait_for_holder(lan, 0)
        ours = master if isinstance(master, Standfast) else backup
        usual = r"STATE|Starting standfast"
        unexpected = [line for line in ours.log().splitlines() if not re.search(usual, line)]
        assert unexpected == [], "there is nothing to say about these files"


@ROLES
def test_the_other_takes_over_from_one_that_is_killed(
    lan: Lan, tmp_path: Path, first: Start, second: Start
) -> None:
    with (
        second(lan.hosts[1], tmp_path / "second", configuration(BACKUP_PRIORITY)) as backup,
        first(lan.hosts[0], tmp_path / "first", configuration(MASTER_PRIORITY)) as master,
    ):
        wait_for_holder(lan, 0)
        kill_all(master)
        backup.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP in lan.hosts[1].addresses(), "the other holds it")
        if first is Standfast:
            # What keepalived leaves behind for ever, the kernel takes away here.
            wait_for_holder(lan, 1, timeout_s=5)


@ROLES
def test_a_wrong_password_is_ignored(lan: Lan, tmp_path: Path, first: Start, second: Start) -> None:
    """Each goes on as if it were alone: both become MASTER, and none gives way."""
    with (
        first(lan.hosts[0], tmp_path / "first", configuration(MASTER_PRIORITY)) as one,
        second(lan.hosts[1], tmp_path / "second", configuration(BACKUP_PRIORITY, password="2222")) as other,
        Wire(lan) as wire,
    ):
        ours, theirs = (one, other) if isinstance(one, Standfast) else (other, one)
        ours.wait_said(MASTER_WORDS)
        theirs.wait_said(MASTER_WORDS)
        # keepalived as MASTER hardly sends while it refuses packets; standfast goes on.
        source = "192.168.56.101" if ours is one else "192.168.56.102"
        heard = len(wire.adverts(source))
        wait_for(lambda: len(wire.adverts(source)) >= heard + 2, "more advertisements")
        theirs.wait_said("received an invalid passwd!", times=2)
        ours.wait_said(r"wrong password \(auth_pass\) \[auth-failure, 1 so far\]")
        assert holders(lan) == ["192.168.56.101", "192.168.56.102"]
        assert (one.said(BACKUP_WORDS), other.said(BACKUP_WORDS)) == (1, 1), "only at their start"


@dataclass(frozen=True)
class Sent:
    """Everything that a daemon sent, each kind of packet once; gratuitous ARP frame by frame for each address."""

    adverts: frozenset[tuple[object, ...]]
    gratuitous_arps: tuple[bytes, ...]


def life_on_the_wire(lan: Lan, start: Start, folder: Path, text: str) -> Sent:
    """Start as MASTER, send both rounds of gratuitous ARP, stop."""
    addresses = (VIP, "192.168.56.99", "10.1.2.3")
    with Wire(lan) as wire, start(lan.hosts[0], folder, text) as daemon:
        wait_for(lambda: len(wire.arps(addresses[-1])) >= 10, "gratuitous ARP")
        daemon.stop()
        wait_for(lambda: wire.adverts()[-1].priority == 0, "the resignation")
        adverts = {
            (one.priority, one.source, one.destination, one.tos, one.ttl, one.message) for one in wire.adverts()
        }
        arps = [frame.data[:42] for address in addresses for frame in wire.arps(address)]
        return Sent(frozenset(adverts), tuple(arps))


def test_packets_are_those_of_keepalived_to_the_last_byte(lan: Lan, tmp_path: Path) -> None:
    addresses = f"{VIP}\n192.168.56.99\n10.1.2.3/24"
    text = configuration(255, addresses=addresses, password="a1b2c3d4", body="garp_master_delay 1")
    ours = life_on_the_wire(lan, Standfast, tmp_path / "standfast", text)
    theirs = life_on_the_wire(lan, Keepalived, tmp_path / "keepalived", text)
    assert ours == theirs
    assert len(ours.adverts) == 2, "one content as MASTER, one to resign"
    assert len(ours.gratuitous_arps) == 30

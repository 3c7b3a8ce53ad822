"""The dump files of keepalived 2.2.7 and of standfast for the same configuration, line by line.

Rules: both run one after the other in the same host, so that interfaces and addresses are the same. What need not be
equal stands in two tables, each with its reason; everything else must be.
"""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import Keepalived, Standfast
from netlab import Host, Lan, wait_for

pytestmark = pytest.mark.root
CONFIGURATION = """
global_defs {
 router_id nodeA
 vrrp_garp_master_refresh 60
 enable_script_security
 script_user root
}
vrrp_script chk {
 script "/usr/bin/true"
 interval 2
 weight -30
 fall 2
 rise 2
}
track_file tf {
 file FOLDER/number
 weight 2
}
vrrp_track_process tp {
 process standfast-no-such-process
 weight 3
}
vrrp_sync_group VG {
 group {
  VI_1
  VI_2
 }
 notify_master "/usr/bin/true x"
}
vrrp_instance VI_1 {
 state BACKUP
 interface enp0s8
 virtual_router_id 51
 priority 100
 advert_int 1
 authentication {
  auth_type PASS
  auth_pass 1111
 }
 virtual_ipaddress {
  192.168.56.9/24 label enp0s8:1
  192.168.56.10
 }
 virtual_ipaddress_excluded {
  192.168.56.11
 }
 virtual_routes {
  10.10.0.0/16 via 192.168.56.102 dev enp0s8
 }
 virtual_rules {
  from 192.168.56.9 lookup 100 priority 1000
 }
 notify "/usr/bin/true y"
 notify_master "/usr/bin/true z"
}
vrrp_instance VI_2 {
 interface enp0s8
 virtual_router_id 52
 priority 100
 preempt_delay 7
 virtual_ipaddress {
  192.168.56.19
 }
 notify_deleted "/usr/bin/true d"
}
vrrp_instance VI_3 {
 interface enp0s8
 virtual_router_id 53
 priority 120
 version 3
 advert_int 0.5
 nopreempt
 skip_check_adv_addr
 track_script {
  chk
 }
 track_interface {
  lo weight 10
 }
 track_file {
  tf
 }
 track_process {
  tp
 }
 unicast_src_ip 192.168.56.101
 unicast_peer {
  192.168.56.102 min_ttl 10 max_ttl 200
 }
 virtual_ipaddress {
  192.168.56.30
 }
}
"""
NOT_EQUAL = {
    r" +(Last transition|Read timeout) = .*": "each ran at its own time",
    r" +Password = .*": "stars here: a password does not belong into a file in /tmp",
    r" *fd_in -?\d+,? fd_out (= )?-?\d+": "descriptors of sockets mean nothing here",
}
ONLY_THERE = {
    r" libnftnl version .*": "standfast does not use that library",
    r"   Not IPv6 forwarding\. .*": "what keepalived remembers of a setting",
    r"   rp_filter \d": "a setting that keepalived remembers",
}


def clean(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        if any(re.fullmatch(pattern, line) for pattern in ONLY_THERE):
            continue
        same = next((pattern for pattern in NOT_EQUAL if re.fullmatch(pattern, line)), None)
        lines.append(same or line)
    return lines


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The folders with keepalived's files and ours."""
    folder = tmp_path_factory.mktemp("dumps")
    (folder / "number").write_text("3\n")
    text = CONFIGURATION.replace("FOLDER", str(folder))
    lan = Lan(1)
    folders = []
    for start in (Keepalived, Standfast):
        own = folder / start.__name__.lower()
        own.mkdir()
        folders.append(own)
        os.environ["TMPDIR"] = str(own)
        try:
            with start(lan.hosts[0], folder / f"node-{start.__name__}", text) as daemon:
                _collect(daemon, lan.hosts[0], own)
        finally:
            del os.environ["TMPDIR"]
    yield folders[0], folders[1]
    lan.close()


def _collect(daemon: Keepalived | Standfast, host: Host, folder: Path) -> None:
    wait_for(lambda: {"192.168.56.9", "192.168.56.19", "192.168.56.30"} <= set(host.addresses()), "MASTER")
    for number, name in (
        (signal.SIGUSR1, "keepalived.data"),
        (signal.SIGUSR2, "keepalived.stats"),
        (signal.SIGRTMIN + 2, "keepalived.json"),
    ):
        daemon.signal(number)
        _wait_for_file(folder / name)
    _wait_for_file(folder / "keepalived_parent.data")
    wait_for(lambda: "Interfaces" in (folder / "keepalived.data").read_text(), "the whole file")
    assert daemon.stop() == 0


def _wait_for_file(path: Path) -> None:
    wait_for(lambda: path.exists() and path.stat().st_size, path.name)


@pytest.mark.parametrize("name", ["keepalived.data", "keepalived_parent.data"])
def test_the_data_are_the_same_line_by_line(dumps: tuple[Path, Path], name: str) -> None:
    theirs, ours = ((folder / name).read_text() for folder in dumps)
    assert clean(ours) == clean(theirs)


def test_the_statistics_have_the_same_lines(dumps: tuple[Path, Path]) -> None:
    theirs, ours = ((folder / "keepalived.stats").read_text() for folder in dumps)
    assert re.sub(r"Sent: \d+", "Sent: N", ours) == re.sub(r"Sent: \d+", "Sent: N", theirs)


def test_the_json_has_the_same_keys_and_values(dumps: tuple[Path, Path]) -> None:
    theirs, ours = (json.loads((folder / "keepalived.json").read_text()) for folder in dumps)
    assert [one["data"]["iname"] for one in ours] == [one["data"]["iname"] for one in theirs]
    for own, their in zip(ours, theirs, strict=True):
        assert list(own["data"]) == list(their["data"])
        assert list(own["stats"]) == list(their["stats"])
        for changing in ("last_transition", "auth_data"):
            own["data"].pop(changing, None)
            their["data"].pop(changing, None)
        own["stats"].pop("advert_sent")
        their["stats"].pop("advert_sent")
        assert own == their


def test_an_exporter_s_regular_expressions_find_the_same(dumps: tuple[Path, Path]) -> None:
    """What keepalived_exporter reads from the text files where there is no JSON."""
    words = r"VRRP Instance = (\S+)|^   State = (MASTER|BACKUP|FAULT)|^   Virtual Router ID = (\d+)"
    pattern = re.compile(words, re.MULTILINE)
    theirs, ours = (pattern.findall((folder / "keepalived.data").read_text()) for folder in dumps)
    assert ours == theirs
    assert len(ours) == 9

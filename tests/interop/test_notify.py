"""What notify scripts and FIFOs are told: standfast and Debian's keepalived live through the same day.

Rules: each phase's lines are compared as a set, because the order among instances is chance in keepalived (it starts
all scripts at once); standfast's own order is a matter of tests/core/test_notify.py.
"""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from daemons import Keepalived, Standfast
from netlab import Host, Lan, wait_for

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("keepalived", path="/usr/sbin") is None, reason="keepalived is not installed"),
]

Start = Callable[[Host, Path, str], Standfast | Keepalived]
SCRIPT = """\
#!/bin/sh
echo "$*" >> {folder}/told
"""
CONFIG = """\
global_defs {{
    vrrp_notify_fifo {folder}/fifo
    vrrp_notify_priority_changes true
    script_user root
    vrrp_version 3
}}
track_file load {{
    file {folder}/load
}}
vrrp_sync_group VG {{
    group {{
        VI_1
        VI_2
    }}
    sync_group_tracking_weight
    notify "{folder}/script group-any"
    notify_stop "{folder}/script group-stop"
    notify_master "{folder}/script group-master"
    notify_backup "{folder}/script group-backup"
    notify_fault "{folder}/script group-fault"
}}
vrrp_instance VI_1 {{
    interface enp0s8
    virtual_router_id 51
    priority 100
    advert_int 0.2
    virtual_ipaddress {{
        192.168.56.100
    }}
    track_file {{
        load
    }}
    notify "{folder}/script one-any"
    notify_stop "{folder}/script one-stop"
    notify_master "{folder}/script one-master"
    notify_backup "{folder}/script one-backup"
    notify_fault "{folder}/script one-fault"
}}
vrrp_instance VI_2 {{
    interface enp0s8
    virtual_router_id 52
    priority 100
    advert_int 0.2
    virtual_ipaddress {{
        192.168.56.99
    }}
    track_file {{
        load
    }}
    notify "{folder}/script two-any"
}}
vrrp_instance VI_3 {{
    interface enp0s8
    virtual_router_id 53
    priority 100
    advert_int 0.2
    virtual_ipaddress {{
        192.168.56.98
    }}
    track_interface {{
        enp0s9
    }}
    notify_fault "{folder}/script three-fault"
}}
"""


class Day:
    """What one daemon tells, phase by phase: sets of FIFO lines and of script arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        script = folder / "script"
        script.write_text(SCRIPT.format(folder=folder))
        script.chmod(0o755)
        (folder / "load").write_text("0\n")
        (folder / "told").touch()
        os.mkfifo(folder / "fifo")
        self._fifo = os.open(folder / "fifo", os.O_RDWR | os.O_NONBLOCK)
        self._scripts_seen = 0
        self._lines: list[str] = []
        self.phases: list[tuple[list[str], list[str]]] = []

    def wait_for_line(self, line: str) -> None:
        """Let a phase end when the FIFO has said this and the scripts have had time to run."""
        wait_for(lambda: self._hears(line), f"the FIFO to say {line}")
        before = -1
        while before != len(self._told()):
            before = len(self._told())
            time.sleep(0.3)
        self._hears("")
        self.phases.append((sorted(self._lines), sorted(self._told()[self._scripts_seen :])))
        self._scripts_seen, self._lines = len(self._told()), []

    def close(self) -> None:
        os.close(self._fifo)

    def _told(self) -> list[str]:
        return (self.folder / "told").read_text().splitlines()

    def _hears(self, line: str) -> bool:
        try:
            self._lines += os.read(self._fifo, 1 << 16).decode().splitlines()
        except BlockingIOError:
            pass
        return not line or line in self._lines


def live(lan: Lan, folder: Path, start: Start) -> list[tuple[list[str], list[str]]]:
    """Start, MASTER, another priority, a lost carrier, its return, stop."""
    day = Day(folder)
    host, port = lan.hosts[0], "port101"
    with start(host, folder / "daemon", CONFIG.format(folder=folder)) as daemon:
        day.wait_for_line('GROUP "VG" BACKUP 0')
        day.wait_for_line('GROUP "VG" MASTER 0')
        (folder / "load").write_text("10\n")
        day.wait_for_line('INSTANCE "VI_2" MASTER_PRIORITY 110')
        lan.switch.ip(f"link set {port} down")
        day.wait_for_line('GROUP "VG" FAULT 0')
        lan.switch.ip(f"link set {port} up")
        day.wait_for_line('GROUP "VG" MASTER 0')
        daemon.stop()
        day.wait_for_line('GROUP "VG" STOP 0')
    day.close()
    return day.phases


def test_both_tell_the_same(lan: Lan, tmp_path: Path) -> None:
    lan.hosts[0].ip("link add enp0s9 type veth peer name far")
    theirs = live(lan, tmp_path / "keepalived", Keepalived)
    ours = live(lan, tmp_path / "standfast", Standfast)
    assert ours == theirs

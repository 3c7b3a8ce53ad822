"""What tracking does to a priority and a state: standfast and Debian's keepalived compute the same, case by case.

Rules: one configuration with an instance for each case; what each ends in is read from the notify FIFO. Nobody
becomes MASTER meanwhile: the interval is too long. Processes are left out: keepalived sees none in a network
namespace, because the kernel's process events are for the first one only.
"""

import os
import re
import shutil
import time
from itertools import product
from pathlib import Path

import pytest

from daemons import Keepalived, Standfast
from netlab import Lan

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("keepalived", path="/usr/sbin") is None, reason="keepalived is not installed"),
]

SETTLED_S = 4
NUMBERS = (0, 1, 10, -10, -126, -127, -128, -253, -254, -255, 300)
WEIGHTS = ("0", "0 reverse", "20", "-20", "20 reverse", "-20 reverse")
FILE_WEIGHTS = (*WEIGHTS, "1", "2", "-1", "254", "-254", "2 reverse")
HEAD = """\
global_defs {{
    vrrp_notify_fifo {folder}/fifo
    vrrp_notify_priority_changes true
    script_user root
    enable_script_security
}}
vrrp_script good {{
    script /bin/true
    interval 1
}}
vrrp_script bad {{
    script /bin/false
    interval 1
}}
bfd_instance nobody {{
    neighbor_ip 192.168.56.250
    source_ip 192.168.56.101
}}
"""
INSTANCE = """\
vrrp_instance {name} {{
    interface enp0s8
    virtual_router_id {number}
    priority 100
    advert_int 20
    virtual_ipaddress {{
        192.168.57.{number}
    }}
    {block} {{
        {line}
    }}
}}
"""


def configuration(folder: Path) -> tuple[str, list[str]]:
    """A file with all cases, and what each of its instances is about."""
    text = HEAD.format(folder=folder)
    for number in NUMBERS:
        name = f"f{number}"
        (folder / name).write_text(f"{number}\n")
        text += f"track_file {name} {{\n    file {folder}/{name}\n}}\n"
    cases = [("track_file", f"f{number} weight {weight}") for number, weight in product(NUMBERS, FILE_WEIGHTS)]
    for block, names in (
        ("track_script", ("good", "bad")),
        ("track_interface", ("up0", "down0")),
        ("track_bfd", ("nobody",)),
    ):
        cases += [(block, f"{name} weight {weight}") for name, weight in product(names, WEIGHTS)]
    for number, (block, line) in enumerate(cases, start=1):
        text += INSTANCE.format(name=f"V{number}", number=number, block=block, line=line)
    return text, [f"{block} {line}" for block, line in cases]


def outcome(lan: Lan, folder: Path, start: type[Standfast | Keepalived]) -> dict[str, tuple[str, str]]:
    """State and priority that each case ends in."""
    folder.mkdir()
    text, cases = configuration(folder)
    os.mkfifo(folder / "fifo")
    fifo = os.open(folder / "fifo", os.O_RDWR | os.O_NONBLOCK)
    found: dict[str, tuple[str, str]] = {}
    with start(lan.hosts[0], folder / "daemon", text):
        time.sleep(SETTLED_S)
        heard = os.read(fifo, 1 << 20).decode()
    os.close(fifo)
    for number, word, priority in re.findall(r'INSTANCE "V(\d+)" (\w+) (\d+)', heard):
        found[cases[int(number) - 1]] = (word.removesuffix("_PRIORITY"), priority)
    return found


def test_both_compute_the_same(lan: Lan, tmp_path: Path) -> None:
    lan.hosts[0].ip(
        "link add up0 type veth peer name up1", "link set up0 up", "link set up1 up",
        "link add down0 type veth peer name down1",
    )  # fmt: skip
    theirs = outcome(lan, tmp_path / "keepalived", Keepalived)
    ours = outcome(lan, tmp_path / "standfast", Standfast)
    assert len(theirs) > 150
    different = [
        f"{case}: {ours.get(case)}, keepalived {result}"
        for case, result in theirs.items()
        if ours.get(case) != result
    ]
    assert not different, "\n".join(different)

"""What `standfast diff` says that a reload would do, against a reload of a running daemon.

Rules: a case is two files; the daemon runs the first as MASTER and is told to reload the second; what `ip monitor`
shows of the addresses of the first is held against the worst impact of the changes. Where the impact depends on the
other node there is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest

from daemons import BACKUP_WORDS, MASTER_WORDS, VIP, Standfast, configuration
from netlab import AddressWatch, Host, Lan, wait_for
from standfast.config.full import FullConfiguration
from standfast.config.keywords_root import SCHEMA
from standfast.config.load import load_full_bytes
from standfast.config.schema import Treatment
from standfast.edit.diff import Change, changes
from standfast.edit.impact import Impact, rule

pytestmark = pytest.mark.root

SETTLE_S = 0.5
OTHER = "10.7.0.7"
SCRIPT = 'global_defs {{\nscript_user root\n}}\nvrrp_script chk {{\nscript "{}"\ninterval 1\n{}\n}}\n'
TRUE, ALSO_TRUE = "/bin/true", "/usr/bin/true"
TRACKED = "track_script {\nchk\n}"
BASE = configuration(254)
WITH_TWO = configuration(254, addresses=f"{VIP}\n{OTHER}/24")


def scripted(command: str, more: str = "") -> str:
    """The file with a script, and with the instance tracking it."""
    return configuration(254, head=SCRIPT.format(command, more), body=TRACKED)


WITH_SCRIPT = scripted(TRUE)
CASES = {
    "nothing": (BASE, BASE.replace("\n", "\n\n"), None),
    "garp": (BASE, configuration(254, body="garp_master_repeat 2"), Impact.IN_PLACE),
    "name": (BASE, BASE.replace("vrrp_instance VI_1", "vrrp_instance OTHER"), Impact.IN_PLACE),
    "state": (BASE, BASE.replace("state BACKUP", "state MASTER"), Impact.IN_PLACE),
    "nopreempt": (BASE, configuration(254, body="nopreempt"), Impact.IN_PLACE),
    "preempt_delay": (BASE, configuration(254, body="preempt_delay 5"), Impact.IN_PLACE),
    "vip_lease": (BASE, configuration(254, body="vip_lease off"), Impact.IN_PLACE),
    "router_id": (BASE, configuration(254, head="global_defs {\nrouter_id other\n}"), Impact.IN_PLACE),
    "address added": (BASE, WITH_TWO, Impact.IN_PLACE),
    "address removed": (WITH_TWO, BASE, Impact.MOVES),
    "address changed": (WITH_TWO, configuration(254, addresses=f"{VIP}\n{OTHER}/24 scope link"), Impact.MOVES),
    "instance removed": (
        BASE + BASE.replace("VI_1", "VI_2").replace("id 51", "id 52").replace(VIP, OTHER), BASE, Impact.MOVES,
    ),
    "virtual_router_id": (BASE, BASE.replace("virtual_router_id 51", "virtual_router_id 52"), Impact.MOVES),
    "script rise": (WITH_SCRIPT, scripted(TRUE, "rise 2"), Impact.IN_PLACE),
    "script command": (WITH_SCRIPT, scripted(ALSO_TRUE), Impact.MAY_MOVE),
    "script command, init_fail": (
        scripted(TRUE, "init_fail"),
        scripted(ALSO_TRUE, "init_fail"), Impact.MOVES,
    ),
    "script new": (BASE, WITH_SCRIPT, Impact.MAY_MOVE),
    "script new, init_fail": (
        BASE, scripted(TRUE, "init_fail"), Impact.MOVES,
    ),
    "script new, init_fail and a weight": (
        BASE, scripted(TRUE, "init_fail\nweight -10"), Impact.MAY_MOVE,
    ),
    "weight": (WITH_SCRIPT, scripted(TRUE, "weight -10"), Impact.MAY_MOVE),
    "not acted on": (BASE, configuration(254, body="smtp_alert"), Impact.NOTHING),
    "script gone": (WITH_SCRIPT, BASE, Impact.MAY_MOVE),
    "priority": (BASE, configuration(200), Impact.MAY_MOVE),
    "password": (BASE, configuration(254, password="2222"), Impact.MAY_MOVE),
    "advert_int": (BASE, BASE.replace("advert_int 1", "advert_int 2"), Impact.MAY_MOVE),
}  # fmt: skip
"""By name: the file before, the file after, and the worst that `standfast diff` must say."""


def read(text: str) -> FullConfiguration:
    return load_full_bytes(text.encode(), "keepalived.conf", interfaces=None)


def between(old: str, new: str) -> list[Change]:
    return changes(read(old), read(new))


def worst(old: str, new: str) -> Impact | None:
    return max((change.impact for change in between(old, new)), default=None)


def addresses_of(text: str) -> set[str]:
    return {address for address in (VIP, OTHER) if address in text}


@contextmanager
def mastering(host: Host, folder: Path, text: str) -> Iterator[Standfast]:
    """Run a daemon until it holds every address of its file."""
    with Standfast(host, folder, text) as daemon:
        wait_for(lambda: addresses_of(text) <= set(host.addresses()), "the addresses", 20)
        yield daemon


def reload(daemon: Standfast, text: str) -> None:
    """Reload, and wait until it has taken effect."""
    before = daemon.said("Reloaded")
    daemon.reload(text)
    daemon.wait_said("Reloaded", times=before + 1)
    sleep(SETTLE_S)


def by_first_file() -> list[list[str]]:
    """Return the names of the cases that begin with the same file together: one daemon does for them."""
    groups: dict[str, list[str]] = {}
    for name, (old, _, _) in CASES.items():
        groups.setdefault(old, []).append(name)
    return list(groups.values())


@pytest.mark.parametrize("name", CASES)
def test_what_diff_says_of_each_change(name: str) -> None:
    old, new, expected = CASES[name]
    assert worst(old, new) is expected


def test_what_needs_a_restart_is_not_acted_on_yet() -> None:
    """Whoever makes standfast act on one drives it here: the claim would be untested otherwise."""
    claimed = {row.name for row in SCHEMA.rows if rule(row.block, (row.name,)).impact is Impact.RESTART}
    acted_on = {row.name for row in SCHEMA.rows if row.treatment is Treatment.ACTED_ON}
    assert claimed
    assert not claimed & acted_on


@pytest.mark.parametrize("names", by_first_file(), ids=lambda names: names[0])
def test_a_lone_master_does_what_diff_says(names: list[str], host: Host, tmp_path: Path) -> None:
    old = CASES[names[0]][0]
    found = []
    with mastering(host, tmp_path / "node", old) as daemon:
        for name in names:
            _, new, impact = CASES[name]
            with AddressWatch(host, tmp_path) as watch:
                reload(daemon, new)
                lost = [address for address in addresses_of(old) if watch.removals(address)]
            moves = impact is Impact.MOVES
            if bool(lost) is not moves:
                found.append(f"{name}: diff says {impact and impact.name}, and the daemon took away {lost}")
            reload(daemon, old)
            wait_for(lambda: addresses_of(old) <= set(host.addresses()), f"the addresses after {name}", 20)
    assert not found, "\n".join(found) + f"\n{daemon.log()}"


def test_a_priority_below_the_other_nodes_moves_the_address(lan: Lan, tmp_path: Path) -> None:
    first, second = lan.hosts[:2]
    with (
        mastering(first, tmp_path / "first", configuration(120)) as mine,
        Standfast(second, tmp_path / "second", configuration(110)) as other,
    ):
        other.wait_said(BACKUP_WORDS)
        assert worst(configuration(120), configuration(100)) is Impact.MAY_MOVE
        reload(mine, configuration(100))
        other.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP not in first.addresses(), "the first one gives the address up")


def test_a_password_that_only_one_node_has_makes_two_masters(lan: Lan, tmp_path: Path) -> None:
    first, second = lan.hosts[:2]
    with (
        mastering(first, tmp_path / "first", configuration(120)) as mine,
        Standfast(second, tmp_path / "second", configuration(110)) as other,
    ):
        other.wait_said(BACKUP_WORDS)
        assert worst(configuration(120), configuration(120, password="2222")) is Impact.MAY_MOVE
        reload(mine, configuration(120, password="2222"))
        other.wait_said(MASTER_WORDS)
        assert VIP in first.addresses()


def test_a_file_that_a_reload_would_refuse_changes_nothing(host: Host, tmp_path: Path) -> None:
    broken = BASE.rstrip().removesuffix("}")
    with mastering(host, tmp_path / "node", BASE) as daemon, AddressWatch(host, tmp_path) as watch:
        daemon.reload(broken)
        daemon.wait_said(r"has no '\}'|is not closed|missing")
        sleep(SETTLE_S)
        assert not watch.removals(VIP)

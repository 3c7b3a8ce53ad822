"""What `standfast diff` says that a reload would do, against a reload of a running daemon.

Rules: a case is an instance before and after, with what stands around it; the worst impact of its changes is a claim.
One daemon runs all of them side by side as MASTER, each with a number of its own, and reloads once: what `ip monitor`
shows of each address is held against the claim. Where the impact depends on the other node there is one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import sched_getparam
from pathlib import Path
from time import sleep

import pytest

from daemons import Standfast
from netlab import AddressWatch, Host, Lan, wait_for
from standfast.config.full import FullConfiguration
from standfast.config.keywords_root import SCHEMA
from standfast.config.load import load_full_bytes
from standfast.config.schema import Treatment
from standfast.edit.diff import Change, changes
from standfast.edit.impact import Impact, rule

pytestmark = pytest.mark.root

SETTLE_S = 0.5
INTERVAL_S = "0.1"
USER = "global_defs {\nscript_user root\n}\n"


@dataclass(frozen=True, slots=True)
class Case:
    """Parts of two files; `{n}` is the number of the case, `VI_{n}` its instance. MASTER with `VIP` before."""

    before: str
    after: str
    impact: Impact | None

    def files(self, number: int) -> tuple[str, str]:
        """Both texts with the number put in."""
        return self.before.replace("{n}", str(number)), self.after.replace("{n}", str(number))


def instance(lines: str = "", *, addresses: str = "10.7.0.{n}/24", head: str = "", name: str = "VI_{n}") -> str:
    """One instance; `head` stands before it."""
    return (
        f"{head}vrrp_instance {name} {{\nstate BACKUP\ninterface enp0s8\nvirtual_router_id {{n}}\npriority 200\n"
        f"version 3\nadvert_int {INTERVAL_S}\nvirtual_ipaddress {{\n{addresses}\n}}\n{lines}\n}}\n"
    )


def case(lines: str, impact: Impact | None, head: str = "") -> Case:
    """A case that adds lines to the plain instance."""
    return Case(instance(), instance(lines, head=head), impact)


def script(command: str, more: str = "") -> str:
    return f'vrrp_script chk_{{n}} {{\nscript "{command}"\ninterval 1\n{more}\n}}\n'


PLAIN = instance()
APART = PLAIN + instance(name="VJ_{n}", addresses="10.9.0.{n}/24").replace("id {n}", "id 1{n}")
GROUPED = "vrrp_sync_group VG_{n} {\ngroup {\nVI_{n}\nVJ_{n}\n}\n}\n" + APART
TRUE, ALSO_TRUE = "/bin/true", "/usr/bin/true"
TRACKED = "track_script {\nchk_{n}\n}"
SCRIPTED = instance(TRACKED, head=script(TRUE))
TWO = "10.7.0.{n}/24\n10.8.0.{n}/24"
EXCLUDED = "virtual_ipaddress_excluded {\n10.8.0.{n}/24\n}"
PEERS = "unicast_src_ip 192.168.56.101\nunicast_peer {\n192.168.56.250\n}"
FILE = "track_file load_{n} {\nfile {folder}/load\nweight 1\n}\n"
PROCESS = "vrrp_track_process one_{n} {\nprocess standfast\nweight 1\n}\n"
KEY = "auth_hmac {\nkey 1 hex:" + "11" * 32 + "\nmode %s\n}"
CASES = {
    "nothing": Case(PLAIN, PLAIN.replace("\n", "\n\n"), None),
    "garp": case("garp_master_repeat 2", Impact.IN_PLACE),
    "name": Case(PLAIN, PLAIN.replace("VI_{n}", "OTHER_{n}"), Impact.IN_PLACE),
    "state": Case(PLAIN, PLAIN.replace("state BACKUP", "state MASTER"), Impact.IN_PLACE),
    "nopreempt": case("nopreempt", Impact.IN_PLACE),
    "preempt_delay": case("preempt_delay 5", Impact.IN_PLACE),
    "vip_lease": case("vip_lease off", Impact.IN_PLACE),
    "down_timer_adverts": case("down_timer_adverts 5", Impact.IN_PLACE),
    "no_accept": case("no_accept", Impact.IN_PLACE),
    "promote_secondaries": case("promote_secondaries", Impact.IN_PLACE),
    "notify": case("notify /bin/true root", Impact.IN_PLACE),
    "route": case("virtual_routes {\n10.99.{n}.0/24 dev enp0s8\n}", Impact.IN_PLACE),
    "rule": case("virtual_rules {\nfrom 10.99.{n}.0/24 table 100 preference 5{n}\n}", Impact.IN_PLACE),
    "checksum": case("v3_checksum_as_v2 on", Impact.IN_PLACE),
    "not acted on": case("smtp_alert", Impact.NOTHING),
    "address added": Case(PLAIN, instance(addresses=TWO), Impact.IN_PLACE),
    "address removed": Case(instance(addresses=TWO), PLAIN, Impact.MOVES),
    "address changed": Case(instance(addresses=TWO), instance(addresses=f"{TWO} scope link"), Impact.MOVES),
    "excluded address added": case(EXCLUDED, Impact.IN_PLACE),
    "excluded address removed": Case(instance(EXCLUDED), PLAIN, Impact.MOVES),
    "instance removed": Case(PLAIN, "", Impact.MOVES),
    "use_vmac": case("use_vmac", Impact.MOVES),
    "use_vmac, another name": Case(instance("use_vmac a.{n}"), instance("use_vmac b.{n}"), Impact.MOVES),
    "use_vmac of an address": Case(PLAIN, instance(addresses="10.7.0.{n}/24 use_vmac"), Impact.MOVES),
    "unicast": case(PEERS, Impact.MOVES),
    "another peer": Case(instance(PEERS), instance(PEERS.replace(".250", ".251")), Impact.MAY_MOVE),
    "another source": Case(instance(PEERS), instance(PEERS.replace(".101", ".201")), Impact.MOVES),
    "group": case("mcast_dst_ip 224.0.0.99", Impact.MOVES),
    "sync group": Case(APART, GROUPED, Impact.MAY_MOVE),
    "sync group gone": Case(GROUPED, APART, Impact.MAY_MOVE),
    "script rise": Case(SCRIPTED, instance(TRACKED, head=script(TRUE, "rise 2")), Impact.IN_PLACE),
    "script command": Case(SCRIPTED, instance(TRACKED, head=script(ALSO_TRUE)), Impact.MAY_MOVE),
    "script command, init_fail": Case(
        instance(TRACKED, head=script(TRUE, "init_fail")), instance(TRACKED, head=script(ALSO_TRUE, "init_fail")),
        Impact.MOVES,
    ),
    "script new": Case(PLAIN, SCRIPTED, Impact.MAY_MOVE),
    "script new, init_fail": case(TRACKED, Impact.MOVES, script(TRUE, "init_fail")),
    "script new, init_fail and a weight": case(TRACKED, Impact.MAY_MOVE, script(TRUE, "init_fail\nweight -10")),
    "script weight": Case(SCRIPTED, instance(TRACKED, head=script(TRUE, "weight -10")), Impact.MAY_MOVE),
    "script gone": Case(SCRIPTED, PLAIN, Impact.MAY_MOVE),
    "interface tracked": case("track_interface {\nlo\n}", Impact.MAY_MOVE),
    "file tracked": case("track_file {\nload_{n}\n}", Impact.MAY_MOVE, FILE),
    "process tracked": case("track_process {\none_{n}\n}", Impact.MAY_MOVE, PROCESS),
    "strict_mode": case("strict_mode on", Impact.MAY_MOVE),
    "priority": Case(PLAIN, PLAIN.replace("priority 200", "priority 150"), Impact.MAY_MOVE),
    "auth_hmac": case(KEY % "permissive", Impact.MAY_MOVE),
    "advert_int": Case(PLAIN, PLAIN.replace(f"advert_int {INTERVAL_S}", "advert_int 0.2"), Impact.MAY_MOVE),
}  # fmt: skip
"""By name: the instance before, the instance after, and the worst that `standfast diff` must say."""
NUMBERS = {name: number for number, name in enumerate(CASES, 11)}


def between(old: str, new: str) -> list[Change]:
    def read(text: str) -> FullConfiguration:
        return load_full_bytes(text.encode(), "keepalived.conf", interfaces=None)

    return changes(read(USER + old), read(USER + new))


def worst(old: str, new: str) -> Impact | None:
    return max((change.impact for change in between(old, new)), default=None)


def addresses_of(name: str) -> list[str]:
    """The addresses of a case before the reload."""
    text = CASES[name].files(NUMBERS[name])[0]
    return [address for net in ("10.7.0", "10.8.0") if (address := f"{net}.{NUMBERS[name]}") in text]


def present(host: Host) -> set[str]:
    """Every address of a host, on whatever interface."""
    return {line.split()[3].partition("/")[0] for line in host.run("ip", "-o", "addr").stdout.splitlines()}


@contextmanager
def running(host: Host, folder: Path, text: str, until: Callable[[], bool]) -> Iterator[Standfast]:
    with Standfast(host, folder, USER + text) as daemon:
        wait_for(until, f"the addresses, see {daemon.log_file}", 20)
        yield daemon


def reload(daemon: Standfast, text: str) -> None:
    """Reload, and wait until it has taken effect."""
    before = daemon.said("Reloaded")
    daemon.reload(USER + text)
    daemon.wait_said("Reloaded", times=before + 1)
    sleep(SETTLE_S)


@pytest.mark.parametrize("name", CASES)
def test_what_diff_says_of_each_change(name: str) -> None:
    assert worst(*CASES[name].files(NUMBERS[name])) is CASES[name].impact


def test_masters_alone_do_what_diff_says(host: Host, tmp_path: Path) -> None:
    (tmp_path / "load").write_text("1\n")
    texts = [CASES[name].files(number) for name, number in NUMBERS.items()]
    old, new = ("".join(part).replace("{folder}", str(tmp_path)) for part in zip(*texts, strict=True))
    wanted = {address for name in CASES for address in addresses_of(name)}
    with running(host, tmp_path / "node", old, lambda: wanted <= present(host)) as daemon:
        with AddressWatch(host, tmp_path) as watch:
            reload(daemon, new)
            lost = {name: [one for one in addresses_of(name) if watch.removals(one)] for name in CASES}
        found = [
            f"{name}: diff says {case.impact and case.impact.name}, and the daemon took away {lost[name]}"
            for name, case in CASES.items() if bool(lost[name]) is not (case.impact is Impact.MOVES)
        ]  # fmt: skip
        assert not found, "\n".join(found) + f"\n{daemon.log()}"


START_ONLY = {
    "nftables", "nftables_priority", "nftables_counters", "vrrp_startup_delay", "vrrp_delay_after_boot",
    "vrrp_rt_priority",
}  # fmt: skip


def test_what_needs_a_restart_is_driven_here() -> None:
    """Whoever makes standfast act on one more drives it below: the claim would be untested otherwise."""
    claimed = {row.name for row in SCHEMA.rows if rule(row.block, (row.name,)).impact is Impact.RESTART}
    acted_on = {row.name for row in SCHEMA.rows if row.treatment is Treatment.ACTED_ON}
    assert claimed & acted_on == START_ONLY
    text = "global_defs {\n%s\n}\n" + PLAIN.replace("{n}", "7")
    for name in START_ONLY:
        assert worst(text % "", text % f"{name} 42") is Impact.RESTART


def test_what_needs_a_restart_does_nothing_at_a_reload(host: Host, tmp_path: Path) -> None:
    old = instance("no_accept").replace("{n}", "7")
    second = instance("no_accept").replace("{n}", "8")
    with running(host, tmp_path / "node", old, lambda: "10.7.0.7" in host.addresses()) as daemon:
        priority = sched_getparam(daemon.router).sched_priority
        tables = host.run("nft", "list", "tables").stdout
        lines = (
            "nftables other\nnftables_priority 42\nnftables_counters\nvrrp_startup_delay 600\nvrrp_rt_priority 42\n"
            "vrrp_delay_after_boot 4000"
        )
        reload(daemon, f"global_defs {{\n{lines}\n}}\n{old}{second}")
        wait_for(lambda: "10.7.0.8" in host.addresses(), f"a new instance waits for nothing\n{daemon.log()}", 5)
        assert sched_getparam(daemon.router).sched_priority == priority
        assert host.run("nft", "list", "tables").stdout == tables


def test_what_only_one_of_two_nodes_has_moves_addresses_or_makes_two_masters(lan: Lan, tmp_path: Path) -> None:
    first, second = lan.hosts[:2]
    mine, other = (PLAIN.replace("{n}", "7").replace("200", priority) for priority in ("120", "110"))
    with (
        running(first, tmp_path / "first", mine, lambda: "10.7.0.7" in first.addresses()) as daemon,
        Standfast(second, tmp_path / "second", USER + other) as backup,
    ):
        backup.wait_said("Entering BACKUP STATE")
        signed = mine.replace("version 3", "version 3\n" + KEY % "enforce")
        assert worst(mine, signed) is Impact.MAY_MOVE
        reload(daemon, signed.replace("11" * 32, "22" * 32))
        lower = mine.replace("120", "100")
        assert worst(mine, lower) is Impact.MAY_MOVE
        reload(daemon, lower)
        wait_for(lambda: "10.7.0.7" not in first.addresses(), "the first one gives the address up")
        backup.wait_said("Entering MASTER STATE")


def test_a_file_that_a_reload_would_refuse_changes_nothing(host: Host, tmp_path: Path) -> None:
    good = PLAIN.replace("{n}", "7")
    broken = good.rstrip().removesuffix("}")
    with (
        running(host, tmp_path / "node", good, lambda: "10.7.0.7" in host.addresses()) as daemon,
        AddressWatch(host, tmp_path) as watch,
    ):
        daemon.reload(USER + broken)
        daemon.wait_said(r"has no '\}'|is not closed|missing")
        sleep(SETTLE_S)
        assert not watch.removals("10.7.0.7")

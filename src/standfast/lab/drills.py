"""The drills: each breaks one thing. What must then be seen stands in `expected.toml`, not here.

Rules: a drill makes its fault through the stage, so that it comes at the run's phase; it waits for the effect and not
for a time where it can; and it lets the client go on for at least `SETTLE_S` after the last change.
"""

from collections.abc import Callable
from functools import partial

from standfast.errors import LabError
from standfast.lab import faults, match
from standfast.lab.client import APPLICATION, Asks
from standfast.lab.host import Node
from standfast.lab.provision import DYNAMIC_PATH
from standfast.lab.scenario import SETTLE_S, Drill, Stage
from standfast.lab.services import daemon_pids
from standfast.lab.watch import DOWN, HUNG

TWO_HOLDERS_SHOWN_S = 6.0
"""How long a drill goes on after the take-over when the old master may keep the VIP: longer than any lease lasts."""

EARLY_PHASE = 0.3
"""An isolated master let back so soon after its advertisement hears the other node's next one first."""

LATE_PHASE = 0.85
"""Let back so late it speaks first, and the other node gives way to it."""

HANG_S = 4.5
NEXT_ADDRESS_AFTER_MS = 100


def daemon_stopped(stage: Stage) -> None:
    """SIGTERM to the master's daemon."""
    master, backup = stage.lab.nodes
    stage.fault(f"daemon of {master.number} stopped", partial(faults.stop_daemon, master))
    stage.states.note(master.address, DOWN)
    stage.settle(backup)


def daemon_killed(stage: Stage) -> None:
    """SIGKILL to all its processes at once."""
    master, backup = stage.lab.nodes
    stage.fault(f"daemon of {master.number} killed", partial(faults.kill_daemon, master))
    stage.states.note(master.address, DOWN)
    stage.wait_holder(backup, alone=False)
    stage.run_for(TWO_HOLDERS_SHOWN_S)


def daemon_hung(stage: Stage) -> None:
    """SIGSTOP to all its processes; SIGCONT later."""
    master, backup = stage.lab.nodes
    stage.fault(f"daemon of {master.number} hangs", partial(faults.hang_daemon, master))
    stage.states.note(master.address, HUNG)
    stage.wait_holder(backup, alone=False)
    stage.run_for(TWO_HOLDERS_SHOWN_S)
    stage.heal("daemon goes on", partial(faults.resume_daemon, master))
    stage.settle(master)


def move_to_backup(stage: Stage) -> None:
    """Have the VIP on the backup before the drill begins: the master's daemon is stopped."""
    master, backup = stage.lab.nodes
    faults.stop_daemon(master)
    stage.states.note(master.address, DOWN)
    stage.must_hold(backup)


def daemon_restarted(stage: Stage) -> None:
    """The stopped daemon of the preferred master is started again."""
    master, _ = stage.lab.nodes
    stage.fault(f"daemon of {master.number} started", partial(faults.start_daemon, master))
    stage.settle(master)


def host_lost(stage: Stage) -> None:
    """All processes of the master's host killed and its port down at once."""
    _lose(stage, 0)
    stage.settle(stage.lab.nodes[1])


def cable_cut(stage: Stage) -> None:
    """The master's port goes down, and up again later."""
    master, backup = stage.lab.nodes
    stage.fault(f"cable of {master.number} cut", partial(faults.cut_cable, stage.lab, master))
    stage.wait_holder(backup)
    stage.run_for(1)
    stage.heal("cable plugged in", partial(faults.plug_cable, stage.lab, master))
    stage.settle(master)


def isolated(stage: Stage, heal_phase: float = EARLY_PHASE) -> None:
    """The switch drops all frames of the master, whose carrier stays."""
    master, backup = stage.lab.nodes
    stage.fault(f"{master.number} isolated", partial(faults.isolate, stage.lab, master))
    stage.wait_holder(backup, alone=False)
    stage.run_for(TWO_HOLDERS_SHOWN_S)
    stage.heal("frames pass again", partial(faults.heal, stage.lab), after=master, phase=heal_phase)
    stage.settle(master)


def nginx_killed(stage: Stage) -> None:
    """nginx is killed, and the article's check script starts it again."""
    master = stage.lab.nodes[0]
    stage.fault(f"nginx of {master.number} killed", partial(faults.kill_nginx, master))
    stage.wait_answer(master.address)
    stage.run_for(SETTLE_S)


def nginx_lost(
    stage: Stage, lose: Callable[[Node], None] = faults.break_nginx, how: str = "broken", *, daemon_ends: bool = False
) -> None:
    """nginx of the master answers no more, and the check notices it; it may be one that ends the daemon."""
    master, backup = stage.lab.nodes
    stage.fault(f"nginx of {master.number} {how}", partial(lose, master))
    if daemon_ends:
        _wait_daemon_gone(stage, master)
    stage.settle(backup)


def break_before(stage: Stage) -> None:
    """Have nginx of the master broken, its daemon stopped by the check script, and the VIP on the backup."""
    master, backup = stage.lab.nodes
    faults.break_nginx(master)
    stage.must_hold(backup)
    _wait_daemon_gone(stage, master)


def nginx_repaired(stage: Stage) -> None:
    """nginx is repaired and started, then the daemon."""
    master, _ = stage.lab.nodes

    def repair() -> None:
        faults.repair_nginx(master)
        faults.start_daemon(master)

    stage.fault(f"nginx and daemon of {master.number} started", repair)
    stage.settle(master)


def nginx_hung(stage: Stage) -> None:
    """SIGSTOP to nginx, which the article's check does not notice; SIGCONT later."""
    master = stage.lab.nodes[0]
    stage.fault(f"nginx of {master.number} hangs", partial(faults.hang_nginx, master))
    stage.run_for(HANG_S)
    stage.heal("nginx goes on", partial(faults.resume_nginx, master))
    stage.wait_answer(master.address)
    stage.run_for(SETTLE_S)


def weaken_backup(stage: Stage) -> None:
    """Give the backup a tenth of what the master can do, and note the warnings that tell of it."""
    master, backup = stage.lab.nodes
    faults.weaken_nginx(backup)
    told = match.warnings(master, backup)
    if not told:
        raise LabError("standfast check does not warn of the weak backup")
    for text in told:
        stage.note(f"check: {text}")


def app_server(stage: Stage) -> None:
    """An application server is killed, and started again."""
    server = stage.lab.apps[0]
    stage.fault(f"{server.name} killed", partial(faults.kill_app, server))
    stage.run_for(2)
    stage.heal(f"{server.name} started", partial(faults.start_app, server))
    stage.wait_answer(server.name, within_s=11)
    stage.run_for(SETTLE_S)


def three_nodes(stage: Stage) -> None:
    """The master's host is lost, then its successor's."""
    _lose(stage, 0)
    stage.wait_holder(stage.lab.nodes[1])
    stage.run_for(0.5)
    _lose(stage, 1)
    stage.settle(stage.lab.nodes[2])


def dns(stage: Stage) -> None:
    """No VIP: one of the two hosts in the DNS is lost."""
    _lose(stage, 0)
    stage.run_for(SETTLE_S)


def _wait_daemon_gone(stage: Stage, node: Node) -> None:
    """Wait until the check script has stopped the daemon; looked at seldom, because it costs a scan of /proc."""
    if stage.wait_until(lambda: not daemon_pids(node), 6, every_s=0.1):
        stage.states.note(node.address, DOWN)


def _lose(stage: Stage, index: int) -> None:
    node = stage.lab.nodes[index]
    stage.fault(f"host {node.number} lost", partial(faults.lose_host, stage.lab, node))
    stage.states.note(node.address, DOWN)


ARTICLE_SCRIPT = "/etc/keepalived/check_nginx_alive_or_not.sh"
WEIGHT_SCRIPT = "/etc/keepalived/check_nginx_alive.sh"
ANSWERS_SCRIPT = "/etc/keepalived/check_nginx_answers.sh"

_DYNAMIC = Asks(path=DYNAMIC_PATH, answer=APPLICATION)
_TWO_RECORDS = Asks(addresses=("192.168.56.101", "192.168.56.102"), rotate=True)
_TWO_RECORDS_NEXT = Asks(addresses=("192.168.56.101", "192.168.56.102"), rotate=True, hop_ms=NEXT_ADDRESS_AFTER_MS)

_LOST_WITH_DAEMON = partial(nginx_lost, daemon_ends=True)
_HUNG = partial(nginx_lost, lose=faults.hang_nginx, how="hangs")

DRILLS: dict[str, Drill] = {
    drill.name: drill
    for drill in (
        Drill("daemon-stopped", daemon_stopped),
        Drill("daemon-killed", daemon_killed),
        Drill("daemon-hung", daemon_hung),
        Drill("daemon-restarted", daemon_restarted, prepare=move_to_backup),
        Drill("host-lost", host_lost),
        Drill("weak-backup", host_lost, prepare=weaken_backup),
        Drill("cable-cut", cable_cut),
        Drill("isolated", isolated),
        Drill("isolated-healed-late", partial(isolated, heal_phase=LATE_PHASE)),
        Drill("nginx-killed", nginx_killed, variant="check-script", script=ARTICLE_SCRIPT),
        Drill("nginx-broken-script", _LOST_WITH_DAEMON, variant="check-script", script=ARTICLE_SCRIPT),
        Drill("nginx-broken-weight", nginx_lost, variant="check-weight", script=WEIGHT_SCRIPT),
        Drill("nginx-repaired", nginx_repaired, prepare=break_before, variant="check-script"),
        Drill("nginx-hung", nginx_hung, variant="check-script", script=ARTICLE_SCRIPT),
        Drill("nginx-hung-noticed", _HUNG, variant="check-answers", script=ANSWERS_SCRIPT),
        Drill("app-server", app_server, asks=_DYNAMIC, returning="app1"),
        Drill("three-nodes", three_nodes, nodes=3),
        Drill("dns-first", dns, asks=_TWO_RECORDS, daemons=False),
        Drill("dns-next", dns, asks=_TWO_RECORDS_NEXT, daemons=False),
    )
}
"""All drills by name, in the order in which they run."""

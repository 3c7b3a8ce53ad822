"""The picture of a node that dumps are made of."""

from playbook import record, wait
from samples import MASTER_IP, exited, facts, heard, heard_3, node, router, router_3, script, tracked
from standfast.core.director import Director
from standfast.core.snapshot import take_snapshot
from standfast.model.node import Node
from standfast.model.snapshot import Snapshot
from standfast.units import NS_PER_S

START_NS = 100 * NS_PER_S
NOW_NS = 104 * NS_PER_S
WALL_NS = 1_000_000 * NS_PER_S


def snapshot_after(what: Node, *told: object) -> Snapshot:
    director = Director(what)
    record(director, *told, at_ns=START_NS)
    return take_snapshot(director, NOW_NS, WALL_NS)


def test_a_master_is_described() -> None:
    (one,) = snapshot_after(node(router(255)), facts()).routers
    assert (one.state, one.wanted, one.is_master) == ("MASTER", "MASTER", True)
    assert (one.priority, one.source, one.changed_ns) == (255, MASTER_IP, START_NS)
    assert (one.statistics["advert_sent"], one.statistics["become_master"]) == (1, 1)
    assert one.due_ns is not None


def test_a_backup_knows_what_it_has_heard() -> None:
    (one,) = snapshot_after(node(router(100)), facts(), heard(200)).routers
    assert (one.state, one.is_master, one.master_priority) == ("BACKUP", False, 200)
    assert one.master_interval_ns == NS_PER_S


def test_the_interval_of_a_version_3_master_counts() -> None:
    event = heard_3(200, advert_interval_ns=NS_PER_S // 2)
    (one,) = snapshot_after(node(router_3(100)), facts(), event).routers
    assert one.master_interval_ns == NS_PER_S // 2


def test_faults_are_counted_and_scripts_without_a_result_apart() -> None:
    both = (tracked("a"), tracked("b"))
    what = node(router(100, tracked=both), scripts=(script("a"), script("b")))
    (one,) = snapshot_after(what, facts()).routers
    assert (one.state, one.faults, one.unknown) == ("FAULT", 0, 2)
    (one,) = snapshot_after(what, facts(), exited(1, "a")).routers
    assert (one.state, one.faults, one.unknown) == ("FAULT", 1, 1)


def test_a_script_tells_its_health_and_how_many_results_speak_against_it() -> None:
    what = node(router(100, tracked=(tracked("a", 5),)), scripts=(script("a", fall=3),))
    found = snapshot_after(what, facts(), exited(0, "a"), wait(1), exited(1, "a")).trackers
    assert [(one.name, one.health, one.streak, one.running) for one in found] == [("a", "up", 1, False)]


def test_times_are_times_of_day() -> None:
    snapshot = snapshot_after(node(router(255)), facts())
    assert snapshot.wall_ns(NOW_NS) == NOW_NS + WALL_NS

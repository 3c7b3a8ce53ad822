"""Notify scripts and FIFOs: who is told what, in which order, and that no script overtakes another."""

from dataclasses import replace

import pytest

from groups import GROUP, SECOND_INTERFACE, both_up, first, first_hears, pair, second, second_up
from playbook import Matcher, play, record, wait
from samples import ROOT_USER, down, exited, facts, heard, node, router, script, tracked, up
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartNotify,
    StartScript,
    WriteFifo,
)
from standfast.core.events import EffectFailed, NotifyFinished, ReloadRequested, StopRequested
from standfast.core.notify import WAITING_MAX
from standfast.model.node import Node, NodeSettings
from standfast.model.notify import Notify, NotifyFifo, NotifyScript
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S

MOVES = (
    AddAddresses, Log, RemoveAddresses, RenewLeases, SaveState, SendAdvertisement, SendGratuitousArp, SignalScript,
    StartScript,
)  # fmt: skip
NO_SCRIPTS = (*MOVES, StartNotify)
NO_FIFO = (*MOVES, WriteFifo)
FIFO = NodeSettings(fifos=(NotifyFifo("/run/fifo"),))
BEGIN_NS = 100 * NS_PER_S


def command(name: str) -> NotifyScript:
    return NotifyScript((f"/bin/{name}", "own"), ROOT_USER)


ALL = Notify(
    command("master"), command("backup"), command("fault"), command("stop"), command("deleted"), command("lower"),
    command("any"), priority_changes=True,
)  # fmt: skip
ANY = Notify(any=command("any"))


def run(name: str, *appended: str, queue: str = "INSTANCE VI_1") -> Matcher:
    """Expect the start of a script with these arguments after its own."""

    def matches(effect: object, _: int) -> bool:
        wanted = (f"/bin/{name}", "own", *appended)
        return isinstance(effect, StartNotify) and (effect.queue, effect.script.argv) == (queue, wanted)

    return Matcher(f"{queue} runs {name} {' '.join(appended)}", matches)


def fifo(line: str) -> WriteFifo:
    return WriteFifo(line + "\n")


def told(*routers: VirtualRouter, **changes: object) -> Node:
    """A node with a FIFO; without routers, one that has every script."""
    return replace(node(*(routers or (router(notify=ALL),))), settings=FIFO, **changes)  # type: ignore[arg-type]


ENDED = NotifyFinished("INSTANCE VI_1")


# -- the order


def test_the_script_of_the_state_comes_before_notify_which_gets_four_arguments_more() -> None:
    assert (
        play(Director(told()), ignore=NO_FIFO)
        >> facts()
        << run("backup")
        >> ENDED
        << run("any", "INSTANCE", "VI_1", "BACKUP", "100")
        >> ENDED
        >> wait(4)
        << run("master")
        >> ENDED
        << run("any", "INSTANCE", "VI_1", "MASTER", "100")
    )


def test_no_script_starts_before_the_one_before_it_has_ended() -> None:
    game = play(Director(told()), ignore=NO_FIFO) >> facts() << run("backup") >> wait(4) >> down() >> up()
    for name, state in (("", "BACKUP"), ("master", "MASTER"), ("fault", "FAULT"), ("backup", "BACKUP")):
        if name:
            game = game >> ENDED << run(name)
        game = game >> ENDED << run("any", "INSTANCE", "VI_1", state, "100")
    assert game >> ENDED >> ENDED


def test_a_script_that_cannot_be_started_does_not_stop_the_queue() -> None:
    failed = EffectFailed(StartNotify("INSTANCE VI_1", command("backup")), 2, "cannot start /bin/backup")
    game = play(Director(told()), ignore=NO_FIFO) >> facts() << run("backup") >> failed
    assert game << run("any", "INSTANCE", "VI_1", "BACKUP", "100")


def test_a_script_that_never_ends_collects_no_more_than_so_many() -> None:
    director = Director(node(router(notify=ANY)))
    record(director, facts())
    lines = [done.effect for number in range(40) for done in record(director, down(), up()) if number]
    skipped = [line.message for line in lines if isinstance(line, Log) and "skipping" in line.message]
    assert len(skipped) == 2 * 40 - WAITING_MAX
    assert skipped[0].endswith("skipping /bin/any own INSTANCE VI_1 FAULT 100")


def test_instances_do_not_wait_for_each_other() -> None:
    other = router(name="VI_2", virtual_router_id=52, notify=ANY)
    both = node(router(notify=ANY), other)
    backup = ("any", "INSTANCE")
    assert (
        play(Director(both), ignore=NO_FIFO)
        >> facts()
        << run(*backup, "VI_1", "BACKUP", "100")
        << run(*backup, "VI_2", "BACKUP", "100", queue="INSTANCE VI_2")
    )


def test_the_fifo_gets_keepalived_s_lines() -> None:
    assert (
        play(Director(told()), ignore=NO_SCRIPTS)
        >> facts()
        << fifo('INSTANCE "VI_1" BACKUP 100')
        >> wait(4)
        << fifo('INSTANCE "VI_1" MASTER 100')
        >> down()
        << fifo('INSTANCE "VI_1" FAULT 100')
        >> StopRequested("SIGTERM")
        << fifo('INSTANCE "VI_1" STOP 100')
    )


def test_without_a_fifo_no_line_is_written() -> None:
    assert play(Director(node()), ignore=MOVES) >> facts() >> wait(4)


def test_a_fault_at_the_start_is_told() -> None:
    assert play(Director(told()), ignore=NO_SCRIPTS) >> facts(down()) << fifo('INSTANCE "VI_1" FAULT 100')


# -- priorities


def test_a_lower_priority_heard_by_a_master_has_a_script_and_a_line_of_its_own() -> None:
    director = Director(told(router(255, notify=replace(ALL, any=None))))
    assert (
        play(director, ignore=MOVES)
        >> facts()
        << [run("master"), fifo('INSTANCE "VI_1" MASTER 255')]
        >> ENDED
        >> heard(50)
        << [run("lower"), fifo('INSTANCE "VI_1" MASTER_RX_LOWER_PRI 255')]
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_a_changed_priority_is_told_to_the_fifo_alone_and_only_where_it_is_wanted(wanted: bool) -> None:
    notify = replace(ALL, priority_changes=wanted)
    checked = told(router(notify=notify, tracked=(tracked(weight=-30),)), scripts=(script(seconds=600),))
    game = play(Director(checked), ignore=MOVES) >> facts() << [run("backup"), fifo('INSTANCE "VI_1" BACKUP 100')]
    game = game >> exited(1) << ([fifo('INSTANCE "VI_1" BACKUP_PRIORITY 70')] if wanted else [])
    assert game


# -- groups


def test_a_group_is_told_of_once_after_its_members() -> None:
    configuration = pair(first(notify=ANY), second(notify=ANY), group=replace(GROUP, notify=ALL), settings=FIFO)
    assert (
        play(Director(configuration), ignore=NO_SCRIPTS)
        >> both_up()
        << [fifo('INSTANCE "VI_1" BACKUP 100'), fifo('INSTANCE "VI_2" BACKUP 100'), fifo('GROUP "VG" BACKUP 0')]
        >> wait(4)
        << [fifo('INSTANCE "VI_2" MASTER 100'), fifo('INSTANCE "VI_1" MASTER 100'), fifo('GROUP "VG" MASTER 0')]
        >> down(SECOND_INTERFACE)
        << [fifo('INSTANCE "VI_2" FAULT 100'), fifo('INSTANCE "VI_1" FAULT 100'), fifo('GROUP "VG" FAULT 0')]
        >> second_up()
        << [fifo('INSTANCE "VI_2" BACKUP 100'), fifo('INSTANCE "VI_1" BACKUP 100'), fifo('GROUP "VG" BACKUP 0')]
        >> StopRequested("SIGTERM")
        << [fifo('INSTANCE "VI_1" STOP 100'), fifo('INSTANCE "VI_2" STOP 100'), fifo('GROUP "VG" STOP 0')]
    )


def test_a_group_has_scripts_and_a_queue_of_its_own() -> None:
    configuration = pair(group=replace(GROUP, notify=ALL))
    queue = "GROUP VG"
    assert (
        play(Director(configuration), ignore=NO_FIFO)
        >> both_up()
        << run("backup", queue=queue)
        >> NotifyFinished(queue)
        << run("any", "GROUP", "VG", "BACKUP", "0", queue=queue)
    )


def test_a_lower_priority_is_told_of_the_member_that_heard_it() -> None:
    configuration = pair(settings=FIFO)
    game = play(Director(configuration), ignore=(*NO_SCRIPTS,)) >> both_up()
    game = game << [
        fifo('INSTANCE "VI_1" BACKUP 100'),
        fifo('INSTANCE "VI_2" BACKUP 100'),
        fifo('GROUP "VG" BACKUP 0'),
    ]
    game = game >> wait(4) << [fifo('INSTANCE "VI_2" MASTER 100'), fifo('INSTANCE "VI_1" MASTER 100')]
    game = game << fifo('GROUP "VG" MASTER 0')
    assert game >> first_hears(50) << fifo('INSTANCE "VI_1" MASTER_RX_LOWER_PRI 100')


# -- reload


def master(configuration: Node) -> Director:
    director = Director(configuration)
    assert play(director, ignore=(*MOVES, StartNotify, WriteFifo)) >> facts() >> wait(4)
    for _ in range(5):
        director.handle(ENDED, BEGIN_NS + 4 * NS_PER_S)
    return director


@pytest.mark.parametrize("repeats", [True, False])
def test_a_reload_that_changes_no_state_tells_no_script_and_the_fifo_only_on_request(repeats: bool) -> None:
    new = replace(told(), settings=replace(FIFO, fifo_states_on_reload=repeats))
    game = play(master(told()), ignore=MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S) >> ReloadRequested(new)
    assert game << ([fifo('INSTANCE "VI_1" MASTER 100')] if repeats else [])


@pytest.mark.parametrize(
    ("notify", "started", "state"),
    [
        (ALL, [run("deleted")], "DELETED"),
        (replace(ALL, deleted=None), [run("fault")], "FAULT"),
        (
            replace(ALL, deleted=None, tells_deleted=True),
            [run("any", "INSTANCE", "VI_1", "DELETED", "100")],
            "DELETED",
        ),
    ],
)
def test_an_instance_that_a_reload_removes_is_told_as_deleted_or_in_fault(
    notify: Notify, started: list[Matcher], state: str
) -> None:
    other = told(router(name="VI_2", virtual_router_id=52))
    game = play(master(told(router(notify=notify))), ignore=MOVES, at_ns=BEGIN_NS + 4 * NS_PER_S)
    assert (
        game
        >> ReloadRequested(other)
        << started
        << [
            fifo(f'INSTANCE "VI_1" {state} 100'),
            fifo('INSTANCE "VI_2" BACKUP 100'),
        ]
    )


# -- stop


def test_a_stop_waits_for_the_scripts() -> None:
    director = master(told())
    assert (
        play(director, ignore=NO_FIFO, at_ns=BEGIN_NS + 4 * NS_PER_S)
        >> StopRequested("SIGTERM")
        << run("stop")
        >> wait(0.5)
        >> ENDED
        << run("any", "INSTANCE", "VI_1", "STOP", "100")
        >> wait(0.4)
        >> ENDED
        << Finish
    )
    assert director.next_deadline_ns is None


def test_a_stop_waits_no_longer_than_a_second_and_loses_no_script() -> None:
    assert (
        play(master(told()), ignore=NO_FIFO, at_ns=BEGIN_NS + 4 * NS_PER_S)
        >> StopRequested("SIGTERM")
        << run("stop")
        >> wait(0.9)
        >> wait(0.2)
        << [run("any", "INSTANCE", "VI_1", "STOP", "100"), Finish]
    )


def test_a_reload_during_a_stop_starts_nothing() -> None:
    game = play(master(told()), ignore=NO_FIFO, at_ns=BEGIN_NS + 4 * NS_PER_S) >> StopRequested("SIGTERM")
    director = game.machine
    game = game << run("stop") >> ReloadRequested(told()) >> ENDED << run("any", "INSTANCE", "VI_1", "STOP", "100")
    assert game >> ENDED << Finish
    assert isinstance(director, Director)
    assert not director.routers


def test_a_second_request_to_stop_does_not_wait() -> None:
    game = play(master(told()), ignore=NO_FIFO, at_ns=BEGIN_NS + 4 * NS_PER_S) >> StopRequested("SIGTERM")
    game = game << run("stop") >> wait(0.1) >> StopRequested("SIGTERM")
    assert game << [run("any", "INSTANCE", "VI_1", "STOP", "100"), Finish]

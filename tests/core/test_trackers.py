"""All trackers of a node: whose event it is, what is news, what a reload keeps."""

from dataclasses import replace
from typing import Any

from playbook import log, play, wait
from samples import exited, facts, node, router, script
from standfast.core.director import Director
from standfast.core.effects import SaveState, SendGratuitousArp, StartScript
from standfast.core.events import FileChanged, ProcessesChanged, ReloadRequested
from standfast.core.track import Health
from standfast.core.trackers import Trackers
from standfast.model.node import Node
from standfast.model.track import TrackedItem, TrackFile, TrackKind, TrackProcess
from standfast.units import NS_PER_S

FILE = TrackFile("f", "/run/f")
PROCESS = TrackProcess("nginx", ("nginx",), None, False, 1, None, 0, 0, NS_PER_S)


def tracking(*items: TrackedItem, **changes: Any) -> Node:  # noqa: ANN401
    configuration = node(router(tracked=items), scripts=[script(seconds=600)])
    return replace(configuration, files=(FILE,), **{"processes": (PROCESS,), **changes})


def trackers() -> Trackers:
    subject = Trackers()
    list(subject.start(tracking(), facts(), 0))
    return subject


def test_what_is_known_of_the_host_at_the_start_counts_at_once() -> None:
    subject = Trackers()
    known = replace(facts(), files=(FileChanged("f", 5),), processes=(ProcessesChanged("nginx", 2),))
    list(subject.start(tracking(), known, 0))
    file, process = subject.find((TrackKind.FILE, "f")), subject.find((TrackKind.PROCESS, "nginx"))
    assert file is not None
    assert process is not None
    assert (file.value, process.health) == (5, Health.UP)


def test_news_are_what_changed_and_nothing_else() -> None:
    subject = trackers()
    list(subject.handle(FileChanged("f", 5), 0))
    list(subject.handle(FileChanged("f", 5), 0))
    list(subject.handle(ProcessesChanged("nginx", 1), 0))
    list(subject.handle(ProcessesChanged("nginx", 2), 0))
    list(subject.handle(FileChanged("unknown", 5), 0))
    assert subject.news == [(TrackKind.FILE, "f"), (TrackKind.PROCESS, "nginx")]


def test_one_name_may_stand_for_a_script_and_a_file() -> None:
    subject = Trackers()
    configuration = replace(node(scripts=[script("same", seconds=600)]), files=(replace(FILE, name="same"),))
    list(subject.start(configuration, facts(), 0))
    list(subject.handle(FileChanged("same", 5), 0))
    assert subject.news == [(TrackKind.FILE, "same")]


def test_an_equal_tracker_keeps_what_it_knows_over_a_reload() -> None:
    subject = trackers()
    list(subject.handle(FileChanged("f", 5), 0))
    list(subject.handle(exited(1), 0))
    list(subject.reload(tracking(), NS_PER_S))
    assert [(key[0], finding.health, finding.value) for key, finding in subject.report()] == [
        (TrackKind.SCRIPT, Health.DOWN, 0),
        (TrackKind.FILE, Health.UP, 5),
        (TrackKind.PROCESS, Health.UNKNOWN, 0),
    ]


def test_a_tracker_that_left_the_configuration_is_forgotten() -> None:
    subject = trackers()
    list(subject.reload(node(), 0))
    assert subject.find((TrackKind.FILE, "f")) is None
    assert subject.next_deadline_ns is None
    assert subject.count(TrackKind.FILE) == 0


def test_a_file_moves_the_priority_and_may_be_a_fault() -> None:
    configuration = tracking(TrackedItem(TrackKind.FILE, "f", 2))
    assert (
        play(Director(configuration), ignore=(SaveState, StartScript))
        >> facts()
        << log("BACKUP")
        >> FileChanged("f", -10)
        << log("Track file f: /run/f holds -10")
        << log("(VI_1) Changing effective priority from 100 to 80: 100 - 20 (f) = 80")
        >> FileChanged("f", -127)
        << [log("holds -127"), log("priority from 80 to 100"), log("FAULT STATE (file f: /run/f holds -127)")]
        >> FileChanged("f", None)
        << [log("holds no number"), log("BACKUP")]
    )


def test_a_process_that_is_missing_is_a_fault_after_its_delay() -> None:
    configuration = tracking(
        TrackedItem(TrackKind.PROCESS, "nginx", 0), processes=(replace(PROCESS, terminate_delay_ns=NS_PER_S),)
    )
    start = replace(facts(), processes=(ProcessesChanged("nginx", 1),))
    assert (
        play(Director(configuration), ignore=(SaveState, StartScript, SendGratuitousArp))
        >> start
        << [log("Track process nginx is up: has 1 running"), log("BACKUP")]
        >> ProcessesChanged("nginx", 0)
        >> wait(1)
        << [
            log("Track process nginx is down: has 0 running, wanted are at least 1"),
            log("FAULT STATE (process nginx"),
        ]
    )


def test_a_tracker_that_a_reload_adds_moves_nothing_before_it_is_known() -> None:
    director = Director(node())
    list(director.start(facts(), 0))
    new = tracking(TrackedItem(TrackKind.PROCESS, "nginx", 0))
    game = play(director, ignore=(SaveState, StartScript), at_ns=NS_PER_S) >> ReloadRequested(new) << log("Reloaded")
    assert game >> ProcessesChanged("nginx", 0) << [log("is down"), log("FAULT STATE")]


def test_the_first_reading_of_a_tracker_may_come_just_before_the_reload_that_brings_it() -> None:
    director = Director(node())
    list(director.start(facts(), 0))
    new = tracking(TrackedItem(TrackKind.PROCESS, "nginx", 0))
    game = play(director, ignore=(SaveState, StartScript), at_ns=NS_PER_S) >> ProcessesChanged("nginx", 0)
    game = game >> ReloadRequested(new) << log("Track process nginx is down") << log("FAULT STATE (process nginx")
    assert game << log("Reloaded")

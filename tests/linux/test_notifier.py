"""Notify scripts and FIFOs, as their readers see them."""

import os
import select
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from netlab import wait_for
from standfast.core.effects import Log
from standfast.core.events import Event, NotifyFinished
from standfast.linux.notifier import Notifier
from standfast.model.notify import NotifyFifo, NotifyScript
from standfast.model.track import ScriptUser

MYSELF = ScriptUser("myself", os.geteuid(), os.getegid())
LINE = 'INSTANCE "VI_1" MASTER 100\n'


class Told:
    """A notifier and what it had to say."""

    def __init__(self) -> None:
        self.lines: list[Log] = []
        self.notifier = Notifier(self.lines.append)


@pytest.fixture
def told() -> Iterator[Told]:
    made = Told()
    yield made
    made.notifier.close()


def script(text: str, *arguments: str) -> NotifyScript:
    return NotifyScript(("/bin/sh", "-c", text, "sh", *arguments), MYSELF)


def test_the_end_of_a_script_is_told_with_its_queue(told: Told, tmp_path: Path) -> None:
    told.notifier.start("VI_1", script(f'echo "$@" > {tmp_path}/out; exit 3', "INSTANCE", "VI_1", "MASTER", "100"))
    assert select.select([told.notifier], [], [], 0)[0], "it is to be started"
    assert told.notifier.read(1) == []
    assert select.select([told.notifier], [], [], 10)[0]
    assert told.notifier.read(1) == [NotifyFinished("VI_1")]
    assert not select.select([told.notifier], [], [], 0)[0], "nothing is left to do"
    assert (tmp_path / "out").read_text() == "INSTANCE VI_1 MASTER 100\n"


def test_many_scripts_are_started_a_few_at_a_time_and_each_ends(told: Told, tmp_path: Path) -> None:
    for number in range(20):
        told.notifier.start(str(number), script(f"echo {number} >> {tmp_path}/out"))
    ended: list[Event] = []
    turns = 0
    while len(ended) < 20:
        assert select.select([told.notifier], [], [], 10)[0]
        ended += told.notifier.read(1)
        turns += 1
    assert turns >= 10
    assert sorted((tmp_path / "out").read_text().split(), key=int) == [str(number) for number in range(20)]
    assert set(ended) == {NotifyFinished(str(number)) for number in range(20)}


def test_a_fifo_is_there_for_everybody_to_read_and_gone_at_the_end(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    told.notifier.open_fifos([NotifyFifo(str(path))])
    found = path.stat()
    assert stat.S_ISFIFO(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o644
    told.notifier.write(LINE)
    with path.open("rb") as reader:
        assert reader.read(len(LINE)) == LINE.encode()
    told.notifier.close_fifos()
    assert not path.exists()


def test_a_fifo_that_was_there_stays(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    told.notifier.open_fifos([NotifyFifo(str(path))])
    told.notifier.close_fifos()
    assert path.exists()


def test_a_full_fifo_drops_what_it_cannot_take(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    told.notifier.open_fifos([NotifyFifo(str(path))])
    for _ in range(10_000):
        told.notifier.write(LINE)
    with path.open("rb") as reader:
        data = os.read(reader.fileno(), 1 << 20)
    assert data.startswith(LINE.encode() * 100)
    told.notifier.write("INSTANCE again\n")


def test_something_else_of_that_name_is_an_error_that_is_said(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    told.notifier.open_fifos([NotifyFifo(str(path)), NotifyFifo(str(tmp_path / "fifo"))])
    told.notifier.write(LINE)
    assert path.read_text() == "mine"
    (line,) = told.lines
    assert str(path) in line.message


def test_the_reader_of_a_fifo_is_started_with_its_path_and_ended_with_it(told: Told, tmp_path: Path) -> None:
    path, out = tmp_path / "fifo", tmp_path / "out"
    text = f"""trap 'echo ended >> {out}; exit 0' TERM; echo "$1 $2" > {out}
        while read line; do echo $line >> {out}; done < $2"""
    told.notifier.open_fifos([NotifyFifo(str(path), script(text, "first"))])
    wait_for(lambda: out.exists() and out.read_text() == f"first {path}\n", "the script starts")
    told.notifier.write(LINE)
    wait_for(lambda: LINE.replace('"', "").strip() in out.read_text().replace('"', ""), "it reads the line")
    told.notifier.open_fifos([NotifyFifo(str(path))])
    wait_for(lambda: out.read_text().endswith("ended\n"), "it is ended")
    assert told.notifier.read(1) == [], "its end is nobody's news"

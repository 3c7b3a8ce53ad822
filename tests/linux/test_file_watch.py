"""Tracked files as an administrator writes them: each change is told once, whatever way it was made."""

import os
import select
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from netlab import wait_for
from standfast.core.events import Event, FileChanged
from standfast.linux.file_watch import FileWatch, read_number
from standfast.model.track import TrackFile


@pytest.fixture
def watch() -> Iterator[FileWatch]:
    made = FileWatch()
    yield made
    made.close()


def changes(watch: FileWatch) -> list[Event]:
    select.select([watch], [], [], 5)
    return watch.read(64)


def expect(watch: FileWatch, value: int | None) -> None:
    told: list[Event] = []

    def is_told() -> bool:
        told.extend(watch.read(64))
        return bool(told)

    wait_for(is_told, f"value {value}", timeout_s=5)
    assert told == [FileChanged("f", value)]


def test_a_number_is_read_at_the_start_and_told_at_each_change(watch: FileWatch, tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("10\n")
    assert watch.want([TrackFile("f", str(path))]) == (FileChanged("f", 10),)
    path.write_text("-20\n")
    expect(watch, -20)
    new = tmp_path / "new"
    new.write_text("30")
    new.rename(path)
    expect(watch, 30)
    path.unlink()
    expect(watch, None)
    path.write_text("no number")
    assert changes(watch) == [], "no number is as good as no file"
    path.write_text("40 and words\n")
    expect(watch, 40)


def test_the_same_number_again_is_no_news_and_neither_is_another_file(watch: FileWatch, tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("10\n")
    watch.want([TrackFile("f", str(path))])
    path.write_text("10\n")
    assert changes(watch) == []
    (tmp_path / "other").write_text("11\n")
    assert changes(watch) == []


def test_a_file_whose_directories_do_not_exist_yet_is_found_when_they_do(watch: FileWatch, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "number"
    assert watch.want([TrackFile("f", str(path))]) == (FileChanged("f", None),)
    path.parent.mkdir(parents=True)
    path.write_text("5")
    expect(watch, 5)
    shutil.rmtree(tmp_path / "a")
    expect(watch, None)
    path.parent.mkdir(parents=True)
    path.write_text("6")
    expect(watch, 6)


def test_the_first_value_is_written_where_there_is_none(watch: FileWatch, tmp_path: Path) -> None:
    kept, overwritten, new = (tmp_path / name for name in ("kept", "overwritten", "new"))
    for path in (kept, overwritten):
        path.write_text("1\n")
    files = [
        TrackFile("kept", str(kept), init_value=7),
        TrackFile("overwritten", str(overwritten), init_value=8, overwrite=True),
        TrackFile("new", str(new), init_value=9),
    ]
    told = watch.want(files)
    assert [one.value for one in told] == [1, 8, 9]
    overwritten.write_text("2\n")
    assert watch.want(files)[1].value == 2, "at a reload nothing is written again"


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    assert read_number(str(fifo)) is None
    assert read_number(str(tmp_path)) is None


def test_a_file_that_is_tracked_no_more_is_not_told(watch: FileWatch, tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    watch.want([TrackFile("f", str(path))])
    assert watch.want([]) == ()
    path.write_text("2")
    assert changes(watch) == []

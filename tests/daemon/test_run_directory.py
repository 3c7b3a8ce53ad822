"""The run directory: one daemon at a time, and a dead one is no obstacle."""

import os
from pathlib import Path

import pytest

from in_child import become_nobody, in_child
from standfast.daemon.run_directory import PID_FILE_NAME, RunDirectory
from standfast.errors import AlreadyRunningError, PermissionMissingError


def test_it_is_made_and_says_the_pid(tmp_path: Path) -> None:
    directory = RunDirectory(str(tmp_path / "a" / "b"))
    directory.write_pid()
    assert (tmp_path / "a" / "b" / PID_FILE_NAME).read_text() == f"{os.getpid()}\n"
    directory.release()
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_second_daemon_is_told_who_the_first_is(tmp_path: Path) -> None:
    first = RunDirectory(str(tmp_path))
    first.write_pid()
    with pytest.raises(AlreadyRunningError, match=rf"process {os.getpid()} .*--run-dir"):
        RunDirectory(str(tmp_path))
    first.release()
    RunDirectory(str(tmp_path)).release()


def test_the_file_of_a_killed_daemon_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / PID_FILE_NAME).write_text("123456789 and more than a pid\n")
    directory = RunDirectory(str(tmp_path))
    directory.write_pid()
    assert (tmp_path / PID_FILE_NAME).read_text() == f"{os.getpid()}\n"
    directory.release()


def test_a_file_that_somebody_removed_is_no_error(tmp_path: Path) -> None:
    directory = RunDirectory(str(tmp_path))
    (tmp_path / PID_FILE_NAME).unlink()
    directory.release()


def test_something_else_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        RunDirectory(str(tmp_path / "file"))


@pytest.mark.root
def test_a_directory_that_cannot_be_written_names_what_to_do(tmp_path: Path) -> None:
    def refusal() -> str:
        os.chdir(tmp_path)
        become_nobody()
        try:
            RunDirectory("run")
        except PermissionMissingError as error:
            return str(error)
        return "made"

    assert "--run-dir" in in_child(refusal)

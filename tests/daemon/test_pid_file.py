"""Files that say which process to signal."""

import os
import stat
from pathlib import Path

import pytest

from standfast.daemon.pid_file import refuse_if_running, remove_pid_file, write_pid_file
from standfast.errors import AlreadyRunningError

OWN_NAME = Path("/proc/self/comm").read_text().strip()
PARENT = os.getppid()
PARENT_NAME = Path(f"/proc/{PARENT}/comm").read_text().strip()


def test_a_file_holds_the_number_and_everybody_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keepalived.pid"
    write_pid_file(str(path), 4711)
    assert path.read_text() == "4711\n"
    assert stat.S_IMODE(path.stat().st_mode) & 0o444 == 0o444


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    victim, path = tmp_path / "victim", tmp_path / "keepalived.pid"
    victim.write_text("precious")
    path.symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        write_pid_file(str(path), 4711)
    assert victim.read_text() == "precious"


def test_only_the_own_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.pid"
    write_pid_file(str(path), 4711)
    remove_pid_file(str(path), 4712)
    assert path.exists()
    remove_pid_file(str(path), 4711)
    assert not path.exists()
    remove_pid_file(str(path), 4711)


def test_a_living_process_of_that_name_is_an_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.pid"
    write_pid_file(str(path), PARENT)
    with pytest.raises(AlreadyRunningError, match=f"{PARENT_NAME} is already running as process {PARENT}"):
        refuse_if_running(str(path), (PARENT_NAME,))


@pytest.mark.parametrize("content", ["", "no number", "4000000", str(os.getpid())])
def test_what_names_no_other_process_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keepalived.pid"
    path.write_text(content)
    refuse_if_running(str(path), (OWN_NAME,))


def test_another_program_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.pid"
    path.write_text(str(PARENT))
    refuse_if_running(str(path), ("keepalived",))
    refuse_if_running(str(tmp_path / "none"), ("keepalived",))

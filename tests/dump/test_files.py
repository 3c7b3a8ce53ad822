"""Writing a dump file where anybody may have put something of that name."""

import stat
from pathlib import Path

import pytest

from standfast.dump.files import path_of, write_dump


def test_a_file_is_written_whole_with_the_rights_that_are_left(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.data"
    path.write_text("old and longer")
    write_dump(str(path), "new\n", 0o137)
    assert path.read_text() == "new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    path, victim = tmp_path / "keepalived.data", tmp_path / "victim"
    victim.write_text("precious")
    path.symlink_to(victim)
    write_dump(str(path), "new\n", 0o177)
    assert (victim.read_text(), path.read_text(), path.is_symlink()) == ("precious", "new\n", False)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.data"
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        write_dump(str(path), "new\n", 0o177)
    assert list(tmp_path.iterdir()) == [path]


def test_the_configuration_chooses_else_tmpdir(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    assert path_of("keepalived.data") == "/tmp/keepalived.data"
    monkeypatch.setenv("TMPDIR", "/var/tmp")
    assert path_of("keepalived.data", "/tmp/keepalived.data") == "/var/tmp/keepalived.data"
    assert path_of("keepalived.data", "/run/own") == "/run/own"

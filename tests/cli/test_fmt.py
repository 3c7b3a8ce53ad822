"""`standfast fmt`: print, --write, --check."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from standfast.cli import command_line

UGLY, PRETTY = b"a { b # caf\xe9\n}", b"a {\n    b # caf\xe9\n}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keepalived.conf"
    path.write_bytes(UGLY)
    path.chmod(0o640)
    return path


def run(*arguments: object, stdin: bytes = b"") -> tuple[int, bytes]:
    result = CliRunner().invoke(command_line, ["fmt", *map(str, arguments)], input=stdin)
    return result.exit_code, result.stdout_bytes


def test_print_leaves_the_file_alone(file: Path) -> None:
    assert run(file) == (0, PRETTY)
    assert file.read_bytes() == UGLY


def test_standard_input() -> None:
    assert run("-", stdin=UGLY) == (0, PRETTY)


def test_check_names_the_file_until_it_is_written(file: Path) -> None:
    assert run("--check", file) == (1, f"{file}\n".encode())
    assert run("--write", file) == (0, b"")
    assert file.read_bytes() == PRETTY
    assert file.stat().st_mode & 0o777 == 0o640
    assert run("--check", file) == (0, b"")
    assert list(file.parent.iterdir()) == [file]


def test_write_follows_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    assert run("--write", link) == (0, b"")
    assert link.is_symlink()
    assert file.read_bytes() == PRETTY


def test_no_such_file(tmp_path: Path) -> None:
    assert run(tmp_path / "nope")[0] == 1


def test_write_and_check_exclude_each_other(file: Path) -> None:
    assert run("--write", "--check", file)[0] == 2

"""Why a script cannot be run, and the command that mends it."""

import os
from pathlib import Path

import pytest

from standfast.check.finding import Finding, apply, warning
from standfast.check.script_advice import advise, how_to_protect, program_of
from standfast.config.diagnostics import Position


def advice(program: str, code: str = "script-disabled", line: str = "") -> Finding:
    return advise(warning(Position("f", 1, 8), code, "message", "old"), program, line)


def script(folder: Path, name: str = "check_nginx.sh", mode: int = 0o755) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("text", "program"),
    [(' "/bin/a b"', "/bin/a"), (" /bin/a b", "/bin/a"), (" '/a b/c'", "/a"), ("", ""), (' ""', "")],
)
def test_the_program_of_a_command(text: str, program: str) -> None:
    assert program_of(text) == program


def test_a_missing_script_names_the_folder_and_the_file_that_was_meant(tmp_path: Path) -> None:
    script(tmp_path)
    line = f'  script "{tmp_path}/check_ngnix.sh -x"'
    found = advice(f"{tmp_path}/check_ngnix.sh", line=line)
    assert f"there is no 'check_ngnix.sh' in {tmp_path}" in found.diagnostic.suggestion
    assert apply(line, found.edits) == f'  script "{tmp_path}/check_nginx.sh -x"'


def test_a_missing_folder_is_what_is_named(tmp_path: Path) -> None:
    found = advice(f"{tmp_path}/scripts/check.sh")
    assert f"there is no 'scripts' in {tmp_path}" in found.diagnostic.suggestion
    assert found.edits == ()


def test_a_script_without_execute_permission(tmp_path: Path) -> None:
    path = script(tmp_path, mode=0o644)
    assert advice(str(path)).diagnostic.suggestion == f"chmod +x {path} (its mode is 0644)"


def test_a_folder_is_no_script(tmp_path: Path) -> None:
    assert "folder" in advice(str(tmp_path)).diagnostic.suggestion


def test_a_command_without_a_path_keeps_the_readers_advice() -> None:
    assert advice("nginx").diagnostic.suggestion == "old"


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="only root owns a path that only root can write")
def test_the_component_its_mode_and_the_command_that_mends_it(tmp_path: Path) -> None:
    # pytest's folders lie below /tmp, which others can write, but not rename in.
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o1000:
            folder.chmod(0o755)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    path = script(tmp_path / "open")
    mend = how_to_protect(str(path))
    assert mend == f"chmod o-w {tmp_path}/open (it belongs to root, and its mode is 0777)"
    assert advice(str(path), "script-insecure").diagnostic.suggestion == mend
    (tmp_path / "open").chmod(0o755)
    os.chown(path, 1, 0)
    assert how_to_protect(str(path)).startswith(f"chown root {path}")
    os.chown(path, 0, 0)
    assert how_to_protect(str(path)) == ""

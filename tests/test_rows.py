"""Every row of the checklist has its tests or its sentence, and the page of it is the one in the repository."""

import subprocess
import sys
from pathlib import Path

from source_tree import ROOT

CHECKLIST = """
[one]
title = "One"
X1 = "tested on both sides"
X2 = "tested on one side"
X3 = "not tested"
X4 = "justified"
[justified]
X4 = "because"
X9 = "which is no row"
[one_sided]
"""
TESTS = """
def test_x1_is_so() -> None: ...
def test_x1_is_not_so() -> None: ...
def test_x2_is_so() -> None: ...
def test_x7_is_nowhere() -> None: ...
"""


def rows(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, root / "tools" / "rows.py", *arguments], capture_output=True, text=True)


def test_no_row_is_without_a_test_and_the_page_is_up_to_date() -> None:
    done = rows("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "rows.py").write_bytes((ROOT / "tools" / "rows.py").read_bytes())
    folder = tmp_path / "tests" / "conformance"
    folder.mkdir(parents=True)
    (folder / "rows.toml").write_text(CHECKLIST)
    (folder / "test_rows_x.py").write_text(TESTS)
    done = rows(root=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "tests/conformance/test_rows_x.py::test_x7_is_nowhere names no row of the checklist",
        "X2 has one test only, tests/conformance/test_rows_x.py::test_x2_is_so: add the other side",
        "X3 has no test: not tested",
        "X9 is justified, but is no row",
    ]

"""What the documents say about the code is what the code says."""

import re
import subprocess
import sys

import pytest

from source_tree import ROOT, source_modules
from standfast.daemon import exit_codes
from standfast.wire.vrrp import DiscardReason


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_page_of_states_is_made_from_the_table_that_runs() -> None:
    done = subprocess.run([sys.executable, "tools/draw_states.py", "--check"], cwd=ROOT)
    assert done.returncode == 0, "docs/reference/states.md is not what core/transitions.py says: run `make docs`"


def test_each_exit_code_is_documented_and_no_other() -> None:
    table = read("docs/reference/exit-codes.md").partition("Of `standfast check`")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE)}
    existing = {value for name, value in vars(exit_codes).items() if name.startswith("EXIT_")}
    assert documented == existing


def test_each_reason_for_a_discard_is_documented() -> None:
    text = read("docs/reference/log-lines.md")
    assert [reason for reason in DiscardReason if f"`{reason}`" not in text] == []


def test_each_documented_log_line_is_in_the_code() -> None:
    code = "".join(module.text for module in source_modules())
    lines = re.findall(r"^\| `([^`]+)`", read("docs/reference/log-lines.md"), flags=re.MULTILINE)
    for line in lines:
        # The first words of the longest run of words: what varies (names, numbers, addresses) stands between runs.
        words = " ".join(max(re.findall(r"[A-Za-z_ ]+", line), key=len).split()[:3])
        assert words in code, f"docs/reference/log-lines.md: no line of the code says {words!r}"


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_first_screen_names_what_a_target_installs(target: str) -> None:
    first_screen = "\n".join(read("README.md").splitlines()[:30])
    assert f"`make {target}`" in first_screen
    bootstrap = read("tools/bootstrap")
    for package in re.findall(r"\b[a-z]+:([a-z0-9-]+)", "\n".join(re.findall(r"(?m)^hosts=.*|wants=.*", bootstrap))):
        assert package in first_screen, f"README.md does not say that {package} is installed"


def test_each_target_of_make_is_explained_by_make_help() -> None:
    text = read("Makefile")
    targets = set(re.findall(r"^\.PHONY: (\S+)", text, flags=re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", text, flags=re.MULTILINE))
    assert targets == explained

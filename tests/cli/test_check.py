"""`standfast check` as a user calls it."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from config_texts import instance
from standfast.cli import command_line
from standfast.cli.check import expand

GOOD = instance(interface="interface eth9")
WARNED = GOOD.replace("advert_int 1", "advert_int 1 x")


def call(*words: str) -> Result:
    return CliRunner().invoke(command_line, ["check", *words])


def written(folder: Path, text: str, name: str = "keepalived.conf") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        (GOOD, 0, "1 file: 1 notice"),
        (WARNED, 1, "1 file: 1 warning, 1 notice"),
        (GOOD.removesuffix("}\n"), 2, "refuses it as it stands"),
        (GOOD.replace("virtual_router_id", "virtual router_id"), 2, "refuses it as it stands"),
    ],
)
def test_the_exit_code_and_the_last_line(tmp_path: Path, text: str, code: int, last: str) -> None:
    result = call("--other-host", written(tmp_path, text))
    assert (result.exit_code, last in result.output.splitlines()[-1]) == (code, True), result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = call(str(tmp_path / "none.conf"))
    assert result.exit_code == 2
    assert "there is no such file" in result.output


def test_an_interface_that_this_host_does_not_have(tmp_path: Path) -> None:
    assert "[unknown-interface]" in call(written(tmp_path, GOOD)).output


def test_keepaliveds_exit_codes(tmp_path: Path) -> None:
    assert call("--keepalived", "--other-host", written(tmp_path, GOOD)).exit_code == 0
    assert call("--keepalived", "--other-host", written(tmp_path, GOOD + "}\n")).exit_code == 5
    assert call("--keepalived", "--other-host", written(tmp_path, instance("priority"))).exit_code == 2


def test_why_is_told_once_for_each_kind(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("advert_int 1", "bogus\nbogus2"))
    assert call("--other-host", path).output.count("keepalived passes over the line") == 1
    assert "why:" not in call("--other-host", "--no-why", path).output


def test_no_colour_but_on_a_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in call("--other-host", written(tmp_path, WARNED)).output


def test_several_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(tmp_path / "a", GOOD)
    written(tmp_path / "b", WARNED, "other.conf")
    result = call("--other-host", str(tmp_path / "a"), str(tmp_path / "b"))
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("2 files: 1 warning")


def test_a_folder_stands_for_its_main_files(tmp_path: Path) -> None:
    (tmp_path / "master").mkdir()
    main = written(tmp_path / "master", GOOD)
    written(tmp_path, GOOD, "included.conf")
    assert expand((str(tmp_path),)) == [main]
    (tmp_path / "empty").mkdir()
    with pytest.raises(click.UsageError):
        expand((str(tmp_path / "empty"),))


def test_json_and_sarif(tmp_path: Path) -> None:
    path = written(tmp_path, WARNED)
    document = json.loads(call("--json", "--other-host", path).output)
    assert [entry["code"] for entry in document["findings"]] == ["ignored-words", "password-in-clear"]
    assert document["exit_code"] == 1
    assert json.loads(call("--sarif", "--other-host", path).output)["version"] == "2.1.0"
    assert call("--sarif", "--json", path).exit_code == 2


def test_a_pair(tmp_path: Path) -> None:
    first = written(tmp_path, GOOD, "A.conf")
    second = written(
        tmp_path, GOOD.replace("priority 100", "priority 80").replace("advert_int 1", "advert_int 2"), "B"
    )
    result = call("--pair", first, second)
    assert result.exit_code == 2
    assert "[pair-advert-int]" in result.output
    assert "<- differs" in result.output.splitlines()[-6] + result.output
    assert call("--pair", first).exit_code == 2
    assert call("--facts", "a", "b", first).exit_code == 2


def test_facts_of_a_pair(tmp_path: Path) -> None:
    first = written(tmp_path, GOOD, "A.conf")
    second = written(tmp_path, GOOD.replace("priority 100", "priority 80"), "B.conf")
    strong, weak = (written(tmp_path, json.dumps({"version": 1, "cpus": n}), f"{n}.json") for n in (8, 2))
    result = call("--pair", first, second, "--facts", strong, weak)
    assert (result.exit_code, "[backup-weaker]" in result.output) == (1, True)
    assert "[backup-weaker]" not in call("--pair", first, second, "--facts", weak, strong).output
    assert call("--pair", first, second, "--facts", strong, first).exit_code == 2


def test_it_answers_before_a_user_notices(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    took = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([sys.executable, "-m", "standfast", "check", path], capture_output=True)
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    # Time on the processor, which a busy machine hardly changes; bench/check.py measures what a user waits.
    assert min(took) < 0.5

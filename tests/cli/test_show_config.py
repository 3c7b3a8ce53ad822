"""`standfast show-config`: text or JSON, and its exit codes."""

import json
from pathlib import Path

from click.testing import CliRunner

from config_texts import instance
from standfast.cli import command_line
from standfast.edit.effective import HIDDEN


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(command_line, ["show-config", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_text_and_json(tmp_path: Path) -> None:
    file = tmp_path / "keepalived.conf"
    file.write_text(instance(interface="interface lan0"))
    code, text, _ = run(file)
    assert code == 0
    assert f"{file}:5" in next(line for line in text.splitlines() if "priority 100" in line)
    assert HIDDEN in text
    code, text, _ = run("--json", "--secrets", file)
    assert code == 0
    assert json.loads(text)["vrrp_instance"]["VI_1"]["authentication"]["auth_pass"]["value"] == "1111"


def test_errors_are_told_beside_what_can_be_shown(tmp_path: Path) -> None:
    file = tmp_path / "keepalived.conf"
    file.write_text(instance() + instance(name="VI_2", virtual_router_id=""))
    code, text, errors = run(file)
    assert code == 2
    assert "priority 100" in text
    assert "VI_2" in errors


def test_no_such_file(tmp_path: Path) -> None:
    code, text, errors = run(tmp_path / "nope")
    assert (code, text) == (1, "")
    assert "no such file" in errors

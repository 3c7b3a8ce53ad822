"""`standfast diff`: words, JSON and exit codes."""

import json
from pathlib import Path

from click.testing import CliRunner

from config_texts import instance
from standfast.cli import command_line


def run(tmp_path: Path, old: str, new: str, *options: str) -> tuple[int, str]:
    for name, text in (("old.conf", old), ("new.conf", new)):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in ("old.conf", "new.conf")]
    result = CliRunner().invoke(command_line, ["diff", *options, *files])
    return result.exit_code, result.output


def test_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, instance(), instance()) == (0, "Nothing changes.\n")


def test_a_change_in_words_and_as_json(tmp_path: Path) -> None:
    new = instance(priority="priority 150", virtual_ipaddress="virtual_ipaddress {\n10.0.0.9\n}")
    code, text = run(tmp_path, instance(), new)
    assert code == 1
    assert "~ priority 100 -> 150" in text
    assert "Moves an address: vrrp_instance VI_1." in text
    code, text = run(tmp_path, instance(), new, "--json")
    found = {change["what"]: change for change in json.loads(text)["changes"]}
    assert code == 1
    assert found["priority"]["impact"] == "may-move"
    assert found["priority"]["new_at"].endswith("new.conf:5")


def test_a_change_in_place(tmp_path: Path) -> None:
    code, text = run(tmp_path, instance(), instance("garp_master_repeat 7"))
    assert (code, "No address moves." in text) == (1, True)


def test_a_new_file_that_would_be_refused(tmp_path: Path) -> None:
    code, text = run(tmp_path, instance(), instance(virtual_router_id=""))
    assert code == 2
    assert "would stay" in text


def test_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "old.conf").write_text(instance())
    result = CliRunner().invoke(command_line, ["diff", str(tmp_path / "old.conf"), str(tmp_path / "nope")])
    assert result.exit_code == 2
    assert "nope" in result.output


def test_a_daemon_that_goes_on_without_virtual_servers(tmp_path: Path) -> None:
    service = "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\nreal_server 10.0.0.2 80 {\n}\n}\n"
    files = service + instance(), service + instance("garp_master_repeat 7")
    assert run(tmp_path, *files)[0] == 2
    code, text = run(tmp_path, *files, "--without-virtual-servers")
    assert (code, "garp_master_repeat" in text) == (1, True)

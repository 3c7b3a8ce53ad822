"""The backup against the master."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from check_texts import check_text
from config_texts import instance
from standfast.check.finding import Finding
from standfast.check.pair import pair_findings
from standfast.check.strength import read_facts
from standfast.errors import StandfastError

STRONG: dict[str, Any] = {
    "version": 1, "host": "a", "cpus": 8, "memory_bytes": 16 << 30,
    "interfaces": {"enp0s8": {"speed_mbit_s": 10000}},
    "files": {"system": 1000000, "process": 65536}, "somaxconn": 4096,
    "nginx": {
        "version": "1.22.1", "workers": 8, "worker_connections": 10000, "worker_rlimit_nofile": None,
        "configuration_sha256": "x", "files_sha256": {"/etc/nginx/nginx.conf": "x"},
    },
}  # fmt: skip


def compare(folder: Path, *path: str | int, value: object, swapped: bool = False) -> list[Finding]:
    """Compare two equal nodes of which the backup (with `swapped` the master) has one other value."""
    weak = copy.deepcopy(STRONG)
    inner: Any = weak
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    files = []
    for name, facts in (("A", weak if swapped else STRONG), ("B", STRONG if swapped else weak)):
        (folder / f"{name}.json").write_text(json.dumps(facts), encoding="utf-8")
        files.append(str(folder / f"{name}.json"))
    first = check_text(folder, instance(), None, "A.conf")
    second = check_text(folder, instance(priority="priority 80"), None, "B.conf")
    return list(pair_findings(first, second, (files[0], files[1])))


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("cpus",), 4, "4 processors, the master 8: 50 %"),
        (("memory_bytes",), 8 << 30, "50 %"),
        (("files", "process"), 1024, "1024 open files"),
        (("somaxconn",), 128, "net.core.somaxconn"),
        (("interfaces", "enp0s8", "speed_mbit_s"), 1000, "1000 Mbit/s"),
        (("nginx", "workers"), 1, "nginx workers"),
        (("nginx", "worker_connections"), 1000, "10 %"),
    ],
)
def test_a_weaker_backup_is_told_with_both_numbers(tmp_path: Path, path: tuple[str], value: int, words: str) -> None:
    (found,) = compare(tmp_path, *path, value=value)
    assert found.diagnostic.code == "backup-weaker"
    assert found.diagnostic.file.endswith("B.conf")
    assert words in found.diagnostic.message


def test_a_stronger_backup_and_an_equal_one_are_fine(tmp_path: Path) -> None:
    assert compare(tmp_path, "cpus", value=8) == []
    assert compare(tmp_path, "cpus", value=16) == []
    assert compare(tmp_path, "cpus", value=4, swapped=True) == []
    assert compare(tmp_path, "memory_bytes", value=int((16 << 30) * 0.97)) == []
    assert compare(tmp_path, "somaxconn", value=None) == []


def test_a_backup_that_serves_something_else_names_the_file(tmp_path: Path) -> None:
    nginx = {**STRONG["nginx"], "configuration_sha256": "y"}
    changed = {"/etc/nginx/nginx.conf": "x", "/etc/nginx/conf.d/x.conf": "z"}
    (found,) = compare(tmp_path, "nginx", value={**nginx, "files_sha256": changed})
    assert found.diagnostic.code == "backup-serves-otherwise"
    assert "/etc/nginx/conf.d/x.conf (only on the backup)" in found.diagnostic.message
    (missing,) = compare(tmp_path, "nginx", value=None)
    assert "has none" in missing.diagnostic.message
    (other,) = compare(tmp_path, "nginx", "version", value="1.18.0")
    assert "1.18.0" in other.diagnostic.message


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}'])
def test_what_is_no_file_of_facts_is_an_error_that_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StandfastError, match="standfast facts"):
        read_facts(str(path))

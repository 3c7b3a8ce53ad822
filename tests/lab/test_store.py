"""A lab that stays: found again by its file, ended as a whole, and never half there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from standfast.errors import LabError
from standfast.lab import store
from standfast.lab.store import Known
from standfast.linux import netns

pytestmark = pytest.mark.root

NAME = f"test-store-{os.getpid()}"
LEAVE = (
    "from standfast.lab import store; from standfast.lab.topology import Lab;"
    f"store.keep(Lab.build(daemon='keepalived', name='{NAME}', start_daemons=False))"
)


@pytest.fixture
def left_behind() -> Iterator[store.Record]:
    """A lab that its builder left running."""
    subprocess.run([sys.executable, "-c", LEAVE], check=True)
    record = store.load(NAME)
    assert record is not None
    yield record
    store.take_down(NAME)


def all_gone(record: store.Record) -> bool:
    deadline = time.monotonic() + 5
    while any(known.runs() for known in (record.keeper, *record.hosts.values())):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_a_lab_that_was_left_is_found_again_and_ends_as_a_whole(left_behind: store.Record) -> None:
    lab = store.attach(NAME, left_behind)
    assert [host.name for host in lab.hosts] == ["client", "node101", "node102", "app1", "app2", "switch"]
    assert [node.daemon for node in lab.nodes] == ["keepalived", "keepalived"]
    assert lab.nodes[1].run("hostname").stdout == "node102\n"
    inside = [process.pid for host in lab.hosts for process in netns.processes_in(host.pid)]
    assert len(inside) == 8  # nginx, four times two
    assert store.take_down(NAME)
    assert all_gone(left_behind)
    assert [pid for pid in inside if netns.read_process(pid)] == []
    assert not store.record_path(NAME).exists()
    assert not store.take_down(NAME)


def test_the_end_of_the_keeper_is_the_end_of_the_lab(left_behind: store.Record) -> None:
    os.kill(left_behind.keeper.pid, signal.SIGKILL)
    assert all_gone(left_behind)
    assert store.load(NAME) is None
    assert not store.record_path(NAME).exists()


def test_a_second_lab_of_the_same_name_is_refused_and_leaves_the_first_alone(left_behind: store.Record) -> None:
    second = subprocess.run([sys.executable, "-c", LEAVE], capture_output=True, text=True)
    assert f"another lab named {NAME}" in second.stderr
    assert left_behind.keeper.runs()
    assert store.load(NAME) == left_behind


def test_a_process_id_counts_only_with_its_beginning() -> None:
    own = netns.read_process(os.getpid())
    assert own is not None
    assert Known(own.pid, own.start_ticks).runs()
    assert not Known(own.pid, own.start_ticks + 1).runs()


def test_a_name_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(LabError, match="is no name for a lab"):
        store.load("../other")


def test_a_file_that_is_no_labs_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "_SYSTEM_DIR", tmp_path)
    path = store.record_path("odd")
    path.parent.mkdir()
    known = {"pid": os.getpid(), "start_ticks": 1}
    for text in (
        "not json",
        "[]",
        json.dumps({"keeper": 3}),
        json.dumps({"keeper": known, "hosts": [], "daemons": {}}),
        json.dumps({"keeper": known, "hosts": {"client": known}, "daemons": {}}),
        json.dumps({"keeper": known | {"pid": "1"}, "hosts": {"client": known, "switch": known}, "daemons": {}}),
    ):
        path.write_text(text)
        with pytest.raises(LabError, match=r"odd\.json is not a lab's file .*; remove it"):
            store.load("odd")


def test_a_directory_that_somebody_else_made_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else a stranger could choose which processes `lab down` kills."""
    monkeypatch.setattr(store, "_SYSTEM_DIR", tmp_path)
    path = store.record_path("theirs")
    path.parent.mkdir()
    path.write_text("{}")
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    for act in (store.load, store.take_down):
        with pytest.raises(LabError, match="belongs to somebody else"):
            act("theirs")
    monkeypatch.undo()


def test_a_directory_reached_by_a_link_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "_SYSTEM_DIR", tmp_path)
    (tmp_path / "elsewhere").mkdir()
    store.record_path("linked").parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LabError, match="belongs to somebody else"):
        store.load("linked")


def test_without_root_the_file_is_in_a_directory_of_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(store, "_SYSTEM_DIR", tmp_path / "nowhere")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert store.record_path("mine") == tmp_path / "standfast-lab" / "mine.json"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert store.record_path("mine").name == "mine.json"
    assert str(os.getuid()) in store.record_path("mine").parent.name

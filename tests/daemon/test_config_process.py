"""The child that reads the configuration: a whole model or none, and every diagnostic in the log."""

import os
import pickle
import socket
from pathlib import Path

import pytest

from daemons import configuration
from netlab import INTERFACE
from standfast.daemon.config_process import write_configuration
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import EXIT_CONFIGURATION, EXIT_STOPPED
from standfast.daemon.log import LogWriter
from standfast.log_level import LogLevel
from standfast.model.node import Node


@pytest.fixture(autouse=True)
def _host_has_the_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "if_nameindex", lambda: [(1, "lo"), (2, INTERFACE)])


class Lines(LogWriter):
    """A log that remembers."""

    def __init__(self) -> None:
        super().__init__(to_syslog=False)
        self.lines: list[tuple[int, str]] = []

    def write(self, level: int, text: str, wall_time_ns: int | None = None) -> None:
        self.lines.append((level, text))


def read(tmp_path: Path, text: str, *, lenient: bool = False) -> tuple[int, bytes, list[tuple[int, str]]]:
    config = tmp_path / "keepalived.conf"
    config.write_text(text)
    output = tmp_path / "model"
    log = Lines()
    source = ConfigurationSource(str(config), lenient=lenient)
    model, details, recorded = (
        os.open(tmp_path / name, os.O_WRONLY | os.O_CREAT) for name in ("model", "details", "recorded")
    )
    code = write_configuration(source, model, details, recorded, log)
    return code, output.read_bytes(), log.lines


def test_a_good_file_becomes_a_model_without_a_word(tmp_path: Path) -> None:
    code, data, lines = read(tmp_path, configuration(100))
    node = pickle.loads(data)
    assert (code, lines) == (EXIT_STOPPED, [])
    assert isinstance(node, Node)
    assert [router.name for router in node.virtual_routers] == ["VI_1"]
    details = pickle.loads((tmp_path / "details").read_bytes())
    assert [instance.name for instance in details.instances] == ["VI_1"]


def test_a_bad_file_becomes_an_error_for_each_fault_and_no_model(tmp_path: Path) -> None:
    code, data, lines = read(tmp_path, configuration(100) + configuration(100).replace("VI_1", "VI_2"))
    assert (code, data) == (EXIT_CONFIGURATION, b"")
    assert {level for level, _ in lines} == {LogLevel.ERROR}
    assert all(f"{tmp_path}/keepalived.conf:" in text for _, text in lines)


def test_a_doubtful_file_becomes_a_model_and_a_warning(tmp_path: Path) -> None:
    code, data, lines = read(tmp_path, configuration(100) + "}", lenient=True)
    assert code == EXIT_STOPPED
    assert isinstance(pickle.loads(data), Node)
    assert LogLevel.WARNING in {level for level, _ in lines}

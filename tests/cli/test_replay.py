"""`standfast replay`: a real daemon's recording becomes its story."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from daemons import MASTER_WORDS, Standfast, configuration
from netlab import Host
from standfast.cli.replay import replay
from standfast.record.ring import FILE_NAME


@pytest.mark.root
def test_a_daemon_s_life_is_told_and_nothing_would_be_otherwise(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(254, password="geheim")) as daemon:
        daemon.wait_said(MASTER_WORDS)
        daemon.reload(configuration(200, password="geheim", addresses="192.168.56.99"))
        daemon.wait_said("Reloaded")
        assert daemon.stop() == 0
        path = daemon.run_dir / FILE_NAME
    assert "geheim" not in path.read_text()
    assert b"geheim".hex() not in path.read_text()
    assert all(json.loads(line) for line in path.read_text().splitlines() if line)
    result = CliRunner().invoke(replay, [str(path)])
    assert result.exit_code == 0, result.output
    assert "Entering MASTER STATE" in result.output
    assert "* reload" in result.output
    assert "Stopping: SIGTERM" in result.output
    assert ", 0 where the core of today acts otherwise" in result.output


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('{"do":"start","t":1,"facts":{}}\n')
    result = CliRunner().invoke(replay, [str(path)])
    assert result.exit_code == 1
    assert CliRunner().invoke(replay, [str(tmp_path / "none")]).exit_code == 2

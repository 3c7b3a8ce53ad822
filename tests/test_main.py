"""The two ways to start standfast: the command and `python -m standfast`."""

import subprocess
import sys
from pathlib import Path

import pytest

from standfast import __version__

COMMAND = Path(sys.executable).parent / "standfast"


@pytest.mark.parametrize("command", [[sys.executable, "-m", "standfast"], [str(COMMAND)]])
def test_both_ways_lead_to_the_command_line(command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"standfast, version {__version__}"

"""The command line as a whole: verbs, version, errors."""

import subprocess
import sys
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from standfast import __version__
from standfast.cli import VERBS, command_line
from standfast.errors import LabError


def test_help_names_every_verb() -> None:
    result = CliRunner().invoke(command_line, ["--help"])
    assert result.exit_code == 0
    assert [verb for verb in VERBS if verb not in result.output] == []


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(command_line, ["--version"])
    assert result.output.strip().endswith(__version__)


def test_an_unknown_verb_is_a_wrong_command_line() -> None:
    result = CliRunner().invoke(command_line, ["fly"])
    assert result.exit_code == 2
    assert "fly" in result.output


def test_an_error_on_purpose_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def broken() -> None:
        raise LabError("the lab is not up: standfast lab up")

    module = ModuleType("broken_verb")
    module.__dict__["broken"] = broken
    monkeypatch.setitem(sys.modules, "broken_verb", module)
    monkeypatch.setitem(VERBS, "broken", "broken_verb:broken")
    result = CliRunner().invoke(command_line, ["broken"])
    assert result.exit_code == 1
    assert result.output == "Error: the lab is not up: standfast lab up\n"


@pytest.mark.parametrize(("verb", "must_not_load"), [("run", "standfast.lab"), ("lab", "standfast.core")])
def test_a_verb_loads_only_what_it_needs(verb: str, must_not_load: str) -> None:
    call = f"command_line(['{verb}', '--help'], standalone_mode=False)"
    program = f"import sys; from standfast.cli import *; {call}; sys.exit('{must_not_load}' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, f"standfast {verb} loads {must_not_load}\n{done.stderr}"

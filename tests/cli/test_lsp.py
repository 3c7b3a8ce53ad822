"""`standfast lsp` without its library. The server at work: tests/lsp/test_server.py."""

import sys

import pytest
from click.testing import CliRunner

from standfast.cli import command_line


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "standfast.lsp.server", raising=False)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = CliRunner().invoke(command_line, ["lsp"])
    assert result.exit_code == 1
    assert "standfast[lsp]" in result.output

"""The step from a command line to the daemon: another interpreter takes the process over."""

import sys
from collections.abc import Callable

import pytest

from standfast.cli.start import start_daemon
from standfast.daemon.settings import DaemonSettings, decode_settings


def test_the_process_becomes_a_bare_interpreter_with_all_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def remember(program: str, argv: list[str]) -> None:
        called.append([program, *argv])

    monkeypatch.setattr("os.execv", remember)
    settings = DaemonSettings("a.conf", "run")
    settings.name = "keepalived"
    start: Callable[[DaemonSettings, list[str]], None] = start_daemon  # Here it comes back.
    start(settings, ["keepalived", "-D"])
    ((program, argv0, isolated, lean, _, code, *rest),) = called
    assert (program, argv0, isolated, lean) == (sys.executable, sys.executable, "-I", "-S")
    assert "standfast.daemon.main" in code
    end = rest.index("--")
    assert vars(decode_settings(rest[:end])) == vars(settings)
    assert rest[end + 1 :] == ["keepalived", "-D"]

"""How the probe's lines become attempts; the probe itself is tested in test_probe.py."""

import subprocess
import sys

import pytest

from standfast.errors import LabError
from standfast.lab.client import Asks, Client
from standfast.lab.records import Attempt

LINES = ["A 100 7 192.168.56.101", "F 200 9 refused", "D 300 4096", "E 400 reset", "A 150 5 192.168.56.102", "L 33"]


def saying(*lines: str) -> Client:
    """A client whose probe says these lines, then waits for the end of its input like the real one."""
    program = f"print({chr(10).join(lines)!r}, flush=True); input_ended = __import__('sys').stdin.read()"

    def spawn(*_: str, **streams: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", program], **streams)  # type: ignore[call-overload, no-any-return]

    return Client(spawn, Asks())


def test_lines_become_values_in_order_of_the_start() -> None:
    client = saying(*LINES)
    client.stop()
    assert client.attempts() == (
        Attempt(100, 7, answer="192.168.56.101"),
        Attempt(150, 5, answer="192.168.56.102"),
        Attempt(200, 9, failure="refused"),
    )
    assert client.download().progress == ((300, 4096),)
    assert (client.download().ended, client.download().ended_ns, client.late_ns) == ("reset", 400, 33)


def test_answers_since_leaves_out_what_started_before() -> None:
    client = saying("A 100 7 one", "A 200 7 two", "F 210 7 refused", "A 220 7 three")
    client.stop()
    assert client.answers_since(200) == ["two", "three"]


def test_no_answers_is_an_error_that_says_what_was_seen() -> None:
    client = saying("F 100 7 refused")
    with pytest.raises(LabError, match="refused"):
        client.wait_answered(0.5)
    client.stop()

"""`standfast lab`: what a person sees who plays with it by hand."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.root

NAME = f"test-cli-{os.getpid()}"


def lab(*words: str) -> subprocess.CompletedProcess[str]:
    verb, *rest = words
    command = [sys.executable, "-m", "standfast", "lab", verb, "--name", NAME, *rest]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


@pytest.fixture(autouse=True)
def _down() -> Iterator[None]:
    yield
    lab("down")


FETCH = "exec 3<>/dev/tcp/www.ha.com/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; grep -a Welcome <&3"


def test_a_lab_goes_up_is_played_with_and_goes_down() -> None:
    went_up = lab("up", "--daemon", "keepalived", "--nodes", "3")
    assert went_up.returncode == 0, went_up.stderr
    assert "node101 holds the VIP 192.168.56.100" in went_up.stdout
    assert went_up.stderr == ""

    rows = {line.split()[0]: line.split() for line in lab("status").stdout.splitlines()}
    assert rows["node101"] == ["node101", "192.168.56.101", "held", "keepalived", "running", "running"]
    assert rows["node103"] == ["node103", "192.168.56.103", "-", "keepalived", "running", "running"]
    assert rows["app2"] == ["app2", "10.56.0.12", "-", "-", "running"]

    assert "Welcome to MASTER-192.168.56.101 nginx!" in lab("shell", "client", "bash", "-c", FETCH).stdout
    assert lab("shell", "192.168.56.103", "hostname").stdout == "node103\n"
    assert lab("shell", "node101", "sh", "-c", "exit 7").returncode == 7
    assert lab("shell", "node101", "standfast", "--version").stdout.startswith("standfast, version")

    again = lab("up")
    assert again.returncode == 1
    assert again.stderr.startswith("Error: the lab is up already")

    assert lab("down").stdout == "The lab is down.\n"
    assert lab("down").stdout == "No lab is up: nothing to do.\n"


def test_the_same_goes_without_root() -> None:
    script = """
    lab() { verb=$1; shift; "$python" -m standfast lab "$verb" --name "$name" "$@"; }
    lab up --daemon keepalived && lab status && lab shell client bash -c "$fetch" && lab down
    """
    played = subprocess.run(
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", "sh", "-c", script],
        capture_output=True, text=True, timeout=60,
        env={**os.environ, "python": sys.executable, "name": NAME, "fetch": FETCH},
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    assert "node101  192.168.56.101  held  keepalived running  running" in played.stdout
    assert "Welcome to MASTER-192.168.56.101 nginx!" in played.stdout
    assert played.stdout.endswith("The lab is down.\n")
    assert played.stderr.count("no real-time") == 1


@pytest.mark.parametrize("words", [("status",), ("shell", "client")])
def test_without_a_lab_the_error_says_how_to_get_one(words: tuple[str, ...]) -> None:
    told = lab(*words)
    assert told.returncode == 1
    assert told.stderr == f"Error: no lab is up: start one with 'standfast lab up --name {NAME}'\n"

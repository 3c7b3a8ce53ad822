"""The probe as its own process against a server on loopback."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.slow_server import Behaviour, serve
from standfast.lab.client import Asks, Client


def spawn(*argv: str, **streams: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(argv, **streams)  # type: ignore[call-overload, no-any-return]


@contextmanager
def probing(asks: Asks) -> Iterator[Client]:
    client = Client(spawn, asks)
    try:
        yield client
    finally:
        client.stop()


def wait_attempts(client: Client, count: int = 80) -> None:
    """Wait until that many attempts have ended; on a busy machine the probe takes its time to start."""
    end_s = time.monotonic() + 10
    while len(client.attempts()) < count and time.monotonic() < end_s:
        time.sleep(0.02)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def port(behaviour: Behaviour) -> Iterator[int]:
    with serve(behaviour) as number:
        yield number


def test_attempts_are_answered_and_the_download_runs(port: int) -> None:
    with probing(Asks(addresses=("127.0.0.1",), port=port)) as client:
        client.wait_answered(5)
        wait_attempts(client)
    attempts = client.attempts()
    assert len(attempts) > 60
    assert sum(1 for attempt in attempts if attempt.answer == "192.168.56.101") > 0.8 * len(attempts)
    assert client.download().progress
    assert client.download().ended is None


def test_the_loop_is_open(port: int, behaviour: Behaviour) -> None:
    """While no attempt is answered, new ones start all the same, and each fails after its own 200 ms."""
    behaviour.delay_s = 0.6
    with probing(Asks(addresses=("127.0.0.1",), port=port, download=None)) as client:
        wait_attempts(client)
    attempts = client.attempts()
    assert {attempt.failure for attempt in attempts} == {"timeout"}
    assert len(attempts) > 60
    assert all(attempt.latency_ns >= 200_000_000 for attempt in attempts)
    first_ended_ns = min(attempt.end_ns for attempt in attempts)
    assert sum(1 for attempt in attempts if attempt.start_ns < first_ended_ns) > 5


def test_an_answer_that_comes_after_the_time_out_is_no_answer(port: int, behaviour: Behaviour) -> None:
    """The probe stands still while answers come: when it reads them, their 200 ms are over."""
    behaviour.delay_s = 0.05
    pids: list[int] = []

    def spawn_known(*argv: str, **streams: int) -> "subprocess.Popen[bytes]":
        process = spawn(*argv, **streams)
        pids.append(process.pid)
        return process

    client = Client(spawn_known, Asks(addresses=("127.0.0.1",), port=port, download=None))
    try:
        client.wait_answered(5)
        os.kill(pids[0], signal.SIGSTOP)
        time.sleep(0.5)
        os.kill(pids[0], signal.SIGCONT)
        wait_attempts(client)
    finally:
        client.stop()
    late = [attempt for attempt in client.attempts() if attempt.latency_ns >= 200_000_000]
    assert late
    assert {attempt.failure for attempt in late} == {"timeout"}


def test_a_server_that_hangs_up_and_a_closed_port_are_told_apart(port: int, behaviour: Behaviour) -> None:
    behaviour.hang_up = True
    with probing(Asks(addresses=("127.0.0.1",), port=port, download=None)) as client:
        wait_attempts(client)
    hung_up = sum(1 for attempt in client.attempts() if attempt.failure in ("incomplete", "reset"))
    assert hung_up > 0.8 * len(client.attempts())
    with probing(Asks(addresses=("127.0.0.1",), port=1, download=None)) as client:
        wait_attempts(client)
    assert {attempt.failure for attempt in client.attempts()} == {"refused"}


def test_the_end_of_the_download_is_noticed(port: int, behaviour: Behaviour) -> None:
    with probing(Asks(addresses=("127.0.0.1",), port=port)) as client:
        client.wait_answered(5)
        behaviour.end_download = True
        time.sleep(0.3)
    assert client.download().ended in ("closed", "reset")
    assert client.download().ended_ns is not None


def test_two_records_and_a_dead_server(port: int) -> None:
    """A client that keeps the first address fails every second time; one that tries the next never does."""
    dead_and_alive = ("127.0.0.2", "127.0.0.1")
    with probing(Asks(addresses=dead_and_alive, port=port, rotate=True, download=None)) as keeping:
        wait_attempts(keeping)
    refused = sum(1 for attempt in keeping.attempts() if attempt.failure == "refused")
    assert 0.4 < refused / len(keeping.attempts()) < 0.6
    with probing(Asks(addresses=dead_and_alive, port=port, rotate=True, hop_ms=100, download=None)) as trying:
        wait_attempts(trying)
    answered = sum(1 for attempt in trying.attempts() if attempt.answer == "192.168.56.101")
    assert answered > 0.8 * len(trying.attempts()), "a busy machine may let a few run out of time"
    assert "refused" not in {attempt.failure for attempt in trying.attempts()}

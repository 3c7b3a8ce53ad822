"""What supervisor and router say to each other: whole messages, never a wait."""

import _socket
import os
import time
from collections.abc import Iterator

import pytest

from standfast.daemon.link import (
    CONFIGURATION,
    HEARTBEAT,
    LOG,
    MAX_MESSAGE_BYTES,
    READY,
    RouterLink,
    decode_log,
    open_link,
    send_descriptor,
)
from standfast.log_level import LogLevel

Ends = tuple[_socket.socket, RouterLink]


@pytest.fixture
def ends() -> Iterator[Ends]:
    supervisor, router = open_link()
    supervisor.settimeout(5)
    yield supervisor, RouterLink(router)
    supervisor.close()
    router.close()


def test_a_log_line_arrives_whole_with_level_and_time(ends: Ends) -> None:
    supervisor, router = ends
    before_ns = time.time_ns()
    router.log(LogLevel.WARNING, "ein Satz – 中文")
    level, time_ns, text = decode_log(supervisor.recv(MAX_MESSAGE_BYTES))
    assert (level, text) == (LogLevel.WARNING, "ein Satz – 中文")
    assert before_ns <= time_ns <= time.time_ns()


def test_messages_are_told_apart(ends: Ends) -> None:
    supervisor, router = ends
    assert router.send(READY)
    assert router.send(HEARTBEAT)
    router.log(LogLevel.INFO, "R")
    assert supervisor.recv(MAX_MESSAGE_BYTES) == READY
    assert supervisor.recv(MAX_MESSAGE_BYTES) == HEARTBEAT
    assert supervisor.recv(MAX_MESSAGE_BYTES)[:1] == LOG


def test_an_endless_line_is_cut(ends: Ends) -> None:
    supervisor, router = ends
    router.log(LogLevel.INFO, "x" * 100_000)
    message = supervisor.recv(1 << 20)
    assert len(message) <= MAX_MESSAGE_BYTES
    assert decode_log(message)[2].startswith("xxx")


# More than the link holds.
LINES = 20_000


def test_a_supervisor_that_does_not_read_makes_nobody_wait(ends: Ends) -> None:
    supervisor, router = ends
    started_s = time.monotonic()
    for number in range(LINES):
        router.log(LogLevel.INFO, f"line {number}")
    assert not router.send(HEARTBEAT)
    assert time.monotonic() - started_s < 5
    supervisor.setblocking(False)
    read = list(_texts(supervisor))
    assert read == [f"line {number}" for number in range(len(read))]
    router.log(LogLevel.INFO, "again")
    lost = LINES - len(read)
    assert list(_texts(supervisor)) == [f"{lost} log lines were lost: the reader of the log is too slow", "again"]


def test_a_configuration_is_handed_over_as_a_file(ends: Ends) -> None:
    supervisor, router = ends
    descriptor = os.memfd_create("configuration")
    os.write(descriptor, b"content")
    os.lseek(descriptor, 0, os.SEEK_SET)
    send_descriptor(supervisor, CONFIGURATION, descriptor)
    os.close(descriptor)
    received = router.receive()
    assert received is not None
    message, file = received
    assert message == CONFIGURATION
    assert os.read(file, 100) == b"content"
    os.close(file)


def test_a_supervisor_that_is_gone_is_seen(ends: Ends) -> None:
    supervisor, router = ends
    supervisor.close()
    assert router.receive() is None
    assert not router.send(HEARTBEAT)
    router.log(LogLevel.INFO, "nobody hears this")


def _texts(supervisor: _socket.socket) -> Iterator[str]:
    while True:
        try:
            yield decode_log(supervisor.recv(MAX_MESSAGE_BYTES))[2]
        except BlockingIOError:
            return

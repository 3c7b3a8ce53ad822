"""What counts as an answer, and how the probe's command line becomes a plan."""

import errno
import re

import pytest

from standfast.lab.asking import failure_kind, parse_arguments, read_answer
from standfast.lab.client import WELCOME, Asks

PATTERN = re.compile(WELCOME)
BODY = b"<h1>Welcome to MASTER-192.168.56.101 nginx!</h1>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)


@pytest.mark.parametrize(
    ("response", "ended", "judged"),
    [
        (b"", False, (None, None)),
        (b"", True, (None, "incomplete")),
        (HEAD, False, (None, None)),
        (HEAD + BODY[:-1], False, (None, None)),
        (HEAD + BODY[:-1], True, (None, "incomplete")),
        (HEAD + BODY, False, ("192.168.56.101", None)),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, False, (None, None)),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, True, ("192.168.56.101", None)),
        (HEAD.replace(b"200 OK", b"502 Bad Gateway") + BODY, False, (None, "wrong")),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", False, (None, "wrong")),
    ],
)
def test_only_a_complete_right_answer_counts(
    response: bytes, ended: bool, judged: tuple[str | None, str | None]
) -> None:
    assert read_answer(response, ended, PATTERN) == judged


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ECONNREFUSED, "refused"), (errno.ECONNRESET, "reset"), (errno.EHOSTUNREACH, "unreachable"), (0, "error")],
)
def test_errors_have_names(number: int, kind: str) -> None:
    assert failure_kind(OSError(number, "")) == kind


def test_what_a_drill_wants_arrives_in_the_plan() -> None:
    asks = Asks(addresses=("127.0.0.1", "127.0.0.2"), rotate=True, hop_ms=100, port=8080)
    plan = parse_arguments(asks.arguments())
    assert plan.addresses == ("127.0.0.1", "127.0.0.2")
    assert (plan.rotate, plan.hop_ns, plan.port) == (True, 100_000_000, 8080)
    assert plan.answer.pattern == WELCOME
    assert plan.download == asks.download


def test_the_client_of_the_issue_is_the_default() -> None:
    plan = parse_arguments(Asks(addresses=("127.0.0.1",)).arguments())
    assert (plan.interval_ns, plan.timeout_ns, plan.hop_ns) == (5_000_000, 200_000_000, None)
    assert plan.request("/").startswith(b"GET / HTTP/1.1\r\nHost: www.ha.com\r\n")

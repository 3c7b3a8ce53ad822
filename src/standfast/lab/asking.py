"""What the lab's client asks for, and what it takes for an answer.

Rules: no loop and no clock here; what has come so far is judged again and again until it is complete. Standard
library only, as in the whole probe.
"""

import argparse
import errno
import re
import socket
from dataclasses import dataclass

from standfast.units import NS_PER_MS, NS_PER_S

ATTEMPTS_PER_S = 200
"""How many attempts the client makes in a second."""

_FAILURES = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.ETIMEDOUT: "timeout",
}
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the probe asks, how often, and what counts as an answer.

    `addresses` are tried from the first on; with `rotate` each attempt begins with another one, as the clients of a
    round-robin DNS server do. With `hop_ns` an attempt goes on to the next address after that time or an error;
    without, it keeps the first. `answer` is a pattern whose first group names who answered.
    """

    addresses: tuple[str, ...]
    port: int
    host: str
    path: str
    answer: re.Pattern[str]
    interval_ns: int = NS_PER_S // ATTEMPTS_PER_S
    timeout_ns: int = 200 * NS_PER_MS
    hop_ns: int | None = None
    rotate: bool = False
    download: str | None = None

    def request(self, path: str) -> bytes:
        """The bytes of a GET of `path`."""
        return f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nConnection: close\r\n\r\n".encode()


def failure_kind(error: OSError) -> str:
    """Name a socket error in a word; an unknown one by its errno name in lower case."""
    number = error.errno or 0
    return _FAILURES.get(number, errno.errorcode.get(number, "error").lower())


def read_answer(response: bytes, ended: bool, pattern: re.Pattern[str]) -> tuple[str | None, str | None]:
    """Judge what has come so far: (answer, None), (None, failure), or (None, None) while it is incomplete.

    A response is complete when Content-Length bytes of body are there, or without that header at the end of the
    stream. Right is a complete response with status 200 in which `pattern` matches.
    """
    head, gap, body = response.partition(b"\r\n\r\n")
    length = _CONTENT_LENGTH.search(head)
    complete = bool(gap) and (len(body) >= int(length[1]) if length else ended)
    if not complete:
        return None, "incomplete" if ended else None
    found = pattern.search(body.decode(errors="replace"))
    if head.split(b" ", 2)[1:2] != [b"200"] or found is None:
        return None, "wrong"
    return found[1], None


def resolve(host: str, port: int) -> list[str]:
    """All IPv4 addresses of a name, in the resolver's order, each once. Raises OSError if there is none."""
    found = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def parse_arguments(argv: list[str]) -> Plan:
    """Make the plan from the command line; the host's own resolver (its hosts file) turns the name into addresses."""
    parser = argparse.ArgumentParser(prog="standfast.lab.probe", description="the lab's client")
    parser.add_argument("--host", required=True, help="the name that the client asks for")
    parser.add_argument("--address", action="append", help="an address to use instead of what the name resolves to")
    parser.add_argument("--port", type=int, default=80)
    parser.add_argument("--path", default="/")
    parser.add_argument("--answer", required=True, help="pattern; its first group names who answered")
    parser.add_argument("--interval-ms", type=float, default=1000 / ATTEMPTS_PER_S)
    parser.add_argument("--timeout-ms", type=float, default=200)
    parser.add_argument("--hop-ms", type=float, help="try the next address after that long")
    parser.add_argument("--rotate", action="store_true", help="begin each attempt with another address")
    parser.add_argument("--download", help="path of the long download")
    options = parser.parse_args(argv)
    return Plan(
        addresses=tuple(options.address or resolve(options.host, options.port)),
        port=options.port,
        host=options.host,
        path=options.path,
        answer=re.compile(options.answer),
        interval_ns=int(options.interval_ms * NS_PER_MS),
        timeout_ns=int(options.timeout_ms * NS_PER_MS),
        hop_ns=int(options.hop_ms * NS_PER_MS) if options.hop_ms else None,
        rotate=options.rotate,
        download=options.download,
    )

"""The lab's client: an open loop of HTTP requests and one long download, run inside the client host.

Started as `python -m standfast.lab.probe`. It ends when its standard input is closed, and writes one line per fact:

    A start_ns latency_ns answer     an attempt was answered, and by whom
    F start_ns latency_ns kind       an attempt failed
    D at_ns bytes                    the download has that many bytes
    E at_ns kind                     the download ended
    L late_ns                        at the end: the worst delay of this program's own clockwork

Rules:
1. the loop is open: an attempt starts every interval, whether or not earlier ones were answered, so an outage is
   counted as long as it lasts and not as one slow request;
2. each attempt makes a new TCP connection; failed means no complete right answer within the time-out;
3. standard library only, no asyncio: the client must not take the processor away from what it measures.
"""

import errno
import os
import selectors
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from standfast.lab.asking import Plan, failure_kind, parse_arguments, read_answer
from standfast.units import NS_PER_MS, NS_PER_S

PROGRESS_EVERY_NS = 100 * NS_PER_MS
"""The download's progress is told at most this often."""

READ_SIZE = 65536

NICENESS = -10
"""Where it is allowed, the client goes before whatever else the machine does: its own delay looks like an outage."""


@dataclass(slots=True, eq=False)
class _Try:
    """An attempt on its way."""

    start_ns: int
    addresses: list[str]
    hopped_ns: int
    sock: socket.socket
    sent: bool = False
    received: bytearray = field(default_factory=bytearray)


class OpenLoop:
    """The attempts and the download, on one selector."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._selector = selectors.DefaultSelector()
        self._live: dict[_Try, None] = {}
        self._lines: list[str] = []
        self._made = 0
        self._late_ns = 0
        self._bytes = 0
        self._progress_ns = 0
        self._reader: socket.socket | None = None

    def run(self, stop_fd: int) -> None:
        """Probe until `stop_fd` can be read (or is at its end), then wait for the attempts on their way."""
        self._selector.register(stop_fd, selectors.EVENT_READ, None)
        now_ns = next_ns = time.monotonic_ns()
        if self._plan.download:
            self._start_download()
        stopping = False
        while not (stopping and not self._live):
            if not stopping and now_ns >= next_ns:
                self._late_ns = max(self._late_ns, now_ns - next_ns)
                self._start()
                next_ns += self._plan.interval_ns
            wake_ns = min(next_ns, self._next_timeout_ns()) if not stopping else self._next_timeout_ns()
            for key, _ in self._selector.select(max(0, wake_ns - time.monotonic_ns()) / NS_PER_S):
                if key.fd == stop_fd:
                    stopping = True
                    self._selector.unregister(stop_fd)
                elif key.fileobj is self._reader:
                    self._read_download()
                else:
                    self._advance(key.data)
            now_ns = time.monotonic_ns()
            self._expire(now_ns)
            self._flush()
        self._lines.append(f"L {self._late_ns}")
        self._flush()

    def _flush(self) -> None:
        if self._lines:
            sys.stdout.write("\n".join(self._lines) + "\n")
            sys.stdout.flush()
            self._lines.clear()

    # ---- attempts

    def _start(self) -> None:
        addresses = list(self._plan.addresses)
        if self._plan.rotate:
            turn = self._made % len(addresses)
            addresses = addresses[turn:] + addresses[:turn]
        self._made += 1
        start_ns = time.monotonic_ns()
        attempt = _Try(start_ns, addresses, start_ns, self._new_socket())
        self._live[attempt] = None
        self._connect(attempt)

    def _new_socket(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        return sock

    def _connect(self, attempt: _Try) -> None:
        result = attempt.sock.connect_ex((attempt.addresses.pop(0), self._plan.port))
        if result in (0, errno.EINPROGRESS):
            self._selector.register(attempt.sock, selectors.EVENT_WRITE, attempt)
        else:
            self._fail(attempt, failure_kind(OSError(result, "")))

    def _advance(self, attempt: _Try) -> None:
        if attempt not in self._live:
            return
        try:
            if not attempt.sent:
                attempt.sock.send(self._plan.request(self._plan.path))
                attempt.sent = True
                self._selector.modify(attempt.sock, selectors.EVENT_READ, attempt)
                return
            chunk = attempt.sock.recv(READ_SIZE)
        except OSError as error:
            self._fail(attempt, failure_kind(error))
            return
        attempt.received += chunk
        answer, failure = read_answer(bytes(attempt.received), not chunk, self._plan.answer)
        if answer is not None:
            self._finish(attempt, "A", answer)
        elif failure is not None:
            self._fail(attempt, failure)

    def _fail(self, attempt: _Try, kind: str) -> None:
        """Go on to the next address if the plan says so, else the attempt has failed."""
        if self._plan.hop_ns is None or not attempt.addresses:
            self._finish(attempt, "F", kind)
            return
        self._drop(attempt.sock)
        attempt.sock, attempt.sent, attempt.hopped_ns = self._new_socket(), False, time.monotonic_ns()
        attempt.received.clear()
        self._connect(attempt)

    def _finish(self, attempt: _Try, letter: str, word: str) -> None:
        """The attempt has ended; one that ends after its time-out has failed, even with a right answer."""
        del self._live[attempt]
        self._drop(attempt.sock)
        latency_ns = time.monotonic_ns() - attempt.start_ns
        if latency_ns >= self._plan.timeout_ns:
            letter, word = "F", "timeout"
        self._lines.append(f"{letter} {attempt.start_ns} {latency_ns} {word}")

    def _drop(self, sock: socket.socket) -> None:
        if sock in self._selector.get_map():
            self._selector.unregister(sock)
        sock.close()

    def _next_timeout_ns(self) -> int:
        """When the next attempt on its way is out of time, or has to hop (the oldest is the first)."""
        far_ns = time.monotonic_ns() + NS_PER_S
        hop_ns = self._plan.hop_ns
        for attempt in self._live:
            due_ns = attempt.start_ns + self._plan.timeout_ns
            if hop_ns is not None and attempt.addresses:
                due_ns = min(due_ns, attempt.hopped_ns + hop_ns)
            far_ns = min(far_ns, due_ns)
            if hop_ns is None:
                break
        return far_ns

    def _expire(self, now_ns: int) -> None:
        for attempt in list(self._live):
            if now_ns - attempt.start_ns >= self._plan.timeout_ns:
                self._finish(attempt, "F", "timeout")
            elif self._plan.hop_ns is None:
                break
            elif attempt.addresses and now_ns - attempt.hopped_ns >= self._plan.hop_ns:
                self._fail(attempt, "timeout")

    # ---- the download

    def _start_download(self) -> None:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._reader = sock
        try:
            sock.settimeout(self._plan.timeout_ns / NS_PER_S)
            sock.connect((self._plan.addresses[0], self._plan.port))
            sock.sendall(self._plan.request(self._plan.download or "/"))
            sock.setblocking(False)
        except OSError as error:
            self._end_download(failure_kind(error))
            return
        self._selector.register(sock, selectors.EVENT_READ, None)

    def _read_download(self) -> None:
        if self._reader is None:
            return
        try:
            chunk = self._reader.recv(READ_SIZE)
        except OSError as error:
            self._end_download(failure_kind(error))
            return
        if not chunk:
            self._end_download("closed")
            return
        self._bytes += len(chunk)
        now_ns = time.monotonic_ns()
        if now_ns - self._progress_ns >= PROGRESS_EVERY_NS:
            self._progress_ns = now_ns
            self._lines.append(f"D {now_ns} {self._bytes}")

    def _end_download(self, kind: str) -> None:
        if self._reader is not None:
            self._drop(self._reader)
            self._reader = None
        self._lines.append(f"E {time.monotonic_ns()} {kind}")


def main() -> None:
    """Run the probe until standard input ends, or nobody reads what it says any more."""
    loop = OpenLoop(parse_arguments(sys.argv[1:]))
    with suppress(PermissionError):
        os.nice(NICENESS)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        loop.run(sys.stdin.fileno())
    os._exit(0)


if __name__ == "__main__":
    main()

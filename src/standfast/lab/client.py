"""The drill's side of the client: starts the probe in the client host and gathers what it says.

Rules: one thread reads the probe's lines; all that it gathers is appended and never changed, so that a waiting drill
can look at it at any time. What the client saw is told as values of `records`.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from standfast.errors import LabError
from standfast.lab.provision import DOWNLOAD_PATH, SITE_NAME, WELCOME_PATH
from standfast.lab.records import Attempt, Download

Spawn = Callable[..., "subprocess.Popen[bytes]"]
"""How a program is started in the client host: `Host.spawn`, or `subprocess.Popen` with a list for loopback."""

WELCOME = r"Welcome to \w+-(\d+\.\d+\.\d+\.\d+) nginx!"
"""The article's words on the welcome page; the group is the node's address."""

APPLICATION = r"(app\d+)"
"""What an application server answers."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What the client of a drill asks for; see `asking.Plan` for the meaning."""

    host: str = SITE_NAME
    path: str = WELCOME_PATH
    answer: str = WELCOME
    download: str | None = DOWNLOAD_PATH
    addresses: tuple[str, ...] = ()
    rotate: bool = False
    hop_ms: int | None = None
    port: int = 80

    def arguments(self) -> list[str]:
        """The probe's command line."""
        words = ["--host", self.host, "--path", self.path, "--answer", self.answer, "--port", str(self.port)]
        for address in self.addresses:
            words += ["--address", address]
        if self.download:
            words += ["--download", self.download]
        if self.hop_ms:
            words += ["--hop-ms", str(self.hop_ms)]
        return [*words, "--rotate"] if self.rotate else words


class Client:
    """A running probe."""

    def __init__(self, spawn: Spawn, asks: Asks) -> None:
        self._attempts: list[Attempt] = []
        self._progress: list[tuple[int, int]] = []
        self._ended: tuple[str, int] | None = None
        self.late_ns = 0
        self._process = spawn(
            sys.executable, "-m", "standfast.lab.probe", *asks.arguments(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._read, name="lab-client", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._take(line.decode().split())

    def _take(self, words: list[str]) -> None:
        match words:
            case ["A", start, latency, answer]:
                self._attempts.append(Attempt(int(start), int(latency), answer=answer))
            case ["F", start, latency, kind]:
                self._attempts.append(Attempt(int(start), int(latency), failure=kind))
            case ["D", at, count]:
                self._progress.append((int(at), int(count)))
            case ["E", at, kind]:
                self._ended = (kind, int(at))
            case ["L", late]:
                self.late_ns = int(late)

    def answers_since(self, since_ns: int) -> list[str]:
        """Who answered the attempts that started at `since_ns` or later, oldest first."""
        recent: list[str] = []
        for attempt in reversed(self._attempts):
            if attempt.end_ns < since_ns:
                break
            if attempt.answer is not None and attempt.start_ns >= since_ns:
                recent.append(attempt.answer)
        return recent[::-1]

    def wait_answered(self, within_s: float) -> None:
        """Wait until answers come in steadily. Raises LabError if none came within the time."""
        end_s = time.monotonic() + within_s
        while time.monotonic() < end_s and self._process.poll() is None:
            recent = self._attempts[-20:]
            if len(recent) == 20 and all(attempt.answer for attempt in recent):
                return
            time.sleep(0.02)
        seen = ", ".join(sorted({attempt.failure or "answered" for attempt in self._attempts})) or "nothing"
        raise LabError(f"the client got no steady answers within {within_s:g} s (seen: {seen})")

    def stop(self) -> None:
        """End the probe and wait until all that it had to say was read."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join(3)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def attempts(self) -> tuple[Attempt, ...]:
        """All attempts that ended, in order of their start."""
        return tuple(sorted(self._attempts, key=lambda attempt: attempt.start_ns))

    def download(self) -> Download:
        """How the long download fared so far."""
        ended, ended_ns = self._ended or (None, None)
        return Download(tuple(self._progress), ended, ended_ns)

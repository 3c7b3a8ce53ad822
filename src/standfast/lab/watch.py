"""Who holds the VIP, and in what state each daemon is, over the time of a drill.

Holders come from `ip monitor address` in each node's network namespace (what `ip addr` shows, as it changes); it runs
outside the node's PID namespace, so that it outlives a lost host. States come from the daemons' own logs, where
keepalived and standfast use the same words ("Entering MASTER STATE").

Rules: times are taken when a line is read; what is gathered is only appended; nothing runs after `close`.
"""

import re
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from standfast.lab.records import Span

ENTERING = re.compile(r"Entering (MASTER|BACKUP|FAULT) STATE")
"""keepalived's words for a change of state, which standfast uses too."""

LOG_EVERY_S = 0.01

DOWN, HUNG = "DOWN", "HUNG"
"""States that no daemon tells of itself: the drill does."""


class Watched(Protocol):
    """What the watch has to know about a node (`lab.topology.Node` fits)."""

    @property
    def pid(self) -> int:
        """The node's process 1, seen from outside."""

    @property
    def address(self) -> str:
        """The node's own address."""

    def holds_vip(self) -> bool:
        """Whether `ip addr` on the node shows the VIP."""


def address_change(line: str, vip: str) -> bool | None:
    """Read a line of `ip -o monitor address`: the VIP came (True), went (False), or it is about something else."""
    words = line.split()
    if not any(word.partition("/")[0] == vip for word in words):
        return None
    return words[0] != "Deleted"


def to_spans(changes: Sequence[tuple[int, str]], start_ns: int, end_ns: int) -> tuple[Span, ...]:
    """Turn changes (time, new value; "" is nothing) into spans within the window, joining equal neighbours."""
    spans: list[Span] = []
    bounds = [*(at_ns for at_ns, _ in changes[1:]), end_ns]
    for (at_ns, value), until_ns in zip(changes, bounds, strict=True) if changes else ():
        left, right = max(at_ns, start_ns), min(until_ns, end_ns)
        if not value or left >= right:
            continue
        if spans and spans[-1].value == value and spans[-1].end_ns == left:
            left = spans.pop().start_ns
        spans.append(Span(left, right, value))
    return tuple(spans)


class HolderWatch:
    """Follows the VIP on every node."""

    def __init__(self, nodes: Sequence[Watched], vip: str) -> None:
        self._vip = vip
        self._nodes = tuple(nodes)
        self._changes: dict[str, list[tuple[int, str]]] = {node.address: [] for node in nodes}
        self._monitors = [self._start(node) for node in nodes]
        time.sleep(0.05)
        for node in nodes:
            if not self._changes[node.address] and node.holds_vip():
                self._changes[node.address].append((time.monotonic_ns(), "held"))

    def _start(self, node: Watched) -> "subprocess.Popen[str]":
        # The lab's hosts end with the process that built them, however it ends; so must the monitors.
        until_we_end = ("setpriv", "--pdeathsig", "KILL")
        command = (*until_we_end, "nsenter", f"--target={node.pid}", "--net", "ip", "-o", "monitor", "address")
        monitor = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        threading.Thread(target=self._read, args=(node.address, monitor), daemon=True).start()
        return monitor

    def _read(self, address: str, monitor: "subprocess.Popen[str]") -> None:
        assert monitor.stdout is not None
        with monitor.stdout:
            for line in monitor.stdout:
                came = address_change(line, self._vip)
                if came is not None:
                    self._changes[address].append((time.monotonic_ns(), "held" if came else ""))

    def now(self) -> tuple[str, ...]:
        """The nodes that hold the VIP by what was last heard."""
        return tuple(node for node, changes in self._changes.items() if changes and changes[-1][1])

    def asked(self) -> tuple[str, ...]:
        """The nodes on which `ip addr` shows the VIP when asked at this moment."""
        return tuple(node.address for node in self._nodes if node.holds_vip())

    def spans(self, start_ns: int, end_ns: int) -> dict[str, tuple[Span, ...]]:
        """When each node held the VIP within the window."""
        return {node: to_spans(changes, start_ns, end_ns) for node, changes in self._changes.items()}

    def close(self) -> None:
        """End the monitors."""
        for monitor in self._monitors:
            monitor.terminate()
            monitor.wait()


class StateWatch:
    """Follows the log files of the daemons."""

    def __init__(self, logs: dict[str, Path]) -> None:
        self._logs = logs
        self._open: dict[str, BinaryIO] = {}
        self._rest: dict[str, bytes] = {}
        self._changes: dict[str, list[tuple[int, str]]] = {address: [] for address in logs}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="lab-states", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.wait(LOG_EVERY_S):
            for address, path in self._logs.items():
                self._look(address, path)

    def _look(self, address: str, path: Path) -> None:
        """Read what is new in one log; a log that became shorter was begun anew."""
        try:
            if address not in self._open:
                self._open[address] = path.open("rb")
            log = self._open[address]
            if path.stat().st_size < log.tell():
                log.seek(0)
            text = self._rest.get(address, b"") + log.read()
        except OSError:
            return
        *lines, self._rest[address] = text.split(b"\n")
        for line in lines:
            entered = ENTERING.search(line.decode(errors="replace"))
            if entered:
                self.note(address, entered[1])

    def note(self, address: str, state: str) -> None:
        """Enter a state by hand: `DOWN` or `HUNG`, which the drill knows."""
        self._changes[address].append((time.monotonic_ns(), state))

    def now(self, address: str) -> str:
        """The state of a node's daemon as last told, or the empty string."""
        changes = self._changes[address]
        return changes[-1][1] if changes else ""

    def spans(self, start_ns: int, end_ns: int) -> dict[str, tuple[Span, ...]]:
        """The states of each node within the window."""
        return {node: to_spans(changes, start_ns, end_ns) for node, changes in self._changes.items()}

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        self._thread.join()
        for log in self._open.values():
            log.close()

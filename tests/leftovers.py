"""What the tests must not leave behind, and how it is found: processes, links, mounts, named namespaces.

Rules: only reads; a thing counts as left over when it was not there at the start and is still there after a
grace. In the sandbox of `make test` everything on the "machine" belongs to the tests. Outside of it other
people work on the same machine: there a process counts only if it carries this session's mark in its
environment, and links, mounts and namespaces are not judged.
"""

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

MARK = "STANDFAST_TEST_SESSION"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What exists at one moment, each thing as a line that a person understands."""

    things: frozenset[str]


def in_sandbox() -> bool:
    """Say whether tools/sandbox started this session: then whatever appears is of the tests' making."""
    return "STANDFAST_SANDBOX" in os.environ


def take_snapshot() -> Snapshot:
    """Look at everything that a test could leave behind."""
    things = set(_processes())
    if in_sandbox():
        things.update(f"network interface {name}" for _, name in socket.if_nameindex())
        things.update(f"named namespace {path}" for path in Path("/run/netns").glob("*"))
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
        things.update(f"mount on {line.split()[4]}" for line in mounts)
    return Snapshot(frozenset(things))


def find_leftovers(before: Snapshot, grace_s: float) -> list[str]:
    """List what came after `before` and does not go away within `grace_s` seconds; empty if all is clean."""
    deadline_s = time.monotonic() + grace_s
    while True:
        left = take_snapshot().things - before.things
        if not left or time.monotonic() >= deadline_s:
            return sorted(left)
        time.sleep(0.05)


def _processes() -> list[str]:
    """List the live processes that a test may have started; a zombie holds nothing and is not one."""
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            comm, state = _comm_and_state((folder / "stat").read_text(encoding="utf-8", errors="replace"))
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            ours = in_sandbox() or _is_marked((folder / "environ").read_bytes())
        except OSError:
            continue  # It ended while we looked, or it is somebody else's.
        if ours and state not in "ZX" and int(folder.name) != os.getpid():
            lines.append(f"process {folder.name} ({comm}): {command[:120].strip()}")
    return lines


def _is_marked(environment: bytes) -> bool:
    mark = f"{MARK}={os.environ.get(MARK, '')}".encode()
    return mark in environment.split(b"\0")


def _comm_and_state(stat: str) -> tuple[str, str]:
    """Take the command name and the state out of /proc/PID/stat; the name may hold blanks and brackets."""
    head, _, tail = stat.rpartition(")")
    return head.partition("(")[2], tail.split()[0]

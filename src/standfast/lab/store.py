"""A lab that stays when its builder ends: its keeper, and the file that says where it is.

Rules: the keeper is one sleeping process that holds the lab's lifeline, so to end it is to end the lab; it begins to
live by itself only when the file is written, so a builder that dies at any moment leaves nothing behind. Process ids
from the file count only together with the time at which the process began. A file whose keeper is gone is removed.
"""

import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from standfast.errors import LabError
from standfast.lab.host import Daemon, Host
from standfast.lab.topology import Lab, make_node
from standfast.linux import netns

DEFAULT_NAME = "standfast"
_SYSTEM_DIR = Path("/run")
_KEEPER = ("sh", "-c", "read -r go && exec sleep infinity")
_DOWN_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Known:
    """A process as it is found again later: nobody else has this id and this beginning."""

    pid: int
    start_ticks: int

    def runs(self) -> bool:
        """Whether that very process still lives."""
        process = netns.read_process(self.pid)
        return process is not None and process.start_ticks == self.start_ticks and process.state not in "ZX"


@dataclass(frozen=True, slots=True)
class Record:
    """What the file says of one lab: its keeper, process 1 of each host by name, and each node's daemon."""

    keeper: Known
    hosts: dict[str, Known]
    daemons: dict[str, Daemon]


def record_path(name: str) -> Path:
    """Where the file of a lab is: /run/standfast-lab for root, else in the user's own runtime directory.

    Raises LabError for a name that cannot be a file's.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise LabError(f"{name!r} is no name for a lab: use letters, digits, '-' and '_'")
    if os.access(_SYSTEM_DIR, os.W_OK):
        return _SYSTEM_DIR / "standfast-lab" / f"{name}.json"
    uid = netns.outer_uid()
    users_dir = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if users_dir.is_absolute() and users_dir.is_dir():
        return users_dir / "standfast-lab" / f"{name}.json"
    return Path(f"/tmp/standfast-lab-{uid}") / f"{name}.json"


def keep(lab: Lab) -> None:
    """Leave a lab running: start its keeper, write its file, let go of it. The lab is this process's no more.

    Raises LabError if there is a lab of that name already; then the lab is still the caller's to close.
    """
    if lab.lifeline is None:
        raise LabError(f"the lab {lab.name} is closed")
    keeper = subprocess.Popen(
        _KEEPER, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        pass_fds=(lab.lifeline,), start_new_session=True,
    )  # fmt: skip
    try:
        hosts = {host.name: _known(host.pid) for host in lab.hosts}
        daemons = {node.name: node.daemon for node in lab.nodes}
        _write(record_path(lab.name), Record(_known(keeper.pid), hosts, daemons))
    except BaseException:
        keeper.kill()
        keeper.communicate()
        raise
    assert keeper.stdin is not None
    with keeper.stdin as stdin:
        stdin.write(b"go\n")
    lab.release()


def load(name: str) -> Record | None:
    """What is known of the lab of this name, or None if there is none (any more).

    Raises LabError if the file is not a lab's, or stands in a directory that somebody else made: what it says decides
    which processes are killed.
    """
    path = record_path(name)
    try:
        _must_be_own(path.parent)
        record = _read(json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LabError(f"{path} is not a lab's file ({error!r}); remove it") from error
    except OSError as error:
        raise LabError(f"cannot read {path}: {error.strerror}") from error
    if not record.keeper.runs() and not any(known.runs() for known in record.hosts.values()):
        _remove(path)
        return None
    return record


def _read(stored: dict[str, Any]) -> Record:
    """A file's content as a record. What is none raises ValueError, KeyError, TypeError or AttributeError."""
    hosts = {host: _read_known(known) for host, known in stored["hosts"].items()}
    daemons = dict(stored["daemons"])
    missing = {"client", "switch", *daemons} - set(hosts)
    if missing:
        raise ValueError(f"no hosts {sorted(missing)}")
    if not set(daemons.values()) <= set(get_args(Daemon)):
        raise ValueError(f"daemons {daemons}")
    return Record(_read_known(stored["keeper"]), hosts, daemons)


def _read_known(stored: dict[str, Any]) -> Known:
    known = Known(**stored)
    if not isinstance(known.pid, int) or not isinstance(known.start_ticks, int) or known.pid <= 1:
        raise ValueError(f"no process: {stored}")
    return known


def attach(name: str, record: Record) -> Lab:
    """The lab of a record, for looking at it and breaking it; only `take_down` ends it."""
    pids = {host: known.pid for host, known in record.hosts.items()}
    nodes = tuple(make_node(host, pids[host], record.daemons[host]) for host in record.daemons)
    apps = tuple(Host(host, pids[host]) for host in pids if host.startswith("app"))
    return Lab(name, Host("client", pids["client"]), nodes, apps, Host("switch", pids["switch"]))


def take_down(name: str) -> bool:
    """End the lab of this name and wait until all of it is gone; False if there is none.

    Raises LabError if it does not end.
    """
    record = load(name)
    if record is None:
        return False
    everything = (record.keeper, *record.hosts.values())
    for known in everything:
        if known.runs():
            with contextlib.suppress(ProcessLookupError):
                os.kill(known.pid, signal.SIGKILL)
    deadline = time.monotonic() + _DOWN_TIMEOUT_S
    while any(known.runs() for known in everything):
        if time.monotonic() > deadline:
            raise LabError(f"the lab {name} does not end; its processes are in {record_path(name)}")
        time.sleep(0.02)
    _remove(record_path(name))
    return True


def _known(pid: int) -> Known:
    process = netns.read_process(pid)
    if process is None:
        raise LabError(f"process {pid} of the lab has ended by itself")
    return Known(process.pid, process.start_ticks)


def _must_be_own(folder: Path) -> None:
    """Raise LabError if the directory is somebody else's, or no directory: in /tmp anyone may have made it first."""
    found = folder.lstat()
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode):
        raise LabError(f"{folder} belongs to somebody else; set XDG_RUNTIME_DIR to a directory of your own")


def _write(path: Path, record: Record) -> None:
    """Write the file as a whole and only if there is none: two that come up at once cannot both win."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    _must_be_own(path.parent)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(record), indent=1) + "\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError as error:
        raise LabError(f"another lab named {path.stem} came up at the same time") from error
    finally:
        draft.unlink()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # another lab's file is still in there
        path.parent.rmdir()

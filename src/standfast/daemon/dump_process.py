"""The short-lived child of the router that writes keepalived's files.

Rules: a fork is a picture of the core at one moment and costs the router less than a millisecond; all the rest (the
formats, a slow disk) is the child's. It ends with the router, and never returns into the router's code.
"""

import os
import pickle
import signal
import time
from collections.abc import Callable

from standfast.core.director import Director
from standfast.core.snapshot import take_snapshot
from standfast.daemon.link import (
    REQUEST_DATA,
    REQUEST_JSON,
    REQUEST_LOG,
    REQUEST_PARENT_DATA,
    REQUEST_SIGNALS,
    REQUEST_STATISTICS,
    STOP_SIGNALS,
    RouterLink,
)
from standfast.dump import files
from standfast.dump.data import data_text, parent_text
from standfast.dump.json_text import json_text
from standfast.dump.statistics import statistics_text
from standfast.linux.clock import now_ns, wall_offset_ns
from standfast.linux.host import Host
from standfast.linux.interface_facts import interface_snapshots
from standfast.linux.libc import set_parent_death_signal
from standfast.log_level import LogLevel
from standfast.model.configuration import Configuration
from standfast.model.snapshot import Snapshot

_UMASK_DEFAULT = 0o177
# Between lines of the log: a socket pair holds some hundred.
_PAUSE_S = 0.001


def run_dump(kinds: bytes, descriptor: int, director: Director, host: Host, link: RouterLink) -> None:
    """Write the files that `kinds` asks for; `descriptor` holds the pickled Configuration. Never returns."""
    try:
        set_parent_death_signal(signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for number in (*STOP_SIGNALS, *REQUEST_SIGNALS):
            signal.signal(number, signal.SIG_DFL)
        os.setpriority(os.PRIO_PROCESS, 0, 0)
        snapshot = _with_interfaces(take_snapshot(director, now_ns(), wall_offset_ns()), host)
        configuration = pickle.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
        assert isinstance(configuration, Configuration)
        write_files(kinds, snapshot, configuration, link)
        if REQUEST_LOG in kinds:
            _log_text(data_text(snapshot, configuration), link)
    except BaseException as error:
        import traceback

        link.log(LogLevel.ERROR, f"The dump failed: {error}\n{traceback.format_exc()}")
    finally:
        os._exit(0)


def write_files(kinds: bytes, snapshot: Snapshot, configuration: Configuration, link: RouterLink) -> None:
    """Write each file that is asked for; one that cannot be written is said."""
    settings = configuration.global_settings
    umask = int(settings.umask, 8) if settings.umask else _UMASK_DEFAULT
    wanted: dict[bytes, tuple[str, Callable[[], str]]] = {
        REQUEST_DATA: (
            files.path_of(files.DATA, settings.state_dump_file),
            lambda: data_text(snapshot, configuration),
        ),
        REQUEST_PARENT_DATA: (files.path_of(files.PARENT_DATA), lambda: parent_text(snapshot, configuration)),
        REQUEST_STATISTICS: (
            files.path_of(files.STATISTICS, settings.stats_dump_file),
            lambda: statistics_text(snapshot),
        ),
        REQUEST_JSON: (
            files.path_of(files.JSON, settings.json_dump_file),
            lambda: json_text(snapshot, configuration),
        ),
    }
    for code, (path, text) in wanted.items():
        if code not in kinds:
            continue
        try:
            files.write_dump(path, text(), umask)
        except OSError as error:
            link.log(LogLevel.ERROR, f"{path} cannot be written: {error.strerror}")
        else:
            link.log(LogLevel.INFO, f"Wrote {path}")


def _log_text(text: str, link: RouterLink) -> None:
    """Log each line; the supervisor gets the time to write them."""
    for line in text.splitlines():
        link.log(LogLevel.INFO, line)
        time.sleep(_PAUSE_S)


def _with_interfaces(snapshot: Snapshot, host: Host) -> Snapshot:
    from dataclasses import replace

    virtual = frozenset(own.address for router in snapshot.routers for own in router.config.all_addresses)
    return replace(snapshot, interfaces=tuple(interface_snapshots(host, virtual)))

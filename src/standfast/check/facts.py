"""What a node can bear and what it serves, as far as its peer must match it: the facts of this host.

Rules: it only reads, except that it runs `nginx -T` if there is an nginx (which reads its configuration and prints
it); what cannot be found out is None, never a guess. The configuration of nginx is kept as hashes, with the secrets
in it hashed slowly, so that facts may travel between the nodes.
"""

import os
import resource
import socket
from pathlib import Path
from typing import Any

from standfast.check.nginx import nginx_facts

VERSION = 1


def gather(nginx: str = "nginx") -> dict[str, Any]:
    """Return the facts of this host as a document of JSON values. `nginx` is the program to ask."""
    cpus = len(os.sched_getaffinity(0))
    return {
        "version": VERSION,
        "host": socket.gethostname(),
        "cpus": cpus,
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "interfaces": {name: {"speed_mbit_s": _speed(name)} for _, name in socket.if_nameindex() if name != "lo"},
        "files": {
            "system": _number("/proc/sys/fs/file-max"),
            "process": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        },
        "somaxconn": _number("/proc/sys/net/core/somaxconn"),
        "nginx": nginx_facts(nginx, cpus),
    }


def _speed(interface: str) -> int | None:
    """The link speed in Mbit/s; None where there is none to be known (no carrier, virtual)."""
    speed = _number(f"/sys/class/net/{interface}/speed")
    return speed if speed is not None and speed > 0 else None


def _number(path: str) -> int | None:
    try:
        return int(Path(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None

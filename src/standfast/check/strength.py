"""The backup against the master: whether it can bear the same load and serves the same.

A backup that is weaker works every day, until the takeover: then it gets all the load that was too much for it.

Rules: pure but for reading two files of facts (facts.py); which node is the backup follows from the priorities;
what is not known of one node is not compared.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from standfast.check.finding import Finding
from standfast.check.view import Instance, View
from standfast.config.diagnostics import Diagnostic, Severity
from standfast.errors import StandfastError

# Two equal machines differ a little in what their kernels leave of the memory.
_EQUAL_SHARE = 0.95
_STRENGTHS = (
    (("cpus",), "processors", "give the backup as many"),
    (("memory_bytes",), "bytes of memory", "give the backup as much"),
    (("files", "system"), "open files in all (fs.file-max)", "raise fs.file-max with sysctl"),
    (("files", "process"), "open files for each process (ulimit -n)", "raise LimitNOFILE or limits.conf"),
    (("somaxconn",), "waiting connections (net.core.somaxconn)", "raise net.core.somaxconn with sysctl"),
    (("nginx", "workers"), "nginx workers", "raise worker_processes"),
    (("nginx", "worker_connections"), "connections for each nginx worker", "raise worker_connections"),
    (("nginx", "worker_rlimit_nofile"), "files for each nginx worker", "raise worker_rlimit_nofile"),
)
_FILES_SHOWN_MAX = 5


def strength_findings(
    first: View, second: View, partners: list[tuple[Instance, Instance]], facts: tuple[str, str]
) -> Iterator[Finding]:
    """Compare the facts of the two nodes, given as two files."""
    mine, yours = (read_facts(path) for path in facts)
    views, hosts = (first, second), (mine, yours)
    master = 1 if backup_is_first(partners) else 0
    strong, weak = hosts[master], hosts[1 - master]
    at = views[1 - master]
    for severity, code, message, suggestion in _differences(strong, weak, _interface(views[master])):
        yield Finding(Diagnostic(severity, code, at.file, 0, 0, message, suggestion))


def read_facts(path: str) -> dict[str, Any]:
    """Read a file of facts. Raises StandfastError if it is none."""
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise StandfastError(f"{path}: {problem}; write it with 'standfast facts' on that node") from problem
    if not isinstance(document, dict) or document.get("version") != 1:
        raise StandfastError(f"{path} is not what 'standfast facts' prints; write it anew on that node")
    return document


def backup_is_first(partners: list[tuple[Instance, Instance]]) -> bool:
    """Whether the first of the two nodes is the backup: in its first instance it has the lower priority."""
    return any(mine.priorities()[0] < yours.priorities()[0] for mine, yours in partners[:1])


def _differences(
    strong: dict[str, Any], weak: dict[str, Any], interface: str
) -> Iterator[tuple[Severity, str, str, str]]:
    for path, what, mend in _STRENGTHS:
        a, b = _at(strong, path), _at(weak, path)
        if a is not None and b is not None and b < a * _EQUAL_SHARE:
            yield _weaker(what, a, b, mend)
    a, b = (_speed(host, interface) for host in (strong, weak))
    if a is not None and b is not None and b < a:
        yield _weaker(f"Mbit/s of link speed ({interface})", a, b, "give the backup as fast a link")
    yield from _nginx(strong.get("nginx"), weak.get("nginx"))


def _weaker(what: str, a: int, b: int, mend: str) -> tuple[Severity, str, str, str]:
    share = f"{100 * b / a:.0f} %" if a else "less"
    return (
        Severity.WARNING, "backup-weaker", f"the backup has {b} {what}, the master {a}: {share} of it",
        f"{mend}, or expect it to fail under the master's load",
    )  # fmt: skip


def _nginx(a: object, b: object) -> Iterator[tuple[Severity, str, str, str]]:
    code = "backup-serves-otherwise"
    if not isinstance(a, dict) or not isinstance(b, dict):
        if isinstance(a, dict):
            yield Severity.WARNING, code, "the master has nginx, and the backup has none", "install it on the backup"
        return
    for node, name in ((a, "master"), (b, "backup")):
        if node.get("error"):
            yield (
                Severity.WARNING,
                code,
                f"nginx on the {name} does not show its configuration: {node['error']}",
                ("run 'nginx -t' there, as root"),
            )
    if a.get("version") != b.get("version"):
        yield (
            Severity.NOTICE, code, f"nginx has version {b.get('version')} on the backup and {a.get('version')} on the"
            " master", "install the same on both",
        )  # fmt: skip
    if a.get("error") or b.get("error") or a.get("configuration_sha256") == b.get("configuration_sha256"):
        return
    different = list(_different_files(a.get("files_sha256") or {}, b.get("files_sha256") or {}))
    more = f" and {len(different) - _FILES_SHOWN_MAX} more" if len(different) > _FILES_SHOWN_MAX else ""
    shown = ", ".join(different[:_FILES_SHOWN_MAX]) + more
    if different:
        message = f"nginx on the backup is set up otherwise than on the master: {shown}"
        yield Severity.WARNING, code, message, "compare the files, and copy them if nothing is different on purpose"


def _different_files(a: dict[str, str], b: dict[str, str]) -> Iterator[str]:
    for name in sorted(a.keys() | b.keys()):
        if name not in b:
            yield f"{name} (only on the master)"
        elif name not in a:
            yield f"{name} (only on the backup)"
        elif a[name] != b[name]:
            yield name


def _interface(view: View) -> str:
    return next((instance.interface for instance in view.instances), "")


def _speed(host: dict[str, Any], interface: str) -> int | None:
    return _at(host, ("interfaces", interface, "speed_mbit_s"))


def _at(document: object, path: tuple[str, ...]) -> int | None:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, int) else None

"""Read a configuration file: the one entrance to this package.

file -> bytes -> text -> lines (lexer) -> tree (parser) -> node (resolve), with one report along the whole way.

Rules: it changes nothing on the host and runs nothing; whatever stands in the file, the outcome is a Loaded or a
ConfigRefusedError, never another exception; it is meant for a short-lived process, so it caches nothing.
"""

import os
import stat
from collections.abc import Container
from dataclasses import dataclass

from standfast.config.diagnostics import ConfigRefusedError, Diagnostic, Position, Report
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import lex
from standfast.config.parser import parse
from standfast.config.preprocess import refuse_unexpanded
from standfast.config.resolve import resolve
from standfast.model.node import Node

SIZE_MAX = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that can be run, and what there is to say about it (warnings and notices only)."""

    node: Node
    diagnostics: tuple[Diagnostic, ...]


def load(path: str, *, lenient: bool = False, interfaces: Container[str] | None) -> Loaded:
    """Read the file at `path`.

    `interfaces` holds the names of the host's interfaces (a mapping or a set); None leaves them unchecked. `lenient`
    forgives unbalanced braces, and a file without an instance, as keepalived does.

    Raises ConfigRefusedError if the file cannot be read, or cannot be run as it is written.
    """
    report = Report()
    data = _read(path, report)
    if data is None:
        raise ConfigRefusedError(report.diagnostics())
    return load_bytes(data, path, lenient=lenient, interfaces=interfaces, report=report)


def load_bytes(
    data: bytes, file: str, *, lenient: bool = False, interfaces: Container[str] | None, report: Report | None = None
) -> Loaded:
    """Do as load does with the bytes of a file at hand; `file` is only its name in diagnostics."""
    report = report or Report()
    text, encoding = _decode(data, file, report)
    lines = lex(text, file, report)
    refuse_unexpanded(lines, report)
    tree = parse(lines, SCHEMA, report, lenient=lenient)
    if report.refused:
        # What follows from a wrong structure would only hide its cause.
        raise ConfigRefusedError(report.diagnostics())
    node = resolve(tree, interfaces, encoding, report)
    if not node.virtual_routers and not report.refused:
        complain = report.warning if lenient else report.error
        complain(
            Position(file), "no-instance", "the file has no vrrp_instance, so there is nothing to keep", "add one"
        )
    if report.refused:
        raise ConfigRefusedError(report.diagnostics())
    return Loaded(node, report.diagnostics())


def _read(path: str, report: Report) -> bytes | None:
    """Return the bytes of a regular file without execute bits, or None with an error."""
    at = Position(path)
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                report.error(at, "not-a-file", "this is not a regular file", "name a file")
            elif status.st_mode & 0o111:
                report.error(
                    at, "executable", "the file is executable; keepalived would skip it and run with nothing",
                    f"chmod a-x {path}",
                )  # fmt: skip
            elif status.st_size > SIZE_MAX:
                report.error(at, "too-large", f"the file is larger than {SIZE_MAX} bytes", "name another file")
            else:
                return file.read(SIZE_MAX)
    except FileNotFoundError:
        report.error(at, "no-file", "there is no such file", "write it, or name another with -f")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        report.error(at, "unreadable", f"the file cannot be read: {reason}", "make it readable for this user")
    return None


def _open_without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _decode(data: bytes, file: str, report: Report) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8, or Latin-1, which keeps each byte."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        report.notice(
            Position(file, line, 1),
            "not-utf-8",
            "the file is not UTF-8, so it is read byte by byte",
            "convert it to UTF-8",
        )
        return data.decode("latin-1"), "latin-1"

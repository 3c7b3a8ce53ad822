"""Read a configuration file: the one entrance to this package.

files -> lines (include) -> lines (preprocess) -> words (lexer) -> tree (parser) -> model (resolve), with one report
along the whole way.

Rules: it changes nothing on the host and runs nothing; whatever stands in the file, the outcome is a value or a
ConfigRefusedError, never another exception; it is meant for a short-lived process, so it caches nothing.
"""

import gc
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from standfast.config.diagnostics import ConfigRefusedError, Diagnostic, Position, Report
from standfast.config.full import FullConfiguration
from standfast.config.include import Reader
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import SourceLine, lex_lines
from standfast.config.parameters import Parameters
from standfast.config.parser import Statement, parse
from standfast.config.preprocess import expand, short_host_name
from standfast.config.resolve import resolve
from standfast.config.sections import NOT_BALANCED
from standfast.model.configuration import Configuration
from standfast.model.node import Node

OWN_FILE = "standfast.conf"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that can be run, and what there is to say about it (warnings and notices only)."""

    node: Node
    diagnostics: tuple[Diagnostic, ...]
    configuration: Configuration


@dataclass(slots=True)
class _Reading:
    """One configuration on its way from bytes to the model."""

    report: Report
    reader: Reader
    lenient: bool
    parameters: Parameters

    def tree(self, sources: list[SourceLine]) -> list[Statement]:
        """Return the statements of a file; what it defines is known in the next one too."""
        lines = lex_lines(expand(sources, self.parameters, self.report), self.report)
        return parse(lines, SCHEMA, self.report, lenient=self.lenient)


def load(
    path: str,
    *,
    lenient: bool = False,
    interfaces: Container[str] | None,
    config_id: str = "",
    without_virtual_servers: bool = False,
    includes_must_exist: bool = False,
) -> Loaded:
    """Read the file at `path`, what it includes, and standfast.conf beside it.

    `interfaces` holds the names of the host's interfaces (a mapping or a set); None leaves them unchecked. `lenient`
    forgives unbalanced braces, an instance without addresses and a file without an instance, as keepalived does.
    `config_id` is what `@ID` lines compare with; the host's short name if empty. `without_virtual_servers` goes on
    without what would not be balanced. `includes_must_exist` is keepalived's `-e`.

    Raises ConfigRefusedError if the file cannot be read, or cannot be run as it is written.
    """
    reading = _start(lenient=lenient, config_id=config_id)
    reading.reader.strict = includes_must_exist
    sources = reading.reader.read(path)
    if sources is None:
        raise ConfigRefusedError(reading.report.diagnostics())
    if without_virtual_servers:
        reading.report.tolerate(NOT_BALANCED)
    return _run(reading, sources, path, interfaces)


def load_bytes(
    data: bytes, file: str, *, lenient: bool = False, interfaces: Container[str] | None, config_id: str = ""
) -> Loaded:
    """Do as load does with the bytes of a file at hand; `file` is its name in diagnostics and for `include`."""
    reading = _start(lenient=lenient, config_id=config_id)
    return _run(reading, reading.reader.split(data, file), file, interfaces)


def load_full(
    path: str, *, lenient: bool = False, interfaces: Container[str] | None, config_id: str = ""
) -> FullConfiguration:
    """Read the file at `path` in full, for the tools that look at it. Whatever stands in it, nothing is raised."""
    reading = _start(lenient=lenient, config_id=config_id)
    sources = reading.reader.read(path)
    if sources is None:
        return FullConfiguration(None, (), reading.report.diagnostics())
    return _full(reading, sources, path, interfaces)


def load_full_bytes(
    data: bytes, file: str, *, lenient: bool = False, interfaces: Container[str] | None, config_id: str = ""
) -> FullConfiguration:
    """Do as load_full does with the bytes of a file at hand, such as an editor's; includes are read from disk."""
    reading = _start(lenient=lenient, config_id=config_id)
    return _full(reading, reading.reader.split(data, file), file, interfaces)


def _start(*, lenient: bool, config_id: str) -> _Reading:
    report = Report()
    return _Reading(report, Reader(report), lenient, Parameters(config_id or short_host_name()))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let the collector of cycles rest: a large file makes many values and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def _run(reading: _Reading, sources: list[SourceLine], file: str, interfaces: Container[str] | None) -> Loaded:
    report = reading.report
    if reading.lenient:
        report.tolerate("no-address")
    tree = reading.tree(sources)
    _add_own_file(reading, tree, file)
    if report.refused:
        # What follows from a wrong structure would only hide its cause.
        raise ConfigRefusedError(report.diagnostics_of_run())
    resolved = resolve(tree, interfaces, reading.reader.encodings, report)
    node = resolved.node
    if not node.virtual_routers and not report.refused and not report.refusals():
        complain = report.warning if reading.lenient else report.error
        complain(
            Position(file), "no-instance", "the file has no vrrp_instance, so there is nothing to keep", "add one"
        )
    if report.refused or report.refusals():
        raise ConfigRefusedError(report.diagnostics_of_run())
    return Loaded(node, report.diagnostics(), resolved.configuration)


@_without_collector()
def _full(
    reading: _Reading, sources: list[SourceLine], file: str, interfaces: Container[str] | None
) -> FullConfiguration:
    report = reading.report
    tree = reading.tree(sources)
    _add_own_file(reading, tree, file)
    resolved = resolve(tree, interfaces, reading.reader.encodings, report)
    files = tuple(reading.reader.encodings)
    return FullConfiguration(
        resolved.node, tuple(tree), report.diagnostics(), report.refusals(), files, resolved.configuration
    )


def _add_own_file(reading: _Reading, tree: list[Statement], file: str) -> None:
    """Add standfast.conf beside the main file, if there is one: keepalived never sees it."""
    path = os.path.join(os.path.dirname(file), OWN_FILE)  # noqa: PTH118, PTH120
    if os.path.basename(file) == OWN_FILE or not os.path.exists(path):  # noqa: PTH110, PTH119
        return
    sources = reading.reader.read(path)
    if sources is not None:
        merge(tree, reading.tree(sources))


def merge(tree: list[Statement], added: list[Statement]) -> None:
    """Add the statements of a second file: to the block of the same keyword and name where there is one."""
    blocks = {_identity(statement): statement for statement in reversed(tree) if statement.block is not None}
    for statement in added:
        own = blocks.get(_identity(statement))
        if own is not None and own.block is not None and statement.block is not None:
            merge(own.block, statement.block)
        else:
            tree.append(statement)


def _identity(statement: Statement) -> tuple[str, ...]:
    return tuple(token.text for token in statement.line.tokens)

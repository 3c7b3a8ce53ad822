"""A configuration file as the rules see it: its text, its tree, and all that the reader has to say.

Rules: reading never refuses; nothing is written or run.
"""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from standfast.config.diagnostics import Diagnostic, Severity
from standfast.config.full import FullConfiguration
from standfast.config.load import load_full, load_full_bytes
from standfast.config.parser import Statement


@dataclass(frozen=True, slots=True)
class Reading:
    """One file with its includes. `text` is that of the file itself; None if it cannot be read.

    `refusals` is what `run` refuses although it is right, as it would say it; `interfaces` are those that it was
    checked with.
    """

    file: str
    text: str | None
    tree: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]
    refusals: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
    interfaces: Container[str] | None = None

    @property
    def refused(self) -> bool:
        """Whether `standfast run` refuses the file as it stands."""
        return bool(self.refusals) or any(d.severity is Severity.ERROR for d in self.diagnostics)


def read_file(path: str, interfaces: Container[str] | None) -> Reading:
    """Read a file and its includes. `interfaces` holds the host's interfaces, or is None: they are not checked."""
    full = load_full(path, interfaces=interfaces)
    return _reading(path, _text(path) if full.node is not None else None, full, interfaces)


def read_text(text: str, file: str, interfaces: Container[str] | None) -> Reading:
    """Read a text as if it stood in `file`."""
    return _reading(file, text, load_full_bytes(text.encode(), file, interfaces=interfaces), interfaces)


def read_leniently(reading: Reading) -> Reading:
    """Read a file again, with its braces as keepalived takes them."""
    full = load_full(reading.file, lenient=True, interfaces=reading.interfaces)
    return _reading(reading.file, reading.text, full, reading.interfaces)


def _reading(
    file: str, text: str | None, full: FullConfiguration, interfaces: Container[str] | None
) -> Reading:
    found = full.diagnostics
    broken = bool(full.refusals) or any(d.severity is Severity.ERROR for d in found)
    if full.node is not None and not full.node.virtual_routers and not broken:
        # As `run` says it; a file of another kind has been refused for that already.
        message = "the file has no vrrp_instance, so there is nothing to keep"
        found = (*found, Diagnostic(Severity.ERROR, "no-instance", file, 0, 0, message, "add one"))
    return Reading(file, text, full.tree, found, full.refusals, full.files, interfaces)


def _text(path: str) -> str | None:
    """Return the text with the line ends that it has; what is not UTF-8 is read byte by byte."""
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")

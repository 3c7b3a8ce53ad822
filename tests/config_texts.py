"""Configuration texts for tests, and the two ways that reading one can end.

Rules: every text starts from one good instance, so that a test shows only what it changes; the only interface that
exists is enp0s8, besides the loopback.
"""

from standfast.config.diagnostics import ConfigRefusedError, Diagnostic, Position, Severity
from standfast.config.full import FullConfiguration
from standfast.config.lexer import Line, Token
from standfast.config.line_words import Words
from standfast.config.load import Loaded, load_bytes, load_full_bytes
from standfast.config.parser import Statement
from standfast.model.configuration import Configuration
from standfast.model.node import Node
from standfast.model.virtual_router import VirtualRouter

INTERFACES = frozenset({"lo", "enp0s8", "enp0s9"})
FILE = "keepalived.conf"
ADDRESS_LINE = 12
EXTRA_LINE = 14
"""Where the address and the first added line stand in `instance()` with nothing replaced."""
_PARTS = {
    "state": "state BACKUP",
    "interface": "interface enp0s8",
    "virtual_router_id": "virtual_router_id 51",
    "priority": "priority 100",
    "advert_int": "advert_int 1",
    "authentication": "authentication {\n auth_type PASS\n auth_pass 1111\n}",
    "virtual_ipaddress": "virtual_ipaddress {\n 192.168.56.100\n}",
}


def instance(extra: str = "", name: str = "VI_1", **parts: str) -> str:
    """Return a `vrrp_instance` block: a good one with some parts replaced (by nothing: left out) and lines added."""
    lines = [part for part in {**_PARTS, **parts}.values() if part]
    return "\n".join([f"vrrp_instance {name} {{", *lines, *([extra] if extra else []), "}\n"])


def load_text(text: str, *, lenient: bool = False) -> Loaded:
    """Read a text as if it stood in FILE."""
    return load_bytes(text.encode(), FILE, lenient=lenient, interfaces=INTERFACES)


def node(text: str) -> Node:
    """Read a text and return what the router runs."""
    return load_text(text).node


def router(text: str) -> VirtualRouter:
    """Read a text with exactly one instance and return that."""
    (only,) = node(text).virtual_routers
    return only


def diagnostics(text: str, *, lenient: bool = False) -> tuple[Diagnostic, ...]:
    """Return what there is to say about a text, whether it can be run or not."""
    try:
        return load_text(text, lenient=lenient).diagnostics
    except ConfigRefusedError as refused:
        return refused.diagnostics


def findings(text: str, *, lenient: bool = False) -> list[tuple[Severity, str, int]]:
    """Return severity, code and line of each diagnostic."""
    return [(found.severity, found.code, found.line) for found in diagnostics(text, lenient=lenient)]


def errors(text: str, *, lenient: bool = False) -> list[tuple[str, int]]:
    """Return code and line of each error."""
    return [(code, line) for severity, code, line in findings(text, lenient=lenient) if severity is Severity.ERROR]


def warnings(text: str, *, lenient: bool = False) -> list[tuple[str, int]]:
    """Return code and line of each warning; the text must be fit to run."""
    assert not errors(text, lenient=lenient)
    return [(code, line) for severity, code, line in findings(text, lenient=lenient) if severity is Severity.WARNING]


def full_text(text: str) -> FullConfiguration:
    """Read a text in full as if it stood in FILE."""
    return load_full_bytes(text.encode(), FILE, interfaces=INTERFACES)


def configuration(text: str) -> Configuration:
    """Read a text in full and return what it says, as values."""
    found = full_text(text).configuration
    assert found is not None
    return found


def said(text: str) -> list[tuple[str, int]]:
    """Return code and line of everything but notices, whether the text can be run or not."""
    return [(d.code, d.line) for d in full_text(text).diagnostics if d.severity is not Severity.NOTICE]


def token(text: str) -> Token:
    """Return a word that stands at the beginning of a file."""
    return Token(text, Position(FILE, 1, 1))


def statement(text: str) -> Statement:
    """Return a line as the parser makes it."""
    return Statement(Line(tuple(token(word) for word in text.split()), text))


def words(text: str) -> Words:
    """Return a cursor over the words of a line."""
    return Words(statement(text))

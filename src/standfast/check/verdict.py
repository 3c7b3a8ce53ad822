"""How `keepalived -t` (2.2.7) would end on a file: 0, 2, 4, 5 or 6.

Rules: the answer follows from the file as it stands, by the verdict of each code (codes.py); what only standfast
refuses does not count. A missing argument ends keepalived at once, a file that cannot be read too; otherwise the
highest number wins.
"""

import pwd
import shutil
from collections.abc import Iterable, Iterator

from standfast.check.codes import ACCEPTED, CANNOT_RUN, COMPLAINS, INSECURE, STOPS, find
from standfast.check.reading import Reading, read_leniently
from standfast.check.script_advice import program_of
from standfast.check.view import Block, View, view
from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Diagnostic, Position, Severity
from standfast.config.keywords_root import SCHEMA
from standfast.config.newer_keywords import NEWER
from standfast.config.parser import Statement
from standfast.config.quoting import split_quoted
from standfast.config.schema import ROOT, Kind, opened_by
from standfast.config.scripts import path_status

_OTHER_BLOCKS = frozenset((
    "missing-brace", "extra-brace", "unclosed-block", "unexpected-brace", "unexpected-block", "misplaced-block",
    "unknown-keyword",
))  # fmt: skip
"""What makes keepalived see other blocks than we do: see `lenient` in the parser."""
_SECURITY = "enable_script_security"
_NO_INTERFACE = "unknown-interface"
_REPLACEABLE = "script-insecure"
_SEES_NOTHING = "executable"
_NEWER_WORDS = frozenset(name for names in NEWER.values() for name in names)
_INCLUDE = ("include-missing", "include-executable", "include-not-a-file", "include-unreadable")


def verdict(reading: Reading, seen: View) -> int:
    """Return the exit code. `seen` must be the view of the same reading."""
    if any(d.code in _OTHER_BLOCKS for d in reading.diagnostics):
        reading = read_leniently(reading)
        seen = view(reading.file, reading.tree)
    # What is only a notice here is nothing to keepalived either.
    told = [d for d in reading.diagnostics if d.severity is not Severity.NOTICE and not _allowed(d, reading, seen)]
    names = {d.code for d in told}
    if _SEES_NOTHING in names:
        return ACCEPTED
    codes = {code.verdict for d in reading.diagnostics if d.code in names and not _of_newer(d)
             and (code := find(d.code))}  # fmt: skip
    if STOPS in codes:
        return STOPS
    if CANNOT_RUN in codes:
        return CANNOT_RUN
    codes.discard(INSECURE)
    secure = _secure(seen, reading)
    if secure and _REPLACEABLE in names:
        codes.add(COMPLAINS)
    if _newer(reading.tree, ROOT):
        codes.add(COMPLAINS)
    # A missing file is passed over, unless the include asks for the check; then the whole test fails.
    required = any(d.code in _INCLUDE and d.severity is Severity.ERROR for d in reading.diagnostics)
    insecure = _NO_INTERFACE not in names and not secure and first_script(seen.root) is not None
    return max(codes | ({INSECURE} if required or insecure else {ACCEPTED}))


def _allowed(diagnostic: Diagnostic, reading: Reading, seen: View) -> bool:
    """Whether keepalived takes here what it complains of elsewhere: see differences_files.py."""
    if diagnostic.code == _NO_INTERFACE:
        return seen.defs.last("dynamic_interfaces") is not None
    if diagnostic.code != "no-address":
        return False
    at = Position(diagnostic.file, diagnostic.line, diagnostic.column)
    instance = next((statement for statement in reading.tree if statement.at == at), None)
    lists = Block(at, tuple(instance.block or ())) if instance is not None else Block(at, ())
    return any(parse_any(line.keyword.text.partition("/")[0]) for line in lists.lines("virtual_ipaddress"))


def _secure(seen: View, reading: Reading) -> bool:
    """Whether keepalived sees `enable_script_security`; one of its readings does so without a `{` too."""
    opened = any(d.code == "missing-brace" and d.message.startswith("'global_defs'") for d in reading.diagnostics)
    behind = opened and seen.root.last(_SECURITY) is not None
    return behind or seen.defs.on(_SECURITY) or not seen.instances


def _of_newer(diagnostic: Diagnostic) -> bool:
    """Whether keepalived 2.2.7 cannot miss a value, because it does not know the keyword."""
    return diagnostic.code == "missing-argument" and diagnostic.message.split("'")[1] in _NEWER_WORDS


def _newer(statements: Iterable[Statement], block: str) -> bool:
    """Whether a keyword is used that keepalived 2.2.7 does not know yet, or takes whole seconds for."""
    for statement in statements:
        name = statement.keyword.text
        row = SCHEMA.find(block, name)
        if row is None:
            continue
        if name in NEWER.get(block, ()):
            return True
        if block == "vrrp_script" and name in ("interval", "timeout") and "." in statement.line.text:
            return True
        if row.kind is Kind.BLOCK and _newer(statement.block or (), opened_by(row) or name):
            return True
    return False


def first_script(root: Block) -> Statement | None:
    """Return the first script that keepalived would run: its program is there, and its user exists."""
    commands = _commands(root.statements, ROOT)
    return next((statement for statement, around in commands if _usable(statement, around)), None)


def _commands(statements: Iterable[Statement], block: str) -> Iterator[tuple[Statement, Block]]:
    around = Block(Position(""), tuple(statements))
    for statement in around.statements:
        row = SCHEMA.find(block, statement.keyword.text)
        if row is None:
            continue
        if row.kind is Kind.COMMAND and statement.arguments:
            yield statement, around
        elif row.kind is Kind.BLOCK:
            yield from _commands(statement.block or (), opened_by(row) or row.name)


def _usable(statement: Statement, around: Block) -> bool:
    words = split_quoted(statement.line.text[len(statement.keyword.text) :])
    program = program_of(statement.line.text[len(statement.keyword.text) :])
    user = around.text("user") if statement.keyword.text == "script" else words[1] if len(words) > 1 else ""
    if user:
        try:
            pwd.getpwnam(user)
        except KeyError:
            return False
    path = program if "/" in program else shutil.which(program)
    return bool(path) and path_status(path or "") is not None

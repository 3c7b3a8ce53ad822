"""What is wrong with files: notify scripts that cannot be run, configuration files that show a password.

Rule: it looks at files and changes nothing; scripts of `vrrp_script` are the reader's business.
"""

import stat
from collections.abc import Iterable, Iterator

from standfast.check.finding import Finding, finding, notice, warning
from standfast.check.script_advice import advise, how_to_protect, program_of
from standfast.check.verdict import first_script
from standfast.check.view import View
from standfast.config.diagnostics import Severity
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, Kind, opened_by
from standfast.config.scripts import path_status

_CHECKED_BY_THE_READER = "vrrp_script"
_SECRETS = {"authentication": "auth_pass", "auth_hmac": "key"}


def file_rules(view: View, tree: Iterable[Statement]) -> Iterator[Finding]:
    """Run every rule of this file."""
    security = view.defs.on("enable_script_security")
    for statement in _commands(tree, ROOT):
        yield from _command(statement, security=security)
    script = first_script(view.root)
    if script is not None and not security:
        yield notice(
            script.at, "no-script-security",
            f"scripts are run ('{script.keyword.text}' is the first) without 'enable_script_security'",
            "write 'enable_script_security' and 'script_user USER' in global_defs",
        )  # fmt: skip
    yield from _readable(tree)


def _commands(statements: Iterable[Statement], block: str) -> Iterator[Statement]:
    for statement in statements:
        row = SCHEMA.find(block, statement.keyword.text)
        if row is None or row.name == _CHECKED_BY_THE_READER:
            continue
        if row.kind is Kind.COMMAND and statement.arguments:
            yield statement
        elif row.kind is Kind.BLOCK:
            yield from _commands(statement.block or (), opened_by(row) or row.name)


def _command(statement: Statement, *, security: bool) -> Iterator[Finding]:
    name = statement.keyword.text
    program = program_of(statement.line.text[len(name) :])
    at = statement.arguments[0].at
    if not program.startswith("/"):
        return
    status = path_status(program)
    if status is None or not stat.S_ISREG(status.st_mode) or not status.st_mode & 0o111:
        why = "does not exist" if status is None else "cannot be executed"
        found = warning(at, "notify-disabled", f"the script of '{name}', {program}, {why}, so it is never run")
        yield advise(found, program, "")
        return
    mend = how_to_protect(program)
    if mend:
        consequence = ", so it is not run" if security else ""
        yield warning(
            at, "script-insecure",
            f"others than root can change the script of '{name}', {program}, or a folder above it{consequence}", mend,
        )  # fmt: skip


def _readable(tree: Iterable[Statement]) -> Iterator[Finding]:
    """Of each file the first password is told."""
    told: set[str] = set()
    for statement, block in _secrets(tree):
        at = statement.arguments[0].at
        status = path_status(at.file) if at.file not in told else None
        if status is None or not status.st_mode & (stat.S_IRGRP | stat.S_IROTH):
            continue
        told.add(at.file)
        who = "every user of this host" if status.st_mode & stat.S_IROTH else "its group"
        # A version 2 password crosses the network in clear text anyway; a key never does.
        severity = Severity.NOTICE if block == "authentication" else Severity.WARNING
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        yield finding(
            severity, at, "password-readable", f"{who} can read this password: the mode of the file is {mode}",
            f"chmod 600 {at.file}",
        )  # fmt: skip


def _secrets(tree: Iterable[Statement]) -> Iterator[tuple[Statement, str]]:
    """Every line with a secret, and the block that it stands in."""
    for instance in tree:
        for block in instance.block or () if instance.keyword.text == "vrrp_instance" else ():
            word = _SECRETS.get(block.keyword.text)
            for statement in block.block or ():
                if statement.keyword.text == word and statement.arguments:
                    yield statement, block.keyword.text

"""`vrrp_script` blocks -> model.TrackScript: users looked up, programs found, security checked.

keepalived's rules: who runs a script is its `user`, else `script_user`, else the user keepalived_script if there is
one, else root; a script whose program is missing or not executable, or whose user does not exist, is disabled; one
that others than root can replace is disabled under `enable_script_security` and warned of otherwise; a program that
starts with neither an executable header nor `#!` is run by /bin/sh.

Rule of this file: it looks at users and files, and runs nothing.
"""

import grp
import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass

from standfast.config.diagnostics import Report
from standfast.config.keywords_root import SCHEMA, SCRIPT
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.quoting import split_quoted
from standfast.config.schema import Kind, opened_by
from standfast.config.sections import Section
from standfast.model.track import ScriptUser, TrackScript
from standfast.model.values import Weight
from standfast.units import NS_PER_S

DEFAULT_USER = "keepalived_script"
_ELF = b"\x7fELF"


@dataclass(frozen=True, slots=True)
class ScriptPolicy:
    """What `global_defs` says about scripts. `user` is None when no usable default user exists."""

    user: ScriptUser | None
    security: bool


def script_policy(section: Section, report: Report) -> ScriptPolicy:
    """Read `script_user` and `enable_script_security` from the global section."""
    security = section.last("enable_script_security") is not None
    statement = section.last("script_user")
    if statement is not None:
        return ScriptPolicy(find_user(statement.arguments, report), security)
    for name in (DEFAULT_USER, "root"):
        user = _look_up(name)
        if user is not None or security:
            return ScriptPolicy(user, security)
    return ScriptPolicy(ScriptUser("root", 0, 0), security)


def find_user(words: tuple[Token, ...], report: Report) -> ScriptUser | None:
    """Look up `USER [GROUP]`. Return None, with a report, if there is no such user or group."""
    user = _look_up(words[0].text)
    if user is None:
        report.warning(
            words[0].at, "unknown-user", f"there is no user '{words[0].text}'", "create it, or name another"
        )
        return None
    if len(words) == 1:
        return user
    try:
        gid = grp.getgrnam(words[1].text).gr_gid
    except (KeyError, ValueError):
        report.warning(
            words[1].at, "unknown-group", f"there is no group '{words[1].text}'", "create it, or name another"
        )
        return None
    return ScriptUser(user.name, user.uid, gid, user.groups)


def report_userless(statements: Iterable[Statement], block: str, report: Report) -> None:
    """Report each command that nobody can run, where no user is the default: see script_policy."""
    inside = tuple(statements)
    named = any(statement.keyword.text == "user" for statement in inside)
    for statement in inside:
        row = SCHEMA.find(block, statement.keyword.text)
        if row is None or block == SCRIPT:  # read_script says it of its own
            continue
        if row.kind is Kind.BLOCK:
            report_userless(statement.block or (), opened_by(row) or row.name, report)
        elif row.kind is Kind.COMMAND and len(statement.arguments) == 1 and not named:
            report.warning(
                statement.at, "script-disabled", f"'{row.name}' is not run, because no user to run it is known",
                "write 'script_user USER' in global_defs",
            )  # fmt: skip


def _look_up(name: str) -> ScriptUser | None:
    try:
        entry = pwd.getpwnam(name)
        groups = tuple(os.getgrouplist(name, entry.pw_gid))
    except (KeyError, ValueError, OSError):
        return None
    return ScriptUser(name, entry.pw_uid, entry.pw_gid, groups)


def read_script(statement: Statement, policy: ScriptPolicy, report: Report) -> TrackScript | None:
    """Read one `vrrp_script` block. Return None, with a report, if the script is disabled."""
    name = statement.arguments[0]
    section = Section(SCRIPT, statement.block or [], report)
    _report_fractions(section, report)
    interval_ns = section.number("interval") or NS_PER_S
    weight = section.values(without=("script",)).get("weight")
    assert isinstance(weight, Weight)
    user_line = section.last("user")
    user = find_user(user_line.arguments, report) if user_line else policy.user
    command = section.last("script")
    argv = _argv(command, report) if command else None
    if command is None:
        report.warning(
            name.at, "script-disabled", f"the vrrp_script '{name.text}' has no script", "add a 'script' line"
        )
    if user is None:
        why = "no user to run it is known"
        report.warning(
            name.at, "script-disabled", f"the vrrp_script '{name.text}' is disabled: {why}", "set script_user"
        )
    if command is None or argv is None or user is None:
        return None
    program = usable_program(argv[0], command.arguments[0], user, policy, report)
    if program is None:
        return None
    return TrackScript(
        name=name.text,
        argv=(*program, *argv[1:]),
        interval_ns=interval_ns,
        timeout_ns=section.number("timeout") or interval_ns,
        rise=section.number("rise") or 1,
        fall=section.number("fall") or 1,
        weight=weight.value,
        reverse=weight.reverse,
        init_fail=section.last("init_fail") is not None,
        user=user,
    )


def _report_fractions(section: Section, report: Report) -> None:
    """The other node may run keepalived, which reads such a line in another way."""
    for name in ("interval", "timeout"):
        word = section.word(name)
        if word is not None and "." in word.text:
            report.notice(
                word.at, "fraction-of-a-second",
                f"keepalived 2.2 takes the whole seconds only of '{name} {word.text}'",
                "write whole seconds if the other node runs keepalived",
            )  # fmt: skip


def _argv(statement: Statement, report: Report) -> list[str] | None:
    """Split the command of a `script` line into program and arguments."""
    token = statement.arguments[0]
    words = split_quoted(statement.line.text[len(statement.keyword.text) :])
    if words and words[0].startswith("<"):
        report.refuse(
            token.at, "not-supported", "a file as a script ('<FILE') is not supported by this version of standfast",
            "use a command that reads the file",
        )  # fmt: skip
        return None
    if len(words) > 1:
        report.warning(
            token.at, "ignored-words", f"ignored: '{' '.join(words[1:])}' after the command, as keepalived does",
            "put the command with its arguments in double quotes",
        )  # fmt: skip
    argv = split_quoted(words[0]) if words else []
    if not argv or not argv[0] or "\0" in "".join(argv):
        report.warning(
            token.at, "script-disabled", "the command is empty, so the script is disabled", "write a command"
        )
        return None
    return argv


def usable_program(
    program: str, at: Token, user: ScriptUser, policy: ScriptPolicy, report: Report
) -> tuple[str, ...] | None:
    """Return how to start the program (itself, or through /bin/sh), or None with a report."""
    path = _find(program)
    if path is None:
        report.warning(
            at.at,
            "script-disabled",
            f"the script '{program}' does not exist, so it is disabled",
            "install it, or correct the path",
        )
        return None
    status = path_status(path)
    if status is None or not stat.S_ISREG(status.st_mode) or not _may_execute(status, user):
        report.warning(
            at.at, "script-disabled" if status is None or stat.S_ISDIR(status.st_mode) else "script-not-executable",
            f"the script '{path}' is not executable for user '{user.name}', so it is disabled",
            f"chmod +x {path}",
        )  # fmt: skip
        return None
    if path != program:
        report.notice(at.at, "path-search", f"'{program}' was found as {path}", "write the full path")
    culprit = replaceable_by_others(path) if user.uid == 0 else None
    if culprit:
        disabled = ", so it is disabled" if policy.security else ""
        report.warning(
            at.at, "script-insecure", f"root runs '{path}', but others than root can change {culprit}{disabled}",
            "let root own it, writable by root only",
        )  # fmt: skip
        if policy.security:
            return None
    return (path,) if _starts_by_itself(path) else ("/bin/sh", path)


def _find(program: str) -> str | None:
    if "/" in program:
        return program if path_status(program) else None
    for directory in ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"):
        status = path_status(f"{directory}/{program}")
        if status is not None and stat.S_ISREG(status.st_mode):
            return f"{directory}/{program}"
    return None


def path_status(path: str) -> os.stat_result | None:
    """stat(2), or None where there is nothing to be had."""
    try:
        return os.stat(path)  # noqa: PTH116 - pathlib would cost more than it gives here
    except (OSError, ValueError):
        return None


def _may_execute(status: os.stat_result, user: ScriptUser) -> bool:
    if user.uid == 0:
        return bool(status.st_mode & 0o111)
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.gid or status.st_gid in user.groups:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def replaceable_by_others(path: str) -> str:
    """Return the first component of a path (symbolic links followed) that others than root can write, or ""."""
    component = os.path.realpath(path)
    while True:
        status = path_status(component)
        if status is None:
            return component
        by_group = status.st_mode & stat.S_IWGRP and status.st_gid != 0
        by_others = status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX
        if status.st_uid != 0 or by_group or by_others:
            return component
        parent = os.path.dirname(component)  # noqa: PTH120
        if parent == component:
            return ""
        component = parent


def _starts_by_itself(path: str) -> bool:
    try:
        with open(path, "rb") as program:  # noqa: PTH123
            start = program.read(4)
    except OSError:
        return True
    return start == _ELF or start.startswith(b"#!")

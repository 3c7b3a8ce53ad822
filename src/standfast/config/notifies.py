"""`notify*` commands and notify FIFOs -> model.notify: users looked up, programs found, security checked.

keepalived's rules: a command is run by its own user, else by `script_user`; one that cannot run is left out. Unlike
a `vrrp_script` it does not search PATH for anything but its program.

Rule of this file: it looks at users and files, and runs nothing.
"""

from collections.abc import Mapping

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.scripts import ScriptPolicy, find_user, usable_program
from standfast.config.sections import Section
from standfast.model.notify import Notify, NotifyFifo, NotifyScript
from standfast.model.values import Command

KEYWORDS = {
    "notify_master": "master", "notify_backup": "backup", "notify_fault": "fault", "notify_stop": "stop",
    "notify_deleted": "deleted", "notify_master_rx_lower_pri": "master_rx_lower_pri", "notify": "any",
}  # fmt: skip
"""Each keyword of an instance or sync group, and its field in Notify."""
DISABLED = "notify-disabled"
_FIFOS = ("notify_fifo", "vrrp_notify_fifo")


def read_notify(
    section: Section, values: Mapping[str, object], policy: ScriptPolicy, report: Report
) -> Notify | None:
    """Return what is run on changes of one instance or sync group; None if nothing is.

    `values` are the fields of its block, as they stand in the model.
    """
    scripts: dict[str, NotifyScript] = {}
    for keyword, field in KEYWORDS.items():
        script = notify_script(section.last(keyword), values.get(keyword), policy, report)
        if script is not None:
            scripts[field] = script
    priority_changes = values.get("notify_priority_changes") is True
    silent = section.last("notify_deleted") is not None and "deleted" not in scripts
    if not scripts and not priority_changes and not silent:
        return None
    return Notify(**scripts, priority_changes=priority_changes, tells_deleted=silent or "deleted" in scripts)


def notify_script(
    statement: Statement | None, command: object, policy: ScriptPolicy, report: Report
) -> NotifyScript | None:
    """Return the command of one line as it is started; None, with a report, if it cannot be."""
    if statement is None or not isinstance(command, Command):
        return None
    at = statement.arguments[0]
    found = Report()
    script = _look_up(command, at, policy, found)
    for diagnostic in found.diagnostics():
        # keepalived's `-t` says nothing of these, so they have a code of their own.
        report.warning(at.at, DISABLED, f"'{statement.keyword.text}': {diagnostic.message}", diagnostic.suggestion)
    return script


def _look_up(command: Command, at: Token, policy: ScriptPolicy, report: Report) -> NotifyScript | None:
    user = policy.user
    if command.user is not None:
        words = [word for word in (command.user, command.group) if word is not None]
        user = find_user(tuple(Token(word, at.at) for word in words), report)
    if user is None:
        report.warning(at.at, DISABLED, "no user to run it is known, so it is not run", "set script_user")
        return None
    program = usable_program(command.argv[0], at, user, policy, report)
    return None if program is None else NotifyScript((*program, *command.argv[1:]), user)


def read_fifos(
    defs: Section, settings: Mapping[str, object], policy: ScriptPolicy, report: Report
) -> tuple[NotifyFifo, ...]:
    """Return the pipes that VRRP events are written to (`notify_fifo`, `vrrp_notify_fifo`)."""
    fifos = []
    for keyword in _FIFOS:
        words = settings[keyword]
        statement = defs.last(keyword)
        if statement is None or not isinstance(words, tuple) or not words:
            continue
        user = find_user(statement.arguments[1:], report) if len(words) > 1 else policy.user
        command = settings[f"{keyword}_script"]
        script = notify_script(defs.last(f"{keyword}_script"), command, policy, report)
        fifos.append(NotifyFifo(str(words[0]), script, user))
    return tuple(fifos)

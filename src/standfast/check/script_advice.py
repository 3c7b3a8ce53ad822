"""Why a script cannot be run, or should not be, and the command that mends it.

Rule: it looks at files and changes nothing; every answer names the path component that is at fault.
"""

import os
import pwd
import stat
from dataclasses import replace

from standfast.check.finding import Edit, Finding
from standfast.check.nearest import nearest
from standfast.config.quoting import split_quoted
from standfast.config.scripts import path_status, replaceable_by_others

_ENTRIES_MAX = 2000


def program_of(text: str) -> str:
    """Return the program of a command as written after its keyword, or ""."""
    words = split_quoted(text)
    argv = split_quoted(words[0]) if words else []
    return argv[0] if argv else ""


def advise(found: Finding, program: str, line: str) -> Finding:
    """Return the finding with a suggestion that names component, mode and command. `line` is the source line."""
    if not program.startswith("/"):
        return found
    status = path_status(program)
    if status is None:
        return _missing(found, program, line)
    if found.diagnostic.code == "script-insecure":
        return _insecure(found, program)
    if not stat.S_ISREG(status.st_mode):
        return _with(found, f"name a file: {program} is a {_kind(status.st_mode)}")
    if not status.st_mode & stat.S_IXUSR:
        return _with(found, f"chmod +x {program} (its mode is {_mode(status)})")
    return found


def how_to_protect(program: str) -> str:
    """Return the command that keeps others than root from changing a path, with mode and owner; or ""."""
    component = replaceable_by_others(program)
    status = path_status(component) if component else None
    if status is None:
        return ""
    commands = []
    if status.st_uid != 0:
        commands.append(f"chown root {component}")
    who = ""
    if status.st_mode & stat.S_IWGRP and status.st_gid != 0:
        who += "g"
    if status.st_mode & stat.S_IWOTH:
        who += "o"
    if who:
        commands.append(f"chmod {who}-w {component}")
    return f"{' && '.join(commands)} (it belongs to {_owner(status)}, and its mode is {_mode(status)})"


def _insecure(found: Finding, program: str) -> Finding:
    mend = how_to_protect(program)
    return _with(found, mend) if mend else found


def _missing(found: Finding, program: str, line: str) -> Finding:
    folder = os.path.dirname(program)  # noqa: PTH120 - the text of the path matters, not a path object
    while folder != "/" and path_status(folder) is None:
        folder = os.path.dirname(folder)  # noqa: PTH120
    rest = program[len(folder) :].lstrip("/").split("/")
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry, _ in zip(entries, range(_ENTRIES_MAX), strict=False)]
    except OSError:
        return found
    meant = nearest(rest[0], names)
    there = f"there is no '{rest[0]}' in {folder}"
    if not meant or len(rest) > 1:
        return _with(found, f"{there}: install it, or correct the path")
    path = f"{folder.rstrip('/')}/{meant}"
    suggestion = f"{there}; did you mean '{path}'?"
    start = line.find(program)
    if start < 0 or not path.isprintable():
        return _with(found, suggestion)
    edit = Edit(found.diagnostic.line, start + 1, start + 1 + len(program), path)
    return replace(_with(found, suggestion), edits=(edit,))


def _with(found: Finding, suggestion: str) -> Finding:
    return replace(found, diagnostic=replace(found.diagnostic, suggestion=suggestion))


def _kind(mode: int) -> str:
    return "folder" if stat.S_ISDIR(mode) else "special file"


def _mode(status: os.stat_result) -> str:
    return f"{stat.S_IMODE(status.st_mode):04o}"


def _owner(status: os.stat_result) -> str:
    try:
        return pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        return f"uid {status.st_uid}"

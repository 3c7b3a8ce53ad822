"""`standfast diff`: what a reload would do, in words."""

import json
from dataclasses import asdict
from itertools import groupby

import click

from standfast.config.diagnostics import Severity
from standfast.config.full import FullConfiguration
from standfast.config.load import load_full
from standfast.config.sections import NOT_BALANCED
from standfast.edit.diff import Change, changes
from standfast.edit.effective import place
from standfast.edit.impact import Impact
from standfast.errors import ConfigError

_WORDS = {
    Impact.NOTHING: "no effect",
    Impact.IN_PLACE: "in place",
    Impact.RESTART: "needs a restart",
    Impact.MAY_MOVE: "MAY MOVE AN ADDRESS",
    Impact.MOVES: "MOVES AN ADDRESS",
}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
@click.option("--lenient", is_flag=True, help="Accept files whose braces do not balance, as keepalived does.")
@click.option("--without-virtual-servers", is_flag=True, help="As with run: go on without each virtual_server.")
def diff(old: str, new: str, json_wanted: bool, lenient: bool, without_virtual_servers: bool) -> None:
    """Print what a reload from the file OLD to the file NEW would do.

    Exit codes: 0 nothing changes, 1 something changes, 2 a file cannot be read or NEW would be refused (the running
    configuration would stay).
    """
    before, after = (load_full(file, lenient=lenient, interfaces=None) for file in (old, new))
    for file, full in ((old, before), (new, after)):
        if full.node is None:
            click.echo(ConfigError("\n".join(_errors(full, "")) or f"{file}: cannot be read"), err=True)
            raise SystemExit(2)
    found = changes(before, after)
    refused = _errors(after, NOT_BALANCED if without_virtual_servers else "")
    if json_wanted:
        click.echo(json.dumps({"changes": [_as_json(change) for change in found], "refused": refused}, indent=2))
    else:
        click.echo("\n".join(_as_text(found, refused)))
    raise SystemExit(2 if refused else 1 if found else 0)


def _errors(full: FullConfiguration, tolerated: str) -> list[str]:
    """Return what a reload would be refused for, but for the code that is tolerated."""
    errors = [found for found in full.diagnostics if found.severity is Severity.ERROR]
    return [str(found) for found in (*errors, *full.refusals) if found.code != tolerated]


def _as_json(change: Change) -> dict[str, object]:
    impact = change.impact.name.lower().replace("_", "-")
    return {**asdict(change), "impact": impact, "old_at": place(change.old_at), "new_at": place(change.new_at)}


def _as_text(found: list[Change], refused: list[str]) -> list[str]:
    if refused:
        return ["The new file would be refused, and the running configuration would stay:", *refused]
    if not found:
        return ["Nothing changes."]
    lines: list[str] = []
    for subject, group in groupby(found, key=lambda change: change.subject):
        lines += [subject or "the file", *(f"  {_line(change)}" for change in group)]
    worst = max(change.impact for change in found)
    if worst >= Impact.MAY_MOVE:
        subjects = dict.fromkeys(change.subject for change in found if change.impact is worst)
        lines.append(f"{_WORDS[worst].capitalize()}: {', '.join(subjects)}.")
    else:
        lines.append("No address moves.")
    if any(change.impact is Impact.RESTART for change in found):
        lines.append("Some of it needs a restart.")
    return lines


def _line(change: Change) -> str:
    sign = "+" if change.old is None else "-" if change.new is None else "~"
    values = " -> ".join(value for value in (change.old, change.new) if value is not None)
    where = place(change.new_at if change.new is not None else change.old_at) or "default"
    text = " ".join(part for part in (sign, change.what, values) if part)
    return f"{text}  [{where}] {_WORDS[change.impact]}" + (f": {change.why}" if change.why else "")

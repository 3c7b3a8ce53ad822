"""`standfast check`: what is wrong with configuration files, and what to do about it.

Rules: it prints and calls; it needs no privilege, writes nothing and asks the network nothing; what only some calls
need (facts, pairs, JSON) is imported by those.
"""

import os
import sys
from pathlib import Path

import click

from standfast.check.checking import Checked, check_file
from standfast.check.finding import Finding
from standfast.check.host import this_host
from standfast.check.sources import Sources
from standfast.check.text import render
from standfast.config.diagnostics import Severity
from standfast.errors import StandfastError

EXIT_CLEAN = 0
EXIT_WARNINGS = 1
EXIT_ERRORS = 2
_MAIN_FILE = "keepalived.conf"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--pair", is_flag=True, help="The two files are the two nodes of one pair: compare them.")
@click.option("--facts", nargs=2, metavar="A.json B.json", help="With --pair: what 'standfast facts' printed there.")
@click.option("--other-host", is_flag=True, help="The files are for another host: do not look at this one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0.")
@click.option("--keepalived", is_flag=True, help="End with the exit code of 'keepalived -t': 0, 2, 4, 5 or 6.")
@click.option("--why/--no-why", default=True, show_default=True, help="Say of each finding why it matters.")
def check(
    files: tuple[str, ...], pair: bool, facts: tuple[str, str] | None, other_host: bool,
    as_json: bool, as_sarif: bool, keepalived: bool, why: bool,
) -> None:  # fmt: skip
    """Say what is wrong with each FILE, why it matters, and what to do.

    A folder stands for every keepalived.conf in it or below it; if there is none, for its *.conf files. Included
    files are followed. Exit codes: 0 nothing but notices, 1 warnings, 2 errors.
    """
    if pair and len(files) != 2:
        raise click.UsageError("--pair takes two files")
    if facts and not pair:
        raise click.UsageError("--facts goes with --pair")
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif exclude each other")
    host = None if other_host or pair else this_host()
    checked = [check_file(path, host) for path in expand(files)]
    findings = tuple(found for one in checked for found in one.findings)
    if pair:
        findings += _pair(checked, facts or None)
    exit_code = _keepalived_code(checked) if keepalived else _exit_code(checked, findings)
    if as_json or as_sarif:
        _print_document(checked, findings, exit_code, sarif=as_sarif)
    else:
        _print_text(checked, findings, why=why)
        if pair:
            from standfast.check.side_by_side import side_by_side

            click.echo("\n" + side_by_side(checked[0].view, checked[1].view))
    sys.exit(exit_code)


def _pair(checked: list[Checked], facts: tuple[str, str] | None) -> tuple[Finding, ...]:
    from standfast.check.pair import pair_findings

    try:
        return pair_findings(checked[0], checked[1], facts)
    except StandfastError as error:
        # Exit code 1 would say that there were warnings.
        raise click.UsageError(str(error)) from error


def expand(paths: tuple[str, ...]) -> list[str]:
    """Replace each folder by the configuration files in it. Raises click.UsageError if it has none."""
    files: list[str] = []
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            files.append(path)
            continue
        found = sorted(folder.rglob(_MAIN_FILE)) or sorted(folder.glob("*.conf"))
        if not found:
            raise click.UsageError(f"there is no {_MAIN_FILE} and no *.conf file in {path}")
        files.extend(str(file) for file in found)
    return list(dict.fromkeys(files))


def _exit_code(checked: list[Checked], findings: tuple[Finding, ...]) -> int:
    severities = {found.diagnostic.severity for found in findings}
    if Severity.ERROR in severities or any(one.refused for one in checked):
        return EXIT_ERRORS
    return EXIT_WARNINGS if Severity.WARNING in severities else EXIT_CLEAN


def _keepalived_code(checked: list[Checked]) -> int:
    from standfast.check.verdict import verdict
    from standfast.check.view import view

    return max(verdict(one.reading, view(one.file, one.reading.tree)) for one in checked)


def _print_document(checked: list[Checked], findings: tuple[Finding, ...], exit_code: int, *, sarif: bool) -> None:
    import json

    from standfast.check import machine

    refused = {one.file: one.refused for one in checked}
    document = machine.as_sarif(findings) if sarif else machine.as_json(refused, findings, exit_code)
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _print_text(checked: list[Checked], findings: tuple[Finding, ...], *, why: bool) -> None:
    sources = Sources({one.file: one.reading.text for one in checked if one.reading.text is not None})
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    told: set[str] = set()
    for found in findings:
        # Why it matters is told once for each kind of finding; a long list stays readable.
        first = found.diagnostic.code not in told
        told.add(found.diagnostic.code)
        click.echo(render(found, sources, colour=colour, why=why and first) + "\n")
    click.echo(summary(checked, findings))


def summary(checked: list[Checked], findings: tuple[Finding, ...]) -> str:
    """Return the last line: how much was found, and what `standfast run` will do."""
    counts = [sum(found.diagnostic.severity is severity for found in findings) for severity in Severity]
    words = [_count(number, severity.value) for number, severity in zip(counts, Severity, strict=True) if number]
    files = _count(len(checked), "file")
    refused = [one.file for one in checked if one.refused]
    if refused:
        names = "it" if len(checked) == 1 else ", ".join(refused)
        return f"{files}: {', '.join(words) or 'nothing to say'}; 'standfast run' refuses {names} as it stands"
    return f"{files}: {', '.join(words) or 'nothing to say'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""`standfast lab drill`: breaks things on purpose and says what came of it.

Rules: it parses, prints and calls; the lab's own modules and the libraries for tables and reports are imported when
the verb runs. Exit code 0 when every drill showed what it must show, 1 otherwise.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standfast.lab.host import Daemon
    from standfast.lab.report import Row
    from standfast.lab.run import Result
    from standfast.lab.summary import Summary

DEFAULT_REPORT = Path("lab-report.html")
WIDTH_WITHOUT_TERMINAL = 160
RUN_TAKES_S = 8.5


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--daemon", type=click.Choice(["standfast", "keepalived", "both"]), default="standfast", show_default=True,
    help="Who keeps the VIP.",
)  # fmt: skip
@click.option("--runs", type=click.IntRange(1, 50), default=1, show_default=True, help="Runs of each drill.")
@click.option(
    "--jobs", type=click.IntRange(1, 8), default=1, show_default=True, help="Drills that play at the same time."
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), default=DEFAULT_REPORT, show_default=True)
@click.option("--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Also write all figures.")
@click.option("--list", "only_list", is_flag=True, help="List the drills and end.")
def drill(
    names: tuple[str, ...], daemon: str, runs: int, jobs: int, report: Path, json_path: Path | None, only_list: bool
) -> None:
    """Break the nginx pair in every way (or in the ways NAMED), while a client watches."""
    from standfast.lab import machine
    from standfast.lab.drills import DRILLS
    from standfast.lab.expected import DAEMONS, load
    from standfast.lab.report import machine_facts, write
    from standfast.lab.run import may_be_realtime, plan, run_all
    from standfast.lab.summary import ratios, summarise, to_json, too_slow

    if only_list:
        for entry in load().values():
            click.echo(f"{entry.name:22}{entry.breaks}")
        return
    unknown = [name for name in names if name not in DRILLS]
    if unknown:
        raise click.UsageError(f"no drill {', '.join(unknown)}; there are {', '.join(DRILLS)}")
    for path in filter(None, (report, json_path)):
        must_be_writable(path)
    daemons = DAEMONS if daemon == "both" else (cast("Daemon", daemon),)
    machine.require_programs(daemons)
    machine.obtain_rights()
    wanted = plan(names or DRILLS, daemons, runs)
    minutes = math.ceil(len(wanted) * RUN_TAKES_S / jobs / 60)
    click.echo(f"{len(wanted)} runs of {len(names) or len(DRILLS)} drills, about {minutes} min:")
    realtime = may_be_realtime()
    try:
        results = run_all(wanted, jobs, Progress(len(wanted)).done)
    except KeyboardInterrupt:
        # The labs live on a pipe of this process and end with it; to wait for the runs would take half a minute.
        click.echo("Interrupted.", err=True)
        os._exit(130)
    summaries = summarise(results)
    facts = machine_facts(realtime)
    print_table(summaries, realtime)
    if not realtime:
        click.echo("no real-time: this process may not use a real-time scheduler, so timing and ratios are rough")
    write(report, summaries, facts)
    if json_path is not None:
        json_path.write_text(json.dumps(to_json(summaries, facts), indent=1) + "\n")
    click.echo(f"Report: {report.resolve()}")
    failed = [f"{summary.drill} with {summary.daemon}" for summary in summaries if not summary.passed]
    slow = list(too_slow(ratios(summaries)))
    if failed:
        click.echo(f"Not as expected: {', '.join(failed)}.")
    if slow:
        click.echo(f"Slower than keepalived: {', '.join(slow)}.")
    if failed or slow:
        raise SystemExit(1)
    click.echo("Every drill showed what it must show.")


def must_be_writable(path: Path) -> None:
    """Raise LabError if the file cannot be written, before minutes are spent on what should stand in it."""
    from standfast.errors import LabError

    try:
        path.open("a").close()
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror}") from error


class Progress:
    """One line for each run that is done."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._count = 0

    def done(self, result: Result) -> None:
        """Say how a run went."""
        from standfast.lab.expected import seconds

        self._count += 1
        job = result.job
        count = f"{self._count:{len(str(self._total))}}/{self._total}"
        outage = f"no answer: {seconds(result.measured.outage_ns)}" if result.measured else "not done"
        verdict = "ok" if result.passed else "NOT AS EXPECTED"
        click.echo(f"[{count}] {job.drill} with {job.daemon}, run {job.run + 1}: {verdict}, {outage}")
        for text in result.wrong:
            click.echo(f"      {text}")
        sys.stdout.flush()


def print_table(summaries: Sequence[Summary], realtime: bool) -> None:
    """Print one row for each drill and daemon; ratios that were taken without real-time are marked."""
    from rich.console import Console
    from rich.table import Table

    from standfast.lab.report import sections

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    parts = sections(summaries)
    compared = any(row.ratio for part in parts for row in part.rows)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings(compared, realtime):
        table.add_column(heading, no_wrap=heading in ("drill", "failed"))
    for part in parts:
        for number, row in enumerate(part.rows):
            table.add_row("" if number else part.entry.name, *cells(row, compared), style="" if row.passed else "red")
    click.echo()
    Console(width=width, highlight=False, markup=False).print(table)
    click.echo()


def headings(compared: bool, realtime: bool) -> list[str]:
    """The table's column headings."""
    ratio = ["ratio" if realtime else "ratio (no real-time)"] if compared else []
    return [
        "drill", "daemon", "no answer", *ratio, "failed", "99.9 %", ">50 ms", "download",
        "VIP before → during → after", "two holders", "answered by", "",
    ]  # fmt: skip


def cells(row: Row, compared: bool) -> list[str]:
    """The cells of a row, without the drill's name."""
    ratio = [row.ratio] if compared else []
    return [
        row.daemon, row.outage, *ratio, row.failed, row.latency, row.slow, row.download, row.holders, row.two_holders,
        row.answered, "ok" if row.passed else "NOT OK",
    ]  # fmt: skip

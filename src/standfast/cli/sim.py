"""`standfast sim`: clusters of the real core on virtual time, with faults, until an invariant breaks.

Rules: the verb parses, calls and prints; the simulator is in standfast.sim. The same seeds print the same words,
whatever the number of processes is.
"""

import sys

import click

from standfast.sim.run import Summary, run_seeds, tell

STORIES_MAX = 3


@click.command()
@click.option("--seeds", type=click.IntRange(min=1), default=200, show_default=True, help="How many seeds to run.")
@click.option("--first", type=click.IntRange(min=0), default=0, show_default=True, help="The first of them.")
@click.option("--seed", type=click.IntRange(min=0), help="Run this seed only, and tell its story.")
@click.option("--whole", is_flag=True, help="With --seed: tell the whole story even if a shorter one fails alike.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="How many processes.")
@click.option("--counts", is_flag=True, help="Say how often each fault and each change of state was met.")
def sim(seeds: int, first: int, seed: int | None, whole: bool, jobs: int, counts: bool) -> None:
    """Run clusters of 2 to 5 routers on virtual time and break them in every way.

    Each seed is one cluster with its configuration and its faults. What must hold, and how it is checked, stands in
    docs/reference/simulator.md. Exit codes: 0 every invariant held, 1 one was broken; its shrunk story is printed.
    """
    if seed is not None:
        outcome, story = tell(seed, whole=whole)
        click.echo(story)
        if outcome.failed:
            raise SystemExit(1)
        return
    summary = Summary()
    for part in run_seeds(range(first, first + seeds), jobs):
        summary.add(part)
        if sys.stderr.isatty():
            click.echo(f"\r{summary.seeds} seeds", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    if counts:
        for what, count in sorted(summary.counts.items()):
            click.echo(f"{count:8d}  {what}")
    for number, rule, text in summary.failed[:STORIES_MAX]:
        click.echo(f"{rule}: {text}\n{tell(number)[1]}\n\nTo see it again: standfast sim --seed {number}\n")
    click.echo(str(summary))
    if summary.failed:
        names = ", ".join(str(number) for number, _, _ in summary.failed)
        raise click.ClickException(f"Seeds that broke an invariant: {names}")

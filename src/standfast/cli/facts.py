"""`standfast facts`: what this node can bear and serves, as JSON for `standfast check --pair A B --facts`.

Rule: it prints and calls; what could not be found out goes to standard error.
"""

import json

import click

from standfast.check.facts import gather


@click.command()
@click.option("--nginx", default="nginx", show_default=True, help="The nginx program to ask.")
def facts(nginx: str) -> None:
    """Print what this node can bear and what it serves, as JSON.

    Processors, memory, link speed, limits on files and waiting connections, and nginx with hashes of its
    configuration (as root: 'nginx -T' must be able to read everything).
    """
    found = gather(nginx)
    click.echo(json.dumps(found, indent=2))
    known = found["nginx"]
    if known is None:
        click.echo(f"There is no program '{nginx}', so nothing is said about nginx.", err=True)
    elif "error" in known:
        click.echo(f"Nothing is known about nginx's configuration: {known['error']}", err=True)

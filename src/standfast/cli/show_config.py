"""`standfast show-config`: the effective configuration, and where each value came from."""

import json

import click

from standfast.config.diagnostics import Severity
from standfast.config.load import load_full
from standfast.edit.effective import effective
from standfast.edit.render import as_json, as_text
from standfast.errors import ConfigError


@click.command("show-config")
@click.argument("file", default="/etc/keepalived/keepalived.conf")
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
@click.option("--secrets", is_flag=True, help="Show passwords.")
@click.option("--lenient", is_flag=True, help="Accept a file whose braces do not balance, as keepalived does.")
def show_config(file: str, json_wanted: bool, secrets: bool, lenient: bool) -> None:
    """Print what FILE comes to: every default filled in, each value with its file and line.

    The text is itself a configuration file. Errors of the file go to standard error; standfast check says more.
    Exit codes: 0 printed, 1 the file cannot be read, 2 it has errors, so that it could not be run.
    """
    full = load_full(file, lenient=lenient, interfaces=None)
    errors = [str(found) for found in full.diagnostics if found.severity is Severity.ERROR]
    if full.node is None:
        raise ConfigError("\n".join(errors))
    root = effective(full, secrets=secrets)
    click.echo(json.dumps(as_json(root), indent=2, ensure_ascii=False) if json_wanted else as_text(root), nl=False)
    if json_wanted:
        click.echo()
    if errors:
        click.echo("\n".join(errors), err=True)
        raise SystemExit(2)

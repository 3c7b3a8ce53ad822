"""`standfast explain`: what a keyword of keepalived.conf, or a code of a diagnostic, means.

Rule: every word comes from the keyword table and the table of codes.
"""

import click

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, Keyword, Kind, Treatment


@click.command()
@click.argument("word", metavar="KEYWORD")
@click.option("--block", default=None, help="Only in this block, such as vrrp_instance.")
def explain(word: str, block: str | None) -> None:
    """Say what KEYWORD means in each block that knows it: arguments, range, default, effect.

    KEYWORD may also be a code that 'standfast check' printed, such as duplicate-vrid.
    """
    rows = [row for row in SCHEMA.rows if row.name == word and block in (None, row.block)]
    for row in rows:
        click.echo("\n".join(describe(row)) + "\n")
    if rows:
        return
    from standfast.check.codes import table  # a keyword needs neither

    code = table().get(word)
    if code is None:
        raise click.ClickException(_unknown(word, [*(row.name for row in SCHEMA.rows), *table()]))
    click.echo(f"{code.name}: {code.meaning}\n  {code.why}")


def describe(row: Keyword) -> list[str]:
    """Return the lines about one keyword in one block."""
    home = f"in '{row.block}'" if row.block != ROOT else "at the top level"
    form = f"{row.name} {row.arguments}".strip() + (" { ... }" if row.is_block else "")
    lines = [f"{row.name} ({home})", f"  {form}"]
    if row.effect:
        lines.append(f"  {row.effect}")
    if row.low:
        unit = f" {row.unit}" if row.unit else ""
        lines.append(f"  range:   {row.low} to {row.high}{unit}")
    if row.default:
        unit = f" {row.unit}" if row.unit and row.default[:1].isdigit() else ""
        lines.append(f"  default: {row.default}{unit}")
    if row.kind is Kind.SWITCH:
        lines.append("  on:      nothing, on, true or yes; off: off, false or no")
    if row.extension:
        lines.append("  keepalived does not know this keyword")
    if row.treatment is Treatment.ACTED_ON:
        lines.append(f"  here:    acted on since {row.since}" if row.since else "  here:    acted on")
    else:
        because = f", because {row.reason}" if row.treatment is Treatment.REFUSED and row.reason else ""
        because = because or (f" ({row.reason})" if row.reason else "")
        lines.append(f"  here:    {row.treatment.value}{because}")
    return lines


def _unknown(word: str, known: list[str]) -> str:
    from standfast.check.nearest import nearest

    meant = nearest(word, known)
    return f"there is no keyword or code '{word}'" + (f"; did you mean '{meant}'?" if meant else "")

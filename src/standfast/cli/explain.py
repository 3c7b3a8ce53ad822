"""`standfast explain`: what a keyword of keepalived.conf, or a code of a diagnostic, means.

Rule: every word comes from the keyword table, the table of codes and that of the signs (config/syntax.py).
"""

import re
from collections.abc import Iterable
from textwrap import wrap

import click

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, Keyword, Kind, Treatment, opened_by
from standfast.config.syntax import SYNTAX

_WIDTH = 100


@click.command()
@click.argument("word", metavar="KEYWORD")
@click.option("--block", default=None, help="Only in this block, such as vrrp_instance.")
def explain(word: str, block: str | None) -> None:
    """Say what KEYWORD means in each block that knows it: arguments, range, default, effect.

    KEYWORD may also be a code that 'standfast check' printed, such as duplicate-vrid, an option such as dev, or
    one of the words and signs before the keywords, such as include, '~SEQ' or '$'.
    """
    if block is not None and block not in SCHEMA.blocks():
        raise click.ClickException(_unknown("block", block, SCHEMA.blocks()))
    everywhere = [row for row in SCHEMA.rows if row.name == word]
    rows = [row for row in everywhere if block in (None, row.block)]
    for row in rows:
        click.echo("\n".join(describe(row)) + "\n")
    if rows:
        return
    if everywhere:
        homes = ", ".join(sorted({_home(row) for row in everywhere}))
        raise click.ClickException(f"'{word}' does not stand in '{block}', but {homes}")
    from standfast.check.codes import table  # a keyword needs neither

    if (code := table().get(word)) is not None:
        click.echo(f"{code.name}: {code.meaning}\n  {code.why}")
    elif word in SYNTAX:
        click.echo(f"{word} (anywhere)\n  {SYNTAX[word]}")
    elif (homes_of_option := _as_option(word, block)):
        click.echo(f"{word} (no keyword of its own, but an option of these)\n" + "\n".join(homes_of_option))
    else:
        known = [*(row.name for row in SCHEMA.rows), *table(), *SYNTAX]
        raise click.ClickException(_unknown("keyword or code", word, known))


def describe(row: Keyword) -> list[str]:
    """Return the lines about one keyword in one block."""
    lines = [f"{row.name} ({_home(row)})", f"  {_form(row)}"]
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
        reason = SCHEMA.reason(row)
        because = f", because {reason}" if row.treatment is Treatment.REFUSED and reason else ""
        because = because or (f" ({reason})" if reason else "")
        lines.append(f"  here:    {row.treatment.value}{because}")
    names = " ".join(SCHEMA.names(opened_by(row) or ""))
    if row.kind is Kind.BLOCK:
        first, *others = wrap(names, _WIDTH, break_on_hyphens=False)
        lines += [f"  inside:  {first}", *(f"           {line}" for line in others)]
    return lines


def _home(row: Keyword) -> str:
    return f"in '{row.block}'" if row.block != ROOT else "at the top level"


def _form(row: Keyword) -> str:
    return f"{row.name} {row.arguments}".strip() + (" { ... }" if row.is_block else "")


def _as_option(word: str, block: str | None) -> list[str]:
    """Return the keywords whose lines may have a word in them, with their form."""
    rows = [row for row in SCHEMA.rows if block in (None, row.block) and word in _options(row)]
    return [f"  {_form(row)} ({_home(row)})" for row in rows]


def _options(row: Keyword) -> list[str]:
    """Return the words that a line may have: those of a form in small letters, and those that an effect lists."""
    _, listed, options = row.effect.partition("options as in")
    return re.findall(r"[a-z][a-z0-9_-]+", f"{row.arguments} {options if listed else ''}")


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    from standfast.check.nearest import nearest

    meant = nearest(word, known)
    return f"there is no {what} '{word}'" + (f"; did you mean '{meant}'?" if meant else "")

"""Write the reference of the configuration language, from the keyword table: `python -m standfast.config.document`.

Rules: every fact about a keyword comes from the table; the text is Markdown on standard output; a test compares it
with docs/reference/configuration.md.
"""

import sys

from standfast.config.keywords_global import GLOBAL
from standfast.config.keywords_instance import AUTHENTICATION, INSTANCE
from standfast.config.keywords_root import SCHEMA, SCRIPT
from standfast.config.schema import ROOT, Keyword, Kind, Treatment

_INTRODUCTION = """\
# The configuration file

<!-- Generated from the keyword table: python -m standfast.config.document > docs/reference/configuration.md -->

standfast reads keepalived.conf. `standfast run -f FILE` looks at every word of it: what it cannot run as it is
written it refuses, with file and line and what to do; what it runs differently from what the author may think it
warns of. It never passes over anything in silence.

- **acted on**: it works, with the meaning given here.
- **warning**: it is accepted and named in a warning, but this version does nothing for it.
- **refused**: the file is not run (exit code 2), because running without this keyword would change who holds the
  address, or whose packets are believed.

Lines that keepalived expands before it parses (`include`, `@ID`, `$NAME=`, `~SEQ`) are refused too.

## Where standfast differs from keepalived on purpose

| in the file | keepalived 2.2.7 | standfast |
|---|---|---|
| a `{` without its `}`, or the reverse | runs what is left | refused; `--lenient` does as keepalived |
| a block with an unknown name | the rest of the block around it is lost | skipped as a whole, with a warning |
| a keyword that takes no block, followed by `{` | the `{` is passed over | refused |
| a file with execute permission | is skipped, and nothing is configured | refused |
| a `vrrp_script` after the instance that tracks it | is not tracked | is tracked |
| a `vrrp_script` with an `interval` in fractions of a second | becomes 1 s | as written |
| a `#` or `!` in the middle of a word | cuts the word in silence | cuts it, with a warning |
| an unknown user of a `vrrp_script` | removes the script | the same, with a warning |
| more than 255 addresses in an instance | the rest is held but not advertised | refused |
| IPv6 addresses, VRRP version 3 | supported | refused |
"""


def document() -> str:
    """Return the whole reference."""
    parts = [_INTRODUCTION]
    for block, title in (
        (ROOT, "The file itself"),
        (GLOBAL, "`global_defs`"),
        (SCRIPT, "`vrrp_script NAME`"),
        (INSTANCE, "`vrrp_instance NAME`"),
        (AUTHENTICATION, "`authentication` in `vrrp_instance`"),
    ):
        parts.append(f"\n## {title}\n")
        parts.extend(_tables([row for row in SCHEMA.rows if row.block == block]))
    return "\n".join(parts)


def _tables(rows: list[Keyword]) -> list[str]:
    """Return the table of what is acted on, and the list of what is not."""
    lines = ["| keyword | range | default | what it does |", "|---|---|---|---|"]
    lines.extend(_row(row) for row in rows if row.treatment is Treatment.ACTED_ON)
    others = [row for row in rows if row.treatment is not Treatment.ACTED_ON]
    if others:
        lines += [
            "",
            "Not acted on by this version:",
            "",
            "| keyword | what keepalived does | here |",
            "|---|---|---|",
        ]
        lines.extend(_other_row(row) for row in others)
    return [*lines, ""]


def _row(row: Keyword) -> str:
    unit = f" {row.unit}" if row.unit else ""
    limits = f"{row.low} to {row.high}{unit}" if row.low else ""
    own = " (not in keepalived)" if row.extension else ""
    return f"| `{_cell(_form(row))}` | {limits} | {_cell(row.default)} | {_cell(row.effect)}{own} |"


def _form(row: Keyword) -> str:
    """Return how the keyword is written."""
    if row.kind is Kind.LIST and row.arguments:
        return f"{row.name} {{ {row.arguments} }}"
    return f"{row.name} {row.arguments}".strip() + (" { }" if row.is_block else "")


def _other_row(row: Keyword) -> str:
    here = "refused" if row.treatment is Treatment.REFUSED else "warning"
    because = f": {row.reason}" if row.reason else ""
    return f"| `{_cell(_form(row))}` | {_cell(row.effect)} | {here}{because} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(document())

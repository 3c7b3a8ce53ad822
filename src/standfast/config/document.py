"""Write the reference of the configuration language, from the keyword table: `python -m standfast.config.document`.

Rules: every fact about a keyword comes from the table; the text is Markdown on standard output; a test compares it
with docs/reference/configuration.md.
"""

import sys

from standfast.config.keywords_checker import CHECKERS
from standfast.config.keywords_root import SCHEMA
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
  address, or whose packets are believed. `standfast check` reads it all the same.
- **read**: a keyword in a block that is refused or warned of as a whole; its value is checked.

## Before the keywords: lines

What keepalived does with lines before it looks for keywords, standfast does too, in this order:

1. Of a line of more than 1023 bytes the rest is read as the next line, and a line with a NUL byte is ignored, each
   with a warning. A byte order mark at the beginning is passed over, with a warning too.
2. `include PATTERN` puts other files in its place. The pattern is the rest of the line, without quotes; it starts
   from the folder of the file it stands in; wildcards and `{a,b}` work. `includem`, `includew`, `includeb` and
   `includer`,
   `includea` make it an error that a file cannot be read, is missing, that a wildcard matches nothing, that one of
   the braces does, or any of these; `include_check` does so for all that follow.
3. `#` and `!` begin a comment anywhere outside double quotes, unless a `\\` stands before them.
4. `@ID REST` is REST where the host's short name is ID, `@^ID REST` where it is not. Lines with `@standfast` are for
   standfast only: keepalived takes them for those of another host.
5. `$NAME=VALUE` defines a parameter; a `\\` at the end goes on with the next line. `${NAME}` anywhere, or `$NAME`
   before a blank, a comma, a `)` or the end of the line, puts the value in, as often as there is one. Defined
   already: `${_PWD}`, `${_INSTANCE}`, `${_RANDOM MIN MAX}`, `${_ENV NAME}`, `${_HASH}`, `${_BANG}`.
6. `~SEQ(NAME, START, STEP, END) REST` is REST once for each number, `~SEQx` in hexadecimal,
   `~LST(NAME, VALUE, VALUE) REST` once for each value, `~LST({A, B}, {1, 2}, {3, 4}) REST` for several names at once.
   START and STEP may be left out.
7. Double quotes keep a word together. In a command, single quotes, double quotes and `\\` work as in a shell.

All expansions together make at most 100000 lines, and a configuration has at most 500000 words; a parameter that uses
itself and a file that includes itself end with an error.

## standfast.conf

A file `standfast.conf` beside the configuration file is read after it: a block in it adds to the block of the same
keyword and name, and where both say something the second file counts. There is the place for keywords that keepalived
does not know. Parameters that the configuration file defines are known there too.

Where standfast differs from keepalived on purpose stands in [differences.md](differences.md).
"""


_TITLES = {
    ROOT: "The file itself",
    "authentication": "`authentication` in `vrrp_instance`",
    "auth_hmac": "`auth_hmac` in `vrrp_instance`",
    "real_server": "`real_server ADDRESS [PORT]` in `virtual_server`",
    "url": "`url` in `HTTP_GET` and `SSL_GET`",
    "host": "`host` in `SMTP_CHECK`",
}


def document() -> str:
    """Return the whole reference."""
    parts = [_INTRODUCTION]
    for block in SCHEMA.blocks():
        parts.append(f"\n## {_TITLES.get(block) or _title(block)}\n")
        parts.extend(_tables(list(SCHEMA.of(block))))
    return "\n".join(parts)


def _title(block: str) -> str:
    """Return the heading of a block: how it is opened, and in which block."""
    if block in CHECKERS:
        return f"`{block}` in `real_server`"
    row = next(row for row in SCHEMA.rows if row.is_block and (row.contents or row.name) == block)
    return f"`{row.name} {row.arguments}`" if row.arguments else f"`{row.name}`"


def _tables(rows: list[Keyword]) -> list[str]:
    """Return the table of what is acted on, and the list of what is not."""
    works = [row for row in rows if row.treatment in (Treatment.ACTED_ON, Treatment.READ)]
    others = [row for row in rows if row not in works]
    lines: list[str] = []
    if works:
        if works[0].treatment is Treatment.READ:
            lines += [f"Read and checked, and no more: {SCHEMA.reason(works[0])}.", ""]
        lines += ["| keyword | range | default | what it does |", "|---|---|---|---|", *map(_row, works), ""]
    if others:
        lines += ["Not acted on by this version:", "",
                  "| keyword | range | default | what keepalived does | here |", "|---|---|---|---|---|",
                  *map(_other_row, others), ""]  # fmt: skip
    return lines


def _row(row: Keyword) -> str:
    own = " (not in keepalived)" if row.extension else ""
    return f"| `{_cell(_form(row))}` | {_range(row)} | {_cell(row.default)} | {_cell(row.effect)}{own} |"


def _range(row: Keyword) -> str:
    unit = f" {row.unit}" if row.unit else ""
    return f"{row.low} to {row.high}{unit}" if row.low else ""


def _form(row: Keyword) -> str:
    """Return how the keyword is written."""
    if row.kind is Kind.LIST and row.arguments and not row.named:
        return f"{row.name} {{ {row.arguments} }}"
    return f"{row.name} {row.arguments}".strip() + (" { }" if row.is_block else "")


def _other_row(row: Keyword) -> str:
    here = "refused" if row.treatment is Treatment.REFUSED else "warning"
    because = f": {row.reason}" if row.reason else ""
    return (
        f"| `{_cell(_form(row))}` | {_range(row)} | {_cell(row.default)} | {_cell(row.effect)} | {here}{because} |"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(document())

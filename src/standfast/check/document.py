"""Write the reference of the diagnostics, from the table of codes: `python -m standfast.check.document`.

Rules: every fact comes from the table; the text is Markdown on standard output; a test compares it with
docs/reference/diagnostics.md.
"""

import sys

from standfast.check.codes import table

_INTRODUCTION = """\
# What `standfast check` says

<!-- Generated from the table of codes: python -m standfast.check.document > docs/reference/diagnostics.md -->

Each finding carries one of these codes. They are stable: a code keeps its meaning from version to version.
`standfast explain CODE` prints the same on a terminal. How to use `standfast check`:
[check a configuration](../how-to/check-a-configuration.md); its exit codes: [exit codes](exit-codes.md).

*keepalived -t* is the exit code with which keepalived 2.2.7's own test ends because of this finding: 0 means that it
says nothing. *host*: the finding depends on the host where the file is read, and is left out with `--other-host`.

| code | what was found | why it matters | keepalived -t | |
|---|---|---|---|---|
"""


def document() -> str:
    """Return the whole page."""
    rows = [
        f"| `{code.name}` | {_cell(code.meaning)} | {_cell(code.why)} | {code.verdict} |{' host' * code.host} |"
        for code in table().values()
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(document())

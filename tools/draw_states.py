"""Writes docs/reference/states.md from the table of transitions that the daemon runs.

    python tools/draw_states.py [--check]

Rules: the figure and the list come from core/transitions.py and nothing else; with --check nothing is written, and
the exit code is 1 if the page is not what the table says.
"""

import sys
from pathlib import Path

from standfast.core.transitions import ENTERING, TRANSITIONS

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "states.md"

HEAD = """# States of a virtual router

The states are those of RFC 3768, section 6.4, and keepalived's FAULT. Each change has one of these reasons; a change
that is not in the list cannot happen. This page is made from the table that the daemon runs, by `make docs`.
"""


def page() -> str:
    """The whole page as Markdown, with the figure in Mermaid's language."""
    arrows = [f"    {old} --> {new}: {reason}" for (old, reason), new in TRANSITIONS.items()]
    rows = [f"| {old} | {reason} | {new} |" for (old, reason), new in TRANSITIONS.items()]
    words = [f"- {state}: `{text}`" for state, text in ENTERING.items()]
    figure = ["```mermaid", "stateDiagram-v2", "    [*] --> INIT", *arrows, "```", ""]
    table = ["| from | reason | to |", "|---|---|---|", *rows, ""]
    return "\n".join([HEAD, *figure, *table, "In the log:", "", *words, ""])


def main() -> int:
    """Write the page, or check it."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

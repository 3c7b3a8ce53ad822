"""The expectations as a Markdown table, written into a document between two marks.

Run as `python -m standfast.lab.table docs/drills.md` to bring the document up to date; a test says when it is not.

Rules: what stands between the marks is made here and nowhere else; what stands outside them is left alone.
"""

import sys
from pathlib import Path

from standfast.errors import StandfastError
from standfast.lab.expected import DAEMONS, Entry, Expectation, holders_text, load, range_text

BEGIN = "<!-- made from src/standfast/lab/expected.toml: begin -->"
END = "<!-- made from src/standfast/lab/expected.toml: end -->"

_HEADINGS = (
    "drill", "daemon", "VIP before → during → after", "answered by", "no answer for", "failed", "download",
    "two holders",
)  # fmt: skip


def replace_between(text: str, begin: str, end: str, made: str) -> str:
    """The text with what stands between the marks replaced. Raises StandfastError if the marks are not there."""
    head, found_begin, rest = text.partition(begin)
    _, found_end, tail = rest.partition(end)
    if not found_begin or not found_end:
        raise StandfastError(f"the document lacks the marks {begin!r} and {end!r}")
    return f"{head}{begin}\n{made}\n{end}{tail}"


def expectations_table(entries: dict[str, Entry]) -> str:
    """What each drill breaks, as a list, and what it must show, as a table with a row for each daemon or for both."""
    lines = [f"- **{entry.name}**: {entry.breaks}" for entry in entries.values()]
    lines += ["", f"| {' | '.join(_HEADINGS)} |", "|---" * len(_HEADINGS) + "|"]
    remarks: list[str] = []
    for entry in entries.values():
        rows = [_cells(entry.by_daemon[daemon]) for daemon in DAEMONS]
        if len(set(rows)) == 1:
            lines.append(f"| {entry.name} | both | {rows[0]} |")
        else:
            lines += [f"| {entry.name} | {daemon} | {cells} |" for daemon, cells in zip(DAEMONS, rows, strict=True)]
        remarks += _remarks(entry)
    return "\n".join([*lines, "", *remarks])


def _cells(expected: Expectation) -> str:
    cells = (
        holders_text(expected.before, expected.during, expected.after),
        ", ".join(expected.answered),
        range_text(expected.outage_s, " s"),
        range_text(expected.failed),
        expected.download,
        range_text(expected.two_holders_s, " s"),
    )
    return " | ".join(cells)


def _remarks(entry: Entry) -> list[str]:
    """The remarks on a drill; one that holds for both daemons is made once."""
    said = {daemon: entry.by_daemon[daemon].shows for daemon in DAEMONS if entry.by_daemon[daemon].shows}
    if len(said) == len(DAEMONS) and len(set(said.values())) == 1:
        return [f"- {entry.name}: {next(iter(said.values()))}"]
    return [f"- {entry.name} with {daemon}: {text}" for daemon, text in said.items()]


def main() -> None:
    """Bring the documents named on the command line up to date."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(replace_between(path.read_text(), BEGIN, END, expectations_table(load())))


if __name__ == "__main__":
    main()

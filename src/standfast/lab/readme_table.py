"""The README's table of measured drills, made from the figures of `standfast lab drill --daemon both --json FILE`.

Run as `python -m standfast.lab.readme_table FILE [README.md]`: it prints the table, or writes it into the document
after the mark, in place of the one that stands there. `make bench` does the latter.

Rules: every figure comes from the file, and a run that could not be done is said to be so; medians are those of
`lab.summary`, words those of the report.
"""

import json
import re
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from standfast.errors import LabError, StandfastError
from standfast.lab.expected import DAEMONS, seconds
from standfast.lab.report import ratio_text
from standfast.units import NS_PER_S

MARK = "<!-- drills table -->"
_OLD_TABLE = re.compile(re.escape(MARK) + r"\n(?:\n?(?:\|.*\n|Measured .*\n))*")

_NOT_DONE = "not done"
_RANGE_FROM_S = 0.1
"""A range of outages that is smaller than this is not shown."""

_HEADINGS = (
    "drill", "no answer: standfast", "keepalived", "ratio", "failed", "download survived", "two holders",
)  # fmt: skip

Drill = dict[str, Any]
Runs = Sequence[dict[str, Any]]


def table(figures: dict[str, Any]) -> str:
    """The table, each cell standfast / keepalived where it is one for both.

    Raises LabError if the figures are not those of both daemons.
    """
    try:
        lines = [_row(name, pair, figures["ratios"].get(name)) for name, pair in _pairs(figures["drills"]).items()]
        under = _under(figures["machine"], figures["drills"])
    except (KeyError, TypeError, AttributeError) as error:
        raise LabError(f"these are not the figures of 'standfast lab drill --json' ({error!r})") from error
    head = [f"| {' | '.join(_HEADINGS)} |", "|---" * len(_HEADINGS) + "|"]
    return "\n".join([*head, *lines, "", under])


def _pairs(drills: Sequence[Drill]) -> dict[str, dict[str, Drill]]:
    pairs: dict[str, dict[str, Drill]] = {}
    for drill in drills:
        pairs.setdefault(drill["drill"], {})[drill["daemon"]] = drill
    for name, pair in pairs.items():
        missing = [daemon for daemon in DAEMONS if daemon not in pair]
        if missing:
            raise LabError(f"{name} was not played with {missing[0]}: the table needs '--daemon both'")
    if not pairs:
        raise LabError("there is no drill among these figures")
    return pairs


def _row(name: str, pair: dict[str, Drill], ratio: float | None) -> str:
    outages = [_outage(pair[daemon]) for daemon in DAEMONS]
    columns = (_failed, _downloads, _two_holders)
    both = [" / ".join(_of_done(pair[daemon], column) for daemon in DAEMONS) for column in columns]
    return f"| {' | '.join([name, *outages, ratio_text(ratio), *both])} |"


def _done(drill: Drill) -> Runs:
    return [run for run in drill["runs"] if "outage_s" in run]


def _of_done(drill: Drill, column: Callable[[Runs], str]) -> str:
    runs = _done(drill)
    return column(runs) if runs else _NOT_DONE


def _outage(drill: Drill) -> str:
    """The median of the longest times without an answer, its range if that is wide, and what was not done."""
    runs = _done(drill)
    if not runs:
        return _NOT_DONE
    found = [run["outage_s"] for run in runs]
    text = seconds(int(drill["outage_s_median"] * NS_PER_S))
    if max(found) - min(found) >= _RANGE_FROM_S:
        text += f" ({min(found):.1f}–{max(found):.1f})"
    undone = len(drill["runs"]) - len(runs)
    return f"{text}, {undone} of {len(drill['runs'])} runs {_NOT_DONE}" if undone else text


def _failed(runs: Runs) -> str:
    return f"{statistics.median(run['failed'] for run in runs):.0f}"


def _downloads(runs: Runs) -> str:
    return f"{sum(run['download_survived'] is True for run in runs)} of {len(runs)}"


def _two_holders(runs: Runs) -> str:
    longest_ns = int(max(run["two_holders_s"] for run in runs) * NS_PER_S)
    text = seconds(longest_ns)
    return "no" if text == "none" else text


def _under(machine: dict[str, str], drills: Sequence[Drill]) -> str:
    runs = max(len(drill["runs"]) for drill in drills)
    mark = "" if machine["real-time"] == "yes" else f", {machine['real-time']}"
    where = f"Linux {machine['kernel']}, Python {machine['python']}, {machine['processors']} processors{mark}"
    return f"Measured on {machine['made']}: {runs} runs of each drill, {where}; standfast / keepalived."


def put_into(text: str, made: str) -> str:
    """The document with the table after the mark. Raises LabError if the mark is not there."""
    if f"{MARK}\n" not in text:
        raise LabError(f"the document lacks the mark {MARK}")
    return _OLD_TABLE.sub(lambda _: f"{MARK}\n\n{made}\n", text, count=1)


def main() -> None:
    """Print the table, or write it into the document; an error is one line and ends with 1."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit("usage: python -m standfast.lab.readme_table FILE [README.md]")
    try:
        made = table(json.loads(Path(sys.argv[1]).read_text()))
        if len(sys.argv) == 2:
            print(made)
            return
        document = Path(sys.argv[2])
        document.write_text(put_into(document.read_text(), made))
    except (StandfastError, OSError, ValueError) as error:
        raise SystemExit(f"readme_table: {sys.argv[1]}: {error}") from None


if __name__ == "__main__":
    main()

"""The README's table of measured drills, made from the figures of `standfast lab drill --daemon both --json FILE`.

Usage: python bench/drills.py FILE [README.md]. Prints the table, or writes it into the document after the mark
`<!-- drills table -->`, in place of the table that stands there. Rules: medians over the runs, with their range where
it differs; an outage under 0.05 s counts as none; every figure comes from the file.
"""

import json
import re
import statistics
import sys
from pathlib import Path
from typing import Any

MARK = "<!-- drills table -->"
NONE_BELOW_S = 0.05
_OLD_TABLE = re.compile(re.escape(MARK) + r"\n(?:\n?(?:\|.*\n|Measured .*\n))*")

Drill = dict[str, Any]


def outage(drill: Drill) -> str:
    """The median of the longest times without an answer."""
    found = [run["outage_s"] for run in drill["runs"] if "outage_s" in run]
    if not found:
        return "not done"
    median, least, most = statistics.median(found), min(found), max(found)
    if median < NONE_BELOW_S:
        return "none"
    return f"{median:.2f} s" if most - least < 0.1 else f"{median:.2f} s ({least:.1f}–{most:.1f})"


def failed(drill: Drill) -> str:
    """The median of the failed attempts."""
    return f"{statistics.median(run.get('failed', 0) for run in drill['runs']):.0f}"


def download(drill: Drill) -> str:
    """In how many runs the download survived."""
    fates = [run.get("download_survived") for run in drill["runs"]]
    return f"{sum(fate is True for fate in fates)} of {len(fates)}"


def two_holders(drill: Drill) -> str:
    """The longest time with two holders in any run."""
    longest = max(run.get("two_holders_s", 0) for run in drill["runs"])
    return f"{longest:.1f} s" if longest >= NONE_BELOW_S else "no"


def table(figures: dict[str, Any]) -> str:
    """The table: each cell standfast / keepalived."""
    pairs: dict[str, dict[str, Drill]] = {}
    for drill in figures["drills"]:
        pairs.setdefault(drill["drill"], {})[drill["daemon"]] = drill
    lines = [
        "| drill | no answer: standfast | keepalived | ratio | failed | download survived | two holders |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, pair in pairs.items():
        ours, theirs = pair["standfast"], pair["keepalived"]
        ratio = figures["ratios"].get(name)
        both = (f"{column(ours)} / {column(theirs)}" for column in (failed, download, two_holders))
        shown = "–" if ratio is None else f"{ratio:.2f}"
        lines.append(f"| {name} | {outage(ours)} | {outage(theirs)} | {shown} | {' | '.join(both)} |")
    machine = figures["machine"]
    runs = max(len(drill["runs"]) for drill in figures["drills"])
    mark = "" if machine["real-time"] == "yes" else f", {machine['real-time']}"
    where = f"Linux {machine['kernel']}, Python {machine['python']}, {machine['processors']} processors{mark}"
    lines += ["", f"Measured on {machine['made']}: {runs} runs of each drill, {where}; standfast / keepalived."]
    return "\n".join(lines)


def main() -> None:
    """Print the table, or write it into the document."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit("usage: python bench/drills.py FILE [README.md]")
    made = table(json.loads(Path(sys.argv[1]).read_text()))
    if len(sys.argv) == 2:
        print(made)
        return
    document = Path(sys.argv[2])
    text = document.read_text()
    if MARK not in text:
        raise SystemExit(f"{document} lacks the mark {MARK}")
    document.write_text(_OLD_TABLE.sub(lambda _: f"{MARK}\n\n{made}\n", text, count=1))


if __name__ == "__main__":
    main()

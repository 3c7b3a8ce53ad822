"""`make interop`: every cell of the interoperation matrix is played, and the document is written.

Usage: python -m interop.matrix [--jobs N] [--only WORD]... [--write FILE]. The exit code is 1 if a cell failed.
Rules: cells are played side by side, because they mostly wait; a cell that failed is played once more, alone, and
the document says so: on a machine with other work a neighbour at 100 ms may simply not have had its turn.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from interop.cells import IMPOSSIBLE, NOT_IN_THE_MATRIX, VALUES, Cell, all_cells, possible_cells, why_not
from interop.peers import FRR, missing_program
from interop.scene import Outcome, play

ROW = ("version", "family", "cast", "auth")
HEAD = """\
# Interoperation

Which neighbours standfast was tried with, in which circumstances, and what came of it. Made by `make interop`, which
plays every cell; `make test` plays a few cells that together hold every pair of values.

A cell is two nodes at one switch. The preferred one starts first and is elected; the other comes and stays BACKUP.
The MASTER's cable is pulled, the other takes over; the cable is put back, and one MASTER is left. The MASTER is
killed, the other takes over; it comes back, and takes back at once, after its `preempt_delay`, or not at all. The
MASTER is stopped, resigns, and the other takes over at once; standfast leaves nothing behind. What counts is seen
from outside: addresses in the kernel, answers to ARP and neighbour solicitations, packets at the ports of the switch.
Version 3 advertises every 100 ms, version 2 every second.
"""


def programs() -> list[str]:
    """The peers and their versions, as they tell them."""
    said = subprocess.run(["keepalived", "--version"], capture_output=True, text=True, check=False).stderr
    found = [said.splitlines()[0].split(" (")[0]] if said else []
    told = subprocess.run([str(FRR / "vrrpd"), "--version"], capture_output=True, text=True, check=False).stdout
    return found + ([f"FRR {told.splitlines()[0]}"] if told else [])


def play_all(cells: list[Cell], jobs: int, folder: Path) -> tuple[list[Outcome], list[Cell]]:
    """Play cells side by side, those that failed once more alone; the outcomes, and which were played twice."""
    outcomes: dict[Cell, Outcome] = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(play, cell, folder / cell.name) for cell in cells]
        for future in as_completed(futures):
            outcome = future.result()
            outcomes[outcome.cell] = outcome
            verdict = "passed" if outcome.failure is None else f"FAILED: {outcome.failure.splitlines()[0]}"
            print(
                f"[{len(outcomes)}/{len(cells)}] {outcome.cell.name}: {verdict} ({outcome.took_s:.0f} s)", flush=True
            )
    twice = [cell for cell in cells if outcomes[cell].failure is not None]
    for cell in twice:
        outcomes[cell] = play(cell, folder / f"{cell.name}-again")
        print(f"again, alone: {cell.name}: {outcomes[cell].failure or 'passed'}", flush=True)
    return [outcomes[cell] for cell in cells], twice


def document(outcomes: Iterable[Outcome], twice: list[Cell]) -> str:
    """The document in Markdown."""
    failures = {outcome.cell: outcome.failure for outcome in outcomes}
    parts = [HEAD, f"Peers: {', '.join(programs())}, and standfast itself.\n"]
    passed = sum(failure is None for failure in failures.values())
    parts.append(f"**{passed} of {len(failures)} cells passed**, of {len(all_cells())} combinations.\n")
    parts.append("Columns that are not in the table: " + "; ".join(_columns()) + ".\n")
    peers = VALUES["peer"]
    rows = ["| VRRP | " + " | ".join(peers) + " |", "|---|" + "---|" * len(peers)]
    rows += [
        f"| {title} | " + " | ".join(_count(failures, peer, key) for peer in peers) + " |" for title, key in _rows()
    ]
    parts.append("\n".join(rows) + "\n")
    if twice:
        names = "\n".join(f"- {cell.name}: {'failed again' if failures[cell] else 'passed'}" for cell in twice)
        parts.append(f"## Played twice\n\nThese failed beside others and were played again alone:\n\n{names}\n")
    counts = [(sum(why_not(cell) == reason for cell in all_cells()), reason) for _, reason in IMPOSSIBLE]
    parts.append(
        "## What cannot be played\n\n" + "\n".join(f"- {reason} ({count} cells)" for count, reason in counts)
    )
    parts.append("\n## What is not in the matrix\n")
    parts.append("\n".join(f"- {what}: {reason}" for what, reason in NOT_IN_THE_MATRIX))
    return "\n".join(parts) + "\n"


def _columns() -> list[str]:
    return [f"{name} ({', '.join(values)})" for name, values in VALUES.items() if name not in (*ROW, "peer")]


def _rows() -> list[tuple[str, dict[str, str]]]:
    keys = {tuple(getattr(cell, name) for name in ROW): None for cell in possible_cells()}
    return [(f"version {k[0]}, IPv{k[1]}, {k[2]}, auth {k[3]}", dict(zip(ROW, k, strict=True))) for k in sorted(keys)]


def _count(failures: dict[Cell, str | None], peer: str, key: dict[str, str]) -> str:
    values = key | {"peer": peer}
    mine = [
        failure
        for cell, failure in failures.items()
        if all(getattr(cell, name) == value for name, value in values.items())
    ]
    return f"{sum(failure is None for failure in mine)} of {len(mine)}" if mine else "—"


def main() -> int:
    """Play, print, write."""
    parser = argparse.ArgumentParser(prog="interop.matrix")
    parser.add_argument("--jobs", type=int, default=8, help="cells side by side")
    parser.add_argument("--only", action="append", default=[], help="a word that the cell's name must hold")
    parser.add_argument("--write", type=Path, help="the document to write")
    options = parser.parse_args()
    cells = [cell for cell in possible_cells() if all(word in cell.name.split("-") for word in options.only)]
    if missing := {missing_program(cell.peer) for cell in cells} - {None}:
        sys.exit(f"Missing: {missing}")
    folder = Path(tempfile.mkdtemp(prefix="standfast-interop-"))
    # Version 2 takes longest: first, so that nothing is left to wait for at the end.
    outcomes, twice = play_all(sorted(cells, key=lambda cell: cell.version), options.jobs, folder)
    failed = [outcome.cell.name for outcome in outcomes if outcome.failure is not None]
    if options.write:
        options.write.write_text(document(outcomes, twice), encoding="utf-8")
    if failed:
        sys.exit(f"{len(failed)} of {len(cells)} cells failed: {', '.join(failed)}\nLogs and captures: {folder}")
    shutil.rmtree(folder)
    print(f"Interoperation: {len(cells)} cells passed, {len(twice)} of them only when played again alone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long the address is gone when the MASTER's host is lost: standfast beside keepalived, at four intervals.

Usage: PYTHONPATH=tests python -m bench.outage [--write]. The host is cut off at the switch, at the same phases
between two advertisements for both daemons; the outage ends with the first gratuitous ARP of the other node. Both
pairs live at the same time and are cut off in turn, so that both meet the same machine. The exit code is 1 if the
ratio of the medians is above the budget.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.pairs import DISABLED, FORWARDING, VIP, MeasuredPair
from bench.report import circumstances, milliseconds, table, write_part

from switchside import Heard

INTERVALS_S = (1.0, 0.1, 0.02, 0.01)
PHASES = (0.1, 0.3, 0.5, 0.7, 0.9)
RATIO_BUDGET = 1.1
PATIENCE_INTERVALS = 20


def outage_s(pair: MeasuredPair, interval_s: float, phase: float) -> float:
    """Cut off the MASTER's host at a phase between two advertisements; return until the other one announces."""
    advert_ns = pair.next_advertisement_ns()
    cut_ns = advert_ns + int(phase * interval_s * 1e9)
    while time.time_ns() < cut_ns:
        time.sleep(max(0.0, (cut_ns - time.time_ns()) / 1e9 - 0.0005) if cut_ns - time.time_ns() > 1e6 else 0)
    since = pair.ear.mark()
    began_ns = time.time_ns()
    pair.port.set(DISABLED)
    deadline_s = time.monotonic() + PATIENCE_INTERVALS * interval_s + 5
    while not (found := [one for one in pair.ear.heard()[since:] if is_announcement(one)]):
        if time.monotonic() > deadline_s:
            sys.exit("the other node never took over")
        time.sleep(0.001)
    took_s: float = (found[0].time_ns - began_ns) / 1e9
    pair.port.set(FORWARDING)
    pair.wait_settled()
    # Also the first announcements after the return, and those sent again, are over before the next fault.
    time.sleep(max(0.3, 2 * interval_s))
    return took_s


def is_announcement(frame: Heard) -> bool:
    """Whether host 1 says by gratuitous ARP that it has the address."""
    octets = bytes(int(one) for one in VIP.split("."))
    return frame.host == 1 and frame.data[12:14] == b"\x08\x06" and frame.data[28:32] == frame.data[38:42] == octets


def measure(interval_s: float, folder: Path) -> dict[str, list[float]]:
    """The outages of both daemons."""
    pairs = {name: MeasuredPair(name, interval_s, folder) for name in ("standfast", "keepalived")}
    try:
        return {name: [outage_s(pair, interval_s, phase) for phase in PHASES] for name, pair in pairs.items()}
    finally:
        for pair in pairs.values():
            pair.close()


def main() -> None:
    """Measure, print, write."""
    rows, worst = [], 0.0
    for interval_s in INTERVALS_S:
        with tempfile.TemporaryDirectory(prefix="standfast-outage-") as folder:
            took = measure(interval_s, Path(folder))
        ratio = statistics.median(took["standfast"]) / statistics.median(took["keepalived"])
        worst = max(worst, ratio)
        label = f"{1000 * interval_s:g} ms"
        rows.append((label, milliseconds(took["standfast"]), milliseconds(took["keepalived"]), f"{ratio:.2f}"))
        print(*rows[-1], sep="   ", flush=True)
    text = f"""\
## Outage when the MASTER's host is lost

`make measure` (bench/outage.py): version 3, priorities 200 and 150; the host is cut off at the switch, at
{len(PHASES)} phases between two advertisements, the same for both; until the other node's first gratuitous ARP.
Median (range).

{table(("advertisement interval", "standfast", "keepalived 2.2.7", "ratio of the medians"), rows)}

{circumstances()}
"""
    if "--write" in sys.argv:
        write_part("outage", text)
    if worst > RATIO_BUDGET:
        sys.exit(f"over the budget: {worst:.2f} > {RATIO_BUDGET}")


if __name__ == "__main__":
    main()

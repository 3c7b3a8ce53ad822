"""Ten minutes at 10 ms with every core busy: does a BACKUP ever believe that its MASTER is gone?

Usage: PYTHONPATH=tests python -m bench.soak [MINUTES] [--write]. A pair of standfast and a pair of keepalived live
beside as many endless loops as there are cores. Every advertisement of a BACKUP is a false transition, because
nothing ever fails. The exit code is 1 if standfast had one.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.pairs import MeasuredPair
from bench.report import circumstances, table, write_part

INTERVAL_S = 0.01
MINUTES = 10.0
HOG = "while True: pass"


class Observed:
    """What the hosts of a pair have advertised, read again and again so that nothing is lost."""

    def __init__(self, pair: MeasuredPair) -> None:
        self._pair = pair
        self._mark = pair.ear.mark()
        self.times_ns: list[int] = []
        self.by_host: Counter[int] = Counter()

    def read(self) -> None:
        """Take in what came since the last time."""
        mark = self._pair.ear.mark()
        for packet in self._pair.ear.vrrp(since=self._mark):
            self.by_host[packet.host] += 1
            if packet.host == 0:
                self.times_ns.append(packet.time_ns)
        self._mark = mark

    def lateness_ms(self) -> list[float]:
        """By how much more than the interval each advertisement came after the one before, sorted."""
        gaps = (later - earlier for earlier, later in itertools.pairwise(self.times_ns))
        return sorted(gap / 1e6 - 1000 * INTERVAL_S for gap in gaps)


def at(values: Sequence[float], share: float) -> float:
    """A quantile of sorted values."""
    return values[min(len(values) - 1, int(share * len(values)))]


def live(minutes: float, folder: Path) -> dict[str, Observed]:
    """Let both pairs live beside busy loops."""
    pairs = {name: MeasuredPair(name, INTERVAL_S, folder) for name in ("standfast", "keepalived")}
    hogs = [subprocess.Popen([sys.executable, "-c", HOG]) for _ in range(os.cpu_count() or 1)]
    try:
        observed = {name: Observed(pair) for name, pair in pairs.items()}
        deadline_s = time.monotonic() + 60 * minutes
        while time.monotonic() < deadline_s:
            time.sleep(0.5)
            for one in observed.values():
                one.read()
        return observed
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
        for pair in pairs.values():
            pair.close()


def main() -> None:
    """Live, print, write."""
    minutes = next((float(word) for word in sys.argv[1:] if not word.startswith("--")), MINUTES)
    with tempfile.TemporaryDirectory(prefix="standfast-soak-") as folder:
        observed = live(minutes, Path(folder))
    rows = []
    for name, one in observed.items():
        late = one.lateness_ms()
        figures = [f"{value:.2f} ms" for value in (at(late, 0.5), at(late, 0.99), at(late, 0.999), late[-1])]
        rows.append((name, str(one.by_host[0]), str(one.by_host[1]), *figures))
    head = ("", "advertisements", "of the BACKUP (false transitions)", "late: median", "99 %", "99.9 %", "largest")
    text = f"""\
## Ten milliseconds on a busy machine

`make soak` (bench/soak.py): {minutes:g} minutes at 10 ms beside {os.cpu_count()} endless loops on {os.cpu_count()}
cores. Late is an advertisement that comes more than 10 ms after the one before. keepalived runs with
`vrrp_rt_priority 50` and `vrrp_no_swap`, which it needs for this.

{table(head, rows)}

{circumstances()}
"""
    print(text)
    if "--write" in sys.argv:
        write_part("soak", text)
    if observed["standfast"].by_host[1]:
        sys.exit("standfast had false transitions")


if __name__ == "__main__":
    main()

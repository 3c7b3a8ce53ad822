"""What `standfast check` costs: on a small file with its start, and its rules on a file of 10,000 lines.

Usage: python bench/check.py. Budgets: 0.15 s for the small file, 0.25 s to read, resolve and check the large one; the
exit code is 1 if one is exceeded. For comparison `keepalived -t` on the small file, in the same run. Rules: the best
of several rounds counts, because whatever else the machine does can only add.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
SMALL_BUDGET_S = 0.15
LARGE_BUDGET_S = 0.25
INSTANCES = 1000
_SMALL = Path(__file__).resolve().parents[1] / "examples" / "nginx" / "check-script" / "master" / "keepalived.conf"
_CHECK = """\
import sys, time
from standfast.check.checking import check_file
begin = time.perf_counter()
checked = check_file(sys.argv[1], None)
print(time.perf_counter() - begin)
assert len(checked.view.instances) == int(sys.argv[2])
"""


def best_s(command: list[str]) -> float:
    """Return the wall clock of the fastest of several runs, the start of the program included."""
    took = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        took.append(time.perf_counter() - begin)
    return min(took)


def large_s() -> float:
    """Return what checking a large file takes in a process that has imported everything."""
    instances = "".join(
        f"vrrp_instance VI_{number} {{\n    state BACKUP\n    interface eth{number // 255}\n"
        f"    virtual_router_id {number % 255 + 1}\n    priority 100\n    advert_int 1\n    virtual_ipaddress {{\n"
        f"        10.{number // 250}.{number % 250}.1/24\n    }}\n}}\n"
        for number in range(INSTANCES)
    )
    with tempfile.TemporaryDirectory(prefix="standfast-bench-") as folder:
        path = Path(folder, "keepalived.conf")
        path.write_text(instances, encoding="utf-8")
        command = [sys.executable, "-I", "-c", _CHECK, str(path), str(INSTANCES)]
        runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(ROUNDS)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    """Measure and print."""
    small = best_s([sys.executable, "-I", "-m", "standfast", "check", "--other-host", str(_SMALL)])
    large = large_s()
    lines = len(_SMALL.read_text(encoding="utf-8").splitlines())
    print(f"standfast check, {lines} lines, with its start:           {small:.3f} s")
    if shutil.which("keepalived") and os.geteuid() == 0:
        theirs = best_s(["unshare", "--net", "--mount", "keepalived", "-t", "-f", str(_SMALL)])
        print(f"keepalived -t on the same file, with its start: {theirs:.3f} s (ratio {small / theirs:.1f})")
    print(f"{INSTANCES} instances in {INSTANCES * 10} lines, read, resolved and checked: {large:.3f} s")
    if small > SMALL_BUDGET_S or large > LARGE_BUDGET_S:
        sys.exit(f"over the budget of {SMALL_BUDGET_S} s and {LARGE_BUDGET_S} s")


if __name__ == "__main__":
    main()

"""What a large configuration costs: standfast against `keepalived -t` on the same file, in the same run.

Usage: python bench/config.py [INSTANCES]. Writes a file with 1000 instances of ten lines, reads it in a process of
its own as `standfast run` and `standfast check` do, and prints time and memory of all. Budget: 0.25 s and 60 MiB
for the check; exit code 1 if either is exceeded. Rules: the best of several rounds counts, because whatever else
the machine does can only add; start-up is told apart, because the daemon reads in a child that is already there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

INSTANCES = 1000
ROUNDS = 5
BUDGET_S = 0.25
BUDGET_MIB = 60.0
_COLUMN = 26
_INSTANCE = """\
vrrp_instance VI_{number} {{
    state BACKUP
    interface eth{interface}
    virtual_router_id {vrid}
    priority {priority}
    advert_int 1
    virtual_ipaddress {{
        10.{high}.{low}.1/24
    }}
}}
"""
_READ = """\
import sys, time, resource, json
begin = time.perf_counter()
if sys.argv[3] == "check":
    from standfast.check.checking import check_file
    imported = time.perf_counter()
    checked = check_file(sys.argv[1], None)
    done = time.perf_counter()
    assert not checked.refused and len(checked.view.instances) == int(sys.argv[2]), checked.findings[:5]
else:
    from standfast.config.load import load
    imported = time.perf_counter()
    loaded = load(sys.argv[1], interfaces=None)
    done = time.perf_counter()
    assert len(loaded.node.virtual_routers) == int(sys.argv[2]), loaded.diagnostics[:5]
peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"import_s": imported - begin, "read_s": done - imported, "peak_kib": peak_kib}))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock and mebibytes at the peak."""

    seconds: float
    peak_mib: float


def write_large(path: Path, instances: int) -> int:
    """Write a file with so many instances; return its number of lines."""
    text = "".join(
        _INSTANCE.format(
            number=number, interface=number // 255, vrid=number % 255 + 1, priority=number % 254 + 1,
            high=number // 250, low=number % 250,
        )
        for number in range(instances)
    )  # fmt: skip
    path.write_text(text)
    return text.count("\n")


def read_once(path: Path, instances: int, how: str) -> tuple[float, Cost]:
    """Read the file in a new interpreter; return the time of the imports, and the cost of the reading."""
    command = [sys.executable, "-I", "-c", _READ, str(path), str(instances), how]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found["import_s"], Cost(found["read_s"], found["peak_kib"] / 1024)


def best_read(path: Path, instances: int, how: str) -> Cost:
    """Read the file several times, print the best, and return it."""
    rounds = [read_once(path, instances, how) for _ in range(ROUNDS)]
    import_s = min(import_s for import_s, _ in rounds)
    best = min((cost for _, cost in rounds), key=lambda cost: cost.seconds)
    name = f"standfast {how}:".ljust(_COLUMN)
    print(f"{name}{best.seconds:.3f} s, {best.peak_mib:.1f} MiB (imports besides: {import_s:.3f} s)")
    return best


def keepalived_once(path: Path) -> Cost:
    """Let `keepalived -t` read the file, in a namespace of its own; its interfaces need not exist for that."""
    begin = time.perf_counter()
    command = ["unshare", "--net", "--mount", "keepalived", "-t", "-f", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(time.perf_counter() - begin, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure and print."""
    instances = int(sys.argv[1]) if len(sys.argv) > 1 else INSTANCES
    with tempfile.TemporaryDirectory(prefix="standfast-bench-") as folder:
        path = Path(folder, "keepalived.conf")
        lines = write_large(path, instances)
        print(f"{lines} lines, {instances} instances")
        best_read(path, instances, "run")
        own = best_read(path, instances, "check")
        if shutil.which("keepalived") and os.geteuid() == 0:
            keepalived = min((keepalived_once(path) for _ in range(ROUNDS)), key=lambda cost: cost.seconds)
            name = "keepalived -t:".ljust(_COLUMN)
            print(f"{name}{keepalived.seconds:.3f} s, {keepalived.peak_mib:.1f} MiB (the whole process)")
            print(f"{'ratio check/keepalived:'.ljust(_COLUMN)}{own.seconds / keepalived.seconds:.2f}")
    if instances == INSTANCES and (own.seconds > BUDGET_S or own.peak_mib > BUDGET_MIB):
        sys.exit(f"over the budget of {BUDGET_S} s and {BUDGET_MIB:.0f} MiB")


if __name__ == "__main__":
    main()

"""What standfast costs, beside keepalived: time to the first state, addresses, processor time and memory.

Usage: PYTHONPATH=tests python -m bench.scale [--write]. Both daemons get the same configuration in the same run. The
exit code is 1 if the router's memory is over its budget. Rules: times are read from outside: packets at the switch,
the kernel's news of addresses, /proc of the processes.
"""

import sys
import tempfile
from pathlib import Path

from bench.report import circumstances, milliseconds, table, write_part
from bench.scaling import addresses_s, cpu_ms, resident_mib, start_s

NAMES = ("standfast", "keepalived")
RUNS = 5
COUNTS = (1, 100, 1000)
ADVERTISEMENTS = 1000
RESIDENT_BUDGET_MIB, SIGNED_BUDGET_MIB = 17.0, 18.0


def main() -> None:
    """Measure, print, write."""
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory(prefix="standfast-scale-") as name:
        folder = Path(name)
        started = [[start_s(daemon, folder) for daemon in NAMES] for _ in range(RUNS)]
        rows.append(("start to first state", *(milliseconds(column) for column in zip(*started, strict=True))))
        for count in COUNTS:
            measured = [[addresses_s(daemon, count, folder) for daemon in NAMES] for _ in range(RUNS)]
            for what, index in (("add", 0), ("remove", 1)):
                cells = [milliseconds([one[index] for one in column]) for column in zip(*measured, strict=True)]
                rows.append((f"{what} {count} addresses", *cells))
                print(rows[-1], flush=True)
        costs = [cpu_ms(daemon, ADVERTISEMENTS, folder) for daemon in NAMES]
        for what, index in (("sent", 0), ("received", 1)):
            rows.append(
                (f"processor time per 1000 advertisements {what}", *(f"{one[index]:.0f} ms" for one in costs))
            )
        resident = {count: [resident_mib(daemon, count, folder) for daemon in NAMES] for count in COUNTS}
        rows += [
            (f"resident memory, {count} instances", *(f"{mib:.1f} MiB" for mib in values))
            for count, values in resident.items()
        ]
        signed = resident_mib("standfast", COUNTS[-1], folder, signed=True)
        rows.append((f"resident memory, {COUNTS[-1]} instances with auth_hmac", f"{signed:.1f} MiB", "—"))
    text = f"""\
## Cost

`make measure` (bench/scale.py). Median (range) of {RUNS}. Addresses: from the first advertisement as MASTER until the
kernel has the last one, and from a better MASTER's advertisement until it has none. Processor time: of the router (of
keepalived: its VRRP process) at 10 ms. Memory: VmRSS of the same process, every instance MASTER of one address.

{table(("", *NAMES), rows)}

{circumstances()}
"""
    print(text)
    if "--write" in sys.argv:
        write_part("scale", text)
    if resident[COUNTS[-1]][0] > RESIDENT_BUDGET_MIB or signed > SIGNED_BUDGET_MIB:
        sys.exit(f"over the budget of {RESIDENT_BUDGET_MIB} MiB, {SIGNED_BUDGET_MIB} MiB with auth_hmac")


if __name__ == "__main__":
    main()

"""A node under 50,000 packets per second that must not be believed, for 30 seconds.

Usage: PYTHONPATH=tests python -m bench.flood [--write]. The exit code is 1 if a state changed, an advertisement was
missed or a packet was not counted.
"""

import sys
import tempfile
from pathlib import Path

from bench.report import circumstances, table, write_part

from interop.flood import FloodedPair

RATE, DURATION_S = 50_000, 30.0


def main() -> None:
    """Flood, print, write."""
    with tempfile.TemporaryDirectory(prefix="standfast-flood-") as folder:
        pair = FloodedPair(Path(folder))
        try:
            seen = pair.flood(RATE, DURATION_S)
        finally:
            pair.close()
    sent, counted = seen.sent.total(), seen.counted.total()
    reasons = table(
        ("reason", "sent", "counted"),
        [(reason, str(seen.sent[reason]), str(seen.counted[reason])) for reason in sorted(seen.sent | seen.counted)],
    )
    text = f"""\
## Flood

`make measure` (bench/flood.py): {sent} packets in {seen.took_s:.1f} s ({sent / seen.took_s:.0f} per second)
against one interface of a node that is MASTER of one virtual router (version 2, PASS) and BACKUP of another
(version 3, 100 ms, `auth_hmac`): malformed, with a wrong password, replayed, with a wrong TTL or interval, of a
foreign virtual router. No two in a row are equal.

- State changes of the node or its peer: {seen.state_changes}.
- Largest gap between its advertisements, one each second: {seen.largest_gap_s:.3f} s.
- Counted by reason: {counted}; dropped by the kernel, because they came faster than they were read: {seen.dropped}.
- Lines in the log: {seen.log_lines}.
- Processor time of the router: {seen.router_cpu_s:.1f} s, {1e6 * seen.router_cpu_s / max(1, counted):.1f} µs each.

{reasons}

A replayed packet is `auth-ext-stale` when it is older than the time window, else `auth-ext-replay`.

{circumstances()}
"""
    print(text)
    if "--write" in sys.argv:
        write_part("flood", text)
    exact = 0 <= counted + seen.dropped - sent <= seen.peers_adverts
    if seen.state_changes or seen.largest_gap_s > 1.5 or not exact:
        sys.exit("the flood did harm: see above")


if __name__ == "__main__":
    main()

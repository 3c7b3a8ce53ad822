"""What recording costs the router for each advertisement that is heard, and for each that is sent.

    python bench/record.py

Rules: the same events go through two directors, with a recorder and without; the difference is what recording costs,
text and hand-over included. Prints microseconds and the ratio.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from samples import facts, heard, node, router
from standfast.core.director import Director
from standfast.record.recorder import Recorder
from standfast.units import NS_PER_S

COUNT = 20_000
ROUNDS = 5
START_NS = 100 * NS_PER_S


def heard_ns(*, recorded: bool) -> float:
    """Return the nanoseconds for one advertisement that a BACKUP hears."""
    director = Director(node(router(100)))
    recorder = Recorder(director, lambda _: True)
    director.start(facts(), START_NS)
    event = heard(200)
    begin_ns = time.perf_counter_ns()
    for number in range(COUNT):
        now_ns = START_NS + number * 1000
        effects = director.handle(event, now_ns)
        if recorded:
            recorder.note(event, effects, now_ns)
            recorder.work(flush=number % 25 == 0)
    return (time.perf_counter_ns() - begin_ns) / COUNT


def sent_ns(*, recorded: bool) -> float:
    """Return the nanoseconds for one advertisement that a MASTER sends."""
    director = Director(node(router(255)))
    recorder = Recorder(director, lambda _: True)
    director.start(facts(), START_NS)
    begin_ns = time.perf_counter_ns()
    now_ns = START_NS
    for number in range(COUNT):
        now_ns = director.next_deadline_ns or now_ns
        effects = director.handle_timer(now_ns)
        if recorded:
            recorder.note(None, effects, now_ns)
            recorder.work(flush=number % 25 == 0)
    return (time.perf_counter_ns() - begin_ns) / COUNT


def main() -> None:
    """Measure and print."""
    for what, measure in (("heard", heard_ns), ("sent", sent_ns)):
        without = min(measure(recorded=False) for _ in range(ROUNDS))
        with_it = min(measure(recorded=True) for _ in range(ROUNDS))
        cost_us = (with_it - without) / 1000
        print(f"{what}: {without / 1000:.1f} us, recorded {with_it / 1000:.1f} us: {cost_us:.1f} us more")


if __name__ == "__main__":
    main()

"""Many seeds, on several processes if wanted, and what is said of them.

Rules: the answer for a seed depends on nothing but the seed, so the order and the number of processes change nothing
in what is printed. At the first seed that breaks an invariant, its shrunk story is told.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from standfast.sim.generate import generate
from standfast.sim.picture import describe
from standfast.sim.shrink import shrink
from standfast.sim.simulate import Outcome, simulate, simulated_s
from standfast.sim.story import Story

CHUNK = 50
SECONDS_PER_HOUR = 3600


@dataclass(slots=True)
class Summary:
    """What a range of seeds came to. `failed` are seeds with the rule that was broken and the words for it."""

    seeds: int = 0
    simulated_s: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, other: "Summary") -> None:
        """Take in another range."""
        self.seeds += other.seeds
        self.simulated_s += other.simulated_s
        self.counts += other.counts
        self.failed += other.failed

    def __str__(self) -> str:
        hours = self.simulated_s / SECONDS_PER_HOUR
        changes = sum(count for what, count in self.counts.items() if " -> " in what)
        faults = sum(count for what, count in self.counts.items() if what.startswith("fault: "))
        lived = f"{hours:.1f} hours on {faults} faults, {changes} changes of state"
        verdict = f"{len(self.failed)} of them broke an invariant" if self.failed else "no invariant was broken"
        return f"{self.seeds} seeds, {lived}: {verdict}."


def run_seeds(seeds: Sequence[int], jobs: int = 1) -> Iterator[Summary]:
    """Run seeds and yield what came of each chunk, in order, as it is done."""
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    if jobs == 1:
        yield from map(_run_chunk, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_run_chunk, chunks)


def _run_chunk(seeds: Sequence[int]) -> Summary:
    summary = Summary()
    for seed in seeds:
        outcome = simulate(generate(seed))
        summary.seeds += 1
        summary.simulated_s += simulated_s(outcome)
        summary.counts += outcome.counts
        if outcome.failed:
            summary.failed.append((seed, outcome.rule, outcome.text))
    return summary


def tell(seed: int, *, whole: bool = False) -> tuple[Outcome, str]:
    """Run one seed again and return its outcome and its story: the shrunk one if it fails, unless `whole`."""
    outcome = simulate(generate(seed))
    scenario = shrink(outcome) if outcome.failed and not whole else outcome.scenario
    story = Story()
    simulate(scenario, story)
    return outcome, f"{describe(scenario)}\n\n{story}"

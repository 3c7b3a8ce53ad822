"""The shortest scenario that still breaks the same invariant.

Rules: delta debugging (Zeller and Hildebrandt's ddmin) over the faults, then whole hosts, then the faults again;
each trial is a simulation of its own, and their number is bounded. The result is a scenario like any other.
"""

from collections.abc import Callable
from dataclasses import replace

from standfast.sim.scenario import Scenario, Step
from standfast.sim.simulate import Outcome, simulate

TRIALS_MAX = 400
HOSTS_MIN = 2


class _Budget:
    """How many simulations are left."""

    def __init__(self) -> None:
        self.left = TRIALS_MAX

    def fails_alike(self, scenario: Scenario, rule: str) -> bool:
        if not self.left:
            return False
        self.left -= 1
        return simulate(scenario).rule == rule


def shrink(outcome: Outcome) -> Scenario:
    """Return the smallest scenario found that breaks the rule that this outcome broke."""
    budget = _Budget()
    scenario = outcome.scenario
    while budget.left:
        before = scenario
        scenario = _without_steps(scenario, lambda trial: budget.fails_alike(trial, outcome.rule))
        scenario = _without_hosts(scenario, lambda trial: budget.fails_alike(trial, outcome.rule))
        if scenario == before:
            break
    return scenario


def _without_steps(scenario: Scenario, fails: Callable[[Scenario], bool]) -> Scenario:
    steps, parts = scenario.steps, 2
    while steps:
        size = -(-len(steps) // parts)
        for start in range(0, len(steps), size):
            rest: tuple[Step, ...] = steps[:start] + steps[start + size :]
            if fails(replace(scenario, steps=rest)):
                steps, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(steps))
    return replace(scenario, steps=steps)


def _without_hosts(scenario: Scenario, fails: Callable[[Scenario], bool]) -> Scenario:
    for plan in scenario.hosts:
        if len(scenario.hosts) <= HOSTS_MIN:
            break
        trial = replace(
            scenario,
            hosts=tuple(other for other in scenario.hosts if other is not plan),
            steps=tuple(step for step in scenario.steps if step.host != plan.number),
        )
        if fails(trial):
            scenario = trial
    return scenario

"""Shrinking: the fault that matters is left, and nobody else."""

import pytest

from sim.lans import ROUTER, scenario, step
from sim.mutants import nobody_resigns
from standfast.sim.scenario import EVERYBODY, Fault
from standfast.sim.shrink import shrink
from standfast.sim.simulate import simulate


def test_only_what_is_needed_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_resigns(monkeypatch)
    noise = [step(at_s, kind, 1, at_s + 1) for at_s in (1, 5, 9) for kind in (Fault.DEAF, Fault.CHECK_FAILS)]
    noise += [step(3, Fault.DUPLICATION, EVERYBODY, 8, share=0.5)]
    guilty = step(12, Fault.DAEMON_STOPS, 2, 15)
    outcome = simulate(scenario(*noise, guilty, routers=(ROUTER, ROUTER, ROUTER)))
    assert outcome.rule == "I11 resign"
    smallest = shrink(outcome)
    assert smallest.steps == (guilty,)
    assert len(smallest.hosts) == 2
    assert simulate(smallest).rule == outcome.rule

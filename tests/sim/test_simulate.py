"""One scenario from beginning to end; and the planted bugs, each of which some seed must find."""

from collections.abc import Callable

import pytest

from sim.lans import PAIR, S, scenario, step
from sim.mutants import MUTANTS, Mutant
from standfast.core.director import Director
from standfast.sim.generate import generate
from standfast.sim.scenario import Fault
from standfast.sim.simulate import CRASH, simulate, simulated_s
from standfast.sim.story import Story

# Every mutant has to be found in so many seeds.
SEEDS_MAX = 200


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_simulator_finds_the_bug(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    assert any(simulate(generate(seed)).failed for seed in range(SEEDS_MAX)), mutant.__doc__


def test_a_quiet_lan_breaks_nothing_and_lives_on_after_the_healing() -> None:
    outcome = simulate(scenario())
    assert not outcome.failed
    assert simulated_s(outcome) > 20


def test_the_story_tells_faults_and_states_with_reasons() -> None:
    story = Story()
    simulate(scenario(step(8, Fault.DAEMON_STOPS, 0, 12)), story)
    text = str(story)
    assert "host1  ** the daemon is stopped in an orderly way (SIGTERM), until 12 s" in text
    assert "host2    (VI_1) Entering MASTER STATE (192.0.2.11 resigned" in text


def test_a_core_that_raises_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    right: Callable[..., object] = Director.handle_timer

    def wrong(self: Director, now_ns: int) -> object:
        if now_ns > 1005 * S:
            raise ZeroDivisionError("oh")
        return right(self, now_ns)

    monkeypatch.setattr(Director, "handle_timer", wrong)
    outcome = simulate(scenario(routers=PAIR))
    assert outcome.rule == CRASH
    assert "ZeroDivisionError: oh" in outcome.text

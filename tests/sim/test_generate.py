"""Seeds: the same scenario for the same one, and everything is met sooner or later."""

from standfast.sim.generate import MAY_STAY, ON_EVERYBODY, generate
from standfast.sim.scenario import EVERYBODY, LASTING, Fault

MANY = [generate(seed) for seed in range(400)]


def test_a_seed_means_the_same_for_ever() -> None:
    assert generate(5) == generate(5)
    assert generate(5) != generate(6)


def test_every_fault_is_drawn() -> None:
    assert {step.kind for scenario in MANY for step in scenario.steps} == set(Fault)


def test_faults_end_before_the_healing_unless_they_may_stay() -> None:
    for scenario in MANY:
        for step in scenario.steps:
            assert 0 <= step.at_ns < scenario.heals_ns
            if step.until_ns is None:
                assert step.kind in MAY_STAY or step.kind not in LASTING
            else:
                assert step.at_ns < step.until_ns <= scenario.heals_ns
            assert (step.host == EVERYBODY) == (step.kind in ON_EVERYBODY)


def test_times_fit_the_clusters_interval() -> None:
    for scenario in MANY:
        shortest_ns = min(
            router.advert_interval_ns for plan in scenario.hosts for router in plan.node.virtual_routers
        )
        assert scenario.delta_ns < shortest_ns / 2

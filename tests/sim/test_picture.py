"""A scenario in words."""

from dataclasses import replace

from sim.lans import PAIR, scenario, step
from standfast.sim.picture import describe
from standfast.sim.scenario import Fault


def test_what_differs_from_the_defaults_is_said() -> None:
    patient = replace(PAIR[1], preempt=False)
    text = describe(scenario(step(1, Fault.DEAF), routers=(PAIR[0], patient)))
    assert text.startswith("seed 7: 2 hosts, 1 faults, VRRP version 2, advertisements every 1 s")
    first, second = text.splitlines()[1:]
    assert first == "  host1 192.0.2.11: VI_1 priority 150, 1 address(es)"
    assert "nopreempt" in second

"""What faults of the network do to a pair that is at work."""

import pytest

from sim.lans import S, states, step, world
from standfast.sim.scenario import EVERYBODY, Fault

BOTH, FAULTY = ["MASTER", "MASTER"], ["FAULT", "MASTER"]


@pytest.mark.parametrize(
    ("fault", "host", "during"),
    [
        (Fault.ISOLATED, 0, BOTH),
        (Fault.MUTE, 0, BOTH),
        (Fault.DEAF, 1, BOTH),
        (Fault.DEAF_TO_PEER, 1, BOTH),
        (Fault.DEAF, 0, ["MASTER", "BACKUP"]),
        (Fault.LINK_DOWN, 0, FAULTY),
        (Fault.INTERFACE_DOWN, 0, FAULTY),
        (Fault.SENDING_FAILS, 0, FAULTY),
    ],
)
def test_during_the_fault_and_after(fault: Fault, host: int, during: list[str]) -> None:
    made = world(step(6, fault, host, 12), until_s=11.9)
    assert states(made) == during
    made.run_until(40 * S)
    assert states(made) == ["MASTER", "BACKUP"]


@pytest.mark.parametrize(
    ("fault", "host"), [(Fault.LOSS, EVERYBODY), (Fault.OUTWARD_LOSS, 0), (Fault.INWARD_LOSS, 1)]
)
def test_total_loss_is_a_partition(fault: Fault, host: int) -> None:
    made = world(step(6, fault, host, 12, share=1.0), until_s=11)
    assert states(made) == BOTH
    made.run_until(13 * S)
    assert states(made) == ["MASTER", "BACKUP"]


@pytest.mark.parametrize("fault", [Fault.DUPLICATION, Fault.CORRUPTION])
def test_packets_twice_or_damaged_now_and_then_move_nothing(fault: Fault) -> None:
    made = world(step(6, fault, EVERYBODY, 12, share=0.3), until_s=12)
    assert states(made) == ["MASTER", "BACKUP"]


def test_a_slow_port_makes_two_masters_until_it_forwards() -> None:
    made = world(step(6, Fault.SLOW_PORT, 0, 14), until_s=7)
    assert states(made)[0] == "FAULT"
    made.run_until(round(13.9 * S))
    assert states(made) == BOTH
    made.run_until(16 * S)
    assert states(made) == ["MASTER", "BACKUP"]

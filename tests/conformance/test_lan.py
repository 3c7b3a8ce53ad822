"""Three nodes on one LAN through any sequence of faults: the invariants of a virtual address, found by hypothesis.

The daemons are the real core; only the kernel and the cable are played (tests/lan.py).
"""

from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lan import Host, Lan
from samples import BACKUP_IP, MASTER_IP, THIRD_IP, router, tracked
from standfast.core.transitions import State
from standfast.units import NS_PER_MS, NS_PER_S

PRIORITIES = {MASTER_IP: 150, BACKUP_IP: 100, THIRD_IP: 50}
# Longest way to calm: a script's next run, a MASTER that notices, a backup's whole master-down interval, twice.
CALM_NS = 10 * NS_PER_S
PENALTY = 60

hosts = st.integers(0, len(PRIORITIES) - 1)


class Pair(RuleBasedStateMachine):
    """Faults of every kind in any order; after each calm the right node is the only MASTER and the only holder."""

    weight: ClassVar[int] = 0
    preempt: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        lines = (tracked(weight=self.weight),)
        self.lan = Lan(
            [
                Host(address, router(priority, tracked_scripts=lines, preempt=self.preempt))
                for address, priority in PRIORITIES.items()
            ]
        )
        for host in self.lan.hosts:
            self.lan.start(host)

    @rule(number=hosts)
    def start(self, number: int) -> None:
        if self.lan.hosts[number].director is None:
            self.lan.start(self.lan.hosts[number])

    @rule(number=hosts)
    def stop(self, number: int) -> None:
        if self.lan.hosts[number].runs:
            self.lan.stop(self.lan.hosts[number])

    @rule(number=hosts)
    def crash(self, number: int) -> None:
        self.lan.crash(self.lan.hosts[number])

    @rule(number=hosts)
    def pause(self, number: int) -> None:
        self.lan.hosts[number].paused = self.lan.hosts[number].director is not None

    @rule(number=hosts)
    def resume(self, number: int) -> None:
        if self.lan.hosts[number].paused:
            self.lan.resume(self.lan.hosts[number])

    @rule(number=hosts, up=st.booleans())
    def plug(self, number: int, up: bool) -> None:
        if self.lan.hosts[number].linked != up:
            self.lan.link(self.lan.hosts[number], up=up)

    @rule(number=hosts, healthy=st.booleans())
    def change_health(self, number: int, healthy: bool) -> None:
        self.lan.hosts[number].healthy = healthy

    @rule(milliseconds=st.integers(1, 5000))
    def wait(self, milliseconds: int) -> None:
        self.lan.wait(milliseconds * NS_PER_MS)

    @rule()
    def calm_down(self) -> None:
        """After the last fault there is exactly one MASTER, and it is the right one (invariants I2, I3 and I6)."""
        self.lan.wait(CALM_NS)
        masters = [host for host in self.lan.hosts if host.runs and host.state is State.MASTER]
        able = [host for host in self.lan.hosts if self.can_be_master(host)]
        assert len(masters) == bool(able)
        assert self.lan.holders() == masters
        if self.preempt:
            assert masters == sorted(able, key=self.effective_priority)[-1:]

    @precondition(lambda self: all(self.can_be_master(host) for host in self.lan.hosts))
    @rule(seconds=st.integers(1, 30))
    def nothing_happens_without_a_fault(self, seconds: int) -> None:
        """Once calm, it stays calm (invariant I8)."""
        self.lan.wait(CALM_NS)
        before = [host.state for host in self.lan.hosts]
        self.lan.wait(seconds * NS_PER_S)
        assert [host.state for host in self.lan.hosts] == before

    @invariant()
    def nobody_without_a_cable_or_with_a_fault_is_master(self) -> None:
        for host in self.lan.hosts:
            assert host.linked or not host.runs or host.state is not State.MASTER

    def can_be_master(self, host: Host) -> bool:
        return host.runs and host.linked and (host.healthy or bool(self.weight))

    def effective_priority(self, host: Host) -> int:
        return max(1, host.config.priority + (0 if host.healthy else self.weight))


class Weighted(Pair):
    """A failing check lowers the priority instead of being a fault."""

    weight = -PENALTY


class Patient(Pair):
    """With nopreempt whoever is MASTER stays it: any one, but only one."""

    preempt = False


@pytest.mark.parametrize("machine", [Pair, Weighted, Patient], ids=lambda machine: machine.__name__)
def test_the_invariants_hold_through_any_faults(machine: type[Pair]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))

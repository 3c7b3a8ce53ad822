"""What a change of state tells others, and the sync group's word in it. Plays are in test_virtual_router.py."""

from collections.abc import Iterable

from samples import BACKUP_IP, down, heard, heard_3, router, router_3, up
from standfast.core.changes import LowerPriorityHeard, PriorityChanged, StateChanged
from standfast.core.effects import Effect, SendAdvertisement
from standfast.core.shared import Shared
from standfast.core.transitions import Reason, State
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S

NOW = 100 * NS_PER_S
MASTER_DOWN_NS = router().master_down_interval_ns(100)


class Group:
    """A sync group that says what it is told to say."""

    def __init__(self) -> None:
        self.ready = False
        self.fault: str | None = None
        self.wanted: list[bool] = []

    def admits(self, machine: VirtualRouterMachine) -> bool:
        self.wanted.append(machine.wants_master)
        return self.ready

    def holds_in_fault(self, machine: VirtualRouterMachine) -> str | None:
        assert machine.config.name == "VI_1"
        return self.fault


def machine(config: VirtualRouter | None = None, group: Group | None = None) -> tuple[VirtualRouterMachine, Shared]:
    """A machine that has started on an interface that is up."""
    shared = Shared()
    made = VirtualRouterMachine(config or router(), shared)
    made.group = group
    made.standing.see(up())
    run(made.start(NOW, adopt=False))
    return made, shared


def state(made: VirtualRouterMachine) -> State:
    """Asked anew each time: mypy would remember the last answer."""
    return made.state


def run(effects: Iterable[Effect]) -> list[Effect]:
    return list(effects)


def moves(shared: Shared) -> list[tuple[State, State, Reason]]:
    changes = [change for change in shared.changes if isinstance(change, StateChanged)]
    return [(change.old, change.new, change.reason) for change in changes]


def test_each_change_of_state_is_told_with_its_reason() -> None:
    made, shared = machine()
    run(made.handle_timer(NOW + MASTER_DOWN_NS))
    run(made.receive(heard(150), NOW + MASTER_DOWN_NS))
    run(made.stop(Reason.STOPPED, NOW + MASTER_DOWN_NS, "SIGTERM"))
    assert moves(shared) == [
        (State.INIT, State.BACKUP, Reason.STARTED),
        (State.BACKUP, State.MASTER, Reason.MASTER_DOWN),
        (State.MASTER, State.BACKUP, Reason.HIGHER_PRIORITY),
        (State.BACKUP, State.INIT, Reason.STOPPED),
    ]


def test_a_lower_priority_and_a_changed_priority_are_told_too() -> None:
    made, shared = machine(router(255))
    run(made.receive(heard(99), NOW))
    assert shared.changes[-1] == LowerPriorityHeard(made)
    rogue = bytes((192, 168, 56, 1))
    for second in range(4):
        run(made.receive(heard(255, rogue), NOW + second * NS_PER_S))
    assert PriorityChanged(made, 254) in shared.changes


def test_a_member_whose_time_has_come_waits_until_the_group_admits_it() -> None:
    group = Group()
    made, _ = machine(group=group)
    assert run(made.handle_timer(NOW + MASTER_DOWN_NS)) == []
    assert (made.state, made.wants_master, group.wanted) == (State.BACKUP, True, [True])
    assert made.next_deadline_ns == NOW + 2 * MASTER_DOWN_NS
    group.ready = True
    run(made.handle_timer(NOW + 2 * MASTER_DOWN_NS))
    assert state(made) is State.MASTER


def test_a_member_that_waits_wants_no_more_when_it_hears_a_master() -> None:
    made, _ = machine(group=Group())
    run(made.handle_timer(NOW + MASTER_DOWN_NS))
    run(made.receive(heard(150), NOW + MASTER_DOWN_NS))
    assert not made.wants_master


def test_an_owner_that_only_its_group_holds_back_wants_to_be_master() -> None:
    made, _ = machine(router(255), Group())
    assert (made.state, made.wants_master) == (State.BACKUP, True)


def test_a_fault_of_the_group_keeps_a_member_in_fault() -> None:
    group = Group()
    group.fault = "VI_2: down"
    made, _ = machine(group=group)
    assert state(made) is State.FAULT
    run(made.update(NOW))
    assert state(made) is State.FAULT
    group.fault = None
    run(made.update(NOW))
    assert state(made) is State.BACKUP


def test_who_is_there_already_does_not_follow() -> None:
    made, shared = machine()
    before = len(shared.changes)
    for reason in (Reason.GROUP_BACKUP, Reason.GROUP_FAULT_CLEARED):
        assert run(made.follow(reason, "VI_2", NOW)) == []
    assert len(shared.changes) == before


def test_a_member_that_follows_into_a_fault_resigns_and_into_backup_does_not() -> None:
    for reason, resigns in ((Reason.GROUP_FAULT, True), (Reason.GROUP_BACKUP, False)):
        made, _ = machine(router(255))
        effects = run(made.follow(reason, "VI_2", NOW))
        assert any(isinstance(effect, SendAdvertisement) for effect in effects) is resigns


def test_a_master_announces_again_when_a_sibling_asks_and_a_backup_does_not() -> None:
    assert run(machine(router(255))[0].announce_again(NOW))
    assert not run(machine()[0].announce_again(NOW))


def test_the_startup_delay_holds_the_timer_through_a_fault_too() -> None:
    shared = Shared()
    shared.held_until_ns = NOW + 10 * NS_PER_S
    made = VirtualRouterMachine(router(), shared)
    made.standing.see(up())
    run(made.start(NOW, adopt=False))
    deadlines = [made.next_deadline_ns]
    for effects in (
        made.handle(down(), NOW + NS_PER_S),
        made.handle(up(), NOW + 2 * NS_PER_S),
        made.handle_timer(NOW + 10 * NS_PER_S),
    ):
        run(effects)
        deadlines.append(made.next_deadline_ns)
    held_ns = NOW + 10 * NS_PER_S
    assert deadlines == [held_ns, None, held_ns, held_ns + MASTER_DOWN_NS]


def test_a_reload_keeps_waiting_for_a_slower_master() -> None:
    made, _ = machine(router_3())
    run(made.receive(heard_3(150, BACKUP_IP, advert_interval_ns=5 * NS_PER_S), NOW))
    run(made.reconfigure(router_3(advert_interval_ns=NS_PER_S // 10), NOW))
    due_ns = made.next_deadline_ns
    assert due_ns is not None
    assert due_ns - NOW > 15 * NS_PER_S

"""What a change of one virtual router leads to: for its group, for its scripts, for its deadline."""

from dataclasses import replace

from groups import FIRST_KEY, GROUP, SECOND_KEY, both_up, first, pair, second
from samples import MASTER_IP, ROOT_USER, down
from standfast.core.agenda import Agenda
from standfast.core.effects import Effect, StartNotify
from standfast.core.follow_up import FollowUp
from standfast.core.notify import Notifier
from standfast.core.roster import Roster
from standfast.core.shared import Shared
from standfast.core.transitions import State
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.notify import Notify, NotifyScript

ANY = Notify(any=NotifyScript(("/bin/any",), ROOT_USER))


class Scene:
    """Two routers in a group, started, and what follows from what they do."""

    def __init__(self) -> None:
        self.shared, self.roster, self.agenda = Shared(), Roster(), Agenda()
        node = pair(first(notify=ANY), second(), group=replace(GROUP, notify=ANY))
        self.roster.machines = {
            config.key: VirtualRouterMachine(config, self.shared) for config in node.virtual_routers
        }
        self.roster.index()
        self.roster.group(node)
        self.subject = FollowUp(self.shared, self.roster, Notifier(has_fifo=False), self.agenda)
        self.first, self.second = self.roster.machines[FIRST_KEY], self.roster.machines[SECOND_KEY]
        for machine in (self.first, self.second):
            for event in both_up().interfaces:
                if event.interface == machine.config.interface:
                    machine.standing.see(event)
        self.effects: list[Effect] = []
        for machine in (self.first, self.second):
            self.effects += self.subject.after(machine, machine.start(0, adopt=False), 0)

    def told(self) -> list[str]:
        """The arguments of the scripts that were started."""
        return [" ".join(effect.script.argv[1:]) for effect in self.effects if isinstance(effect, StartNotify)]


def test_a_start_is_told_and_the_group_when_all_have_started() -> None:
    assert Scene().told() == ["INSTANCE VI_1 BACKUP 100", "GROUP VG BACKUP 0"]


def test_the_deadline_of_a_machine_is_looked_up() -> None:
    scene = Scene()
    assert scene.agenda.next_deadline_ns == scene.first.next_deadline_ns


def test_the_group_follows_and_its_deadlines_are_looked_up_too() -> None:
    scene = Scene()
    list(scene.subject.after(scene.first, scene.first.handle(down(), 1), 1))
    assert (scene.first.state, scene.second.state) == (State.FAULT, State.FAULT)
    assert scene.agenda.next_deadline_ns is None
    assert not scene.shared.changes
    assert scene.first.standing.interface_address == MASTER_IP

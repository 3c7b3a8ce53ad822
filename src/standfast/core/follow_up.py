"""What follows from what a virtual router did: its sync group moves, and whoever wants to know is told.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; effects are values. After every call into a machine its changes are taken in here, and its deadline is
looked up; both are cheap where nothing happened.
"""

from collections.abc import Iterable, Iterator

from standfast.core.agenda import Agenda
from standfast.core.changes import LowerPriorityHeard, StateChanged
from standfast.core.effects import Effect
from standfast.core.notify import Notifier
from standfast.core.roster import Roster
from standfast.core.shared import Shared
from standfast.core.sync_group import SyncGroup
from standfast.core.virtual_router import VirtualRouterMachine


class FollowUp:
    """Takes in the changes of all virtual routers of a node."""

    def __init__(self, shared: Shared, roster: Roster, notifier: Notifier, agenda: Agenda) -> None:
        self._shared = shared
        self._roster = roster
        self._notifier = notifier
        self._agenda = agenda

    def after(self, machine: VirtualRouterMachine, effects: Iterable[Effect], now_ns: int) -> Iterator[Effect]:
        """Yield what a machine does, and all that follows from it."""
        yield from effects
        self._agenda.look(machine)
        if self._shared.changes:
            yield from self.settle(now_ns)

    def settle(self, now_ns: int) -> Iterator[Effect]:
        """Take in all changes: the other members of a sync group follow, and whoever wants to know is told."""
        changes = self._shared.changes
        groups: dict[SyncGroup, None] = {}
        while changes:
            change = changes.pop(0)
            machine = change.machine
            group = self._roster.group_of(machine)
            if group is None:
                self._agenda.look(machine)
            else:
                groups[group] = None
            match change:
                case StateChanged():
                    yield from self._notifier.tell_state(change)
                    if group is not None:
                        yield from group.follow(change, now_ns)
                case LowerPriorityHeard():
                    yield from self._notifier.tell_lower_priority(change)
                    if group is not None:
                        yield from group.announce(machine, now_ns)
                case _:
                    yield from self._notifier.tell_priority(change)
        for group in groups:
            for member in group.members:
                self._agenda.look(member)
            yield from self.tell_group(group)

    def tell_group(self, group: SyncGroup) -> Iterator[Effect]:
        """Tell of the state of a sync group if it is a new one."""
        state = group.find_news()
        if state is not None:
            yield from self._notifier.tell_group(group.config.name, state, group.config.notify)

"""A sync group: virtual routers that change their state together (`vrrp_sync_group`).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; effects are values; the members change their own states, this only says which to follow.

keepalived's meaning: MASTER only when every member wants it; one member in FAULT takes all with it, and they leave it
together when nobody has a fault any more; one that gives way to a better MASTER takes the others to BACKUP; who is
answered because of a lower priority is answered by all.
"""

from collections.abc import Iterator, Sequence

from standfast.core.changes import StateChanged
from standfast.core.effects import Effect
from standfast.core.transitions import Reason, State
from standfast.model.sync_group import SyncedRouters

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.core.virtual_router import VirtualRouterMachine

# What a member does because of the group: nobody follows that again.
GROUP_REASONS = (Reason.GROUP_MASTER, Reason.GROUP_BACKUP, Reason.GROUP_FAULT, Reason.GROUP_FAULT_CLEARED)


class SyncGroup:
    """One sync group at work."""

    __slots__ = ("_told", "config", "members", "state")

    def __init__(self, config: SyncedRouters, before: "SyncGroup | None" = None) -> None:
        """Begin, or go on where the group of this name was `before` a reload."""
        self.config = config
        self.members: Sequence[VirtualRouterMachine] = ()
        self.state = State.INIT
        self._told: State = State.INIT if before is None else before._told

    def admits(self, machine: "VirtualRouterMachine") -> bool:
        """Whether this member, whose time has come, may become MASTER: all others are it, or want it too."""
        if self.state is State.MASTER:
            return True
        others = (member for member in self.members if member is not machine)
        return all(member.state is State.MASTER or member.wants_master for member in others)

    def holds_in_fault(self, machine: "VirtualRouterMachine") -> str | None:
        """Return why this member, which may have no fault of its own, must be in FAULT; None if it need not."""
        for member in self.members:
            fault = None if member is machine else member.standing.fault
            if fault is not None:
                return f"{member.config.name} of sync group {self.config.name}: {fault}"
        return None

    def follow(self, change: StateChanged, now_ns: int) -> Iterator[Effect]:
        """Have the other members do what one of them did."""
        if change.reason in GROUP_REASONS:
            return
        reason = self._reason_to_follow(change)
        if reason is None:
            return
        why = f"{change.machine.config.name} of sync group {self.config.name}: {change.why}"
        for member in self.members:
            if member is not change.machine:
                yield from member.follow(reason, why, now_ns)

    def announce(self, machine: "VirtualRouterMachine", now_ns: int) -> Iterator[Effect]:
        """A member heard a lower priority: who sent it may hold the others' addresses too."""
        for member in self.members:
            if member is not machine:
                yield from member.announce_again(now_ns)

    def settle(self, running: Sequence["VirtualRouterMachine"], now_ns: int) -> Iterator[Effect]:
        """Bring together members that a reload put into one group; `running` are those that it did not start."""
        faulty = next((member for member in self.members if member.standing.fault is not None), None)
        known = [member for member in self.members if member in running]
        backup = next((member for member in known if member.state is State.BACKUP), None)
        if faulty is not None:
            why = f"{faulty.config.name} of sync group {self.config.name}: {faulty.standing.fault}"
            reason, alone = Reason.GROUP_FAULT, faulty
        elif backup is not None:
            why = f"{backup.config.name}, which sync group {self.config.name} has too, is BACKUP"
            reason, alone = Reason.GROUP_BACKUP, backup
        else:
            # A member that is new takes over when its own time has come, and moves nothing that is held.
            self.state = State.MASTER if known else State.INIT
            return
        for member in self.members:
            if member is not alone:
                yield from member.follow(reason, why, now_ns)

    def find_news(self) -> State | None:
        """Return the state of the group if it is another than the one last told, and take it as told."""
        self.state = self._present_state()
        if self.state in (State.INIT, self._told):
            return None
        self._told = self.state
        return self.state

    def _present_state(self) -> State:
        states = {member.state for member in self.members}
        if State.FAULT in states:
            return State.FAULT
        if State.INIT in states or not states:
            return State.INIT
        if State.BACKUP not in states:
            return State.MASTER
        return State.MASTER if State.MASTER in states and self.state is State.MASTER else State.BACKUP

    def _reason_to_follow(self, change: StateChanged) -> Reason | None:
        match change.old, change.new:
            case _, State.MASTER:
                return Reason.GROUP_MASTER
            case _, State.FAULT:
                return Reason.GROUP_FAULT
            case State.FAULT, State.BACKUP:
                return Reason.GROUP_FAULT_CLEARED
            case State.MASTER, State.BACKUP:
                return Reason.GROUP_BACKUP
            case _:
                return None

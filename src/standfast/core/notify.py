"""Who is told of a change: notify scripts, one after the other, and the notify FIFOs.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; effects are values; what a script does or returns is never waited for by the protocol.

keepalived's order: the script of the state (only the arguments written with it), then `notify` with TYPE, NAME, STATE
and PRIORITY appended, then a line to each FIFO. A difference on purpose: keepalived starts all scripts at once, so
that of two changes in a row the last may be told first; here each instance and each group has a queue, and a script
starts when the one before it has ended.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from standfast.core.changes import LowerPriorityHeard, PriorityChanged, StateChanged
from standfast.core.effects import Effect, Log, StartNotify, WriteFifo
from standfast.core.transitions import Reason, State
from standfast.log_level import LogLevel
from standfast.model.notify import Notify, NotifyScript

STOPPED = "STOP"
DELETED = "DELETED"
INSTANCE = "INSTANCE"
GROUP = "GROUP"
# keepalived's number for "a group has no priority".
GROUP_PRIORITY = 0
# More scripts than this never wait: one that does not end would else collect them without end.
WAITING_MAX = 64


class Notifier:
    """The queues of all scripts of a node, and its FIFOs."""

    def __init__(self, *, has_fifo: bool) -> None:
        self.has_fifo = has_fifo
        # The scripts of a queue that still have to run; a queue whose script runs is here even if it is empty.
        self._queues: dict[str, deque[NotifyScript]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        return not self._queues

    def tell_state(self, change: StateChanged) -> Iterator[Effect]:
        """Tell of a new state of an instance."""
        config = change.machine.config
        state = _name_state(change, config.notify)
        yield from self._tell(INSTANCE, config.name, state, change.machine.priority, config.notify)

    def tell_group(self, name: str, state: str, notify: Notify | None) -> Iterator[Effect]:
        """Tell of a new state of a sync group."""
        yield from self._tell(GROUP, name, state, GROUP_PRIORITY, notify)

    def tell_priority(self, change: PriorityChanged) -> Iterator[Effect]:
        """Tell the FIFOs of a new effective priority, where `notify_priority_changes` says so."""
        machine = change.machine
        notify = machine.config.notify
        if notify is not None and notify.priority_changes and machine.state in (State.MASTER, State.BACKUP):
            yield from self._write(INSTANCE, machine.config.name, f"{machine.state}_PRIORITY", change.priority)

    def tell_lower_priority(self, change: LowerPriorityHeard) -> Iterator[Effect]:
        """Tell that a MASTER heard a lower priority: what it holds outside this host may have been taken from it."""
        config = change.machine.config
        if config.notify is not None and config.notify.master_rx_lower_pri is not None:
            yield from self._run(_queue(INSTANCE, config.name), config.notify.master_rx_lower_pri)
        yield from self._write(INSTANCE, config.name, "MASTER_RX_LOWER_PRI", change.machine.priority)

    def repeat_state(self, kind: str, name: str, state: State, priority: int) -> Iterator[Effect]:
        """Write a state to the FIFOs that has not changed (`fifo_write_vrrp_states_on_reload`)."""
        yield from self._write(kind, name, state, priority)

    def finish(self, queue: str) -> Iterator[Effect]:
        """The script of this queue that ran has ended: start the next one."""
        waiting = self._queues.get(queue)
        if waiting:
            yield StartNotify(queue, waiting.popleft())
        else:
            self._queues.pop(queue, None)

    def give_up_waiting(self) -> Iterator[Effect]:
        """Start at once what still waits: nobody will be there to start it later."""
        for queue, waiting in self._queues.items():
            for script in waiting:
                yield StartNotify(queue, script)
        self._queues.clear()

    def _tell(self, kind: str, name: str, state: str, priority: int, notify: Notify | None) -> Iterator[Effect]:
        if notify is not None:
            script = _specific(notify, state)
            if script is not None:
                yield from self._run(_queue(kind, name), script)
            if notify.any is not None:
                appended = (*notify.any.argv, kind, name, state, str(priority))
                yield from self._run(_queue(kind, name), replace(notify.any, argv=appended))
        yield from self._write(kind, name, state, priority)

    def _run(self, queue: str, script: NotifyScript) -> Iterator[Effect]:
        waiting = self._queues.get(queue)
        if waiting is None:
            self._queues[queue] = deque()
            yield StartNotify(queue, script)
            return
        waiting.append(script)
        if len(waiting) > WAITING_MAX:
            skipped = " ".join(waiting.popleft().argv)
            text = f"{queue}: a notify script does not end, and {WAITING_MAX} wait for it: skipping {skipped}"
            yield Log(LogLevel.ERROR, text)

    def _write(self, kind: str, name: str, state: str, priority: int) -> Iterator[Effect]:
        if self.has_fifo:
            yield WriteFifo(f'{kind} "{name}" {state} {priority}\n')


def _queue(kind: str, name: str) -> str:
    return f"{kind} {name}"


def _name_state(change: StateChanged, notify: Notify | None) -> str:
    """Return keepalived's word; an instance that a reload removed ends in FAULT where `notify_deleted` is missing."""
    if change.reason is Reason.STOPPED:
        return STOPPED
    if change.reason is Reason.REMOVED:
        return DELETED if notify is not None and (notify.deleted or notify.tells_deleted) else State.FAULT
    return change.new


def _specific(notify: Notify, state: str) -> NotifyScript | None:
    match state:
        case State.MASTER:
            return notify.master
        case State.BACKUP:
            return notify.backup
        case State.FAULT:
            return notify.fault
        case "STOP":
            return notify.stop
        case _:
            return notify.deleted

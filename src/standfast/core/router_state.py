"""The state of a virtual router, and what each change of it does.

Rules (as everywhere in core):
- imports none of time, socket, os, asyncio, random, logging, select, subprocess, threading;
- each change of state goes through `_enter`, with a reason, and is looked up in core/transitions.py; it is appended
  to `Shared.changes` for the sync group and the notify scripts;
- a packet is built at the moment it is sent, from the state of that moment.

A MASTER sends its advertisement first, then takes the addresses (core/mastering.py), then announces them; its
advertisements renew the addresses' lease. A MASTER that finds itself later than the others' patience knows that they
may have taken over: it becomes BACKUP before it sends anything (the self-fence).
"""

from __future__ import annotations

from collections.abc import Iterator

from standfast.core import mastering
from standfast.core.announce import Announcer
from standfast.core.changes import PriorityChanged, StateChanged
from standfast.core.effects import Effect, Log, RenewLeases, SaveState, SetPromoteSecondaries
from standfast.core.hearing import Hearing
from standfast.core.master_down import MasterDownTimer
from standfast.core.owners import OwnerDispute
from standfast.core.repair import Repair
from standfast.core.sending import Sender, patience_ns
from standfast.core.shared import Shared
from standfast.core.standing import Standing
from standfast.core.statistics import Statistics
from standfast.core.transitions import ENTERING, Reason, State, next_state
from standfast.log_level import LogLevel
from standfast.model.virtual_router import PRIORITY_OWNER, PRIORITY_RESIGN, VirtualRouter
from standfast.units import ns_to_seconds_text

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from typing import Protocol

    from standfast.core.virtual_router import VirtualRouterMachine

    class Group(Protocol):
        """What a virtual router asks of its sync group."""

        def admits(self, machine: VirtualRouterMachine) -> bool:
            """Whether it may become MASTER: all members want to."""

        def holds_in_fault(self, machine: VirtualRouterMachine) -> str | None:
            """Why it must stay in FAULT although nothing is wrong with itself, or None."""


# A MASTER that leaves for one of these reasons tells the others by priority 0; else another has taken over already.
RESIGNING = (Reason.FAULT, Reason.GROUP_FAULT, Reason.STOPPED, Reason.REMOVED)
# An owner that becomes BACKUP for one of these reasons would be MASTER without its sync group.
OWNER_WAITS = (Reason.STARTED, Reason.FAULT_CLEARED, Reason.GROUP_FAULT_CLEARED)


class RouterState:
    """One virtual router: its state, its timers, and the way from each state to another."""

    __slots__ = (
        "_announcer",
        "_dispute",
        "_hearing",
        "_held_until_ns",
        "_master_down",
        "_priority",
        "_repair",
        "_retry_ns",
        "_sender",
        "_shared",
        "changed_ns",
        "config",
        "group",
        "standing",
        "state",
        "statistics",
        "wants_master",
    )

    def __init__(self, config: VirtualRouter, shared: Shared | None = None) -> None:
        self.config = config
        self.state = State.INIT
        # When the state changed last; 0 before the start.
        self.changed_ns = 0
        self.standing = Standing(config)
        self.statistics = Statistics()
        self.group: Group | None = None
        self.wants_master = False
        self._shared = shared or Shared()
        self._hearing = Hearing(config)
        self._announcer = Announcer()
        self._master_down = MasterDownTimer()
        self._sender = Sender()
        self._repair = Repair()
        self._dispute: OwnerDispute | None = None
        self._priority = config.priority
        self._held_until_ns: int | None = None
        self._retry_ns: int | None = None

    @property
    def next_deadline_ns(self) -> int | None:
        """When `handle_timer` is next due, or None."""
        deadlines = (
            self._master_down.due_ns,
            self._sender.due_ns,
            self._repair.due_ns,
            self._retry_ns,
            self._held_until_ns,
            self._announcer.next_deadline_ns,
        )
        return min([due for due in deadlines if due is not None], default=None)

    @property
    def priority(self) -> int:
        """The effective priority: what the trackers make of it, or an owner's that gave way to another owner."""
        if self._dispute is not None and self._dispute.lowered:
            return PRIORITY_OWNER - 1
        return self.standing.priority

    @property
    def heard(self) -> tuple[int, int] | None:
        """The priority of the last MASTER that was heard, and the interval that counts; None if there was none."""
        timer = self._master_down
        if timer.heard_from is None:
            return None
        return timer.heard_priority, timer.interval_ns or self.config.advert_interval_ns

    @property
    def _machine(self) -> VirtualRouterMachine:
        # There is no other kind; only the file is another one.
        return self  # type: ignore[return-value]

    # -- changes of state

    def _enter(self, reason: Reason, why: str, now_ns: int, *, interval_ns: int | None = None) -> Iterator[Effect]:
        """The only place where the state changes. `interval_ns` is the interval of the MASTER that we yield to."""
        old, self.state = self.state, next_state(self.state, reason)
        self.changed_ns = now_ns
        self.wants_master = False
        self._held_until_ns = None
        if old is State.MASTER:
            self.statistics.release_master += 1
            self._sender.stop()
            self._repair.stop()
            self._announcer.stop()
            yield from self._let_go(resign=reason in RESIGNING, now_ns=now_ns)
        level = LogLevel.WARNING if self.state is State.FAULT else LogLevel.NOTICE
        yield self._log(level, f"{ENTERING[self.state]} ({why})")
        self._master_down.stop()
        match self.state:
            case State.MASTER:
                yield from self._become_master(now_ns)
            case State.BACKUP:
                self._wait_for_master(now_ns, interval_ns)
                # An owner that only its sync group holds back is ready when the others are.
                self.wants_master = self.config.is_owner and reason in OWNER_WAITS and self._held_until_ns is None
            case _:
                self.standing.at_work = False
        self._shared.changes.append(StateChanged(self._machine, old, self.state, reason, why))

    def _become_master(self, now_ns: int) -> Iterator[Effect]:
        self.statistics.become_master += 1
        if self._dispute is not None:
            self._dispute.end()
        yield from self._advertise(now_ns, renew=False)
        yield from mastering.take(self.config)
        self._sender.renewed(now_ns)
        yield from self._announcer.start(self.config, now_ns)

    def _wait_for_master(self, now_ns: int, interval_ns: int | None = None) -> None:
        if now_ns < self._shared.held_until_ns:
            self._held_until_ns = self._shared.held_until_ns
        else:
            self._master_down.start(self.config, self.priority, now_ns, interval_ns=interval_ns)

    def _let_go(self, *, resign: bool, now_ns: int) -> Iterator[Effect]:
        """Say that another may take over, unless one has, and give the addresses back."""
        if resign and self.standing.interface_up:
            yield from self._send(PRIORITY_RESIGN, now_ns)
        yield from mastering.give_back(self.config)
        yield self._save_state(master=False)

    def _end_startup_delay(self, now_ns: int) -> Iterator[Effect]:
        """`vrrp_startup_delay` is over: take part from now on."""
        self._held_until_ns = None
        if self._owns_and_may():
            yield from self._enter(Reason.DELAY_OVER_AS_OWNER, "priority 255, the address owner", now_ns)
        else:
            self._wait_for_master(now_ns)

    def _on_master_down(self, now_ns: int) -> Iterator[Effect]:
        if self._may_be_master():
            why = self._master_down.explain(self.config, self.priority, now_ns)
            yield from self._enter(self._master_down.reason, why, now_ns)
        else:
            self._master_down.restart(self.config, self.priority, now_ns)

    def _may_be_master(self) -> bool:
        """Nothing of its own is in the way any more: ask the sync group."""
        self.wants_master = True
        return self.group is None or self.group.admits(self._machine)

    def _owns_and_may(self) -> bool:
        return self.config.is_owner and self._may_be_master()

    def _fault(self) -> str | None:
        """Why it may not take part: something of its own, or of its sync group."""
        fault = self.standing.fault
        if fault is None and self.group is not None:
            return self.group.holds_in_fault(self._machine)
        return fault

    def _take_priority(self, why: str) -> Iterator[Effect]:
        """The effective priority is another one: follow it."""
        before, self._priority = self._priority, self.priority
        text = f"Changing effective priority from {before} to {self._priority}: {why}"
        yield self._log(LogLevel.NOTICE, text)
        self._master_down.change_priority(self.config, before, self._priority)
        self._shared.changes.append(PriorityChanged(self._machine, self._priority))

    def _fence_if_late(self, now_ns: int) -> Iterator[Effect]:
        if self.state is not State.MASTER:
            return
        silence_ns = self._sender.silence_ns(now_ns)
        if silence_ns > patience_ns(self.config):
            why = f"this process was held up: no advertisement left it for {ns_to_seconds_text(silence_ns)} s"
            yield from self._enter(Reason.LATE, why, now_ns)

    # -- sending

    def _advertise(self, now_ns: int, *, renew: bool = True) -> Iterator[Effect]:
        self._sender.advance(self.config, now_ns)
        yield from self._send(self.priority, now_ns)
        yield self._save_state(master=True)
        addresses = self.config.all_addresses
        if renew and self.config.lease and addresses and self._sender.must_renew(self.config, now_ns):
            self._sender.renewed(now_ns)
            yield RenewLeases(addresses, self.config.lease_s)

    def _send(self, priority: int, now_ns: int) -> Iterator[Effect]:
        source = self.standing.source_address
        if source is None:
            return
        self.statistics.advert_sent += 1
        self.statistics.pri_zero_sent += priority == PRIORITY_RESIGN
        wall_ns = now_ns + self._shared.wall_offset_ns
        yield from self._sender.send(self.config, priority, source, self._hearing.credentials, wall_ns)

    # -- small helpers

    def _promote_secondaries(self, *, on: bool) -> Iterator[Effect]:
        if self.config.promote_secondaries:
            yield SetPromoteSecondaries(self.config.interface, on)

    def _save_state(self, *, master: bool) -> SaveState:
        return SaveState(self.config.key, master, self._sender.last_advert_ns)

    def _log(self, level: LogLevel, message: str) -> Log:
        return Log(level, f"({self.config.name}) {message}")

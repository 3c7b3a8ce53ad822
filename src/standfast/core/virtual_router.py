"""The VRRP state machine of one virtual router (RFC 3768, 6.4, with keepalived's FAULT and habits).

Rules (as everywhere in core):
- imports none of time, socket, os, asyncio, random, logging, select, subprocess, threading;
- `handle`, `handle_timer` and `next_deadline_ns` are the whole contract; effects come back complete and in order;
- each change of state goes through `_enter`, with a reason, and is looked up in core/transitions.py;
- a packet is built at the moment it is sent, from the state of that moment.

A MASTER sends its advertisement first, then adds the addresses, then announces them; each advertisement renews the
addresses' lease. A MASTER that finds itself later than three intervals after its last advertisement knows that
others may have taken over: it becomes BACKUP before it sends anything (the self-fence).
"""

from collections.abc import Iterator

from standfast.core.announce import Announcer
from standfast.core.compose import compose_advertisement
from standfast.core.effects import (
    AddAddresses,
    Effect,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendGratuitousArp,
)
from standfast.core.events import AddressRemoved, AdvertisementReceived, InterfaceChanged
from standfast.core.master_down import MasterDownTimer
from standfast.core.rate_limit import RateLimit
from standfast.core.repair import AddressRepair
from standfast.core.standing import Standing
from standfast.core.track import Health
from standfast.core.transitions import ENTERING, Reason, State, next_state
from standfast.log_level import LogLevel
from standfast.model.virtual_router import PRIORITY_RESIGN, VirtualRouter
from standfast.units import NS_PER_S, ns_to_seconds_text
from standfast.wire.address import format_address
from standfast.wire.vrrp import Advertisement

# How many advertisement intervals of silence make a MASTER doubt that it still is one.
FENCE_INTERVALS = 3
# How long a MASTER that could not send stays away before it tries again.
SEND_RETRY_NS = 10 * NS_PER_S
# A MASTER that leaves for one of these reasons tells the others by priority 0; else another has taken over already.
RESIGNING = (Reason.FAULT, Reason.STOPPED, Reason.REMOVED)

RouterEvent = AdvertisementReceived | InterfaceChanged | AddressRemoved


class VirtualRouterMachine:
    """One virtual router at work."""

    def __init__(self, config: VirtualRouter) -> None:
        self.config = config
        self.state = State.INIT
        self.standing = Standing(config)
        self._announcer = Announcer()
        self._log_limit = RateLimit()
        self._master_down = MasterDownTimer()
        self._priority = config.priority
        self._advert_ns: int | None = None
        self._tried_ns = 0
        # When the last advertisement left, and the one before: whether one left is known only afterwards.
        self._last_advert_ns = self._advert_before_ns = 0
        self._retry_ns: int | None = None
        self._repair = AddressRepair()

    # -- the contract

    @property
    def next_deadline_ns(self) -> int | None:
        """When `handle_timer` is next due, or None."""
        timers = (self._master_down.due_ns, self._advert_ns, self._repair.due_ns, self._retry_ns)
        deadlines = (*timers, self._announcer.next_deadline_ns)
        return min((due for due in deadlines if due is not None), default=None)

    def start(self, now_ns: int, *, adopt: bool) -> Iterator[Effect]:
        """Leave INIT; `adopt` means that a predecessor's MASTER state is still fresh enough to go on with."""
        self.standing.at_work = adopt
        self._priority = self.standing.priority
        fault = self.standing.fault
        if fault is not None:
            if adopt:
                yield from self._let_go(resign=True)
            yield from self._enter(Reason.STARTED_IN_FAULT, fault, now_ns)
        elif adopt:
            yield from self._enter(Reason.ADOPTED, "goes on where the process before it was cut off", now_ns)
        elif self.config.is_owner:
            yield from self._enter(Reason.STARTED_AS_OWNER, "priority 255, the address owner", now_ns)
        else:
            yield from self._enter(Reason.STARTED, "init", now_ns)

    def handle(self, event: RouterEvent, now_ns: int) -> Iterator[Effect]:
        """Consume one event that concerns this router; an advertisement has been verified already."""
        yield from self._fence_if_late(now_ns)
        match event:
            case AdvertisementReceived():
                yield from self._on_advertisement(event.advertisement, event.source, now_ns)
            case InterfaceChanged():
                self.standing.see(event)
                yield from self._on_standing(now_ns)
            case AddressRemoved():
                if self.state is State.MASTER:
                    self._repair.take(event, self.config, now_ns)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Do everything that is due by now."""
        yield from self._fence_if_late(now_ns)
        if self._master_down.due_ns is not None and now_ns >= self._master_down.due_ns:
            why = self._master_down.explain(self.config, self.standing.priority, now_ns)
            yield from self._enter(self._master_down.reason, why, now_ns)
        if self._advert_ns is not None and now_ns >= self._advert_ns:
            yield from self._advertise(now_ns)
        yield from self._repair.handle_timer(self.config, now_ns)
        if self._retry_ns is not None and now_ns >= self._retry_ns:
            self._retry_ns = self.standing.cannot_send = None
            yield from self._on_standing(now_ns)
        if self.state is State.MASTER:
            yield from self._announcer.handle_timer(self.config.garp, self.config.addresses, now_ns)

    def handle_send_failed(self, why: str, now_ns: int) -> Iterator[Effect]:
        """An advertisement did not leave. After three intervals without one, the others will have taken over."""
        if self.state is not State.MASTER:
            return
        self._last_advert_ns = self._advert_before_ns
        if now_ns - self._last_advert_ns < FENCE_INTERVALS * self.config.advert_interval_ns:
            yield self._save_state(master=True)
            return
        self.standing.cannot_send = why
        self._retry_ns = now_ns + SEND_RETRY_NS
        yield from self._on_standing(now_ns)

    def report_script(self, script: str, health: Health, why: str, now_ns: int) -> Iterator[Effect]:
        """A tracked script's health became known or changed."""
        yield from self._fence_if_late(now_ns)
        self.standing.report(script, health, why)
        yield from self._on_standing(now_ns)

    def reconfigure(self, config: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Go on with a reloaded configuration of the same interface and VRID; common addresses do not move."""
        yield from self._fence_if_late(now_ns)
        old, self.config = self.config, config
        self.standing.config = config
        self.standing.at_work = self.state in (State.MASTER, State.BACKUP)
        if self.state is State.MASTER:
            yield from self._move_addresses(old, config)
            yield from self._advertise(now_ns)
            self._announcer.plan_refresh(config.garp, now_ns)
        yield from self._on_standing(now_ns)
        if self.state is State.BACKUP and config.advert_interval_ns != old.advert_interval_ns:
            self._master_down.start(config, self._priority, now_ns)

    def stop(self, reason: Reason, now_ns: int, cause: str) -> Iterator[Effect]:
        """Give up in an orderly way: a MASTER resigns with priority 0 and removes its addresses."""
        yield from self._fence_if_late(now_ns)
        yield from self._enter(reason, cause, now_ns)

    # -- receiving (RFC 3768, 6.4.2 and 6.4.3)

    def _on_advertisement(self, advertisement: Advertisement, source: bytes, now_ns: int) -> Iterator[Effect]:
        match self.state:
            case State.BACKUP:
                self._master_down.hear(self.config, self.standing.priority, advertisement.priority, source, now_ns)
                if advertisement.priority == PRIORITY_RESIGN:
                    line = self._log(LogLevel.INFO, f"{format_address(source)} resigns as MASTER (priority 0)")
                    yield from self._log_limit.admit("resigns", line, now_ns)
            case State.MASTER:
                yield from self._on_advertisement_as_master(advertisement.priority, source, now_ns)
            case _:
                return

    def _on_advertisement_as_master(self, theirs: int, source: bytes, now_ns: int) -> Iterator[Effect]:
        ours = self.standing.priority
        sender = format_address(source)
        own_source = self.standing.source_address or b""
        if theirs == PRIORITY_RESIGN:
            yield from self._advertise(now_ns)
        elif theirs > ours:
            why = f"{sender} advertises priority {theirs}, ours is {ours}"
            yield from self._yield_to(source, Reason.HIGHER_PRIORITY, why, now_ns)
        elif theirs == ours and source > own_source:
            why = f"{sender} advertises our priority {ours} and has the higher address"
            yield from self._yield_to(source, Reason.HIGHER_ADDRESS, why, now_ns)
        else:
            text = f"Received advert from {sender} with lower priority {theirs}, ours {ours}: answering"
            yield from self._log_limit.admit("lower priority", self._log(LogLevel.INFO, text), now_ns)
            yield from self._advertise(now_ns)
            yield from self._announcer.answer_lower_priority(self.config.garp, self.config.addresses, now_ns)

    def _yield_to(self, source: bytes, reason: Reason, why: str, now_ns: int) -> Iterator[Effect]:
        """Give way to a better MASTER, after one more advertisement (keepalived's `higher_prio_send_advert`).

        After a partition the neighbours may still send to us, and the better one knows nothing of that: hearing our
        lower priority makes it announce its addresses again.
        """
        self._master_down.heard_from = source
        yield from self._send(self.standing.priority)
        yield from self._enter(reason, why, now_ns)

    # -- faults, priority, lost addresses

    def _on_standing(self, now_ns: int) -> Iterator[Effect]:
        fault = self.standing.fault
        before, self._priority = self._priority, self.standing.priority
        if self._priority != before:
            total = self.standing.describe_priority()
            text = f"Changing effective priority from {before} to {self._priority}: {total}"
            yield self._log(LogLevel.NOTICE, text)
            self._master_down.change_priority(self.config, before, self._priority)
        if fault is not None and self.state is not State.FAULT:
            yield from self._enter(Reason.FAULT, fault, now_ns)
        elif fault is None and self.state is State.FAULT:
            owner = self.config.is_owner
            reason = Reason.FAULT_CLEARED_AS_OWNER if owner else Reason.FAULT_CLEARED
            yield from self._enter(reason, "no fault any more", now_ns)

    def _fence_if_late(self, now_ns: int) -> Iterator[Effect]:
        if self.state is not State.MASTER:
            return
        silence_ns = now_ns - self._tried_ns
        if silence_ns > FENCE_INTERVALS * self.config.advert_interval_ns:
            why = f"this process was held up: no advertisement left it for {ns_to_seconds_text(silence_ns)} s"
            yield from self._enter(Reason.LATE, why, now_ns)

    # -- changes of state

    def _enter(self, reason: Reason, why: str, now_ns: int) -> Iterator[Effect]:
        """The only place where the state changes."""
        old, self.state = self.state, next_state(self.state, reason)
        if old is State.MASTER:
            self._advert_ns = None
            self._repair.stop()
            self._announcer.stop()
            yield from self._let_go(resign=reason in RESIGNING)
        level = LogLevel.WARNING if self.state is State.FAULT else LogLevel.NOTICE
        yield self._log(level, f"{ENTERING[self.state]} ({why})")
        self._master_down.stop()
        match self.state:
            case State.MASTER:
                yield from self._become_master(now_ns)
            case State.BACKUP:
                self._master_down.start(self.config, self.standing.priority, now_ns)
            case _:
                self.standing.at_work = False

    def _become_master(self, now_ns: int) -> Iterator[Effect]:
        yield from self._advertise(now_ns, renew=False)
        yield AddAddresses(self.config.addresses, self._lease_s)
        yield from self._announcer.start(self.config.garp, self.config.addresses, now_ns)

    def _let_go(self, *, resign: bool) -> Iterator[Effect]:
        """Say that another may take over, unless one has, and give the addresses back."""
        if resign and self.standing.interface_up:
            yield from self._send(PRIORITY_RESIGN)
        yield RemoveAddresses(self.config.addresses)
        yield self._save_state(master=False)

    def _move_addresses(self, old: VirtualRouter, new: VirtualRouter) -> Iterator[Effect]:
        gone = tuple(address for address in old.addresses if address not in new.addresses)
        come = tuple(address for address in new.addresses if address not in old.addresses)
        if gone:
            yield RemoveAddresses(gone)
        if come or old.lease != new.lease:
            yield AddAddresses(new.addresses, self._lease_s)
        for _ in range(new.garp.master_repeat if come else 0):
            yield SendGratuitousArp(come)

    # -- sending

    def _advertise(self, now_ns: int, *, renew: bool = True) -> Iterator[Effect]:
        on_time = self._advert_ns is not None and self._advert_ns <= now_ns
        if on_time and self._advert_ns is not None and now_ns - self._advert_ns < self.config.advert_interval_ns:
            # From the deadline, not from now: the loop's small lateness must not add up.
            self._advert_ns += self.config.advert_interval_ns
        else:
            self._advert_ns = now_ns + self.config.advert_interval_ns
        self._tried_ns = now_ns
        self._advert_before_ns, self._last_advert_ns = self._last_advert_ns, now_ns
        yield from self._send(self.standing.priority)
        yield self._save_state(master=True)
        if renew and self._lease_s is not None:
            yield RenewLeases(self.config.addresses, self._lease_s)

    def _send(self, priority: int) -> Iterator[Effect]:
        if self.standing.source_address is not None:
            yield compose_advertisement(self.config, priority, self.standing.source_address)

    # -- small helpers

    def _save_state(self, *, master: bool) -> SaveState:
        return SaveState(self.config.interface, self.config.virtual_router_id, master, self._last_advert_ns)

    @property
    def _lease_s(self) -> int | None:
        return self.config.lease_s if self.config.lease else None

    def _log(self, level: LogLevel, message: str) -> Log:
        return Log(level, f"({self.config.name}) {message}")

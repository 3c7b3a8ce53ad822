"""What a virtual router does about what happens: packets, timers, faults, a new configuration (RFC 9568, 6.4).

Rules (as everywhere in core):
- imports none of time, socket, os, asyncio, random, logging, select, subprocess, threading;
- `start`, `receive`, `handle`, `handle_timer`, `next_deadline_ns` and the few calls of the director are the whole
  contract; effects come back complete and in order; changes for others are appended to `Shared.changes`;
- how the state changes, and what a change does, stands in core/router_state.py.

Whatever comes first after this process was held up: the self-fence is looked at before anything else.
"""

from collections.abc import Iterator

from standfast.core import mastering
from standfast.core.changes import LowerPriorityHeard
from standfast.core.effects import Effect, SendGratuitousArp, SetPromoteSecondaries
from standfast.core.events import (
    AddressRemoved,
    AdvertisementReceived,
    InterfaceChanged,
    PacketDiscarded,
    RouteRemoved,
    RuleRemoved,
)
from standfast.core.owners import OwnerDispute
from standfast.core.router_state import RouterState
from standfast.core.sending import patience_ns
from standfast.core.transitions import TRANSITIONS, Reason, State
from standfast.log_level import LogLevel
from standfast.model.virtual_router import PRIORITY_OWNER, PRIORITY_RESIGN, VirtualAddress, VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.address import format_address
from standfast.wire.vrrp import VERSION_2, DiscardReason

# How long a MASTER that could not send stays away before it tries again.
SEND_RETRY_NS = 10 * NS_PER_S

RouterEvent = InterfaceChanged | AddressRemoved | RouteRemoved | RuleRemoved


class VirtualRouterMachine(RouterState):
    """One virtual router at work."""

    __slots__ = ()

    # -- the contract

    def start(self, now_ns: int, *, adopt: bool) -> Iterator[Effect]:
        """Leave INIT; `adopt` means that a predecessor's MASTER state is still fresh enough to go on with."""
        self.standing.at_work = adopt
        self._priority = self.standing.priority
        yield from self._promote_secondaries(on=True)
        fault = self._fault()
        if fault is not None:
            if adopt:
                yield from self._let_go(resign=True, now_ns=now_ns)
            yield from self._enter(Reason.STARTED_IN_FAULT, fault, now_ns)
        elif adopt:
            yield from self._enter(Reason.ADOPTED, "goes on where the process before it was cut off", now_ns)
        elif now_ns >= self._shared.held_until_ns and self._owns_and_may():
            yield from self._enter(Reason.STARTED_AS_OWNER, "priority 255, the address owner", now_ns)
        else:
            yield from self._enter(Reason.STARTED, "init", now_ns)

    def receive(self, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        """Consume an advertisement for this router: verify, count, log, and act on it if it may be believed."""
        yield from self._fence_if_late(now_ns)
        wall_ns = now_ns + self._shared.wall_offset_ns
        fault = self._hearing.find_fault(self.config, self.standing.source_address, event, wall_ns)
        if fault is not None:
            yield from self._refuse(event.source, *fault, now_ns)
            return
        yield from self._hearing.remark(self.config, event, self.statistics, self._shared, now_ns)
        self._sender.heard_form = event.advertisement.checksum_form
        if self.state is State.BACKUP and self._held_until_ns is None:
            yield from self._on_advertisement_as_backup(event, now_ns)
        elif self.state is State.MASTER and not (self.config.is_owner and self.config.owner_ignore_adverts):
            yield from self._on_advertisement_as_master(event, now_ns)

    def refuse(self, event: PacketDiscarded, now_ns: int) -> Iterator[Effect]:
        """Count and log a packet for this router that is not used."""
        return self._refuse(event.source, event.reason, event.detail, now_ns)

    def handle(self, event: RouterEvent, now_ns: int) -> Iterator[Effect]:
        """Consume one event of the host that concerns this router."""
        yield from self._fence_if_late(now_ns)
        if isinstance(event, InterfaceChanged):
            self.standing.see(event)
            yield from self.update(now_ns)
        elif self.state is State.MASTER and self._repair.take(event, self.config, now_ns):
            self.statistics.repaired += 1

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Do everything that is due by now."""
        yield from self._fence_if_late(now_ns)
        if self._held_until_ns is not None and now_ns >= self._held_until_ns:
            yield from self._end_startup_delay(now_ns)
        if self._master_down.due_ns is not None and now_ns >= self._master_down.due_ns:
            yield from self._on_master_down(now_ns)
        if self._sender.due_ns is not None and now_ns >= self._sender.due_ns:
            yield from self._advertise(now_ns)
        yield from self._repair.handle_timer(self.config, self.statistics.repaired, now_ns)
        if self._retry_ns is not None and now_ns >= self._retry_ns:
            self._retry_ns = self.standing.cannot_send = None
            yield from self.update(now_ns)
        if self.state is State.MASTER:
            yield from self._announcer.handle_timer(self.config, now_ns)

    def handle_send_failed(self, why: str, now_ns: int) -> Iterator[Effect]:
        """An advertisement did not leave. After the others' patience without one, they will have taken over."""
        if self.state is not State.MASTER or not self._sender.note_failure():
            return
        if now_ns - self._sender.last_advert_ns < patience_ns(self.config):
            yield self._save_state(master=True)
            return
        self.standing.cannot_send = why
        self._retry_ns = now_ns + SEND_RETRY_NS
        yield from self.update(now_ns)

    def update(self, now_ns: int) -> Iterator[Effect]:
        """Draw the conclusions from `standing`, which somebody changed: priority, fault."""
        if self.priority != self._priority:
            # First of all: who steps back next waits with the new priority, and must not count the change twice.
            yield from self._take_priority(self.standing.describe_priority())
        yield from self._fence_if_late(now_ns)
        fault, own = self._fault(), self.standing.fault
        if own is not None and self.state is not State.FAULT:
            yield from self._enter(Reason.FAULT, own, now_ns)
        elif fault is None and self.state is State.FAULT:
            as_owner = now_ns >= self._shared.held_until_ns and self._owns_and_may()
            reason = Reason.FAULT_CLEARED_AS_OWNER if as_owner else Reason.FAULT_CLEARED
            yield from self._enter(reason, "no fault any more", now_ns)
            yield from self._call_on_peers()

    def follow(self, reason: Reason, why: str, now_ns: int) -> Iterator[Effect]:
        """Do as the sync group does (a reason GROUP_...); who is there already does nothing."""
        yield from self._fence_if_late(now_ns)
        if (self.state, reason) in TRANSITIONS:
            yield from self._enter(reason, why, now_ns)

    def announce_again(self, now_ns: int) -> Iterator[Effect]:
        """Announce the addresses as after a lower priority was heard: a member of the sync group heard one."""
        if self.state is State.MASTER:
            yield from self._announcer.answer_lower_priority(self.config, now_ns)

    def reconfigure(self, config: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Go on with a reloaded configuration of the same interface and VRID; common addresses do not move."""
        yield from self._fence_if_late(now_ns)
        old, self.config = self.config, config
        if old.promote_secondaries != config.promote_secondaries:
            yield SetPromoteSecondaries(config.interface, config.promote_secondaries)
        self.standing.config = config
        self.standing.at_work = self.state in (State.MASTER, State.BACKUP)
        self._hearing.reconfigure(config)
        if self.state is State.MASTER:
            self._repair.expect(old, config)
            yield from mastering.move(old, config)
            yield from self._advertise(now_ns)
            self._announcer.plan_refresh(config, now_ns)
        yield from self.update(now_ns)
        if config.version == VERSION_2:
            self._master_down.interval_ns = None
        if self._master_down.due_ns is not None and config.advert_interval_ns != old.advert_interval_ns:
            self._master_down.restart(config, self.priority, now_ns)

    def stop(self, reason: Reason, now_ns: int, cause: str) -> Iterator[Effect]:
        """Give up in an orderly way: a MASTER resigns with priority 0 and removes its addresses."""
        yield from self._fence_if_late(now_ns)
        yield from self._enter(reason, cause, now_ns)
        yield from self._promote_secondaries(on=False)

    def _call_on_peers(self) -> Iterator[Effect]:
        """Unicast peers may have forgotten our MAC, and would have to ask for it first (keepalived does the same)."""
        source, interface = self.standing.source_address, self.config.interface
        if self.config.unicast is not None and source is not None:
            yield SendGratuitousArp((VirtualAddress(source, 8 * len(source), interface),))

    def _refuse(self, source: bytes | None, reason: DiscardReason, detail: str, now_ns: int) -> Iterator[Effect]:
        self.statistics.count_discard(reason)
        return self._shared.discards.refuse(self.config.name, source, reason, detail, now_ns)

    # -- receiving (RFC 9568 and 3768, 6.4.2 and 6.4.3)

    def _on_advertisement_as_backup(self, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        heard, source = event.advertisement, event.source
        if self._dispute is not None and self._dispute.lowered and heard.priority < PRIORITY_OWNER:
            self._dispute.end()
            yield from self._take_priority(f"{format_address(source)} is MASTER and no owner")
        interval_ns = heard.advert_interval_ns
        if self._master_down.hear(self.config, self.priority, heard.priority, source, now_ns, interval_ns):
            self.wants_master = False
        elif heard.priority == PRIORITY_RESIGN:
            line = self._log(LogLevel.INFO, f"{format_address(source)} resigns as MASTER (priority 0)")
            yield from self._shared.log_limit.admit(f"{self.config.name} resigns", line, now_ns)

    def _on_advertisement_as_master(self, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        theirs, source = event.advertisement.priority, event.source
        sender, own_source = format_address(source), self.standing.source_address or b""
        if theirs == self.priority == PRIORITY_OWNER and source < own_source:
            yield from self._dispute_with(sender, now_ns)
        ours = self.priority
        if theirs == PRIORITY_RESIGN:
            yield from self._advertise(now_ns)
            # It was MASTER too, and may be the last that the neighbours have heard of.
            yield from self._announcer.answer_lower_priority(self.config, now_ns)
        elif theirs > ours:
            why = f"{sender} advertises priority {theirs}, ours is {ours}"
            yield from self._yield_to(event, Reason.HIGHER_PRIORITY, why, now_ns)
        elif theirs == ours and source > own_source:
            why = f"{sender} advertises our priority {ours} and has the higher address"
            yield from self._yield_to(event, Reason.HIGHER_ADDRESS, why, now_ns)
        else:
            text = f"Received advert from {sender} with lower priority {theirs}, ours {ours}: answering"
            line = self._log(LogLevel.INFO, text)
            yield from self._shared.log_limit.admit(f"{self.config.name} lower priority", line, now_ns)
            self._shared.changes.append(LowerPriorityHeard(self))
            if not self.config.lower_prio_no_advert:
                yield from self._advertise(now_ns)
            yield from self._announcer.answer_lower_priority(self.config, now_ns)

    def _yield_to(self, event: AdvertisementReceived, reason: Reason, why: str, now_ns: int) -> Iterator[Effect]:
        """Give way to a better MASTER, after one more advertisement (keepalived's `higher_prio_send_advert`).

        After a partition the neighbours may still send to us, and the better one knows nothing of that: hearing our
        lower priority makes it announce its addresses again.
        """
        self._master_down.heard_from, self._master_down.heard_priority = event.source, event.advertisement.priority
        yield from self._send(self.priority, now_ns)
        yield from self._enter(reason, why, now_ns, interval_ns=event.advertisement.advert_interval_ns)

    def _dispute_with(self, sender: str, now_ns: int) -> Iterator[Effect]:
        """Another one says that it owns the addresses too: see core/owners.py."""
        if self._dispute is None:
            self._dispute = OwnerDispute()
        if self._dispute.hear(self.config, now_ns):
            text = f"{sender} has priority 255 like this router: only one can own the addresses, mend one of them"
            yield self._log(LogLevel.ERROR, text)
        if self.priority != self._priority:
            yield from self._take_priority(f"{sender} does not give way")

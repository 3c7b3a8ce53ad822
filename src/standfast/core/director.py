"""The whole node: events in, effects out, for all virtual routers and scripts together.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; `start`, `handle`, `handle_timer` and `next_deadline_ns` are the whole contract; the director decides who
an event concerns, the machines decide what it means.

At the start a virtual address that is found on the host belongs to a dead predecessor. It is kept only if the
predecessor's record says MASTER and its last advertisement is younger than three intervals (nobody else can have
taken over yet); otherwise it is removed before the first packet is sent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from standfast.core.effects import Effect, Finish, Log, RemoveAddresses, SendAdvertisement, StartScript
from standfast.core.events import (
    AddressRemoved,
    AdvertisementReceived,
    EffectFailed,
    Event,
    InterfaceChanged,
    PacketDiscarded,
    ReloadRequested,
    ScriptFinished,
    StopRequested,
)
from standfast.core.pacing import Pacer
from standfast.core.rate_limit import RateLimit
from standfast.core.track import Health, ScriptTracker
from standfast.core.transitions import Reason, State
from standfast.core.verify import find_fault, lists_other_addresses
from standfast.core.virtual_router import FENCE_INTERVALS, VirtualRouterMachine
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.address import format_address
from standfast.wire.vrrp import DiscardReason

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PredecessorRecord:
    """What a process of this boot, now gone, last said of one virtual router."""

    interface: str
    virtual_router_id: int
    master: bool
    last_advert_ns: int


@dataclass(frozen=True, slots=True)
class StartFacts:
    """The host as it is found: interfaces, what a predecessor left in writing, and all addresses.

    An address is its interface's name, its bytes and its prefix length.
    """

    interfaces: tuple[InterfaceChanged, ...]
    addresses: frozenset[tuple[str, bytes, int]]
    records: tuple[PredecessorRecord, ...]


class Director:
    """One node at work."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.routers: dict[Key, VirtualRouterMachine] = {}
        self.discards: Counter[tuple[str, DiscardReason]] = Counter()
        self._scripts: dict[str, ScriptTracker] = {}
        self._interfaces: dict[str, InterfaceChanged] = {}
        self._pacer = Pacer()
        self._log_limit = RateLimit()

    @property
    def next_deadline_ns(self) -> int | None:
        """When `handle_timer` is next due, or None: the least of all machines' deadlines."""
        machines: Iterable[VirtualRouterMachine | ScriptTracker | Pacer]
        machines = (*self.routers.values(), *self._scripts.values(), self._pacer)
        return min((due for machine in machines if (due := machine.next_deadline_ns) is not None), default=None)

    def start(self, facts: StartFacts, now_ns: int) -> tuple[Effect, ...]:
        """Begin: clear what a dead predecessor left, then start every script and router."""
        self._interfaces = {change.interface: change for change in facts.interfaces}
        return self._paced(self._start(facts, now_ns), now_ns)

    def handle(self, event: Event, now_ns: int) -> tuple[Effect, ...]:
        """Consume one event."""
        return self._paced(self._handle(event, now_ns), now_ns)

    def handle_timer(self, now_ns: int) -> tuple[Effect, ...]:
        """Do everything that is due by now; an early call returns ()."""
        return (*self._paced(self._handle_timer(now_ns), now_ns), *self._pacer.handle_timer(now_ns))

    def _paced(self, effects: Iterable[Effect], now_ns: int) -> tuple[Effect, ...]:
        return tuple(slice_ for effect in effects for slice_ in self._pacer.submit(effect, now_ns))

    # -- start, reload, stop

    def _start(self, facts: StartFacts, now_ns: int) -> Iterator[Effect]:
        records = {(record.interface, record.virtual_router_id): record for record in facts.records}
        adopted = {
            router.key: _is_fresh(records.get(router.key), router, now_ns) for router in self.node.virtual_routers
        }
        for router in self.node.virtual_routers:
            if not adopted[router.key]:
                yield from _remove_leftovers(router, facts)
        self._scripts = {script.name: ScriptTracker(script, now_ns) for script in self.node.scripts}
        for router in self.node.virtual_routers:
            yield from self._start_router(router, now_ns, adopt=adopted[router.key])
        yield from self._handle_timer(now_ns)

    def _start_router(self, router: VirtualRouter, now_ns: int, *, adopt: bool) -> Iterator[Effect]:
        machine = self.routers[router.key] = VirtualRouterMachine(router)
        for name in router.interfaces & self._interfaces.keys():
            machine.standing.see(self._interfaces[name])
        for tracked in router.tracked_scripts:
            tracker = self._scripts[tracked.name]
            machine.standing.report(tracked.name, tracker.health, tracker.last_result)
        yield from machine.start(now_ns, adopt=adopt)

    def _reload(self, node: Node, now_ns: int) -> Iterator[Effect]:
        """Replace the configuration; routers are matched by interface and VRID, so a new name moves nothing."""
        self.node = node
        new = {router.key: router for router in node.virtual_routers}
        for key in [key for key in self.routers if key not in new]:
            yield from self.routers.pop(key).stop(Reason.REMOVED, now_ns, "removed from the configuration")
        yield from self._reload_scripts(node, now_ns)
        for key, router in new.items():
            machine = self.routers.get(key)
            if machine is None:
                yield from self._start_router(router, now_ns, adopt=False)
                continue
            for tracked in router.tracked_scripts:
                tracker = self._scripts[tracked.name]
                machine.standing.report(tracked.name, tracker.health, tracker.last_result)
            yield from machine.reconfigure(router, now_ns)
        yield Log(LogLevel.NOTICE, f"Reloaded: {len(new)} virtual router(s), {len(self._scripts)} script(s)")
        yield from self._handle_timer(now_ns)

    def _reload_scripts(self, node: Node, now_ns: int) -> Iterator[Effect]:
        old, self._scripts = self._scripts, {}
        for script in node.scripts:
            tracker = old.pop(script.name, None)
            if tracker is None:
                tracker = ScriptTracker(script, now_ns)
            else:
                yield from tracker.reconfigure(script, now_ns)
            self._scripts[script.name] = tracker
        for tracker in old.values():
            yield from tracker.abandon()

    def _stop(self, cause: str, now_ns: int) -> Iterator[Effect]:
        yield Log(LogLevel.NOTICE, f"Stopping: {cause}")
        for machine in self.routers.values():
            if machine.state is not State.INIT:
                yield from machine.stop(Reason.STOPPED, now_ns, "stopping")
        for tracker in self._scripts.values():
            yield from tracker.stop()
        self.routers.clear()
        self._scripts.clear()
        yield Finish()

    # -- events

    def _handle(self, event: Event, now_ns: int) -> Iterator[Effect]:
        match event:
            case AdvertisementReceived():
                yield from self._on_advertisement(event, now_ns)
            case PacketDiscarded():
                yield from self._discard(event.interface, event.source, event.reason, event.detail, now_ns)
            case InterfaceChanged() | AddressRemoved():
                yield from self._on_interface_event(event, now_ns)
            case ScriptFinished():
                tracker = self._scripts.get(event.name)
                if tracker is not None and tracker.handle_finished(event):
                    yield from self._report_script(tracker, now_ns)
            case EffectFailed():
                yield from self._on_effect_failed(event, now_ns)
            case ReloadRequested():
                yield from self._reload(event.node, now_ns)
            case StopRequested():
                yield from self._stop(event.cause, now_ns)

    def _handle_timer(self, now_ns: int) -> Iterator[Effect]:
        for tracker in self._scripts.values():
            if tracker.next_deadline_ns <= now_ns:
                health = tracker.health
                yield from tracker.handle_timer(now_ns)
                if tracker.health is not health:
                    yield from self._report_script(tracker, now_ns)
        for machine in self.routers.values():
            due_ns = machine.next_deadline_ns
            if due_ns is not None and due_ns <= now_ns:
                yield from machine.handle_timer(now_ns)

    def _on_advertisement(self, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        advertisement = event.advertisement
        machine = self.routers.get((event.interface, advertisement.virtual_router_id))
        if machine is None:
            detail = f"no virtual_router_id {advertisement.virtual_router_id} on {event.interface}"
            yield from self._discard(event.interface, event.source, DiscardReason.VRID, detail, now_ns)
            return
        own_source = machine.standing.source_address
        fault = find_fault(machine.config, own_source, event.source, event.ttl, advertisement)
        if fault is not None:
            yield from self._discard(machine.config.name, event.source, *fault, now_ns)
            return
        if lists_other_addresses(machine.config, advertisement):
            text = f"{format_address(event.source)} advertises other virtual addresses than configured here"
            line = Log(LogLevel.WARNING, f"({machine.config.name}) {text}")
            yield from self._log_limit.admit(f"{machine.config.name} addresses", line, now_ns)
        yield from machine.handle(event, now_ns)

    def _on_interface_event(self, event: InterfaceChanged | AddressRemoved, now_ns: int) -> Iterator[Effect]:
        if isinstance(event, InterfaceChanged):
            self._interfaces[event.interface] = event
        for machine in self.routers.values():
            if event.interface in machine.config.interfaces:
                yield from machine.handle(event, now_ns)

    def _report_script(self, tracker: ScriptTracker, now_ns: int) -> Iterator[Effect]:
        name, up = tracker.script.name, tracker.health is Health.UP
        verdict = "succeeded" if up else "failed"
        yield Log(LogLevel.NOTICE, f"VRRP_Script({name}) {verdict}: {tracker.last_result}")
        for machine in self.routers.values():
            if any(tracked.name == name for tracked in machine.config.tracked_scripts):
                yield from machine.report_script(name, tracker.health, tracker.last_result, now_ns)

    def _on_effect_failed(self, event: EffectFailed, now_ns: int) -> Iterator[Effect]:
        effect = event.effect
        machine = None
        if isinstance(effect, SendAdvertisement):
            machine = self.routers.get((effect.interface, effect.virtual_router_id))
        prefix = "" if machine is None else f"({machine.config.name}) "
        yield from self._log_limit.admit(event.text, Log(LogLevel.ERROR, f"{prefix}{event.text}"), now_ns)
        if machine is not None:
            yield from machine.handle_send_failed(event.text, now_ns)
        if isinstance(effect, StartScript):
            tracker = self._scripts.get(effect.script.name)
            if tracker is not None and tracker.handle_not_started(event.text):
                yield from self._report_script(tracker, now_ns)

    def _discard(
        self, where: str, source: bytes | None, reason: DiscardReason, detail: str, now_ns: int
    ) -> Iterator[Effect]:
        self.discards[where, reason] += 1
        count = self.discards[where, reason]
        sender = "an unknown sender" if source is None else format_address(source)
        text = f"Discarded a packet from {sender}: {detail} [{reason}, {count} so far]"
        # Another group of routers on the same LAN is nothing to warn of.
        level = LogLevel.INFO if reason is DiscardReason.VRID else LogLevel.WARNING
        yield from self._log_limit.admit(f"{where} {reason}", Log(level, f"({where}) {text}"), now_ns)


def _is_fresh(record: PredecessorRecord | None, router: VirtualRouter, now_ns: int) -> bool:
    if record is None or not record.master:
        return False
    # A time that lies ahead is of no clock that we know.
    return 0 <= now_ns - record.last_advert_ns < FENCE_INTERVALS * router.advert_interval_ns


def _remove_leftovers(router: VirtualRouter, facts: StartFacts) -> Iterator[Effect]:
    """Remove the router's addresses where they stand, whatever their prefix length is now."""
    left = tuple(
        replace(address, prefix_length=prefix_length)
        for address in router.addresses
        for interface, found, prefix_length in sorted(facts.addresses)
        if (interface, found) == (address.interface, address.address)
    )
    if not left:
        return
    names = ", ".join(format_address(address.address) for address in left)
    bare = {change.interface for change in facts.interfaces if change.source_address is None}
    if router.interface in bare:
        text = f"{names} is the only address of {router.interface}: it is left alone; name another one as virtual"
        yield Log(LogLevel.ERROR, f"({router.name}) {text}")
        return
    yield Log(LogLevel.NOTICE, f"({router.name}) Removing what a dead process left behind: {names}")
    yield RemoveAddresses(left)

"""The whole node: events in, effects out, for all virtual routers and trackers together.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; `start`, `handle`, `handle_timer` and `next_deadline_ns` are the whole contract; the director decides who
an event concerns, the machines decide what it means; what follows from that for others stands in
core/follow_up.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from standfast.core.agenda import Agenda
from standfast.core.effects import CreateVmac, Effect, Log, SendAdvertisement, StartNotify, StartScript
from standfast.core.events import (
    AddressRemoved,
    AdvertisementReceived,
    BfdDiscarded,
    BfdReceived,
    EffectFailed,
    Event,
    FileChanged,
    InterfaceChanged,
    NotifyFinished,
    PacketDiscarded,
    PacketsDropped,
    ProcessesChanged,
    ReloadRequested,
    RouteRemoved,
    RuleRemoved,
    ScriptFinished,
    StatisticsCleared,
    StopRequested,
    WallClockRead,
)
from standfast.core.follow_up import FollowUp
from standfast.core.life import Life
from standfast.core.notify import Notifier
from standfast.core.pacing import Pacer
from standfast.core.predecessor import StartFacts
from standfast.core.roster import Roster
from standfast.core.shared import Shared
from standfast.core.trackers import TrackerEvent, Trackers
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.virtual_router import RouterKey
from standfast.wire.vrrp import DiscardReason

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from typing import Any

    from standfast.core.link_delays import LinkDelays


class Director:
    """One node at work."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.shared = Shared()
        # Packets that the kernel dropped before anybody read them, by interface.
        self.dropped: Counter[str] = Counter()
        self.trackers = Trackers()
        self.roster = Roster()
        self.notifier = Notifier(has_fifo=bool(node.settings.fifos))
        self.agenda = Agenda()
        self.follow_up = FollowUp(self.shared, self.roster, self.notifier, self.agenda)
        self.life = Life(self)
        # Made by `life`, where a link is to be waited for (interface_up_down_delays).
        self.link_delays: LinkDelays | None = None
        self.pacer = Pacer(node.settings.announce_limits)
        self._handlers: dict[type[Event], Callable[[Any, int], Iterator[Effect]]] = {
            AdvertisementReceived: self._on_advertisement,
            PacketDiscarded: self._on_discarded,
            PacketsDropped: self._on_dropped,
            InterfaceChanged: self._on_interface_changed,
            AddressRemoved: self._on_address_removed,
            RouteRemoved: self._on_removed,
            RuleRemoved: self._on_removed,
            ScriptFinished: self._on_tracker_event,
            FileChanged: self._on_tracker_event,
            ProcessesChanged: self._on_tracker_event,
            BfdReceived: self._on_tracker_event,
            BfdDiscarded: self._on_tracker_event,
            NotifyFinished: self._on_notify_finished,
            EffectFailed: self._on_effect_failed,
            ReloadRequested: self._on_reload,
            StopRequested: self._on_stop,
            WallClockRead: self._on_wall_clock,
            StatisticsCleared: self._on_statistics_cleared,
        }

    @property
    def routers(self) -> dict[RouterKey, VirtualRouterMachine]:
        """Every virtual router at work."""
        return self.roster.machines

    @property
    def discards(self) -> Counter[tuple[str, DiscardReason]]:
        """How many packets were not used, by place and reason."""
        return self.shared.discards.counters

    @property
    def next_deadline_ns(self) -> int | None:
        """When `handle_timer` is next due, or None: the least of all machines' deadlines."""
        parts = (self.agenda, self.trackers, self.pacer, self.shared.discards, self.life, self.link_delays)
        deadlines = (part.next_deadline_ns for part in parts if part is not None)
        return min((due for due in deadlines if due is not None), default=None)

    def start(self, facts: StartFacts, now_ns: int) -> tuple[Effect, ...]:
        """Begin: clear what a dead predecessor left, then start every tracker and router."""
        return self._paced(self._and_due(self.life.start(facts, now_ns), now_ns), now_ns)

    def handle(self, event: Event, now_ns: int) -> tuple[Effect, ...]:
        """Consume one event."""
        return self._paced(self._handle(event, now_ns), now_ns)

    def handle_timer(self, now_ns: int) -> tuple[Effect, ...]:
        """Do everything that is due by now; an early call returns ()."""
        return (*self._paced(self._handle_timer(now_ns), now_ns), *self.pacer.handle_timer(now_ns))

    def _paced(self, effects: Iterable[Effect], now_ns: int) -> tuple[Effect, ...]:
        return tuple(slice_ for effect in effects for slice_ in self.pacer.submit(effect, now_ns))

    def _and_due(self, effects: Iterator[Effect], now_ns: int) -> Iterator[Effect]:
        yield from effects
        yield from self._handle_timer(now_ns)

    # -- events

    def _handle(self, event: Event, now_ns: int) -> Iterator[Effect]:
        yield from self._handlers[type(event)](event, now_ns)

    def _handle_timer(self, now_ns: int) -> Iterator[Effect]:
        due_ns = self.trackers.next_deadline_ns
        if due_ns is not None and due_ns <= now_ns:
            yield from self.trackers.handle_timer(now_ns)
            yield from self._hand_on_news(now_ns)
        if self.link_delays is not None:
            for event in self.link_delays.pop_due(now_ns):
                yield from self.take_interface(event, now_ns)
        for machine in self.agenda.due(now_ns):
            assert isinstance(machine, VirtualRouterMachine)
            yield from machine.handle_timer(now_ns)
            if self.shared.changes:
                yield from self.follow_up.settle(now_ns)
        yield from self.shared.discards.handle_timer(now_ns)
        yield from self.life.handle_timer(now_ns)

    def _on_advertisement(self, event: AdvertisementReceived, now_ns: int) -> Iterator[Effect]:
        vrid = event.advertisement.virtual_router_id
        machine = self.roster.find(event.interface, vrid, event.source)
        if machine is not None:
            yield from self.follow_up.after(machine, machine.receive(event, now_ns), now_ns)
            return
        # Another group of routers on the same LAN is nothing to warn of.
        detail = f"no virtual_router_id {vrid} on {event.interface}"
        refuse = self.shared.discards.refuse
        yield from refuse(event.interface, event.source, DiscardReason.VRID, detail, now_ns, LogLevel.INFO)

    def _on_discarded(self, event: PacketDiscarded, now_ns: int) -> Iterator[Effect]:
        machine = None
        if event.virtual_router_id is not None and event.source is not None:
            machine = self.roster.find(event.interface, event.virtual_router_id, event.source)
        if machine is not None:
            yield from self.follow_up.after(machine, machine.refuse(event, now_ns), now_ns)
            return
        refuse = self.shared.discards.refuse
        yield from refuse(event.interface, event.source, event.reason, event.detail, now_ns)

    def _on_dropped(self, event: PacketsDropped, now_ns: int) -> Iterator[Effect]:
        name = event.interface
        self.dropped[name] += event.count
        text = f"({name}) More packets come in than can be read: {event.count} were dropped unread"
        yield from self.shared.log_limit.admit(f"{name} dropped", Log(LogLevel.WARNING, text), now_ns)

    def _on_interface_changed(self, event: InterfaceChanged, now_ns: int) -> Iterator[Effect]:
        if self.link_delays is not None:
            event = self.link_delays.take(event, self.roster.interfaces.get(event.interface), now_ns)
        yield from self.take_interface(event, now_ns)

    def take_interface(self, event: InterfaceChanged, now_ns: int) -> Iterator[Effect]:
        """Have a change of an interface count from now on."""
        before = self.roster.interfaces.get(event.interface)
        self.roster.interfaces[event.interface] = event
        if event.up and (before is None or not before.up):
            yield from self.life.mend_static_interface(event.interface)
        for machine in self.roster.watchers_of(event.interface):
            yield from self.life.mend_vmac(machine, event)
            yield from self.follow_up.after(machine, machine.handle(event, now_ns), now_ns)

    def _on_address_removed(self, event: AddressRemoved, now_ns: int) -> Iterator[Effect]:
        for machine in self.roster.holders_of(event.address):
            yield from self.follow_up.after(machine, machine.handle(event, now_ns), now_ns)
        yield from self.life.mend_static_address(event, now_ns)

    def _on_removed(self, event: RouteRemoved | RuleRemoved, now_ns: int) -> Iterator[Effect]:
        if event.router is None:
            yield from self.life.mend_static_network(event, now_ns)
        elif (machine := self.routers.get(event.router)) is not None:
            yield from self.follow_up.after(machine, machine.handle(event, now_ns), now_ns)

    def _on_effect_failed(self, event: EffectFailed, now_ns: int) -> Iterator[Effect]:
        effect = event.effect
        machine = None
        if isinstance(effect, SendAdvertisement | CreateVmac):
            machine = self.routers.get(effect.router)
        prefix = "" if machine is None else f"({machine.config.name}) "
        yield from self.shared.log_limit.admit(event.text, Log(LogLevel.ERROR, f"{prefix}{event.text}"), now_ns)
        match effect:
            case SendAdvertisement() if machine is not None:
                yield from self.follow_up.after(machine, machine.handle_send_failed(event.text, now_ns), now_ns)
            case CreateVmac() if machine is not None:
                machine.standing.no_vmac = event.text
                yield from self.follow_up.after(machine, machine.update(now_ns), now_ns)
            case StartScript():
                yield from self.trackers.handle_not_started(effect.script.name, event.text)
                yield from self._hand_on_news(now_ns)
            case StartNotify():
                yield from self.notifier.finish(effect.queue)
                yield from self.life.finish_when_told(now_ns)

    def _on_tracker_event(self, event: TrackerEvent, now_ns: int) -> Iterator[Effect]:
        yield from self.trackers.handle(event, now_ns)
        yield from self._hand_on_news(now_ns)

    def _on_notify_finished(self, event: NotifyFinished, now_ns: int) -> Iterator[Effect]:
        yield from self.notifier.finish(event.queue)
        yield from self.life.finish_when_told(now_ns)

    def _on_reload(self, event: ReloadRequested, now_ns: int) -> Iterator[Effect]:
        yield from self._and_due(self.life.reload(event.node, now_ns), now_ns)

    def _on_stop(self, event: StopRequested, now_ns: int) -> Iterator[Effect]:
        yield from self.life.stop(event.cause, now_ns)

    def _on_wall_clock(self, event: WallClockRead, _: int) -> Iterator[Effect]:
        self.shared.wall_offset_ns = event.offset_ns
        yield from ()

    def _on_statistics_cleared(self, _: StatisticsCleared, __: int) -> Iterator[Effect]:
        yield from ()
        self.shared.discards.counters.clear()
        self.dropped.clear()
        for machine in self.routers.values():
            machine.statistics.clear()

    def _hand_on_news(self, now_ns: int) -> Iterator[Effect]:
        """Report what trackers found to the virtual routers that want to know."""
        news, self.trackers.news = self.trackers.news, []
        for key in news:
            finding = self.trackers.find(key)
            if finding is None:
                continue
            for machine in self.roster.trackers_of(key):
                machine.standing.report(key, finding)
                yield from self.follow_up.after(machine, machine.update(now_ns), now_ns)

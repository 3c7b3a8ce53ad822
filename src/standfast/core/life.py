"""A node's start, reload and stop, and the repair of what belongs to no virtual router alone.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; a part of the director (core/director.py), whose tables it fills; effects are values, in their order.

A reload matches virtual routers by what they are, not by name, and moves no address that both configurations have.
A stop ends when the notify scripts have run, at the latest after a second.
"""

from collections.abc import Iterator

from standfast.core.effects import AddAddresses, AddRoutes, AddRules, CreateVmac, Effect, Finish, Log, RemoveVmac
from standfast.core.events import AddressRemoved, InterfaceChanged, RouteRemoved, RuleRemoved
from standfast.core.notify import GROUP, GROUP_PRIORITY, INSTANCE, STOPPED, Notifier
from standfast.core.predecessor import StartFacts, find_adopted, remove_leftovers
from standfast.core.reload import goes_on, keep_common_addresses
from standfast.core.static_network import NOTHING, change_static_network, static_of_interface
from standfast.core.transitions import Reason, State
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.track import TrackKind
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.core.director import Director

# For so long a stop waits for notify scripts.
TELL_NS = NS_PER_S


class Life:
    """What happens to a node as a whole."""

    def __init__(self, director: "Director") -> None:
        self._director = director
        self._stopping = False
        # While it stops: when it waits for notify scripts no more.
        self.next_deadline_ns: int | None = None

    def start(self, facts: StartFacts, now_ns: int) -> Iterator[Effect]:
        """Begin: clear what a dead predecessor left, then start every tracker and router."""
        director = self._director
        node, roster = director.node, director.roster
        roster.interfaces = {change.interface: change for change in facts.interfaces}
        director.shared.wall_offset_ns = facts.wall_offset_ns
        settings = node.settings
        delayed_ns = now_ns + settings.startup_delay_ns if settings.startup_delay_ns else 0
        director.shared.held_until_ns = max(delayed_ns, settings.delay_after_boot_ns)
        self._make_link_delays(node)
        adopted = find_adopted(node, facts, now_ns)
        yield from remove_leftovers(node, adopted, facts)
        yield from change_static_network(NOTHING, node.static)
        yield from director.trackers.start(node, facts, now_ns)
        director.trackers.news.clear()
        for router in node.virtual_routers:
            yield from self._enlist(router)
        roster.index()
        roster.group(node)
        for key, machine in roster.machines.items():
            yield from machine.start(now_ns, adopt=key in adopted)
            director.agenda.look(machine)
        yield from director.follow_up.settle(now_ns)

    def reload(self, node: Node, now_ns: int) -> Iterator[Effect]:
        """Replace the configuration; who is stopping takes no other one."""
        if self._stopping:
            yield Log(LogLevel.NOTICE, "The new configuration is not used: stopping")
            return
        yield from keep_common_addresses(self._reload(node, now_ns))

    def stop(self, cause: str, now_ns: int) -> Iterator[Effect]:
        """Leave the host clean, tell everybody, and end."""
        director = self._director
        self._stopping = True
        yield Log(LogLevel.NOTICE, f"Stopping: {cause}")
        machines = tuple(director.routers.values())
        for machine in machines:
            if machine.state is not State.INIT:
                yield from machine.stop(Reason.STOPPED, now_ns, "stopping")
        yield from director.follow_up.settle(now_ns)
        for group in director.roster.groups.values():
            yield from director.notifier.tell_group(group.config.name, STOPPED, group.config.notify)
        yield from director.trackers.stop(now_ns)
        yield from change_static_network(director.node.static, NOTHING)
        for machine in machines:
            yield from self._dismiss(machine)
        director.roster.index()
        director.roster.groups.clear()
        # A second request while scripts still run is impatience.
        self.next_deadline_ns = now_ns if self.next_deadline_ns is not None else now_ns + TELL_NS
        yield from self.finish_when_told(now_ns)
        yield from self.handle_timer(now_ns)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """End a stop whose time is up."""
        if self.next_deadline_ns is not None and now_ns >= self.next_deadline_ns:
            self.next_deadline_ns = None
            yield from self._director.notifier.give_up_waiting()
            yield Finish()

    def finish_when_told(self, now_ns: int) -> Iterator[Effect]:
        """End a stop when no notify script runs any more."""
        if self.next_deadline_ns is not None and self._director.notifier.is_idle:
            self.next_deadline_ns = now_ns
            yield from self.handle_timer(now_ns)

    def mend_vmac(self, machine: VirtualRouterMachine, event: InterfaceChanged) -> Iterator[Effect]:
        """Make a router's macvlans again if they are gone, or could not be made before their parent was there."""
        standing = machine.standing
        for vmac in machine.config.vmacs:
            if event.interface == vmac.name and event.up:
                standing.no_vmac = None
            parent = self._director.roster.interfaces.get(vmac.parent)
            if parent is None or not parent.up:
                continue
            gone = event.interface == vmac.name and not event.up and standing.has_seen(vmac.name)
            if gone or (event.interface == vmac.parent and standing.no_vmac is not None):
                standing.no_vmac = None
                yield CreateVmac(machine.config.key, vmac)

    def mend_static_address(self, event: AddressRemoved, now_ns: int) -> Iterator[Effect]:
        """Put back a static address that somebody else removed."""
        if self._stopping:
            return  # We do.
        lost = (event.interface, event.address, event.prefix_length)
        for own in self._director.node.static.addresses:
            if (own.interface, own.address, own.prefix_length) == lost:
                yield from self._admit("A static address was removed by somebody else: putting it back", now_ns)
                yield AddAddresses((own,), None)

    def mend_static_interface(self, interface: str) -> Iterator[Effect]:
        """Put on an interface that came up what was lost while it was down, or was not there yet."""
        if self._stopping:
            return
        yield from change_static_network(NOTHING, static_of_interface(self._director.node.static, interface))

    def mend_static_network(self, event: RouteRemoved | RuleRemoved, now_ns: int) -> Iterator[Effect]:
        """Put back a static route or rule that somebody else removed."""
        if self._stopping:
            return
        static = self._director.node.static
        if isinstance(event, RouteRemoved) and event.route in static.routes:
            yield from self._admit("A static route was removed by somebody else: putting it back", now_ns)
            yield AddRoutes(None, (event.route,))
        elif isinstance(event, RuleRemoved) and event.rule in static.rules:
            yield from self._admit("A static rule was removed by somebody else: putting it back", now_ns)
            yield AddRules(None, (event.rule,))

    def _admit(self, text: str, now_ns: int) -> Iterator[Effect]:
        yield from self._director.shared.log_limit.admit(text, Log(LogLevel.WARNING, text), now_ns)

    def _reload(self, node: Node, now_ns: int) -> Iterator[Effect]:
        director = self._director
        roster = director.roster
        old_static, director.node = director.node.static, node
        director.notifier.has_fifo = bool(node.settings.fifos)
        director.pacer.limits.reconfigure(node.settings.announce_limits)
        for event in self._make_link_delays(node):
            yield from director.take_interface(event, now_ns)
        new = {router.key: router for router in node.virtual_routers}
        for key, machine in list(roster.machines.items()):
            if key not in new or not goes_on(machine.config, new[key]):
                yield from self._remove(machine, now_ns)
        yield from director.trackers.reload(node, now_ns)
        director.trackers.news.clear()
        yield from change_static_network(old_static, node.static)
        running = tuple(roster.machines.values())
        yield from self._take_over(new, now_ns)
        for group in roster.groups.values():
            yield from group.settle(running, now_ns)
        yield from director.follow_up.settle(now_ns)
        for group in roster.groups.values():
            yield from director.follow_up.tell_group(group)
        if node.settings.fifo_states_on_reload:
            yield from self._repeat_states(running)
        counts = f"{len(new)} virtual router(s), {director.trackers.count(TrackKind.SCRIPT)} script(s)"
        yield Log(LogLevel.NOTICE, f"Reloaded: {counts}")

    def _make_link_delays(self, node: Node) -> tuple[InterfaceChanged, ...]:
        """Wait for links as a configuration says; return what was waited for until now: it counts at once."""
        director = self._director
        old, director.link_delays = director.link_delays, None
        if node.interface_delays:
            from standfast.core.link_delays import LinkDelays

            director.link_delays = LinkDelays(node.interface_delays)
        return () if old is None else old.pop_all()

    def _take_over(self, new: dict[tuple[str, int, int], VirtualRouter], now_ns: int) -> Iterator[Effect]:
        """Give each running router its new configuration, and start the others."""
        director = self._director
        roster = director.roster
        before, roster.machines = roster.machines, {}
        for key, router in new.items():
            machine = before.get(key)
            if machine is None:
                yield from self._enlist(router)
            else:
                roster.machines[key] = machine
        roster.group(director.node)
        for key, machine in roster.machines.items():
            if key in before:
                self._inform(machine, new[key])
                old_vmacs, vmacs = machine.config.vmacs, new[key].vmacs
                yield from (CreateVmac(key, vmac) for vmac in vmacs if vmac not in old_vmacs)
                yield from machine.reconfigure(new[key], now_ns)
                yield from (RemoveVmac(key, vmac) for vmac in old_vmacs if vmac not in vmacs)
            else:
                yield from machine.start(now_ns, adopt=False)
            director.agenda.look(machine)
        roster.index()

    def _enlist(self, router: VirtualRouter) -> Iterator[Effect]:
        director = self._director
        machine = director.routers[router.key] = VirtualRouterMachine(router, director.shared)
        self._inform(machine, router)
        for vmac in router.vmacs:
            yield CreateVmac(router.key, vmac)

    def _inform(self, machine: VirtualRouterMachine, router: VirtualRouter) -> None:
        """Tell a machine what is known of all that its configuration names."""
        director = self._director
        for name in router.interfaces & director.roster.interfaces.keys():
            machine.standing.see(director.roster.interfaces[name])
        for tracked in router.tracked:
            finding = director.trackers.find(tracked.key)
            if finding is not None:
                machine.standing.report(tracked.key, finding)

    def _remove(self, machine: VirtualRouterMachine, now_ns: int) -> Iterator[Effect]:
        if machine.state is not State.INIT:
            stopping = machine.stop(Reason.REMOVED, now_ns, "removed from the configuration")
            yield from self._director.follow_up.after(machine, stopping, now_ns)
        yield from self._dismiss(machine)

    def _dismiss(self, machine: VirtualRouterMachine) -> Iterator[Effect]:
        director = self._director
        del director.routers[machine.config.key]
        director.agenda.forget(machine)
        for vmac in machine.config.vmacs:
            yield RemoveVmac(machine.config.key, vmac)

    def _repeat_states(self, running: tuple[VirtualRouterMachine, ...]) -> Iterator[Effect]:
        notifier: Notifier = self._director.notifier
        for machine in running:
            name, priority = machine.config.name, machine.priority
            yield from notifier.repeat_state(INSTANCE, name, machine.state, priority)
        for group in self._director.roster.groups.values():
            yield from notifier.repeat_state(GROUP, group.config.name, group.state, GROUP_PRIORITY)

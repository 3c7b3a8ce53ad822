"""Which virtual router a thing concerns: by interface, by address, by tracker, by sync group.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; tables only, no decisions. They are made anew from the machines' configurations, so that an event costs the
same with one virtual router and with a thousand.
"""

from collections.abc import Iterable

from standfast.core.events import InterfaceChanged
from standfast.core.sync_group import SyncGroup
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.node import Node
from standfast.model.track import TrackKind
from standfast.model.virtual_router import RouterKey

_Machines = tuple[VirtualRouterMachine, ...]


class Roster:
    """All virtual routers of a node, and where to find them."""

    def __init__(self) -> None:
        self.machines: dict[RouterKey, VirtualRouterMachine] = {}
        self.interfaces: dict[str, InterfaceChanged] = {}
        self.groups: dict[str, SyncGroup] = {}
        self._group_of: dict[RouterKey, SyncGroup] = {}
        self._watchers: dict[str, list[VirtualRouterMachine]] = {}
        # Made when an address was removed for the first time: most nodes never need it.
        self._holders: dict[bytes, _Machines] | None = None
        self._trackers: dict[tuple[TrackKind, str], list[VirtualRouterMachine]] = {}

    def index(self) -> None:
        """Make the tables of interfaces, addresses and trackers anew, from the present configurations."""
        self._watchers, self._trackers = {}, {}
        self._holders = None
        for machine in self.machines.values():
            for interface in machine.config.interfaces:
                self._watchers.setdefault(interface, []).append(machine)
            for tracked in machine.config.tracked:
                self._trackers.setdefault(tracked.key, []).append(machine)

    def group(self, node: Node) -> None:
        """Put the machines into the sync groups of a configuration. A group of the same name goes on."""
        before, self.groups = self.groups, {}
        self._group_of = {}
        for machine in self.machines.values():
            machine.group = None
        for config in node.sync_groups:
            group = SyncGroup(config, before.get(config.name))
            group.members = tuple(self.machines[key] for key in config.members if key in self.machines)
            self.groups[config.name] = group
            for machine in group.members:
                machine.group = group
                self._group_of[machine.config.key] = group

    def find(self, interface: str, virtual_router_id: int, source: bytes) -> VirtualRouterMachine | None:
        """Return the virtual router that a packet is meant for, if there is one."""
        return self.machines.get((interface, virtual_router_id, 4 if len(source) == 4 else 6))

    def group_of(self, machine: VirtualRouterMachine) -> SyncGroup | None:
        """Return the sync group of a machine, if it has one."""
        return self._group_of.get(machine.config.key)

    def watchers_of(self, interface: str) -> Iterable[VirtualRouterMachine]:
        """Return who needs to hear of an interface."""
        return self._watchers.get(interface, ())

    def holders_of(self, address: bytes) -> Iterable[VirtualRouterMachine]:
        """Return who has a virtual address."""
        if self._holders is None:
            self._holders = {}
            for machine in self.machines.values():
                for own in machine.config.all_addresses:
                    self._holders[own.address] = (*self._holders.get(own.address, ()), machine)
        return self._holders.get(address, ())

    def trackers_of(self, key: tuple[TrackKind, str]) -> Iterable[VirtualRouterMachine]:
        """Return who tracks a thing."""
        return self._trackers.get(key, ())

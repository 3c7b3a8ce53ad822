"""A picture of the whole node at one moment, for dumps.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; reads and changes nothing. It is loaded by the process that writes a dump only.
"""

from standfast.core.director import Director
from standfast.core.statistics import Statistics
from standfast.core.track import ScriptTracker
from standfast.core.track_process import ProcessTracker
from standfast.core.transitions import State
from standfast.core.virtual_router import VirtualRouterMachine
from standfast.model.snapshot import GroupSnapshot, RouterSnapshot, Snapshot, TrackerSnapshot


def take_snapshot(director: Director, now_ns: int, wall_offset_ns: int) -> Snapshot:
    """Return what the node is now."""
    groups = tuple(
        GroupSnapshot(
            name,
            group.state.name,
            sum(member.state is State.FAULT for member in group.members),
            sum(member.state is State.INIT for member in group.members),
        )
        for name, group in director.roster.groups.items()
    )
    return Snapshot(
        now_ns,
        wall_offset_ns,
        director.node,
        tuple(_router(machine) for machine in director.routers.values()),
        tuple(_trackers(director)),
        groups,
    )


def _router(machine: VirtualRouterMachine) -> RouterSnapshot:
    config, heard = machine.config, machine.heard
    interval_ns = config.advert_interval_ns if heard is None else heard[1]
    faults, unknown = machine.standing.count_faults()
    wanted = machine.state
    if machine.state is State.BACKUP and machine.wants_master:
        wanted = State.MASTER
    return RouterSnapshot(
        config,
        machine.state.name,
        wanted.name,
        machine.changed_ns,
        machine.next_deadline_ns,
        machine.priority,
        machine.standing.source_address,
        faults,
        unknown,
        0 if heard is None else heard[0],
        interval_ns,
        {name: getattr(machine.statistics, name) for name in Statistics.__slots__},
    )


def _trackers(director: Director) -> list[TrackerSnapshot]:
    found = []
    for (kind, name), finding in director.trackers.report():
        tracker = director.trackers.find_tracker((kind, name))
        value, streak, running = finding.value, 0, False
        if isinstance(tracker, ScriptTracker):
            streak, running = tracker.streak, tracker.running
        elif isinstance(tracker, ProcessTracker):
            value = tracker.count
        found.append(TrackerSnapshot(kind, name, finding.health.value, value, streak, running))
    return found

"""What reloads change: a priority, preemption, the list of addresses, a name, a whole virtual router.

Rules: those of faults.py. What a file says must fit together, as in clusters.py: the members of a sync group are
changed together.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from standfast.model.node import Node
from standfast.model.virtual_router import VirtualRouter
from standfast.sim.host import Host
from standfast.sim.scenario import Fault, Step

if TYPE_CHECKING:
    from standfast.sim.world import World


def chosen_router(host: Host, step: Step) -> VirtualRouter:
    """The virtual router that a step means."""
    routers = host.node.virtual_routers
    return routers[step.router % len(routers)]


def reload(world: "World", host: Host, step: Step) -> None:
    """The file has changed, and the daemon is told to read it."""
    if step.kind in (Fault.RELOAD_ADDRESSES, Fault.RELOAD_REMOVES) and not host.runs:
        return  # Who takes an address out of a dead daemon's file has to take it off the host too.
    if step.kind is Fault.RELOAD_REMOVES:
        host.reload(_without_one(host, step))
        return
    chosen = chosen_router(host, step)
    grouped = {key for group in host.node.sync_groups for key in group.members}
    routers = tuple(
        _changed(world, router, step) if router is chosen or {router.key, chosen.key} <= grouped else router
        for router in host.node.virtual_routers
    )
    host.reload(replace(host.node, virtual_routers=routers))


def _without_one(host: Host, step: Step) -> Node:
    """One virtual router less if there are two in no group, else those of the beginning."""
    node = host.node
    if len(node.virtual_routers) > 1 and not node.sync_groups:
        gone = chosen_router(host, step)
        return replace(node, virtual_routers=tuple(router for router in node.virtual_routers if router is not gone))
    there = {router.key for router in node.virtual_routers}
    back = tuple(router for router in host.plan.node.virtual_routers if router.key not in there)
    return replace(node, virtual_routers=node.virtual_routers + back)


def _changed(world: "World", old: VirtualRouter, step: Step) -> VirtualRouter:
    match step.kind:
        case Fault.RELOAD_PRIORITY:
            return replace(old, priority=step.number)
        case Fault.RELOAD_PREEMPT:
            return replace(old, preempt=not old.preempt or old.is_owner)
        case Fault.RELOAD_NAME:
            return replace(old, name=f"{old.name}_new")
        case _:
            return replace(old, addresses=world.pools[old.key][: step.number])

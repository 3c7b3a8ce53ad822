"""What happened to a virtual router, for those who have to act on it: the sync group, notify scripts, FIFOs.

Rules (as everywhere in core): values, frozen; imports none of time, socket, os, asyncio, random, logging, select,
subprocess, threading. A machine appends to `Shared.changes`; the director empties that list after each call.
"""

from __future__ import annotations

from dataclasses import dataclass

from standfast.core.transitions import Reason, State

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.core.virtual_router import VirtualRouterMachine


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A virtual router entered another state, also at its start (from INIT) and its end (to INIT)."""

    machine: VirtualRouterMachine
    old: State
    new: State
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class LowerPriorityHeard:
    """A MASTER heard another router advertise a lower priority (keepalived's MASTER_RX_LOWER_PRI)."""

    machine: VirtualRouterMachine


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """The effective priority of a virtual router is another one (`notify_priority_changes`)."""

    machine: VirtualRouterMachine
    priority: int


Change = StateChanged | LowerPriorityHeard | PriorityChanged

"""A node: everything one configuration file says, resolved.

Rules: frozen; the unit that is handed from the configuration child to the router, and compared at reload.
"""

from dataclasses import dataclass

from standfast.model.track import TrackScript
from standfast.model.virtual_router import VirtualRouter


@dataclass(frozen=True, slots=True)
class Node:
    """The whole configuration of one daemon."""

    router_id: str
    virtual_routers: tuple[VirtualRouter, ...]
    scripts: tuple[TrackScript, ...] = ()

"""A sync group as the router runs it: virtual routers that change their state together.

Rules: frozen; members are keys of virtual routers (model.virtual_router.RouterKey), in the order of the file.
"""

from dataclasses import dataclass

from standfast.model.notify import Notify


@dataclass(frozen=True, slots=True)
class SyncedRouters:
    """One `vrrp_sync_group`. What it tracks has been added to each member by config/."""

    name: str
    members: tuple[tuple[str, int, int], ...]
    notify: Notify | None = None

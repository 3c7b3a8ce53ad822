"""What all virtual routers of a node have in common.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading. The director owns it and fills in what comes from outside; a machine reads, and appends its changes.
"""

from standfast.core.changes import Change
from standfast.core.discards import Discards
from standfast.core.rate_limit import RateLimit


class Shared:
    """One per node.

    `wall_offset_ns` added to `now_ns` gives the time of day (the trailer of `auth_hmac` carries it). Until
    `held_until_ns` a router that starts takes no part (`vrrp_startup_delay`, `vrrp_delay_after_boot`).
    """

    __slots__ = ("changes", "discards", "held_until_ns", "log_limit", "wall_offset_ns")

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.discards = Discards()
        self.log_limit = RateLimit()
        self.wall_offset_ns = 0
        self.held_until_ns = 0

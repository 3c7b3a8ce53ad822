"""Putting back an address that somebody else removed from a MASTER.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

A removal is repaired a moment later, all addresses in one go (a flush removes many, one after the other), and not
more often than REPAIR_PAUSE_NS allows, in case somebody goes on removing them.
"""

from collections.abc import Iterator

from standfast.core.effects import AddAddresses, Effect, Log, RenewLeases, SendGratuitousArp
from standfast.core.events import AddressRemoved
from standfast.log_level import LogLevel
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS

REPAIR_DELAY_NS = NS_PER_MS
REPAIR_PAUSE_NS = 100 * NS_PER_MS


class AddressRepair:
    """The repair that one MASTER has before it; `due_ns` is None if nothing is broken."""

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self._allowed_ns = 0

    def take(self, event: AddressRemoved, router: VirtualRouter, now_ns: int) -> None:
        """Take note of a removal, if the address is one of this router's."""
        lost = (event.interface, event.address, event.prefix_length)
        ours = any(lost == (own.interface, own.address, own.prefix_length) for own in router.addresses)
        if ours and self.due_ns is None:
            self.due_ns = max(now_ns + REPAIR_DELAY_NS, self._allowed_ns)

    def stop(self) -> None:
        """Be MASTER no longer."""
        self.due_ns = None

    def handle_timer(self, router: VirtualRouter, now_ns: int) -> Iterator[Effect]:
        """Put back and announce what is due by now."""
        if self.due_ns is None or now_ns < self.due_ns:
            return
        self.due_ns = None
        self._allowed_ns = now_ns + REPAIR_PAUSE_NS
        text = "An address was removed by somebody else: putting it back"
        yield Log(LogLevel.WARNING, f"({router.name}) {text}")
        if router.lease:
            yield RenewLeases(router.addresses, router.lease_s)
        else:
            yield AddAddresses(router.addresses, None)
        yield SendGratuitousArp(router.addresses)

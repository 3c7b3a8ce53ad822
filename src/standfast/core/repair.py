"""Putting back what somebody else removed from a MASTER: an address, a route, a rule.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

A removal is repaired a moment later, everything in one go (a flush removes many, one after the other, and a route
goes with its address), and not more often than REPAIR_PAUSE_NS allows, in case somebody goes on removing them.
"""

from __future__ import annotations

from collections.abc import Iterator

from standfast.core.effects import AddAddresses, AddRoutes, AddRules, Effect, Log, RenewLeases, SendGratuitousArp
from standfast.core.events import AddressRemoved, RouteRemoved, RuleRemoved
from standfast.core.mastering import fixed_part
from standfast.log_level import LogLevel
from standfast.model.virtual_router import VirtualAddress, VirtualRouter
from standfast.units import NS_PER_MS
from standfast.wire.address import format_address

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:  # few configurations have them, and each costs time to import
    from standfast.model.route import Route
    from standfast.model.rule import Rule

REPAIR_DELAY_NS = NS_PER_MS
REPAIR_PAUSE_NS = 100 * NS_PER_MS
NAMES_SHOWN = 3


class Repair:
    """The repair that one MASTER has before it; `due_ns` is None if nothing is broken."""

    __slots__ = ("_addresses", "_allowed_ns", "_expected", "_routes", "_rules", "due_ns")

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self._allowed_ns = 0
        # Which addresses, as an ordered set: one may be removed more than once before it is put back.
        self._addresses: dict[bytes, None] = {}
        # Removals that we asked for ourselves, of addresses that are added again at once: None if there are none.
        self._expected: set[tuple[str, bytes, int]] | None = None
        self._routes: tuple[Route, ...] = ()
        self._rules: tuple[Rule, ...] = ()

    def expect(self, old: VirtualRouter, new: VirtualRouter) -> None:
        """A reload removes and adds again what the kernel cannot change in place: that is nobody else's work."""
        before = {_place(own): fixed_part(own) for own in old.all_addresses}
        fixed = {_place(own): fixed_part(own) for own in new.all_addresses}
        changed = {place for place, part in fixed.items() if before.get(place, part) != part}
        self._expected = changed or None

    def take(self, event: AddressRemoved | RouteRemoved | RuleRemoved, router: VirtualRouter, now_ns: int) -> bool:
        """Take note of a removal. Return whether it was one of this router's things."""
        match event:
            case AddressRemoved():
                lost = (event.interface, event.address, event.prefix_length)
                if self._expected is not None and lost in self._expected:
                    self._expected.discard(lost)
                    return False
                ours = any(lost == _place(own) for own in router.all_addresses)
                if ours:
                    self._addresses[event.address] = None
            case RouteRemoved():
                ours = event.route in router.routes
                if ours and event.route not in self._routes:
                    self._routes = (*self._routes, event.route)
            case RuleRemoved():
                ours = event.rule in router.rules
                if ours and event.rule not in self._rules:
                    self._rules = (*self._rules, event.rule)
        if ours and self.due_ns is None:
            self.due_ns = max(now_ns + REPAIR_DELAY_NS, self._allowed_ns)
        return ours

    def stop(self) -> None:
        """Be MASTER no longer."""
        self._expected = None
        self._forget()

    def _forget(self) -> None:
        self.due_ns = None
        self._addresses = {}
        self._routes = self._rules = ()

    def handle_timer(self, router: VirtualRouter, repaired: int, now_ns: int) -> Iterator[Effect]:
        """Put back what is due by now, in the order of a new MASTER, and announce the addresses.

        `repaired` is how many things were put back so far, these among them.
        """
        if self.due_ns is None or now_ns < self.due_ns:
            return
        addresses, routes, rules = self._addresses, self._routes, self._rules
        self._forget()
        self._allowed_ns = now_ns + REPAIR_PAUSE_NS
        text = f"{_describe(addresses, routes, rules)} removed by somebody else: putting it back"
        yield Log(LogLevel.WARNING, f"({router.name}) {text} ({repaired} so far)")
        if addresses and router.lease:
            yield RenewLeases(router.all_addresses, router.lease_s)
        elif addresses:
            yield AddAddresses(router.all_addresses, None)
        kept_routes = tuple(route for route in routes if route in router.routes)
        kept_rules = tuple(rule for rule in rules if rule in router.rules)
        if kept_routes:
            yield AddRoutes(router.key, kept_routes)
        if kept_rules:
            yield AddRules(router.key, kept_rules)
        if addresses:
            yield SendGratuitousArp(router.all_addresses)


def _place(address: VirtualAddress) -> tuple[str, bytes, int]:
    return (address.interface, address.address, address.prefix_length)


def _describe(addresses: dict[bytes, None], routes: tuple[Route, ...], rules: tuple[Rule, ...]) -> str:
    names = [format_address(address) for address in list(addresses)[:NAMES_SHOWN]]
    if len(addresses) > NAMES_SHOWN:
        names.append(f"{len(addresses) - NAMES_SHOWN} more")
    names += ["a route"] * bool(routes) + ["a rule"] * bool(rules)
    return f"{', '.join(names)} {'was' if len(addresses) + len(routes) + len(rules) == 1 else 'were'}"

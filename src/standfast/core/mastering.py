"""What a MASTER puts on its host and takes away again, in keepalived's order.

Rules (as everywhere in core): pure functions of values.

On: firewall, addresses (virtual, then excluded ones), routes, rules. Off: the reverse. With `no_accept` the firewall
is there before the first address and until after the last, so that nothing reaches an address in between; the owner
of the addresses accepts what is sent to them all the same (RFC 9568, 6.1).
"""

from collections.abc import Iterator
from dataclasses import replace

from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    BlockAddresses,
    Effect,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    SendGratuitousArp,
    UnblockAddresses,
)
from standfast.model.virtual_router import VirtualAddress, VirtualRouter


def lease_s(router: VirtualRouter) -> int | None:
    """The life of an address without renewal, None for ever."""
    return router.lease_s if router.lease else None


def _blocked(router: VirtualRouter) -> tuple[VirtualAddress, ...]:
    return () if router.accept or router.is_owner else router.all_addresses


def take(router: VirtualRouter) -> Iterator[Effect]:
    """Put everything on the host that moves with the state MASTER."""
    addresses = router.all_addresses
    blocked = _blocked(router)
    if blocked:
        yield BlockAddresses(router.key, blocked)
    if addresses:
        yield AddAddresses(addresses, lease_s(router))
    if router.routes:
        yield AddRoutes(router.key, router.routes)
    if router.rules:
        yield AddRules(router.key, router.rules)


def give_back(router: VirtualRouter) -> Iterator[Effect]:
    """Take all that away again."""
    addresses = router.all_addresses
    if router.rules:
        yield RemoveRules(router.key, router.rules)
    if router.routes:
        yield RemoveRoutes(router.key, router.routes)
    if addresses:
        yield RemoveAddresses(addresses)
    blocked = _blocked(router)
    if blocked:
        yield UnblockAddresses(router.key, blocked)


def move(old: VirtualRouter, new: VirtualRouter) -> Iterator[Effect]:
    """Change a MASTER's host from one configuration to another; what both have is not touched.

    Flags and the preferred life of an address that stays are written over; the kernel changes nothing else of it.
    """
    yield from _drop_rules_and_routes(old, new)
    before, after = _named(old), _named(new)
    gone = tuple(address for name, address in before.items() if name not in after)
    come = tuple(address for name, address in after.items() if name not in before)
    differ = any(before.get(name) != address for name, address in after.items())
    if gone:
        yield RemoveAddresses(gone)
    before_blocked, after_blocked = _blocked(old), _blocked(new)
    unblock = tuple(address for address in before_blocked if address not in after_blocked)
    block = tuple(address for address in after_blocked if address not in before_blocked)
    if unblock:
        yield UnblockAddresses(old.key, unblock)
    if block:
        yield BlockAddresses(new.key, block)
    if after and (differ or lease_s(old) != lease_s(new)):
        yield AddAddresses(new.all_addresses, lease_s(new))
    yield from _add_routes_and_rules(old, new)
    for _ in range(new.garp.master_repeat if come else 0):
        yield SendGratuitousArp(come)


def fixed_part(address: VirtualAddress) -> VirtualAddress:
    """Return what of an address cannot be changed while it stands: another one must be removed and added."""
    return replace(address, flags=0, preferred_lft_s=None, tracked=True)


def _named(router: VirtualRouter) -> dict[VirtualAddress, VirtualAddress]:
    return {fixed_part(address): address for address in router.all_addresses}


def _drop_rules_and_routes(old: VirtualRouter, new: VirtualRouter) -> Iterator[Effect]:
    rules = tuple(rule for rule in old.rules if rule not in new.rules)
    routes = tuple(route for route in old.routes if route not in new.routes)
    if rules:
        yield RemoveRules(old.key, rules)
    if routes:
        yield RemoveRoutes(old.key, routes)


def _add_routes_and_rules(old: VirtualRouter, new: VirtualRouter) -> Iterator[Effect]:
    routes = tuple(route for route in new.routes if route not in old.routes)
    rules = tuple(rule for rule in new.rules if rule not in old.rules)
    if routes:
        yield AddRoutes(new.key, routes)
    if rules:
        yield AddRules(new.key, rules)

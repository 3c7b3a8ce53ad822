"""Addresses, routes and rules that are there as long as the daemon runs (`static_ipaddress`, `static_routes`, ...).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; pure functions of values. Addresses come first and go last, because routes need them. What two
configurations have in common is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator

from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    Effect,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
)
from standfast.model.node import StaticNetwork
from standfast.model.virtual_router import interfaces_of_route

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from typing import TypeVar

    _T = TypeVar("_T")

NOTHING = StaticNetwork()


def change_static_network(old: StaticNetwork, new: StaticNetwork) -> Iterator[Effect]:
    """Take away what only the old configuration has, and add what only the new one has."""
    rules, routes = _only_in(old.rules, new.rules), _only_in(old.routes, new.routes)
    addresses = _only_in(old.addresses, new.addresses)
    if rules:
        yield RemoveRules(None, rules)
    if routes:
        yield RemoveRoutes(None, routes)
    if addresses:
        yield RemoveAddresses(addresses)
    rules, routes = _only_in(new.rules, old.rules), _only_in(new.routes, old.routes)
    addresses = _only_in(new.addresses, old.addresses)
    if addresses:
        yield AddAddresses(addresses, None)
    if routes:
        yield AddRoutes(None, routes)
    if rules:
        yield AddRules(None, rules)


def static_of_interface(static: StaticNetwork, interface: str) -> StaticNetwork:
    """Return the addresses on an interface and the routes by it; a rule stays whatever happens to an interface."""
    addresses = tuple(address for address in static.addresses if address.interface == interface)
    routes = tuple(route for route in static.routes if interface in interfaces_of_route(route))
    return StaticNetwork(addresses, routes)


def _only_in(these: tuple[_T, ...], those: tuple[_T, ...]) -> tuple[_T, ...]:
    known = frozenset(those)
    return tuple(one for one in these if one not in known)

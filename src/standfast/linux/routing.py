"""Virtual and static routes and rules in the kernel, and what became of them.

Rules: what is held is remembered under what makes it one route or rule to the kernel; when the kernel tells that such
a one is gone, and this daemon did not ask for it, that is an event. The kernel is silent about some (IPv4 routes of
an interface that goes down): so after any change of a link all are looked for. What two virtual routers both want is
there once, until neither wants it.
"""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from standfast.core.effects import AddRoutes, AddRules, RemoveRoutes, RemoveRules
from standfast.core.events import RouteRemoved, RuleRemoved
from standfast.linux.host import Host
from standfast.linux.netlink_socket import RouteMonitor, RouteSocket
from standfast.linux.route_messages import describe, route_message, rule_message
from standfast.model.route import Placement, Route
from standfast.model.rule import Rule
from standfast.model.virtual_router import RouterKey
from standfast.wire.netlink import NLM_F_APPEND, NLM_F_EXCL, NetlinkMessage
from standfast.wire.rtnl import AF_INET, AF_INET6
from standfast.wire.rtnl_route import RTM_DELROUTE, RouteMessage, decode_route
from standfast.wire.rtnl_route_request import encode_add_route, encode_delete_route, encode_route_dump
from standfast.wire.rtnl_rule import (
    RTM_DELRULE,
    RuleMessage,
    decode_rule,
    encode_add_rule,
    encode_delete_rule,
    encode_rule_dump,
)

# The multicast groups of rtnetlink(7) by number: IPv4 and IPv6 routes, IPv4 and IPv6 rules.
_GROUPS = (7, 11, 8, 19)
_ALREADY_GONE = (0, errno.ESRCH, errno.ENOENT, errno.ENODEV)
_Owner = RouterKey | None
# Never in place of what is there: it must be as it was when ours is gone.
_PLACEMENTS = {
    Placement.PREPEND: 0,
    Placement.APPEND: NLM_F_APPEND,
    Placement.ADD: NLM_F_EXCL,
}


class Routing:
    """The routes and rules that are held."""

    def __init__(self, host: Host, route_socket: RouteSocket, monitor: RouteMonitor) -> None:
        self._host = host
        self._route_socket = route_socket
        self._routes: dict[tuple[object, ...], tuple[RouteMessage, dict[_Owner, Route]]] = {}
        self._rules: dict[RuleMessage, dict[_Owner, Rule]] = {}
        monitor.hear((RTM_DELROUTE, RTM_DELRULE), _GROUPS)

    def run(self, effect: AddRoutes | RemoveRoutes | AddRules | RemoveRules) -> None:
        """Carry out an effect, as far as the kernel lets it. Raises OSError for the first refusal."""
        match effect:
            case AddRoutes():
                self._each(effect.routes, partial(self._add_route, effect.router))
            case RemoveRoutes():
                self._each(effect.routes, partial(self._remove_route, effect.router))
            case AddRules():
                self._each(effect.rules, partial(self._add_rule, effect.router))
            case RemoveRules():
                self._each(effect.rules, partial(self._remove_rule, effect.router))

    def close(self) -> None:
        """The core has removed what was held; nothing else is open here."""

    def take(self, news: list[NetlinkMessage]) -> Iterator[RouteRemoved | RuleRemoved]:
        """Yield what of these messages is about a route or rule that is held."""
        for message in news:
            route = decode_route(message)
            if route is not None and route.key in self._routes:
                yield from self._lost_route(route.key)
            rule = decode_rule(message)
            if rule is not None:
                yield from self._lost_rule(replace(rule, deleted=False))

    def check(self) -> Iterator[RouteRemoved | RuleRemoved]:
        """Look for all that is held and yield what is gone unheard."""
        if self._routes:
            found = {route.key for route in map(decode_route, self._dump(encode_route_dump)) if route is not None}
            for key in [key for key in self._routes if key not in found]:
                yield from self._lost_route(key)
        if self._rules:
            present = set(map(decode_rule, self._dump(encode_rule_dump)))
            for rule in [rule for rule in self._rules if rule not in present]:
                yield from self._lost_rule(rule)

    def _dump(self, encode: Callable[..., bytes]) -> Iterator[NetlinkMessage]:
        for family in (AF_INET, AF_INET6):
            yield from self._route_socket.dump(partial(encode, family=family))

    def _lost_route(self, key: tuple[object, ...]) -> Iterator[RouteRemoved]:
        _, owners = self._routes.pop(key)
        for owner, route in owners.items():
            yield RouteRemoved(owner, route)

    def _lost_rule(self, rule: RuleMessage) -> Iterator[RuleRemoved]:
        for owner, lost in self._rules.pop(rule, {}).items():
            yield RuleRemoved(owner, lost)

    def _add_route(self, owner: _Owner, route: Route) -> None:
        message = self._message(route)
        encode = partial(encode_add_route, route=message, flags=_PLACEMENTS[route.placement])
        self._request(encode, (0, errno.EEXIST))
        _, owners = self._routes.setdefault(message.key, (message, {}))
        owners[owner] = route

    def _remove_route(self, owner: _Owner, route: Route) -> None:
        try:
            message = self._message(route)
        except OSError as error:
            if error.errno == errno.ENODEV:
                return  # Its interface is gone, and it with it.
            raise
        held, owners = self._routes.get(message.key, (message, {}))
        owners.pop(owner, None)
        if not owners:
            self._routes.pop(message.key, None)
            self._request(partial(encode_delete_route, route=held), _ALREADY_GONE)

    def _add_rule(self, owner: _Owner, rule: Rule) -> None:
        message = rule_message(rule)
        self._request(partial(encode_add_rule, rule=message), (0, errno.EEXIST))
        self._rules.setdefault(message, {})[owner] = rule

    def _remove_rule(self, owner: _Owner, rule: Rule) -> None:
        message = rule_message(rule)
        owners = self._rules.get(message, {})
        owners.pop(owner, None)
        if not owners:
            self._rules.pop(message, None)
            self._request(partial(encode_delete_rule, rule=message), _ALREADY_GONE)

    def _message(self, route: Route) -> RouteMessage:
        return route_message(route, lambda name: self._host.get(name).index)

    def _request(self, encode: Callable[[int], bytes], accepted: tuple[int, ...]) -> None:
        try:
            (number,) = self._route_socket.request([encode])
        except ValueError as error:
            raise OSError(errno.EINVAL, str(error)) from None
        if number not in accepted:
            raise OSError(number, os.strerror(number))

    def _each(self, items: tuple[Route, ...] | tuple[Rule, ...], act: Callable[..., None]) -> None:
        """Do it for each, whatever becomes of the others; the first refusal is told with the one it was for."""
        refusal: OSError | None = None
        for item in items:
            try:
                act(item)
            except OSError as error:
                refusal = refusal or OSError(error.errno, f"{describe(item)}: {error.strerror}")
        if refusal is not None:
            raise refusal

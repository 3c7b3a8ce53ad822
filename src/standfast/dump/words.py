"""How keepalived 2.2.7 writes single values: addresses, routes, rules, scripts, times.

Rules: pure functions from values to text.
"""

import os
import time

from standfast.model.network import Prefix
from standfast.model.notify import NotifyScript
from standfast.model.route import NextHop, Placement, Route, RouteKind
from standfast.model.rule import Rule, RuleAction
from standfast.model.virtual_router import VirtualAddress, VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.address import format_address

HIDDEN = "********"
_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
_NS_PER_US = 1000
_TABLE_MAIN = 254
_FLAGS = ((0x10, "home"), (0x100, "mngtmpaddr"), (0x200, "noprefixroute"), (0x400, "autojoin"))


def yes_no(value: object) -> str:
    """Return "yes" or "no"."""
    return "yes" if value else "no"


def true_false(value: object) -> str:
    """Return "true" or "false"."""
    return "true" if value else "false"


def enabled(value: object) -> str:
    """Return "enabled" or "disabled"."""
    return "enabled" if value else "disabled"


def number_text(duration_ns: int) -> str:
    """Return a duration in seconds without zeros behind: 5, 0.5."""
    return f"{duration_ns / NS_PER_S:.6f}".rstrip("0").rstrip(".")


def time_text(wall_ns: int) -> str:
    """Return a moment as keepalived writes it: `1795417969.021713 (Mon Nov 23 07:12:49.021713 2026)`."""
    seconds, micros = divmod(wall_ns // _NS_PER_US, 1_000_000)
    local = time.localtime(seconds)
    return f"{seconds}.{micros:06d} ({time.strftime('%a %b %e %H:%M:%S', local)}.{micros:06d} {local.tm_year})"


def command_text(argv: tuple[str, ...]) -> str:
    """Return a command: each word in quotes, the program by its real path."""
    words = (os.path.realpath(argv[0]), *argv[1:])
    return " ".join(f"'{word}'" for word in words)


def script_text(script: NotifyScript) -> str:
    """Return a script and who runs it."""
    return f"{command_text(script.argv)}, uid:gid {script.user.uid}:{script.user.gid}"


def address_text(router: VirtualRouter | None, own: VirtualAddress, *, held: bool, blocked: bool = False) -> str:
    """Return an address line; `held` adds `set`, `blocked` `nftable_set`."""
    full = 128 if own.is_ipv6 else 32
    length = "" if own.prefix_length == full or own.peer is not None else f"/{own.prefix_length}"
    words = [f"{format_address(own.address)}{length}"]
    if own.broadcast is not None:
        words += ["brd", format_address(own.broadcast)]
    vmac = next((one for one in (() if router is None else router.vmacs) if one.name == own.interface), None)
    words += ["dev", own.interface if vmac is None else f"{own.interface}@{vmac.parent}"]
    words += ["use_vmac"] if router is not None and vmac in router.extra_vmacs else []
    words += ["scope", _SCOPES.get(own.scope, str(own.scope))]
    if own.label is not None:
        words += ["label", own.label]
    words += [name for bit, name in _FLAGS if own.flags & bit]
    if own.is_ipv6:
        lifetime = "forever" if own.preferred_lft_s is None else str(own.preferred_lft_s)
        words += ["deprecated"] if own.preferred_lft_s == 0 else ["preferred_lft", lifetime]
    if own.peer is not None:
        words += ["peer", f"{format_address(own.peer)}/{own.prefix_length}"]
    if not own.tracked:
        words.append("no_track")
    return " ".join([*words, *(["set"] if held else []), *(["nftable_set"] if blocked else [])])


def prefix_text(prefix: Prefix) -> str:
    """Return a network; all of it is `default`, a host has no length."""
    if prefix.length == 0 and not any(prefix.address):
        return "default"
    full = 128 if prefix.is_ipv6 else 32
    return format_address(prefix.address) + ("" if prefix.length == full else f"/{prefix.length}")


def _gateway_words(gateway: bytes) -> list[str]:
    return ["via", "inet6" if len(gateway) == 16 else "inet", format_address(gateway)]


def _hop_text(hop: NextHop) -> str:
    words = ["nexthop"]
    if hop.gateway is not None:
        words += _gateway_words(hop.gateway)
    if hop.interface is not None:
        words += ["dev", hop.interface]
    if hop.weight != 1:
        words += ["weight", str(hop.weight)]
    return " ".join([*words, *(["onlink"] if hop.onlink else [])])


def route_text(route: Route) -> str:
    """Return a route line."""
    words = [] if route.placement is Placement.ADD else [route.placement.value]
    if route.kind is not RouteKind.UNICAST:
        words.append(route.kind.name.lower())
    words.append(prefix_text(route.destination))
    if route.source is not None:
        words += ["from", prefix_text(route.source)]
    if route.gateway is not None:
        words += _gateway_words(route.gateway)
    if route.interface is not None:
        words += ["dev", route.interface]
    if route.table != _TABLE_MAIN:
        words += ["table", str(route.table)]
    if route.tos:
        words += ["tos", f"0x{route.tos:x}"]
    words += ["proto", str(route.protocol)]
    if route.scope:
        words += ["scope", _SCOPES.get(route.scope, str(route.scope))]
    if route.preferred_source is not None:
        words += ["src", format_address(route.preferred_source)]
    if route.metric is not None:
        words += ["metric", str(route.metric)]
    if route.onlink:
        words.append("onlink")
    for metric in route.metrics:
        words += [metric.kind.name.lower(), *(["lock"] if metric.locked else []), str(metric.value)]
    words += [_hop_text(hop) for hop in route.next_hops]
    return " ".join([*words, *([] if route.tracked else ["no_track"])])


def rule_text(rule: Rule) -> str:
    """Return a rule line."""
    words = ["not"] if rule.inverted else []
    for name, prefix in (("from", rule.source), ("to", rule.destination)):
        if prefix is not None:
            words += [name, prefix_text(prefix)]
    words += ["priority", str(rule.preference)]
    if rule.fwmark is not None:
        words += ["fwmark", f"0x{rule.fwmark:x}" + ("" if rule.fwmask is None else f"/0x{rule.fwmask:x}")]
    if rule.incoming_interface is not None:
        words += ["dev", rule.incoming_interface]
    if rule.outgoing_interface is not None:
        words += ["oif", rule.outgoing_interface]
    words += ["tos", f"0x{rule.tos:x}", "protocol", str(rule.protocol)]
    if rule.action is RuleAction.TABLE:
        words += ["l3mdev"] if rule.l3mdev else ["lookup", str(rule.table)]
    elif rule.action is RuleAction.GOTO:
        words += ["goto", str(rule.goto)]
    else:
        words += ["type", rule.action.name.lower()]
    return " ".join([*words, *([] if rule.tracked else ["no_track"])])

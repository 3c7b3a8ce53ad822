"""The lines of `virtual_routes`, `virtual_rules` and their static kin -> model.network.Route and Rule; and the other
lists whose lines have a form of their own.

keepalived's rules: a route begins with its kind or its destination, or `to` and its destination; the rest is words
with or without a value, as in `ip route` and `ip rule`; a rule without a preference gets one, which is seldom meant.

Rule of this file: words are known or reported; values are kept as written, since nothing here adds a route.
"""

from standfast.config.addresses import parse_address
from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.values import parse_integer
from standfast.model.network import InterfaceDelay, LinkbeatInterface, Route, Rule, UnicastPeer
from standfast.units import NS_PER_S, seconds_text_to_ns

_ROUTE_KINDS = ("unicast", "local", "broadcast", "multicast", "anycast", "throw", "unreachable", "prohibit",
                "blackhole", "nat")  # fmt: skip
_ROUTE_FLAGS = ("add", "append", "prepend", "high", "medium", "low", "inet", "inet6", "no_track", "onlink",
                "quickack", "lock", "or", "ttl-propagate", "fastopen_no_cookie", "nexthop", "encap")  # fmt: skip
_ROUTE_VALUES = (
    "to", "advmss", "as", "congctl", "cwnd", "dev", "oif", "expires", "features", "from", "src", "via", "gw", "pref",
    "hoplimit", "initcwnd", "initrwnd", "metric", "preference", "priority", "mtu", "protocol", "proto", "realms",
    "reordering", "rto_min", "rtt", "rttvar", "scope", "ssthresh", "table", "tos", "dsfield", "track_group", "vrf",
    "weight", "window", "type", "ecn",
)  # fmt: skip
_RULE_FLAGS = ("inet", "inet6", "l3mdev", "no_track", "nop", "not", "unicast", "blackhole", "unreachable", "prohibit")
_RULE_VALUES = (
    "dev", "dport", "sport", "dsfield", "tos", "from", "to", "fwmark", "goto", "iif", "oif", "ipproto", "ip_proto",
    "lookup", "table", "order", "preference", "priority", "protocol", "realms", "sup_group", "suppress_ifgroup",
    "sup_pl", "suppress_prefixlength", "track_group", "tunnel-id", "type", "uidrange",
)  # fmt: skip
_PREFERENCES = ("preference", "priority", "order")
_DELAY_MAX_NS = 255 * NS_PER_S


def read_route(item: Statement, report: Report) -> Route | None:
    """Read one route. Return None, with a report, if it has no destination."""
    words = list(item.line.tokens)
    kind = words.pop(0).text if words[0].text in _ROUTE_KINDS else "unicast"
    if words and words[0].text == "to":
        words.pop(0)
    if not words:
        report.warning(item.at, "bad-route", "a route without a destination is left out", "write 'to DESTINATION'")
        return None
    destination = words.pop(0).text
    options = _pairs(words, _ROUTE_FLAGS, _ROUTE_VALUES, "route", report)
    names = [name for name, _ in options]
    if not {"dev", "oif", "no_track", "nexthop"} & set(names):
        report.warning(item.at, "untracked-route", f"the route to '{destination}' names no interface, so it cannot be"
                       " watched", "add 'dev INTERFACE' or 'no_track'")  # fmt: skip
    return Route(destination, kind, options, "no_track" not in names)


def read_rule(item: Statement, report: Report) -> Rule:
    """Read one routing rule."""
    options = _pairs(list(item.line.tokens), _RULE_FLAGS, _RULE_VALUES, "rule", report)
    preference = None
    for name, value in options:
        if name in _PREFERENCES and value.isascii() and value.isdigit():
            preference = int(value[:10])
    if preference is None:
        report.warning(item.at, "no-preference", "this rule has no preference, so keepalived gives it one",
                       "add 'preference N'")  # fmt: skip
    return Rule(options, preference, all(name != "no_track" for name, _ in options))


def _pairs(
    words: list[Token], flags: tuple[str, ...], values: tuple[str, ...], what: str, report: Report
) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    while words:
        word = words.pop(0)
        if word.text in values:
            if words and words[0].text == "lock":
                pairs.append((words.pop(0).text, ""))
            if not words:
                report.warning(
                    word.at, "missing-argument", f"'{word.text}' has no value", f"write '{word.text} VALUE'"
                )
            else:
                pairs.append((word.text, words.pop(0).text))
        elif word.text in flags:
            pairs.append((word.text, ""))
        else:
            report.warning(word.at, "ignored-words", f"'{word.text}' is not an option of a {what}", "correct it")
    return tuple(pairs)


def read_peer(item: Statement, report: Report) -> UnicastPeer | None:
    """Read `ADDRESS [min_ttl N] [max_ttl N]`. Return None, with a report, if it is no address."""
    if parse_address(item.keyword.text.partition("%")[0]) is None:
        report.warning(
            item.at, "bad-address", f"'{item.keyword.text}' is not the address of a host, so it is left out",
            "write ADDRESS",
        )  # fmt: skip
        return None
    limits: dict[str, int] = {}
    words = list(item.arguments)
    while words:
        name = words.pop(0)
        value = words.pop(0) if words and name.text in ("min_ttl", "max_ttl") else None
        if value is not None and value.text.isascii() and value.text.isdigit() and int(value.text[:4]) <= 255:
            limits[name.text] = int(value.text)
        else:
            report.warning(
                name.at, "bad-value", f"'{name.text}' is not understood here", "write 'min_ttl N' from 0 to 255"
            )
    return UnicastPeer(item.keyword.text, limits.get("min_ttl"), limits.get("max_ttl"))


def read_delay(item: Statement, report: Report) -> InterfaceDelay | None:
    """Read `INTERFACE DOWN [UP]`, in seconds up to 255. Return None, with a report, if that is not what it says."""
    delays = []
    for word in item.arguments[:2]:
        try:
            delay_ns = seconds_text_to_ns(word.text)
        except ValueError:
            delay_ns = -1
        if not 0 <= delay_ns <= _DELAY_MAX_NS:
            report.warning(word.at, "bad-value", f"'{word.text}' is no delay, so the line is left out",
                           "write seconds from 0 to 255")  # fmt: skip
            return None
        delays.append(delay_ns)
    if not delays:
        report.warning(item.at, "missing-argument", f"'{item.keyword.text}' has no delay, so the line is left out",
                       "write 'INTERFACE DOWN UP'")  # fmt: skip
        return None
    return InterfaceDelay(item.keyword.text, delays[0], delays[1] if len(delays) > 1 else 0)


def read_linkbeat(item: Statement, report: Report) -> LinkbeatInterface:
    """Read `INTERFACE [MII|ETHTOOL|IOCTL]`."""
    method = item.arguments[0].text.upper() if item.arguments else ""
    if method not in ("", "MII", "ETHTOOL", "IOCTL"):
        report.warning(item.arguments[0].at, "bad-value", f"'{item.arguments[0].text}' is no way to poll a link",
                       "write MII, ETHTOOL or IOCTL")  # fmt: skip
        method = ""
    return LinkbeatInterface(item.keyword.text, method)


def port_number(token: Token, report: Report) -> int:
    """Read a port; 0, with a report, if it is none."""
    try:
        port = parse_integer(token.text)
    except ValueError:
        port = -1
    if 0 <= port <= 65535:
        return port
    report.warning(token.at, "bad-value", f"'{token.text}' is not a port, so 0 is used", "write a number up to 65535")
    return 0

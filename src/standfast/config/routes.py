"""The lines of `virtual_routes` and `static_routes` -> model.route.Route.

keepalived's rules: a bare address is the destination, the last one counts; a type such as `blackhole` stands before
the destination and makes the route an `add`; a word that is not known makes the line useless; a route that is
tracked has keepalived's protocol number, and one without an interface cannot be tracked. After the first `nexthop`
come only further ones.

Rule of this file: every word ends as a number, an address or a name of an interface; nothing is left to parse.
"""

from collections.abc import Callable

from standfast.config.encapsulation import read_encapsulation
from standfast.config.iproute_names import Names
from standfast.config.lexer import Token
from standfast.config.line_words import UINT_MAX, Family, LineError, Words, prefix_of
from standfast.config.lines import Lines
from standfast.config.next_hops import read_gateway, read_next_hops
from standfast.config.parser import Statement
from standfast.config.route_metrics import METRICS, read_metric
from standfast.model.network import Prefix
from standfast.model.route import (
    PROTOCOL_KEEPALIVED,
    MetricKind,
    NextHop,
    Placement,
    Route,
    RouteKind,
    RouteMetric,
    RoutePreference,
)

_KINDS = {kind.name.lower(): kind for kind in RouteKind}
_PLACEMENTS = {placement.value: placement for placement in Placement}


def read_route(item: Statement, lines: Lines, *, static: bool = False) -> Route | None:
    """Read one route. Return None, with a report, if the line gives none. `static`: of `static_routes`."""
    try:
        return _Reader(item, lines, static=static).read()
    except LineError as wrong:
        wrong.tell(lines.report, "the route")
        return None


class _Reader:
    """What was read of one line: the fields of its Route."""

    def __init__(self, item: Statement, lines: Lines, *, static: bool) -> None:
        self._at = item.at
        self._static = static
        self._lines = lines
        self._words = Words(item)
        self._fields: dict[str, object] = {}
        self._destination: Prefix | None = None
        self._family = Family("bad-route")
        self._metrics: dict[MetricKind, RouteMetric] = {}
        self._hops: list[NextHop] = []
        self._protocol: Token | None = None

    def read(self) -> Route:
        while self._words:
            word = self._words.take()
            if word.text == "nexthop":
                self._next_hops()
                break
            self._option(word)
        if self._destination is None:
            raise LineError(self._at, "bad-route", "a route must have a destination", "write 'to DESTINATION'")
        make: Callable[..., Route] = Route
        return make(
            destination=self._destination, next_hops=tuple(self._hops), metrics=tuple(self._metrics.values()),
            **(self._fields | self._tracking()),
        )  # fmt: skip

    def _option(self, word: Token) -> None:
        name = word.text
        if name in _READERS:
            _READERS[name](self, word)
        elif name in _KINDS:
            self._fields |= {"kind": _KINDS[name], "placement": Placement.ADD}
            self._take_destination(self._words.value(word))
        elif name in _PLACEMENTS:
            self._fields["placement"] = _PLACEMENTS[name]
        elif name in METRICS:
            metric = read_metric(word, self._words, self._lines.report)
            self._metrics |= {metric.kind: metric} if metric is not None else {}
        else:
            self._take_destination(word)

    def _take_destination(self, word: Token) -> None:
        prefix = prefix_of(word, self._lines.report, is_ipv6=self._family.is_ipv6)
        self._family.hold_to(prefix.is_ipv6, word)
        self._destination = prefix

    def _to(self, word: Token) -> None:
        self._take_destination(self._words.value(word))

    def _inet(self, word: Token) -> None:
        self._family.hold_to(word.text == "inet6", word)

    def _source(self, word: Token) -> None:
        value = self._words.value(word)
        prefix = prefix_of(value, self._lines.report, is_ipv6=self._family.is_ipv6)
        if not prefix.is_ipv6:
            raise LineError(value.at, "bad-route", "only a route of IPv6 can have a 'from'", "use a rule for that")
        self._family.hold_to(True, value)
        self._fields["source"] = prefix

    def _preferred_source(self, word: Token) -> None:
        packed = self._words.address(word)
        self._family.hold_to(len(packed) == 16, word)
        self._fields["preferred_source"] = packed

    def _via(self, word: Token) -> None:
        if word.text == "gw":
            self._outdated(word, "via")
        self._fields["gateway"] = read_gateway(word, self._words, self._family)

    def _or(self, word: Token) -> None:
        """`via A or B`, the old form of two next hops."""
        self._outdated(word, "nexthop")
        first = self._fields.pop("gateway", None)
        assert first is None or isinstance(first, bytes)
        self._hops += [NextHop(first), NextHop(read_gateway(word, self._words, self._family))]

    def _outdated(self, word: Token, new: str) -> None:
        self._lines.report.warning(
            word.at, "outdated", f"'{word.text}' is an old word for routes", f"write '{new}' instead"
        )

    def _interface(self, word: Token) -> None:
        self._fields["interface"] = self._lines.check_interface(self._words.value(word))

    def _onlink(self, _word: Token) -> None:
        self._fields["onlink"] = True

    def _named(self, word: Token) -> None:
        field, names = _NAMED[word.text]
        self._fields[field] = self._words.named(word, names)
        if field == "protocol":
            self._protocol = word

    def _vrf(self, word: Token) -> None:
        self._fields["vrf"] = self._lines.check_interface(self._words.value(word))

    def _metric(self, word: Token) -> None:
        self._fields["metric"] = self._words.number(word, 0, UINT_MAX)

    def _realms(self, word: Token) -> None:
        self._fields["realms"] = self._words.realms(word)

    def _only_ipv6(self, word: Token) -> None:
        if not self._family.is_ipv6:
            raise LineError(word.at, "bad-route", f"'{word.text}' is for IPv6 only", "remove it")

    def _expires(self, word: Token) -> None:
        self._only_ipv6(word)
        self._fields["expires_s"] = self._words.number(word, 0, UINT_MAX)

    def _pref(self, word: Token) -> None:
        self._only_ipv6(word)
        value = self._words.value(word)
        preferences = {preference.name.lower(): preference for preference in RoutePreference}
        if value.text not in preferences:
            raise LineError(value.at, "bad-value", f"'pref {value.text}' cannot be used", "write low, medium or high")
        self._fields["preference"] = preferences[value.text]

    def _ttl_propagate(self, word: Token) -> None:
        value = self._words.value(word)
        if value.text not in ("enabled", "disabled"):
            self._lines.report.warning(
                value.at, "bad-value", f"'{value.text}' is neither enabled nor disabled, so it is disabled",
                "write enabled or disabled",
            )  # fmt: skip
        self._fields["ttl_propagate"] = value.text == "enabled"

    def _encap(self, word: Token) -> None:
        encapsulation = read_encapsulation(word, self._words, self._lines.report)
        if encapsulation is not None:
            self._fields["encapsulation"] = encapsulation

    def _as(self, word: Token) -> None:
        self._words.take_if("to")
        self._words.value(word)
        self._lines.report.warning(word.at, "ignored-words", "'as to' is for MPLS routes only, so it is ignored",
                                   "remove it")  # fmt: skip

    def _no_track(self, _word: Token) -> None:
        self._fields["tracked"] = False

    def _track_group(self, word: Token) -> None:
        if not self._static:
            raise LineError(word.at, "bad-route", "only a static route can have a 'track_group'", "remove it")
        self._fields["track_group"] = self._lines.check_group(self._words.value(word))

    def _next_hops(self) -> None:
        """Read what follows the first `nexthop`. One that cannot be read takes all of them with it."""
        try:
            hops = read_next_hops(self._words, self._lines, self._family)
        except LineError as wrong:
            if wrong.fatal:
                raise
            wrong.tell(self._lines.report, "the list of next hops")
            return
        self._hops += hops
        if self._words:
            rest = self._words.take()
            self._lines.report.warning(
                rest.at, "ignored-words", f"ignored: '{rest.text}' and what follows after the next hops",
                "write it before the first 'nexthop'",
            )  # fmt: skip

    def _tracking(self) -> dict[str, object]:
        """Say whether the route is tracked, and by which protocol number it is known then."""
        fields: dict[str, object] = {}
        if self._fields.get("tracked", True) and "interface" not in self._fields:
            self._lines.report.warning(
                self._at, "untracked-route", "the route names no interface, so it cannot be watched",
                "add 'dev INTERFACE' or 'no_track'",
            )  # fmt: skip
            fields["tracked"] = False
        other_protocol = self._fields.get("protocol", PROTOCOL_KEEPALIVED) != PROTOCOL_KEEPALIVED
        if (self._fields | fields).get("tracked", True) and other_protocol and self._protocol is not None:
            self._lines.report.warning(
                self._protocol.at, "contradiction",
                f"a route that is watched has the protocol {PROTOCOL_KEEPALIVED}, so this one is ignored",
                "remove 'protocol', or add 'no_track'",
            )  # fmt: skip
            fields["protocol"] = PROTOCOL_KEEPALIVED
        return fields


_NAMED = {
    "table": ("table", Names.TABLE), "protocol": ("protocol", Names.PROTOCOL), "scope": ("scope", Names.SCOPE),
    "tos": ("tos", Names.DSFIELD), "dsfield": ("tos", Names.DSFIELD),
}  # fmt: skip
_READERS: dict[str, Callable[[_Reader, Token], None]] = {
    "to": _Reader._to, "inet": _Reader._inet, "inet6": _Reader._inet, "from": _Reader._source,
    "src": _Reader._preferred_source, "via": _Reader._via, "gw": _Reader._via, "or": _Reader._or,
    "dev": _Reader._interface, "oif": _Reader._interface, "onlink": _Reader._onlink,
    "table": _Reader._named, "protocol": _Reader._named, "scope": _Reader._named, "tos": _Reader._named,
    "dsfield": _Reader._named, "vrf": _Reader._vrf, "metric": _Reader._metric, "preference": _Reader._metric,
    "priority": _Reader._metric, "realms": _Reader._realms, "expires": _Reader._expires, "pref": _Reader._pref,
    "ttl-propagate": _Reader._ttl_propagate, "encap": _Reader._encap, "as": _Reader._as,
    "no_track": _Reader._no_track, "track_group": _Reader._track_group,
}  # fmt: skip

"""The lines of `virtual_rules` and `static_rules` -> model.rule.Rule.

keepalived's rules: exactly one action; a rule without a preference gets one, counting down from 16384; a rule that
is tracked has keepalived's protocol number; a word that is not known makes the line useless.

Rule of this file: every word ends as a number, a network or a name of an interface; nothing is left to parse.
"""

from collections.abc import Callable

from standfast.config.iproute_names import Names, parse_c_integer
from standfast.config.lexer import Token
from standfast.config.line_words import UINT_MAX, Family, LineError, Words, prefix_of, range_of
from standfast.config.lines import Lines
from standfast.config.parser import Statement
from standfast.model.route import PROTOCOL_KEEPALIVED
from standfast.model.rule import Rule, RuleAction

_KINDS = {
    "blackhole": RuleAction.BLACKHOLE, "unreachable": RuleAction.UNREACHABLE, "prohibit": RuleAction.PROHIBIT,
    "nop": RuleAction.NOP,
}  # fmt: skip
_INT_MAX = 2**31 - 1


def read_rule(item: Statement, lines: Lines, *, static: bool = False) -> Rule | None:
    """Read one rule. Return None, with a report, if the line gives none. `static`: of `static_rules`."""
    try:
        return _Reader(item, lines, static=static).read()
    except LineError as wrong:
        wrong.tell(lines.report, "the rule")
        return None


class _Reader:
    """What was read of one line: the fields of its Rule."""

    def __init__(self, item: Statement, lines: Lines, *, static: bool) -> None:
        self._at = item.at
        self._static = static
        self._lines = lines
        self._words = Words(item)
        self._fields: dict[str, object] = {}
        self._family = Family("bad-rule")
        self._protocol: Token | None = None

    def read(self) -> Rule:
        while self._words:
            word = self._words.take()
            if word.text in _KINDS:
                self._action(_KINDS[word.text], word)
            elif word.text in _READERS:
                _READERS[word.text](self, word)
            else:
                raise LineError(word.at, "bad-rule", f"'{word.text}' is not an option of a rule", "correct it")
        if "action" not in self._fields:
            raise LineError(self._at, "bad-rule", "a rule must say what to do", "write 'table TABLE'")
        self._settle_preference()
        make: Callable[..., Rule] = Rule
        return make(**({"is_ipv6": self._family.is_ipv6} | self._fields | self._tracking()))

    def _settle_preference(self) -> None:
        if "preference" not in self._fields:
            number = next(self._lines.preferences)
            self._fields["preference"] = number
            self._lines.report.warning(
                self._at, "no-preference", f"this rule has no preference, so it gets {number}", "add 'preference N'"
            )
        goto, preference = self._fields.get("goto"), self._fields["preference"]
        if isinstance(goto, int) and isinstance(preference, int) and goto <= preference:
            raise LineError(
                self._at, "bad-rule", f"'goto {goto}' does not lead onwards from preference {preference}",
                "go to a greater number",
            )  # fmt: skip

    def _action(self, action: RuleAction, word: Token, **fields: object) -> None:
        if "action" in self._fields:
            raise LineError(
                word.at, "bad-rule", "a rule does one thing only: table, goto, nop, l3mdev or a kind of refusal",
                "make two rules of it",
            )  # fmt: skip
        self._fields |= {"action": action, **fields}

    def _inet(self, word: Token) -> None:
        self._family.hold_to(word.text == "inet6", word)

    def _network(self, word: Token) -> None:
        value = self._words.value(word)
        prefix = prefix_of(value, self._lines.report, is_ipv6=self._family.is_ipv6)
        self._family.hold_to(prefix.is_ipv6, value)
        self._fields["source" if word.text == "from" else "destination"] = prefix

    def _interface(self, word: Token) -> None:
        field = "outgoing_interface" if word.text == "oif" else "incoming_interface"
        self._fields[field] = self._lines.check_interface(self._words.value(word))

    def _table(self, word: Token) -> None:
        number = self._words.named(word, Names.TABLE)
        if number == 0:
            raise LineError(word.at, "bad-value", "there is no table 0", "write another")
        self._action(RuleAction.TABLE, word, table=number)

    def _goto(self, word: Token) -> None:
        self._action(RuleAction.GOTO, word, goto=self._words.number(word, 0, UINT_MAX))

    def _l3mdev(self, word: Token) -> None:
        self._action(RuleAction.TABLE, word, l3mdev=True)

    def _not(self, _word: Token) -> None:
        self._fields["inverted"] = True

    def _type(self, word: Token) -> None:
        """`type` only announces the word after it."""
        value = self._words.value(word)
        if value.text not in _KINDS:
            raise LineError(value.at, "bad-rule", f"there is no rule of type '{value.text}'", "write blackhole,"
                            " unreachable or prohibit")  # fmt: skip
        self._action(_KINDS[value.text], word)

    def _preference(self, word: Token) -> None:
        self._fields["preference"] = self._c_number(word, UINT_MAX)

    def _c_number(self, word: Token, greatest: int) -> int:
        value = self._words.value(word)
        number = parse_c_integer(value.text)
        if number is None or number > greatest:
            raise LineError(value.at, "bad-value", f"'{word.text} {value.text}' cannot be used",
                            f"write a number up to {greatest}")  # fmt: skip
        return number

    def _tos(self, word: Token) -> None:
        self._fields["tos"] = self._words.named(word, Names.DSFIELD)

    def _fwmark(self, word: Token) -> None:
        """Read `MARK[/MASK]`; a mask of all bits is the same as none, and what is none is 0."""
        value = self._words.value(word)
        mark_text, slash, mask_text = value.text.partition("/")
        mark = parse_c_integer(mark_text)
        mask = (parse_c_integer(mask_text) if mask_text else 0) if slash else UINT_MAX
        if mark is None or mask is None or max(mark, mask) > UINT_MAX:
            raise LineError(value.at, "bad-value", f"'fwmark {value.text}' cannot be used", "write MARK or MARK/MASK")
        self._fields |= {"fwmark": mark, "fwmask": mask}

    def _realms(self, word: Token) -> None:
        self._fields["realms"] = self._words.realms(word)

    def _suppress_prefix_length(self, word: Token) -> None:
        self._fields["suppress_prefix_length"] = self._words.number(word, 0, _INT_MAX)

    def _suppress_group(self, word: Token) -> None:
        self._fields["suppress_interface_group"] = self._words.named(word, Names.GROUP)

    def _tunnel_id(self, word: Token) -> None:
        self._fields["tunnel_id"] = self._words.number(word, 0, 2**64 - 1) or None

    def _uid_range(self, word: Token) -> None:
        self._fields["uid_range"] = range_of(self._words.value(word), word.text, UINT_MAX)

    def _forgiving(self, word: Token, read: Callable[[], object], field: str) -> None:
        """Read a value that is passed over if it is wrong, unlike the others."""
        try:
            self._fields[field] = read()
        except LineError as wrong:
            if wrong.fatal:
                raise
            wrong.tell(self._lines.report, f"'{word.text}'")

    def _ports(self, word: Token) -> None:
        field = "source_ports" if word.text == "sport" else "destination_ports"
        self._forgiving(word, lambda: range_of(self._words.value(word), word.text, 0xFFFF), field)

    def _protocol_number(self, word: Token) -> None:
        self._protocol = word
        self._forgiving(word, lambda: self._words.number(word, 0, 255), "protocol")

    def _ip_protocol(self, word: Token) -> None:
        self._forgiving(word, lambda: self._ip_protocol_number(word), "ip_protocol")

    def _ip_protocol_number(self, word: Token) -> int:
        value = self._words.value(word)
        if value.text.isascii() and value.text.isdigit() and int(value.text[:4]) <= 255:
            return int(value.text)
        from socket import getprotobyname  # rare, and it reads /etc/protocols

        try:
            return getprotobyname(value.text.lower())
        except (OSError, UnicodeError, ValueError):
            raise LineError(
                value.at, "bad-value", f"there is no protocol '{value.text}'", "write a name of /etc/protocols"
            ) from None

    def _no_track(self, _word: Token) -> None:
        self._fields["tracked"] = False

    def _track_group(self, word: Token) -> None:
        if not self._static:
            raise LineError(word.at, "bad-rule", "only a static rule can have a 'track_group'", "remove it")
        self._fields["track_group"] = self._lines.check_group(self._words.value(word))

    def _tracking(self) -> dict[str, object]:
        """Return the protocol number that the rule is known by."""
        if not self._fields.get("tracked", True):
            return {"protocol": self._fields.get("protocol", 0)}
        if self._fields.get("protocol", PROTOCOL_KEEPALIVED) != PROTOCOL_KEEPALIVED:
            assert self._protocol is not None
            self._lines.report.warning(
                self._protocol.at, "contradiction",
                f"a rule that is watched has the protocol {PROTOCOL_KEEPALIVED}, so this one is ignored",
                "remove 'protocol', or add 'no_track'",
            )  # fmt: skip
        return {"protocol": PROTOCOL_KEEPALIVED}


_READERS: dict[str, Callable[[_Reader, Token], None]] = {
    "from": _Reader._network, "to": _Reader._network, "inet": _Reader._inet, "inet6": _Reader._inet,
    "iif": _Reader._interface, "dev": _Reader._interface, "oif": _Reader._interface, "table": _Reader._table,
    "lookup": _Reader._table, "goto": _Reader._goto, "l3mdev": _Reader._l3mdev, "not": _Reader._not,
    "type": _Reader._type, "preference": _Reader._preference, "priority": _Reader._preference,
    "order": _Reader._preference, "tos": _Reader._tos, "dsfield": _Reader._tos, "fwmark": _Reader._fwmark,
    "realms": _Reader._realms, "suppress_prefixlength": _Reader._suppress_prefix_length,
    "sup_pl": _Reader._suppress_prefix_length, "suppress_ifgroup": _Reader._suppress_group,
    "sup_group": _Reader._suppress_group, "tunnel-id": _Reader._tunnel_id, "uidrange": _Reader._uid_range,
    "sport": _Reader._ports, "dport": _Reader._ports, "protocol": _Reader._protocol_number,
    "ipproto": _Reader._ip_protocol, "no_track": _Reader._no_track, "track_group": _Reader._track_group,
}  # fmt: skip

"""The gateway of a route, and `nexthop via ADDRESS dev INTERFACE weight N ...` -> model.route.NextHop.

keepalived's rules: the words of a next hop stand in any order, each once; the first word that is none of them ends
it; one that cannot be read makes the whole list useless.

Rule of this file: no I/O; an interface is only held against those that the host has.
"""

from collections.abc import Callable

from standfast.config.encapsulation import read_encapsulation
from standfast.config.lexer import Token
from standfast.config.line_words import Family, LineError, Words, address_of, number_in
from standfast.config.lines import Lines
from standfast.model.route import NextHop

_WEIGHT_MAX = 256
_HOP_WORDS = ("via", "dev", "oif", "weight", "onlink", "realms", "encap")


def read_gateway(word: Token, words: Words, family: Family) -> bytes:
    """Read what follows `via`: `[inet|inet6] ADDRESS`. Raises LineError."""
    named = words.take_if("inet", "inet6")
    value = words.value(word)
    packed = address_of(value, word.text)
    if named and (named == "inet6") != (len(packed) == 16):
        raise LineError(value.at, "bad-route", f"'{value.text}' is not of the family {named}", "correct it")
    family.hold_to(len(packed) == 16, value)
    return packed


def read_next_hops(words: Words, lines: Lines, family: Family) -> list[NextHop]:
    """Read what follows the first `nexthop`, and all further ones. Raises LineError."""
    hops = [_next_hop(words, lines, family)]
    while words.take_if("nexthop"):
        hops.append(_next_hop(words, lines, family))
    return hops


def _next_hop(words: Words, lines: Lines, family: Family) -> NextHop:
    fields: dict[str, object] = {}
    seen: set[str] = set()
    while words.peek() in _HOP_WORDS and words.peek() not in seen:
        word = words.take()
        seen |= {"dev", "oif"} if word.text in ("dev", "oif") else {word.text}
        match word.text:
            case "via":
                fields["gateway"] = read_gateway(word, words, family)
            case "weight":
                fields["weight"] = number_in(words.value(word), "weight", 1, _WEIGHT_MAX)
            case "onlink":
                fields["onlink"] = True
            case "realms":
                fields["realms"] = words.realms(word)
            case "encap":
                fields["encapsulation"] = read_encapsulation(word, words, lines.report)
            case _:
                fields["interface"] = lines.check_interface(words.value(word))
    make: Callable[..., NextHop] = NextHop
    return make(**fields)

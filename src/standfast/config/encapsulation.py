"""`encap ip|ip6|mpls|ila ...` in a route or a next hop -> model.route.Encapsulation.

keepalived's rules: a kind that is not known is passed over; a stack of MPLS has at most two labels.
Rule of this file: words in, a value or None with a report out.
"""

from collections.abc import Callable

from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.line_words import LineError, Words
from standfast.model.route import Encapsulation, IlaEncapsulation, MplsEncapsulation, TunnelEncapsulation

_LABELS_MAX = 2
_LABEL_MAX = 2**20 - 1
_ID_MAX = 2**64 - 1
_IP = {"id": "tunnel_id", "dst": "destination", "src": "source", "flags": "flags"}
_FIELDS = {"ip": {**_IP, "tos": "tos", "ttl": "ttl"}, "ip6": {**_IP, "tc": "tos", "hoplimit": "ttl"}}
_GREATEST = {"tunnel_id": _ID_MAX, "flags": 0xFFFF, "tos": 255, "ttl": 255}


def read_encapsulation(keyword: Token, words: Words, report: Report) -> Encapsulation | None:
    """Read what follows `encap`. Return None, with a report, if there is none. Raises LineError."""
    kind = words.take() if words else keyword
    if kind.text in _FIELDS:
        return _tunnel(kind, words, report)
    if kind.text == "mpls":
        return _mpls(kind, words, report)
    if kind.text == "ila":
        return _ila(kind, words, report)
    report.warning(
        kind.at, "bad-value", "there is no such 'encap', so it is passed over", "write encap ip, ip6, mpls or ila"
    )
    return None


def _tunnel(kind: Token, words: Words, report: Report) -> TunnelEncapsulation:
    is_ipv6 = kind.text == "ip6"
    found: dict[str, object] = {}
    while words.peek() in _FIELDS[kind.text]:
        word = words.take()
        field = _FIELDS[kind.text][word.text]
        if field in _GREATEST:
            found[field] = words.number(word, 0, _GREATEST[field])
            continue
        packed = words.address(word)
        if (len(packed) == 16) != is_ipv6:
            raise LineError(word.at, "bad-value", f"this '{word.text}' is not for 'encap {kind.text}'", "correct it")
        found[field] = packed
    if not {"tunnel_id", "destination", "source"} & found.keys():
        report.warning(kind.at, "bad-value", f"'encap {kind.text}' has neither an address nor an id",
                       "write 'dst ADDRESS' or 'id N'")  # fmt: skip
    make: Callable[..., TunnelEncapsulation] = TunnelEncapsulation
    return make(is_ipv6=is_ipv6, **found)


def _mpls(kind: Token, words: Words, report: Report) -> MplsEncapsulation | None:
    texts = words.take().text.split("/") if words else []
    labels = [int(text[:8]) for text in texts if text.isascii() and text.isdigit()]
    if 0 < len(labels) == len(texts) <= _LABELS_MAX and max(labels) <= _LABEL_MAX:
        return MplsEncapsulation(tuple(labels))
    report.warning(kind.at, "bad-value", "these are no labels of MPLS, so 'encap mpls' is passed over",
                   "write 'encap mpls LABEL' or 'LABEL/LABEL'")  # fmt: skip
    return None


def _ila(kind: Token, words: Words, report: Report) -> IlaEncapsulation | None:
    """Read the locator, the upper half of an IPv6 address: four groups of hexadecimal digits."""
    text = words.take().text if words else ""
    packed = parse_any(f"{text}::") if text.count(":") == 3 else None
    if packed is None:
        report.warning(kind.at, "bad-value", f"'{text}' is no locator, so 'encap ila' is passed over",
                       "write four groups of hexadecimal digits")  # fmt: skip
        return None
    return IlaEncapsulation(int.from_bytes(packed[:8]))

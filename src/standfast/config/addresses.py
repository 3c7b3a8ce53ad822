"""The lines of `virtual_ipaddress`: `ADDRESS[/LENGTH]` and its options -> model.VirtualAddress.

keepalived's rules: no length means /32; no `dev` means the instance's interface; an address that cannot be read, or
whose label is too long, is left out; a word that is not known is passed over. Rule of this file: no I/O; which
interfaces exist is a parameter.
"""

import ipaddress
from dataclasses import dataclass, replace

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.sections import NOT_ACTED_ON, parse_integer
from standfast.model.virtual_router import VirtualAddress

LABEL_LENGTH_MAX = 15
SCOPES = {"global": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255}
_SCOPE_MAX = 255
_MULTICAST_FIRST = 224
_WITHOUT_VALUE = ("home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track")
_WITH_VALUE = ("preferred_lft",)
_REFUSED = ("peer", "use_vmac")


@dataclass(slots=True)
class _Options:
    """What is left to read of one line."""

    words: list[Token]

    def next(self) -> Token | None:
        return self.words.pop(0) if self.words else None


def parse_ipv4(text: str) -> bytes | None:
    """Return the four bytes of a dotted IPv4 address, or None."""
    try:
        return ipaddress.IPv4Address(text).packed
    except ValueError:
        return None


def parse_host(text: str) -> bytes | None:
    """Return the four bytes of an IPv4 address that one host can have, or None (0.0.0.0, multicast and above)."""
    packed = parse_ipv4(text)
    return packed if packed is not None and 0 < packed[0] < _MULTICAST_FIRST else None


def is_ipv6(text: str) -> bool:
    """Whether the text is an IPv6 address."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def read_address(item: Statement, interface: str, report: Report) -> VirtualAddress | None:
    """Read one line. Return None, with a report, if it gives no address."""
    token = item.keyword
    text, slash, length_text = token.text.partition("/")
    if is_ipv6(text):
        report.error(
            token.at, "not-supported", f"'{token.text}': this version of standfast keeps IPv4 addresses only",
            "remove it, or run this file with keepalived",
        )  # fmt: skip
        return None
    packed = parse_host(text)
    if packed is None:
        report.warning(
            token.at, "bad-address", f"'{token.text}' is not the address of a host, so it is left out",
            "write ADDRESS or ADDRESS/LENGTH",
        )  # fmt: skip
        return None
    length = _length(token, length_text, report) if slash else 32
    return _with_options(VirtualAddress(packed, length, interface), item, report)


def _length(token: Token, text: str, report: Report) -> int:
    try:
        length = parse_integer(text)
    except ValueError:
        length = -1
    if 0 <= length <= 32:
        return length
    report.warning(
        token.at, "bad-value", f"'/{text}' is not a prefix length from 0 to 32, so /32 is used", "correct it"
    )
    return 32


def _with_options(address: VirtualAddress, item: Statement, report: Report) -> VirtualAddress | None:
    options = _Options(list(item.arguments))
    result: VirtualAddress | None = address
    while (option := options.next()) is not None:
        name = option.text
        if name in ("dev", "scope", "label", "brd", "broadcast"):
            value = options.next()
            if value is None:
                report.error(option.at, "missing-argument", f"'{name}' has no value", f"write '{name} VALUE'")
            elif result is not None:
                result = _apply(result, name, value, report)
        else:
            _report_option(option, options, report)
    return result


def _apply(address: VirtualAddress, name: str, value: Token, report: Report) -> VirtualAddress | None:
    """Return the address with one option set, or None if the option makes it unusable."""
    if name == "dev":
        return replace(address, interface=value.text)
    if name == "scope":
        return _with_scope(address, value, report)
    if name != "label":
        return _with_broadcast(address, value, report)
    if len(value.text.encode()) > LABEL_LENGTH_MAX:
        report.warning(
            value.at, "bad-value",
            f"the label '{value.text}' is longer than {LABEL_LENGTH_MAX} bytes, so its address is left out",
            "shorten it",
        )  # fmt: skip
        return None
    return replace(address, label=value.text)


def _with_scope(address: VirtualAddress, value: Token, report: Report) -> VirtualAddress:
    scope = SCOPES.get(value.text)
    if scope is None and value.text.isascii() and value.text.isdigit() and int(value.text) <= _SCOPE_MAX:
        scope = int(value.text)
    if scope is None:
        report.warning(
            value.at, "bad-value", f"unknown scope '{value.text}', so it is ignored",
            f"write one of {', '.join(SCOPES)} or a number up to {_SCOPE_MAX}",
        )  # fmt: skip
        return address
    return replace(address, scope=scope)


def _with_broadcast(address: VirtualAddress, value: Token, report: Report) -> VirtualAddress:
    host_mask = (1 << (32 - address.prefix_length)) - 1
    number = int.from_bytes(address.address)
    if value.text in ("+", "-") and address.prefix_length > 30:
        report.warning(
            value.at, "bad-value",
            f"a /{address.prefix_length} has no broadcast address, so 'brd {value.text}' is ignored",
            "write the prefix length after the address, such as /24",
        )  # fmt: skip
        return address
    if value.text == "+":
        return replace(address, broadcast=(number | host_mask).to_bytes(4))
    if value.text == "-":
        return replace(address, broadcast=(number & ~host_mask).to_bytes(4))
    packed = parse_ipv4(value.text)
    if packed is None:
        report.warning(
            value.at,
            "bad-value",
            f"'{value.text}' is not a broadcast address, so it is ignored",
            "write brd + or an address",
        )
        return address
    return replace(address, broadcast=packed)


def _report_option(option: Token, options: _Options, report: Report) -> None:
    name = option.text
    if name in _REFUSED:
        report.error(
            option.at, "not-supported", f"'{name}' is not supported by this version of standfast", "remove it"
        )
        options.words.clear()
    elif name in _WITHOUT_VALUE or name in _WITH_VALUE:
        if name in _WITH_VALUE:
            options.next()
        report.warning(option.at, "not-acted-on", f"'{name}': {NOT_ACTED_ON}", "remove it if you can do without")
    else:
        report.warning(option.at, "ignored-words", f"ignored: '{name}' is not an option of an address", "remove it")

"""What a virtual server serves, the lines of a virtual_server_group, and the server of last resort -> the model.

keepalived's rules: an address without a port has port 0, which means all ports; a mark stands behind `fwmark`; a
range of addresses ends with a greater number in the last byte of an IPv4 address, or the last 16 bits of an IPv6 one.

Rule of this file: no I/O; what is not understood is left out with a report.
"""

import ipaddress
import re
from collections.abc import Sequence

from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Report
from standfast.config.forms import number_up_to
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.model.virtual_server import AddressRange, Endpoint, GroupOfServices, Mark, Service

_MARK_MAX = 2**32 - 1
_PORT_MAX = 65_535
_FAMILIES = ("inet", "inet6")
_SUFFIX = re.compile("[-/]")
_FORM = "write ADDRESS PORT, 'fwmark N' or 'group NAME'"
_is_mark, _is_port = number_up_to(_MARK_MAX), number_up_to(_PORT_MAX)


def read_service(statement: Statement, report: Report) -> Service | None:
    """Read the words behind `virtual_server`. Return None, with a report, if the block is to be left out."""
    first, *rest = statement.arguments
    if first.text in ("fwmark", "group") and not rest:
        report.error(first.at, "missing-argument", f"'{first.text}' has no value", _FORM)
        return None
    if first.text == "group":
        return GroupOfServices(rest[0].text)
    if first.text == "fwmark":
        mark = _mark(rest[0], report, "the block")
        return Mark(mark) if mark is not None else None
    return read_endpoint(statement.arguments, report, "the block")


def read_endpoint(words: Sequence[Token], report: Report, what: str = "the line") -> Endpoint | None:
    """Read `ADDRESS [PORT]`. Return None, with a report, if it is none; `what` is left out then."""
    address = address_of(words[0], report)
    if parse_any(address) is None:
        report.warning(words[0].at, "bad-address", f"'{words[0].text}' is not an address, so {what} is left out",
                       _FORM)  # fmt: skip
        return None
    port = _port(words[1], report, what) if len(words) > 1 else 0
    return Endpoint(address, port) if port is not None else None


def address_of(word: Token, report: Report) -> str:
    """Return an address without a range or a length behind it, which the address of a service does not have."""
    address = _SUFFIX.split(word.text, maxsplit=1)[0]
    if address == word.text or parse_any(address) is None:
        return word.text
    report.warning(
        word.at, "address-suffix", f"ignored: '{word.text[len(address) :]}' after {address}, as keepalived does",
        "write one address here, and a range in a virtual_server_group",
    )  # fmt: skip
    return address


def read_entry(item: Statement, report: Report) -> AddressRange | Mark | None:
    """Read a line of a virtual_server_group. Return None, with a report, if it cannot be read."""
    tokens = item.line.tokens
    first = tokens[0]
    if first.text == "fwmark":
        return _marked(tokens[1:], first, report)
    text, dash, end = first.text.partition("-")
    packed = parse_any(text)
    last = _last(packed, end) if packed is not None and dash else None
    if packed is None or (dash and last is None):
        report.warning(first.at, "bad-address", f"'{first.text}' is no address or range, so the line is left out",
                       "write ADDRESS PORT, FIRST-LAST PORT or 'fwmark N'")  # fmt: skip
        return None
    port = _port(tokens[1], report, "the line") if len(tokens) > 1 else 0
    return AddressRange(text, last, port) if port is not None else None


def _last(packed: bytes, end: str) -> int | None:
    """Return the last number of a range, which is greater than that of its first address; None if it is not."""
    is_ipv6 = len(packed) > 4
    most = 0xFFFF if is_ipv6 else 0xFF
    try:
        last = int(end, 16 if is_ipv6 else 10)
    except ValueError:
        return None
    begin = int(ipaddress.ip_address(packed)) & most
    return last if begin < last <= most else None


def _marked(words: Sequence[Token], first: Token, report: Report) -> Mark | None:
    if not words:
        report.error(first.at, "missing-argument", "'fwmark' has no value", "write 'fwmark N'")
        return None
    mark = _mark(words[0], report, "the line")
    family = words[1].text if len(words) > 1 else ""
    if family and family not in _FAMILIES:
        report.warning(words[1].at, "bad-value", f"'{family}' is no address family, so the line is left out",
                       "write inet or inet6")  # fmt: skip
        return None
    return Mark(mark, family or None) if mark is not None else None


def _mark(word: Token, report: Report, what: str) -> int | None:
    if _is_mark(word.text):
        return int(word.text)
    report.warning(word.at, "bad-value", f"'{word.text}' is no mark, so {what} is left out",
                   f"write a number up to {_MARK_MAX}")  # fmt: skip
    return None


def _port(word: Token, report: Report, what: str) -> int | None:
    if _is_port(word.text):
        return int(word.text)
    report.warning(word.at, "bad-value", f"'{word.text}' is no port, so {what} is left out",
                   f"write a number up to {_PORT_MAX}")  # fmt: skip
    return None

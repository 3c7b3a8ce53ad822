"""Lists whose lines have a form of their own: `unicast_peer`, `interface_up_down_delays`, `linkbeat_interfaces`; and
port numbers.

Rule of this file: no I/O; a line that is not understood is left out with a report.
"""

from standfast.config.addresses import fault_of, parse_address
from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.values import parse_integer
from standfast.model.network import InterfaceDelay, LinkbeatInterface, UnicastPeer
from standfast.units import NS_PER_S, seconds_text_to_ns

_DELAY_MAX_NS = 255 * NS_PER_S


def read_peer(item: Statement, report: Report) -> UnicastPeer | None:
    """Read `ADDRESS [min_ttl N] [max_ttl N]`. Return None, with a report, if it is no address."""
    text = item.keyword.text.partition("%")[0]
    if parse_address(text) is None:
        report.warning(
            item.at, fault_of(text), f"'{item.keyword.text}' is not the address of a host, so it is left out",
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

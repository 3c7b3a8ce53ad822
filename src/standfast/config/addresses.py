"""The lines of `virtual_ipaddress` and its kin: `ADDRESS[/LENGTH]` and its options -> model.network.Address.

keepalived's rules: no length means that of one host; no `dev` means the instance's interface; an address that cannot
be read, or whose label is too long, is left out; a word that is not known is passed over. An IPv6 address of one host
is not preferred as a source unless `preferred_lft` says so.

Rule of this file: no I/O; which interfaces exist is a parameter.
"""

import ipaddress
from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.lines import Lines
from standfast.config.parser import Statement
from standfast.config.values import parse_integer
from standfast.model.network import Address
from standfast.model.virtual_router import VirtualAddress

LABEL_LENGTH_MAX = 15
SCOPES = {"global": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255}
_SCOPE_MAX = 255
_MULTICAST_FIRST = 224
_MULTICAST_IPV6 = 0xFF
FLAGS = {
    "home": "home", "-nodad": "nodad", "mngtmpaddr": "mngtmpaddr", "noprefixroute": "noprefixroute",
    "autojoin": "autojoin", "use_vmac": "use_vmac",
}  # fmt: skip
"""Words without a value, each with its field."""
_WITH_VALUE = ("dev", "scope", "label", "brd", "broadcast", "peer", "preferred_lft", "track_group")


@dataclass(slots=True)
class _Options:
    """What is left to read of one line, and what was read."""

    words: list[Token]
    static: Lines | None
    fields: dict[str, bool | str | None] = field(default_factory=dict)

    def next(self) -> Token | None:
        return self.words.pop(0) if self.words else None


def parse_ipv4(text: str) -> bytes | None:
    """Return the four bytes of a dotted IPv4 address, or None."""
    try:
        return ipaddress.IPv4Address(text).packed
    except ValueError:
        return None


def parse_any(text: str) -> bytes | None:
    """Return the bytes of an address, 4 or 16, of whatever kind, or None."""
    if ":" not in text:
        return parse_ipv4(text)
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return None if address.scope_id else address.packed


def parse_host(text: str) -> bytes | None:
    """Return the four bytes of an IPv4 address that one host can have, or None (0.0.0.0, multicast and above)."""
    packed = parse_ipv4(text)
    return packed if packed is not None and 0 < packed[0] < _MULTICAST_FIRST else None


def parse_address(text: str) -> bytes | None:
    """Return the bytes of an address that one host can have, 4 or 16, or None."""
    if ":" not in text:
        return parse_host(text)
    packed = parse_any(text)
    return None if packed is None or packed[0] == _MULTICAST_IPV6 or not any(packed) else packed


def fault_of(text: str) -> str:
    """Return the code for a word that is not the address of a host: keepalived takes any address."""
    return "bad-address" if parse_any(text) is None else "no-host-address"


def read_address(
    item: Statement, interface: str, report: Report, *, static: Lines | None = None
) -> Address | None:
    """Read one line; None, with a report, if it gives no address. `static` is there in `static_ipaddress` only."""
    token = item.keyword
    text, slash, length_text = token.text.partition("/")
    packed = parse_address(text)
    if packed is None:
        report.warning(
            token.at, fault_of(text), f"'{token.text}' is not the address of a host, so it is left out",
            "write ADDRESS or ADDRESS/LENGTH",
        )  # fmt: skip
        return None
    bits = len(packed) * 8
    length = _length(token, length_text, bits, report) if slash else bits
    address: Address | None = Address(
        packed, length, interface, preferred_lft_s=0 if bits == 128 and length == bits else None
    )
    arguments = item.arguments
    return _with_options(address, _Options(list(arguments), static), report) if arguments else address


def virtual_address(address: Address) -> VirtualAddress:
    """Return what the router adds to the interface."""
    return VirtualAddress(
        address.address, address.prefix_length, address.interface, address.label, address.broadcast, address.scope
    )


def report_interface(address: Address, item: Statement, interfaces: Container[str] | None, report: Report) -> None:
    """Say so if the address stands on an interface that this host does not have."""
    if interfaces is not None and address.interface not in interfaces:
        at = next((t.at for t in item.arguments if t.text == address.interface), item.at)
        report.error(
            at, "unknown-interface", f"the interface '{address.interface}' does not exist on this host",
            "write 'dev NAME' with a name that 'ip link' shows",
        )  # fmt: skip


def _length(token: Token, text: str, bits: int, report: Report) -> int:
    try:
        length = parse_integer(text)
    except ValueError:
        length = -1
    if 0 <= length <= bits:
        return length
    report.warning(
        token.at, "bad-value" if text else "no-prefix-length",
        f"'/{text}' is not a prefix length from 0 to {bits}, so /{bits} is used", "correct it",
    )  # fmt: skip
    return bits


def _with_options(address: Address | None, options: _Options, report: Report) -> Address | None:
    while (option := options.next()) is not None:
        name = option.text
        if name in _WITH_VALUE and (options.static is not None or name != "track_group"):
            value = options.next()
            if value is None:
                report.warning(option.at, "no-value", f"'{name}' has no value, so the address is left out",
                               f"write '{name} VALUE'")  # fmt: skip
                return None
            if name == "track_group" and options.static is not None:
                options.fields["track_group"] = options.static.check_group(value)
            elif address is not None:
                address = _apply(address, name, value, report)
        elif name == "no_track":
            options.fields["tracked"] = False
        elif name in FLAGS and not (options.static is not None and name == "use_vmac"):
            options.fields[FLAGS[name]] = True
        else:
            report.warning(
                option.at, "unknown-option", f"ignored: '{name}' is not an option of an address", "remove it"
            )
    if address is None or not options.fields:
        return address
    make: Callable[..., Address] = replace
    return make(address, **options.fields)


def _apply(address: Address, name: str, value: Token, report: Report) -> Address | None:
    """Return the address with one option set, or None if the option makes it unusable."""
    if name == "dev":
        return replace(address, interface=value.text)
    if name == "scope":
        return _with_scope(address, value, report)
    if name == "peer":
        return _with_peer(address, value, report)
    if name == "preferred_lft":
        return replace(address, preferred_lft_s=_lifetime_s(value, report))
    if name != "label":
        return _with_broadcast(address, value, report)
    if address.is_ipv6:
        report.warning(value.at, "bad-value", "an IPv6 address has no label, so it is ignored", "remove it")
        return address
    if len(value.text.encode()) > LABEL_LENGTH_MAX:
        report.warning(
            value.at, "bad-value",
            f"the label '{value.text}' is longer than {LABEL_LENGTH_MAX} bytes, so its address is left out",
            "shorten it",
        )  # fmt: skip
        return None
    return replace(address, label=value.text)


def _lifetime_s(value: Token, report: Report) -> int | None:
    """Read `N` or `forever`; what cannot be read is for ever."""
    if value.text == "forever":
        return None
    try:
        seconds = parse_integer(value.text)
    except ValueError:
        seconds = -1
    if seconds >= 0:
        return seconds
    report.warning(value.at, "bad-value", f"'{value.text}' is no lifetime, so it is ignored", "write N or forever")
    return None


def _with_peer(address: Address, value: Token, report: Report) -> Address:
    """Set the other end. The address is that of a host then, and has no broadcast address."""
    peer = parse_any(value.text)
    if peer is None or len(peer) != len(address.address):
        report.warning(value.at, "bad-address", f"'{value.text}' cannot be the peer, so it is ignored",
                       "write an address of the same family, without a length")  # fmt: skip
        return address
    bits = len(peer) * 8
    has_broadcast = address.broadcast is not None
    for lost in (*(["length"] if address.prefix_length != bits else []), *(["broadcast"] if has_broadcast else [])):
        report.warning(value.at, "contradiction", f"an address with a peer has no {lost}, so it is ignored",
                       "remove it")  # fmt: skip
    lifetime_s = 0 if address.is_ipv6 else address.preferred_lft_s
    return replace(address, peer=peer, prefix_length=bits, broadcast=None, preferred_lft_s=lifetime_s)


def _with_scope(address: Address, value: Token, report: Report) -> Address:
    if address.is_ipv6:
        report.warning(value.at, "bad-value", "an IPv6 address has its scope from itself, so 'scope' is ignored",
                       "remove it")  # fmt: skip
        return address
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


def _with_broadcast(address: Address, value: Token, report: Report) -> Address:
    if address.is_ipv6:
        report.warning(value.at, "bad-value", "IPv6 has no broadcast address, so 'brd' is ignored", "remove it")
        return address
    if address.peer is not None:
        report.warning(value.at, "contradiction", "an address with a peer has no broadcast address, so it is ignored",
                       "remove it")  # fmt: skip
        return address
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

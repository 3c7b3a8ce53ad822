"""`use_vmac`, `vmac_xmit_base`, `use_ipvlan` and `garp_extra_if` of an instance -> model.link.

keepalived's rules: words stand in any order; the first name counts; a name that is too long or a MAC address that is
none is ignored, and the interface is made without; five octets are completed by the VRID; an address of RFC 5798
must not be chosen; a macvlan and unicast go together with `vmac_xmit_base` only. keepalived 2.4 adds the words
`name`, `group` and `netlink_notify_msg`, which 2.2.7 takes as names.

Rule of this file: no I/O; values are complete, so that whoever makes the interface parses nothing.
"""

from dataclasses import replace
from typing import TypeVar

from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Report
from standfast.config.iproute_names import Names, number_of
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.config.values import parse_integer
from standfast.config.vmac_names import is_ipv6, stands_on_own
from standfast.model.instance import Instance
from standfast.model.link import INTERFACE_NAME_MAX, ExtraGarp, Ipvlan, IpvlanFlag, Macvlan
from standfast.units import NS_PER_S

_MAC_PREFIX = bytes((0x00, 0x00, 0x5E, 0x00))
_EXTRA_GARP_MAX_S = 86_400
_ALL = "all"
_Link = TypeVar("_Link", Macvlan, Ipvlan)
_FLAGS = {flag.name.lower(): flag for flag in IpvlanFlag}


def with_links(instance: Instance, section: Section, prefix: str, report: Report) -> Instance:
    """Return an instance with its fields about interfaces of its own; `prefix` begins names (`vmac_prefix`)."""
    vmac, ipvlan = section.last("use_vmac"), section.last("use_ipvlan")
    garp = section.last("garp_extra_if") or section.last("vmac_garp_intvl")
    instance = replace(instance, vmac_xmit_base=_from_base(instance, section, vmac, report))
    if garp is not None:
        instance = replace(instance, garp_extra_if=read_extra_garp(garp, 0, report))
    if vmac is not None:
        _report_twice(instance, section, report)
        instance = replace(instance, use_vmac=_macvlan(vmac, instance, prefix, report))
    if ipvlan is not None:
        instance = replace(instance, use_ipvlan=_ipvlan(ipvlan, instance, prefix, report))
    return instance


def _from_base(instance: Instance, section: Section, vmac: Statement | None, report: Report) -> bool:
    """Whether advertisements do without the macvlan."""
    written = section.last("vmac_xmit_base")
    if written is not None and (vmac is None or instance.strict_mode):
        why = "strict mode" if vmac is not None else "an instance without use_vmac"
        report.warning(written.at, "contradiction", f"'vmac_xmit_base' does not work with {why}, so it is ignored",
                       "remove it")  # fmt: skip
        return False
    if vmac is not None and written is None and instance.unicast_peer:
        report.warning(vmac.at, "contradiction", "'use_vmac' with unicast peers needs 'vmac_xmit_base', so it holds",
                       "add 'vmac_xmit_base'")  # fmt: skip
        return True
    return written is not None


def _report_twice(instance: Instance, section: Section, report: Report) -> None:
    """Report `use_vmac` of an address that stands on the instance's macvlan anyway."""
    addresses = (*instance.virtual_ipaddress, *instance.virtual_ipaddress_excluded)
    own = {own.address for own in addresses if own.use_vmac and stands_on_own(own, instance)}
    for item in (*section.lines("virtual_ipaddress"), *section.lines("virtual_ipaddress_excluded")):
        word = next((word for word in item.arguments if word.text == "use_vmac"), None)
        if word is not None and parse_any(item.keyword.text.partition("/")[0]) in own:
            report.warning(word.at, "contradiction", "the instance has 'use_vmac', so this one is ignored",
                           "remove one of the two")  # fmt: skip


def _default_name(instance: Instance, prefix: str) -> str:
    return f"{prefix}.{instance.virtual_router_id}"[:INTERFACE_NAME_MAX]


def _default_mac(instance: Instance) -> bytes:
    """The MAC address of the virtual router (RFC 5798, 7.3)."""
    return _MAC_PREFIX + bytes((2 if is_ipv6(instance) else 1, instance.virtual_router_id))


def _macvlan(statement: Statement, instance: Instance, prefix: str, report: Report) -> Macvlan:
    """Read `use_vmac [NAME] [MAC]`."""
    default = _default_mac(instance)
    link = Macvlan(
        _default_name(instance, prefix), instance.interface, default, transmit_from_base=instance.vmac_xmit_base
    )
    words = list(statement.arguments)
    while words:
        word = words.pop(0)
        if word.text == "netlink_notify_msg":
            link = replace(link, netlink_notify=True)
        elif word.text == "group" and words:
            link = replace(link, group=_group(words.pop(0), report))
        elif word.text == "name" and words:
            link = _named(link, words.pop(0), report)
        elif ":" in word.text:
            mac = _mac(word, instance, report)
            link = replace(link, mac=mac, mac_is_default=False) if mac is not None else link
        else:
            link = _named(link, word, report)
    if instance.strict_mode and not link.mac_is_default:
        report.warning(statement.at, "contradiction", "strict mode has its own MAC address, so this one is ignored",
                       "remove it")  # fmt: skip
        return replace(link, mac=default, mac_is_default=True)
    return link


def _ipvlan(statement: Statement, instance: Instance, prefix: str, report: Report) -> Ipvlan:
    """Read `use_ipvlan [NAME] [ADDRESS[/LENGTH]] [bridge|private|vepa]`."""
    link = Ipvlan(_default_name(instance, prefix), instance.interface)
    words = list(statement.arguments)
    while words:
        word = words.pop(0)
        text, _, length = word.text.partition("/")
        packed = parse_any(text)
        if word.text in _FLAGS:
            link = replace(link, flag=_FLAGS[word.text])
        elif packed is not None:
            bits = len(packed) * 8
            fits = length.isascii() and length.isdigit() and int(length[:4]) <= bits
            link = replace(link, address=packed, prefix_length=int(length) if fits else bits)
        elif word.text == "group" and words:
            link = replace(link, group=_group(words.pop(0), report))
        elif word.text == "name" and words:
            link = _named(link, words.pop(0), report)
        else:
            link = _named(link, word, report)
    if not is_ipv6(instance) and link.address is None:
        report.warning(
            statement.at, "bad-value", "an ipvlan of IPv4 needs an address of its own, so the instance is in"
            " FAULT", "write 'use_ipvlan NAME ADDRESS/LENGTH'",
        )  # fmt: skip
    return link


def read_extra_garp(statement: Statement, least_s: int, report: Report) -> ExtraGarp | None:
    """Read `[all] SECONDS`. Return None, with a report, if there is no interval."""
    all_interfaces = False
    interval_s: int | None = None
    for word in statement.arguments:
        if word.text == _ALL:
            all_interfaces = True
            continue
        try:
            interval_s = parse_integer(word.text)
        except ValueError:
            interval_s = -1
        if not least_s <= interval_s <= _EXTRA_GARP_MAX_S:
            report.warning(word.at, "bad-value", f"'{word.text}' is no interval, so it is ignored",
                           f"write seconds from {least_s} to {_EXTRA_GARP_MAX_S}")  # fmt: skip
            return None
    if interval_s is None:
        name = statement.keyword.text
        report.warning(statement.at, "bad-value", f"'{name}' names no interval, so it is ignored",
                       f"write '{name} SECONDS'")  # fmt: skip
        return None
    return ExtraGarp(interval_s * NS_PER_S, all_interfaces)


def _named(link: _Link, word: Token, report: Report) -> _Link:
    if not link.name_is_default:
        report.warning(word.at, "ignored-words", f"ignored: '{word.text}', because the interface has a name already",
                       "remove it")  # fmt: skip
        return link
    if len(word.text.encode()) > INTERFACE_NAME_MAX or "/" in word.text or word.text in (".", ".."):
        report.warning(
            word.at, "bad-value", f"'{word.text}' cannot be the name of an interface, so it is ignored",
            f"write a name of at most {INTERFACE_NAME_MAX} bytes",
        )  # fmt: skip
        return link
    return replace(link, name=word.text, name_is_default=False)


def _mac(word: Token, instance: Instance, report: Report) -> bytes | None:
    """Read five or six octets. Return None, with a report, if they are not to be used."""
    octets = word.text.split(":")
    good = all(0 < len(octet) <= 2 and set(octet) <= set("0123456789abcdefABCDEF") for octet in octets)
    if not good or len(octets) not in (5, 6):
        report.warning(word.at, "bad-value", f"'{word.text}' is no MAC address, so it is ignored",
                       "write five or six octets")  # fmt: skip
        return None
    mac = bytes(int(octet, 16) for octet in octets)
    if mac[:4] == _MAC_PREFIX and mac[4] in (1, 2):
        report.warning(
            word.at, "bad-value", f"'{word.text}' is an address that VRRP gives by itself, so it is ignored",
            "remove it, or choose another",
        )  # fmt: skip
        return None
    return mac if len(mac) == 6 else mac + bytes((instance.virtual_router_id,))


def _group(word: Token, report: Report) -> int | None:
    number = number_of(Names.GROUP, word.text)
    if number is None:
        report.warning(word.at, "bad-value", f"there is no interface group '{word.text}', so it is ignored",
                       "write a number, or a name of /etc/iproute2/group")  # fmt: skip
    return number

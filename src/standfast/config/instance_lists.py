"""The lists of a `vrrp_instance`: addresses, routes, rules, peers and trackers.

keepalived's rules: all addresses of an instance are of the family of the first; one of the other family is left
out; an interface that does not exist is not tracked. Rule of this file: no I/O; which interfaces exist is a
parameter.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standfast.config.addresses import read_address, report_interface
from standfast.config.diagnostics import Report
from standfast.config.lines import Lines
from standfast.config.list_lines import read_peer
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.config.tracking import KINDS, read_tracked
from standfast.model.network import Address, UnicastPeer
from standfast.model.track import Tracked

if TYPE_CHECKING:
    from standfast.model.route import Route
    from standfast.model.rule import Rule

ADDRESSES_MAX = 255


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of one instance hold."""

    addresses: tuple[Address, ...]
    excluded: tuple[Address, ...]
    routes: tuple[Route, ...]
    rules: tuple[Rule, ...]
    peers: tuple[UnicastPeer, ...]
    tracked: dict[str, tuple[Tracked, ...]]

    @property
    def is_ipv6(self) -> bool:
        """Whether this is an IPv6 instance."""
        first = next(iter((*self.addresses, *self.excluded)), None)
        return first is not None and first.is_ipv6

    def fields(self) -> dict[str, object]:
        """Return them by the names that they have in model.instance.Instance."""
        return {
            "virtual_ipaddress": self.addresses, "virtual_ipaddress_excluded": self.excluded,
            "virtual_routes": self.routes, "virtual_rules": self.rules, "unicast_peer": self.peers, **self.tracked,
        }  # fmt: skip


def read_lists(section: Section, statement: Statement, interface: str, around: Lines) -> Lists:
    """Read every list of one instance."""
    interfaces, report = around.interfaces, around.report
    addresses = _addresses(section, interface, interfaces, report)
    if not addresses and section.last("no_virtual_ipaddress") is None:
        report.refuse(
            statement.at, "no-address", f"the instance '{statement.arguments[0].text}' has no address to keep",
            "add 'virtual_ipaddress { ADDRESS }', or say 'no_virtual_ipaddress' if that is meant",
        )  # fmt: skip
    if len(addresses) > ADDRESSES_MAX:
        report.refuse(
            statement.at, "too-many-addresses",
            f"an advertisement holds {ADDRESSES_MAX} addresses, and these are {len(addresses)}",
            "distribute them over several instances",
        )  # fmt: skip
    for item in section.lines("track_interface"):
        if interfaces is not None and item.keyword.text not in interfaces:
            report.warning(
                item.at, "unknown-interface", f"the interface '{item.keyword.text}' does not exist on this host",
                "write a name that 'ip link' shows",
            )  # fmt: skip
    return Lists(
        addresses=addresses,
        excluded=_excluded(section, interface, interfaces, report),
        routes=_routes(section, around),
        rules=_rules(section, around),
        peers=tuple(peer for i in section.lines("unicast_peer") if (peer := read_peer(i, report)) is not None),
        tracked={keyword: read_tracked(section, keyword, report) for keyword in KINDS},
    )


def _routes(section: Section, around: Lines) -> tuple[Route, ...]:
    """Return the routes, which few instances have."""
    items = section.lines("virtual_routes")
    if not items:
        return ()
    from standfast.config.routes import read_route

    return tuple(route for item in items if (route := read_route(item, around)) is not None)


def _rules(section: Section, around: Lines) -> tuple[Rule, ...]:
    """Return the routing rules, which few instances have."""
    items = section.lines("virtual_rules")
    if not items:
        return ()
    from standfast.config.rules import read_rule

    return tuple(rule for item in items if (rule := read_rule(item, around)) is not None)


def _addresses(
    section: Section, interface: str, interfaces: Container[str] | None, report: Report
) -> tuple[Address, ...]:
    """Return the addresses that are advertised."""
    addresses: list[Address] = []
    is_ipv6 = _is_native_ipv6(section)
    seen: set[bytes] = set()
    for item in section.lines("virtual_ipaddress"):
        address = read_address(item, interface, report)
        if address is None:
            continue
        report_interface(address, item, interfaces, report)
        if address.address in seen:
            # It stays in the list, because a keepalived on the other side counts the addresses in a packet.
            report.warning(
                item.at, "duplicate-address", f"'{item.keyword.text}' is listed twice", "remove one on all nodes"
            )
        seen.add(address.address)
        if is_ipv6 is None:
            is_ipv6 = address.is_ipv6
        if is_ipv6 != address.is_ipv6:
            report.warning(
                item.at, "other-family", f"'{item.keyword.text}' is of another address family than the first, so it"
                " is left out", "move it to virtual_ipaddress_excluded",
            )  # fmt: skip
        else:
            addresses.append(address)
    native = section.last("native_ipv6")
    if native is not None and not is_ipv6:
        report.warning(native.at, "contradiction", "the addresses are IPv4, so 'native_ipv6' is ignored", "remove it")
    return tuple(addresses)


def _is_native_ipv6(section: Section) -> bool | None:
    """Return True if `native_ipv6` stands above the addresses, else None: the first address decides."""
    native = section.last("native_ipv6")
    lists = section.all("virtual_ipaddress")
    return True if native is not None and (not lists or native.at < lists[0].at) else None


def _excluded(
    section: Section, interface: str, interfaces: Container[str] | None, report: Report
) -> tuple[Address, ...]:
    """Return the addresses that are held but not advertised."""
    excluded: list[Address] = []
    for item in section.lines("virtual_ipaddress_excluded"):
        address = read_address(item, interface, report)
        if address is not None:
            report_interface(address, item, interfaces, report)
            excluded.append(address)
    return tuple(excluded)

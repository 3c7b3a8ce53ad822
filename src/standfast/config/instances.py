"""One `vrrp_instance` block -> model.VirtualRouter.

keepalived's rules: `state` does not decide who starts as MASTER, but MASTER makes a missing priority 255 and clears
nopreempt and preempt_delay; a version 2 interval is rounded to whole seconds; without interface or
virtual_router_id there is no instance. Rule of this file: no I/O; interfaces and scripts are parameters.
"""

from collections.abc import Container
from dataclasses import dataclass

from standfast.config.addresses import parse_host, read_address
from standfast.config.authentication import read_authentication
from standfast.config.diagnostics import Report
from standfast.config.inherited import garp_policy, read_group
from standfast.config.keywords_instance import INSTANCE
from standfast.config.keywords_root import SCHEMA
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.config.tracking import read_tracked_scripts
from standfast.model.track import TrackScript
from standfast.model.virtual_router import (
    PRIORITY_OWNER,
    GarpPolicy,
    VirtualAddress,
    VirtualRouter,
)
from standfast.units import NS_PER_S

PRIORITY_DEFAULT = 100
LOOPBACK = "lo"
ADDRESSES_MAX = 255


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an instance takes from the rest of the file and from the host.

    `scripts` maps a name to its script, or to None if it is written but disabled. `interfaces` is None if unknown.
    """

    garp: GarpPolicy
    multicast_group: bytes
    default_interface: str
    interfaces: Container[str] | None
    scripts: dict[str, TrackScript | None]
    encoding: str


def read_instance(statement: Statement, around: Surroundings, report: Report) -> VirtualRouter | None:
    """Read one block. Return None, with an error in the report, if it cannot be a virtual router."""
    name = statement.arguments[0].text
    section = Section(INSTANCE, statement.block or [], SCHEMA, report)
    interface = _interface(section, statement, around, report)
    vrid = section.integer("virtual_router_id")
    if vrid is None:
        report.error(
            statement.at, "missing-keyword", f"the instance '{name}' has no valid virtual_router_id",
            "add 'virtual_router_id N' with a number from 1 to 255, the same on all nodes",
        )  # fmt: skip
    section.version_checked("version")
    master = _is_master(section, report)
    priority = _priority(section, statement, report, master=master)
    preempt, preempt_delay_ns = _preemption(section, report, master=master)
    if vrid is None or interface is None:
        return None
    return VirtualRouter(
        name=name,
        interface=interface,
        virtual_router_id=vrid,
        priority=priority,
        advert_interval_ns=_advert_interval_ns(section, report),
        addresses=_addresses(section, statement, interface, around, report),
        authentication=read_authentication(section, around.encoding, report),
        preempt=preempt,
        preempt_delay_ns=preempt_delay_ns,
        multicast_group=read_group(section, "mcast_dst_ip", report) or around.multicast_group,
        source_address=_source_address(section, report),
        garp=garp_policy(section, "", around.garp),
        tracked_scripts=read_tracked_scripts(section, around.scripts, report, owner=priority == PRIORITY_OWNER),
        lease=section.switch("vip_lease") is not False,
    )


def _interface(section: Section, statement: Statement, around: Surroundings, report: Report) -> str | None:
    word = section.word("interface")
    interface = word.text if word else around.default_interface
    at = word.at if word else statement.at
    if interface == LOOPBACK:
        report.error(at, "loopback", f"'{LOOPBACK}' cannot carry VRRP", "name the interface towards the other nodes")
        return None
    if not _exists(interface, around.interfaces):
        if word is None:
            message = (
                f"the instance '{statement.arguments[0].text}' names no interface, and '{interface}' does not exist"
            )
        else:
            message = f"the interface '{interface}' does not exist on this host"
        report.error(at, "unknown-interface", message, "write 'interface NAME' with a name that 'ip link' shows")
        return None
    return interface


def _exists(interface: str, interfaces: Container[str] | None) -> bool:
    return interfaces is None or interface in interfaces


def _is_master(section: Section, report: Report) -> bool:
    """Whether the instance wishes to be MASTER: it is enough that one `state` line says so."""
    statements = section.all("state")
    for statement in statements:
        word = statement.arguments[0]
        if word.text not in ("MASTER", "BACKUP"):
            report.warning(
                word.at, "bad-value", f"unknown state '{word.text}', so BACKUP is used", "write MASTER or BACKUP"
            )
    master = any(statement.arguments[0].text == "MASTER" for statement in statements)
    if master and statements[-1].arguments[0].text != "MASTER":
        report.warning(
            statements[-1].at,
            "contradiction",
            "'state MASTER' stands above and counts; this one is ignored",
            "remove one",
        )
    return master


def _priority(section: Section, statement: Statement, report: Report, *, master: bool) -> int:
    if section.last("priority") is not None:
        return section.integer("priority") or PRIORITY_DEFAULT
    if not master:
        report.notice(statement.at, "no-priority", f"no priority is set, so {PRIORITY_DEFAULT} is used", "write one")
        return PRIORITY_DEFAULT
    report.warning(
        statement.at, "owner-by-default",
        f"'state MASTER' without a priority makes it {PRIORITY_OWNER}, the address owner,"
        " which no tracked script can lower",
        "write 'priority N'",
    )  # fmt: skip
    return PRIORITY_OWNER


def _preemption(section: Section, report: Report, *, master: bool) -> tuple[bool, int]:
    """Return whether to preempt, and after which delay."""
    orders = sorted([*section.all("preempt"), *section.all("nopreempt")], key=lambda s: (s.at.line, s.at.column))
    last = orders[-1] if orders else None
    preempt = last is None or last.keyword.text == "preempt"
    delay = section.last("preempt_delay")
    delay_ns = section.seconds_ns("preempt_delay") or 0
    if last is not None and not preempt and master:
        report.warning(
            last.at, "contradiction", "'nopreempt' does not work with 'state MASTER', so it is ignored",
            "write 'state BACKUP' on all nodes",
        )  # fmt: skip
        preempt = True
    if delay is not None and delay_ns and (master or not preempt):
        other = "state MASTER" if master else "nopreempt"
        report.warning(
            delay.at,
            "contradiction",
            f"'preempt_delay' does not work with '{other}', so it is ignored",
            "remove one of the two",
        )
        delay_ns = 0
    return preempt, delay_ns


def _advert_interval_ns(section: Section, report: Report) -> int:
    """The interval in whole seconds, at least one, halves rounded up, as keepalived does in version 2."""
    interval_ns = section.seconds_ns("advert_int") or NS_PER_S
    rounded_ns = max(1, (interval_ns + NS_PER_S // 2) // NS_PER_S) * NS_PER_S
    word = section.word("advert_int")
    if word is not None and rounded_ns != interval_ns:
        report.warning(
            word.at, "bad-value",
            f"VRRP version 2 knows whole seconds only, so 'advert_int {word.text}' becomes {rounded_ns // NS_PER_S}",
            "write a whole number, the same on all nodes",
        )  # fmt: skip
    return rounded_ns


def _addresses(
    section: Section, statement: Statement, interface: str, around: Surroundings, report: Report
) -> tuple[VirtualAddress, ...]:
    addresses: list[VirtualAddress] = []
    seen: set[bytes] = set()
    for item in section.lines("virtual_ipaddress"):
        address = read_address(item, interface, report)
        if address is None:
            continue
        if not _exists(address.interface, around.interfaces):
            report.error(
                item.at, "unknown-interface", f"the interface '{address.interface}' does not exist on this host",
                "write 'dev NAME' with a name that 'ip link' shows",
            )  # fmt: skip
        if address.address in seen:
            # It stays in the list, because a keepalived on the other side counts the addresses in a packet.
            report.warning(
                item.at, "duplicate-address", f"'{item.keyword.text}' is listed twice", "remove one on all nodes"
            )
        seen.add(address.address)
        addresses.append(address)
    if not addresses:
        report.warning(
            statement.at, "no-address", f"the instance '{statement.arguments[0].text}' has no address to keep",
            "add 'virtual_ipaddress { ADDRESS }'",
        )  # fmt: skip
    if len(addresses) > ADDRESSES_MAX:
        report.error(
            statement.at, "too-many-addresses",
            f"an advertisement holds {ADDRESSES_MAX} addresses, and these are {len(addresses)}",
            "distribute them over several instances",
        )  # fmt: skip
    return tuple(addresses)


def _source_address(section: Section, report: Report) -> bytes | None:
    word = section.word("mcast_src_ip")
    packed = parse_host(word.text) if word else None
    if word is not None and packed is None:
        report.warning(
            word.at, "bad-address", f"'{word.text}' is not the IPv4 address of a host, so it is ignored", "correct it"
        )
    return packed

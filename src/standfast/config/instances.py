"""One `vrrp_instance` block -> model.instance.Instance.

keepalived's rules: `state` does not decide who starts as MASTER, but MASTER makes a missing priority 255 and clears
nopreempt and preempt_delay; a version 2 interval is rounded to whole seconds; IPv6 means version 3; without interface
or virtual_router_id there is no instance. Rule of this file: no I/O; interfaces and scripts are parameters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from standfast.config.addresses import fault_of, parse_address
from standfast.config.authentication import read_authentication
from standfast.config.diagnostics import Report
from standfast.config.inherited import check_group, garp_policy
from standfast.config.instance_lists import Lists, read_lists
from standfast.config.keywords_instance import HMAC, INSTANCE
from standfast.config.lines import Lines
from standfast.config.node import Looked
from standfast.config.parser import Statement
from standfast.config.scripts import ScriptPolicy
from standfast.config.sections import Section
from standfast.config.standing import read_accept, read_preemption, report_old, strictly
from standfast.config.tracking import read_tracked_scripts
from standfast.model.instance import Instance, PacketSigning
from standfast.model.track import Tracked, TrackScript
from standfast.model.virtual_router import PRIORITY_OWNER, GarpPolicy
from standfast.units import NS_PER_MS, NS_PER_S, ns_to_seconds_text

PRIORITY_DEFAULT = 100
LOOPBACK = "lo"
VERSION_DEFAULT = 2
_UNICAST = ("unicast_src_ip", "unicast_peer", "check_unicast_src", "old_unicast_checksum")
"""Keywords that mean nothing without an address in unicast_peer."""
_INTERVAL_V3_MAX_NS = 40_950 * NS_PER_MS
_NOTIFY = (
    "notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted",
    "notify_master_rx_lower_pri", "notify_priority_changes",
)  # fmt: skip
_LINKS = ("use_vmac", "vmac_xmit_base", "use_ipvlan", "garp_extra_if", "vmac_garp_intvl")
GARP_FIELDS = tuple(GarpPolicy.__dataclass_fields__)
_READ_HERE = frozenset((
    "state", "interface", "virtual_router_id", "priority", "advert_int", "preempt", "nopreempt", "preempt_delay",
    "version", "virtual_ipaddress", "virtual_ipaddress_excluded", "virtual_routes", "virtual_rules", "unicast_peer",
    "track_interface", "track_script", "track_file", "track_process", "track_bfd", "mcast_dst_ip", "mcast_src_ip",
    "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat",
    "garp_lower_prio_delay", "garp_lower_prio_repeat", *_LINKS,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an instance takes from the rest of the file and from the host.

    `scripts` maps a name to its script, or to None if it is written but disabled. `lines` is what the lines of lists
    share, and knows the interfaces. `encodings` says how each file was read; `settings` are the fields of
    `global_defs`, `defs` its lines; `policy` says who runs scripts, and what is looked up goes to `looked`.
    """

    garp: GarpPolicy
    lines: Lines
    scripts: dict[str, TrackScript | None]
    encodings: Mapping[str, str]
    settings: Mapping[str, object]
    defs: Section
    policy: ScriptPolicy
    looked: Looked


def read_instance(statement: Statement, around: Surroundings, report: Report) -> Instance | None:
    """Read one block; its scripts and keys go to `around.looked`. Return None, with an error, if it cannot be run."""
    name = statement.arguments[0].text
    section = Section(INSTANCE, statement.block or [], report)
    interface = _interface(section, statement, around, report)
    vrid = section.number("virtual_router_id")
    if vrid is None:
        report.error(
            statement.at, "missing-keyword", f"the instance '{name}' has no valid virtual_router_id",
            "add 'virtual_router_id N' with a number from 1 to 255, the same on all nodes",
        )  # fmt: skip
    master = _is_master(section, report)
    priority = _priority(section, statement, report, master=master)
    written = section.switch("strict_mode")
    strict = around.settings["vrrp_strict"] is True if written is None else written
    begins = master and (not strict or priority == PRIORITY_OWNER)
    preempt, preempt_delay_ns = read_preemption(section, report, master=begins, owner=priority == PRIORITY_OWNER)
    if vrid is None or interface is None:
        return None
    lists = read_lists(section, statement, interface, around.lines)
    version = _version(section, around, lists, report, strict=strict)
    garp = garp_policy(section, "", around.garp)
    scripts = read_tracked_scripts(section, around.scripts, report, owner=priority == PRIORITY_OWNER)
    values = section.values(without=_READ_HERE, around=(around.settings,))
    del values["vmac_garp_intvl"]  # the old spelling of garp_extra_if
    make: Callable[..., Instance] = Instance
    instance = make(**(
        values
        | {"use_vmac": None, "use_ipvlan": None, "garp_extra_if": around.settings["vrrp_garp_extra_if"]}
        | lists.fields()
        | read_accept(section)
        | {f"garp_{field}": getattr(garp, field) for field in GARP_FIELDS}
        | {
            "name": name, "interface": interface, "virtual_router_id": vrid, "priority": priority, "version": version,
            "state": "MASTER" if master else "BACKUP", "preempt": preempt, "nopreempt": not preempt,
            "preempt_delay_ns": preempt_delay_ns, "advert_int_ns": _advert_interval_ns(section, version, report),
            "authentication": read_authentication(section, version, around.encodings, report),
            "auth_hmac": _signing(section, report), "mcast_src_ip": _text(section, "mcast_src_ip"),
            "mcast_dst_ip": _text(section, "mcast_dst_ip"),
            "track_script": tuple(Tracked(entry.name, entry.weight, entry.reverse) for entry in scripts),
        }
    ))  # fmt: skip
    report_old(section, report)
    instance = _with_links(instance, section, around, report)
    _check_source(section, instance, report)
    _look_up(section, values, instance, around, report)
    return strictly(instance, section, around.defs, report)


def _look_up(
    section: Section, values: Mapping[str, object], instance: Instance, around: Surroundings, report: Report
) -> None:
    """Find the scripts and keys that the instance names."""
    if values.get("notify_priority_changes") or any(section.all(keyword) for keyword in _NOTIFY):
        from standfast.config.notifies import read_notify

        notify = read_notify(section, values, around.policy, report)
        if notify is not None:
            around.looked.notifies[instance.name] = notify
    block = section.last("auth_hmac")
    if block is not None:
        from standfast.config.hmac_keys import read_hmac

        policy = read_hmac(block, instance.advert_int_ns, report)
        if policy is not None:
            around.looked.hmac[instance.name] = policy


def _with_links(instance: Instance, section: Section, around: Surroundings, report: Report) -> Instance:
    """Return an instance with interfaces of its own, which few instances have."""
    if not any(section.all(name) for name in _LINKS):
        return instance
    from standfast.config.links import with_links

    return with_links(instance, section, str(around.settings["vmac_prefix"]), report)


def _interface(section: Section, statement: Statement, around: Surroundings, report: Report) -> str | None:
    word = section.word("interface")
    if word is None:
        report.error(
            statement.at, "missing-keyword", f"the instance '{statement.arguments[0].text}' names no interface",
            "add 'interface NAME' with a name that 'ip link' shows",
        )  # fmt: skip
        return None
    if word.text == LOOPBACK:
        report.error(
            word.at, "loopback", f"'{LOOPBACK}' cannot carry VRRP", "name the interface towards the other nodes"
        )
        return None
    if around.lines.interfaces is not None and word.text not in around.lines.interfaces:
        report.error(
            word.at, "unknown-interface", f"the interface '{word.text}' does not exist on this host",
            "write 'interface NAME' with a name that 'ip link' shows",
        )  # fmt: skip
        return None
    return word.text


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
        return section.number("priority") or PRIORITY_DEFAULT
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


def _version(section: Section, around: Surroundings, lists: Lists, report: Report, *, strict: bool) -> int:
    """The VRRP version.

    IPv6 means version 3 unless version 2 is written. keepalived then speaks version 2 over IPv6, which no standard
    knows, but not in strict mode.
    """
    word = section.word("version")
    own = section.number("version")
    version = own or around.settings.get("vrrp_version") or VERSION_DEFAULT
    assert isinstance(version, int)
    if lists.is_ipv6 or (section.last("native_ipv6") is not None and not lists.addresses):
        if word is None or own != VERSION_DEFAULT:
            return VERSION_DEFAULT + 1
        if strict:
            report.warning(word.at, "contradiction", "IPv6 needs VRRP version 3, so this is ignored",
                           "write version 3")  # fmt: skip
            return VERSION_DEFAULT + 1
        report.warning(word.at, "version-2-ipv6", "no standard knows VRRP version 2 over IPv6, only keepalived speaks"
                       " it", "write version 3 on all nodes")  # fmt: skip
        return VERSION_DEFAULT
    return version


def _advert_interval_ns(section: Section, version: int, report: Report) -> int:
    """The interval: in version 2 in whole seconds, at least one, halves rounded up; in version 3 up to 40.95 s."""
    interval_ns = section.number("advert_int") or NS_PER_S
    word = section.word("advert_int")
    if version == VERSION_DEFAULT:
        effective_ns = max(1, (interval_ns + NS_PER_S // 2) // NS_PER_S) * NS_PER_S
        why = f"VRRP version 2 knows whole seconds only, so 'advert_int {{}}' becomes {effective_ns // NS_PER_S}"
        suggestion = "write a whole number, the same on all nodes"
    else:
        effective_ns = min(interval_ns, _INTERVAL_V3_MAX_NS)
        why = f"VRRP version 3 knows no interval like this, so 'advert_int {{}}' becomes {effective_ns / NS_PER_S}"
        suggestion = f"write a number up to {ns_to_seconds_text(_INTERVAL_V3_MAX_NS)}"
    if word is not None and effective_ns != interval_ns:
        report.warning(word.at, "bad-value", why.format(word.text), suggestion)
    return effective_ns


def _check_source(section: Section, instance: Instance, report: Report) -> None:
    """Say what is wrong with the source of advertisements, and with unicast that has nobody to send to."""
    found = [section.last(name) for name in _UNICAST]
    alone = next((statement for statement in found if statement is not None), None)
    ttl = section.last("unicast_ttl")
    if ttl is not None and not instance.unicast_peer:
        report.warning(ttl.at, "unicast-without-peers", "there is no address in unicast_peer, so 'unicast_ttl' means"
                       " nothing", "remove it")  # fmt: skip
    if alone is not None and not instance.unicast_peer and not instance.unicast_fault_no_peer:
        report.warning(
            alone.at, "unicast-without-peers", "there is no address in unicast_peer, so advertisements go to the"
            " multicast group, as with keepalived",
            "write 'unicast_peer { ADDRESS }', or remove the unicast keywords",
        )  # fmt: skip
    check_group(section, "mcast_dst_ip", report)
    for name in ("mcast_src_ip", "unicast_src_ip"):
        word = section.word(name)
        if word is not None and parse_address(word.text) is None:
            report.warning(
                word.at, fault_of(word.text), f"'{word.text}' is not the address of a host, so it is ignored",
                "correct it",
            )  # fmt: skip


def _text(section: Section, name: str) -> str | None:
    word = section.word(name)
    return word.text if word else None


def _signing(section: Section, report: Report) -> PacketSigning | None:
    block = section.last("auth_hmac")
    make: Callable[..., PacketSigning] = PacketSigning
    return make(**Section(HMAC, block.block or [], report).values()) if block is not None else None

"""What instances lose to something else in the file: `nopreempt` to MASTER, much to `vrrp_strict`, weights to an
address owner and to a sync group.

keepalived's rules: in strict mode there is no authentication, no preempt_delay and no accept unless the instance owns
its address, and the answers to a lower priority are left out; a member of a sync group whose priorities must move
together tracks no script or BFD session with a weight, and of interfaces and files only the state.

Rule of this file: instances in, instances out; what is lost is reported where the block begins.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from standfast.config.diagnostics import Position, Report
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.config.tracking import KINDS
from standfast.model.groups import SyncGroup
from standfast.model.instance import Instance
from standfast.model.track import Tracked, Watcher
from standfast.model.virtual_router import PRIORITY_OWNER
from standfast.units import NS_PER_MS, ns_to_seconds_text

DOWN_TIMER_ADVERTS = 3
# A new router is at work within a second, also on a busy host; at this interval the others wait longer than that.
_RESTART_INTERVAL_NS = 500 * NS_PER_MS
VERSION_WITHOUT_ACCEPT = 2
W = TypeVar("W", bound=Watcher)
_NO_REPEATS = "gratuitous ARP is not repeated after a lower priority"


def read_preemption(section: Section, report: Report, *, master: bool, owner: bool) -> tuple[bool, int]:
    """Return whether to preempt, and after which delay in nanoseconds.

    `master` says that the instance wishes to begin as MASTER, `owner` that its priority is 255.
    """
    orders = sorted([*section.all("preempt"), *section.all("nopreempt")], key=lambda s: (s.at.line, s.at.column))
    last = orders[-1] if orders else None
    preempt = last is None or last.keyword.text == "preempt"
    delay = section.last("preempt_delay")
    delay_ns = section.number("preempt_delay") or 0
    if last is not None and not preempt and (master or owner):
        other = "'state MASTER'" if master else f"priority {PRIORITY_OWNER}"
        report.warning(
            last.at, "contradiction", f"'nopreempt' does not work with {other}, so it is ignored",
            "write 'state BACKUP' and a lower priority on all nodes",
        )  # fmt: skip
        preempt = True
    if delay is not None and delay_ns and (master or owner or not preempt):
        other = "state MASTER" if master else f"priority {PRIORITY_OWNER}" if owner else "nopreempt"
        report.warning(
            delay.at,
            "contradiction",
            f"'preempt_delay' does not work with '{other}', so it is ignored",
            "remove one of the two",
        )
        delay_ns = 0
    return preempt, delay_ns


def report_old(section: Section, report: Report) -> None:
    """Report what later versions of keepalived will not know."""
    old = section.last("linkbeat_use_polling")
    if old is not None:
        report.warning(old.at, "deprecated", "'linkbeat_use_polling' of an instance is an old word",
                       "write the interface into linkbeat_interfaces")  # fmt: skip


def read_accept(section: Section) -> dict[str, bool]:
    """Return `accept` and `no_accept`: of the two lines the last counts."""
    lines = [line for name in ("accept", "no_accept") if (line := section.last(name)) is not None]
    last = max(lines, key=lambda line: line.at).keyword.text if lines else ""
    return {"accept": last == "accept", "no_accept": last == "no_accept"}


def strictly(instance: Instance, section: Section, defs: Section, report: Report) -> Instance:
    """Return an instance as strict mode leaves it. `defs` are the `global_defs`, which may say the same."""
    if not instance.strict_mode:
        return instance
    owner = instance.priority == PRIORITY_OWNER
    answers = section.last("lower_prio_no_advert") is not None and section.switch("lower_prio_no_advert") is False
    lost = (
        ("state", (instance.state == "MASTER") != owner, "the address owner and nobody else has 'state MASTER'"),
        ("preempt_delay", bool(instance.preempt_delay_ns), "there is no preempt_delay"),
        ("accept", instance.accept and instance.version == VERSION_WITHOUT_ACCEPT and not owner,
         "version 2 has no accept"),
        ("garp_lower_prio_delay", bool(section.number("garp_lower_prio_delay")), _NO_REPEATS),
        ("garp_lower_prio_repeat", bool(section.number("garp_lower_prio_repeat")), _NO_REPEATS),
        ("higher_prio_send_advert", section.switch("higher_prio_send_advert") is True,
         "there is no answer to a higher priority"),
        ("lower_prio_no_advert", answers, "there is no answer to a lower priority"),
        ("down_timer_adverts", instance.down_timer_adverts != DOWN_TIMER_ADVERTS,
         f"down_timer_adverts is {DOWN_TIMER_ADVERTS}"),
    )  # fmt: skip
    for keyword, applies, why in lost:
        line = section.last(keyword) or defs.last(f"vrrp_{keyword}")
        if applies and line is not None:
            _report_strict(line.at, line.keyword.text, why, report)
    for line in _authentication_lines(section):
        _report_strict(line.at, "authentication", "packets carry no password", report)
    return replace(
        instance,
        authentication=None,
        preempt_delay_ns=0,
        accept=not instance.no_accept
        and (owner or (instance.accept and instance.version != VERSION_WITHOUT_ACCEPT)),
        lower_prio_no_advert=True,
        higher_prio_send_advert=False,
        garp_lower_prio_delay_ns=0,
        garp_lower_prio_repeat=0,
        down_timer_adverts=DOWN_TIMER_ADVERTS,
        state="MASTER" if owner else "BACKUP",
    )


def _authentication_lines(section: Section) -> list[Statement]:
    """The line that asks for authentication, if there is one."""
    inner = [line for block in section.all("authentication") for line in block.block or ()]
    kinds = [line for line in inner if line.keyword.text == "auth_type"]
    return [line for line in kinds[-1:] if [word.text for word in line.arguments[:1]] in (["PASS"], ["AH"])]


def _report_strict(at: Position, keyword: str, why: str, report: Report) -> None:
    report.warning(at, "strict-mode", f"in strict mode {why}, so '{keyword}' is ignored",
                   f"remove '{keyword}', or strict mode")  # fmt: skip


def report_short_interval(instances: list[Instance], root: Section, report: Report) -> None:
    """Say once that a new router cannot replace a dead one in time, where the others wait too shortly for that."""
    short = [own for own in instances if own.vip_lease and own.advert_int_ns < _RESTART_INTERVAL_NS]
    if not short:
        return
    first = short[0]
    block = next(block for block in root.all("vrrp_instance") if block.arguments[0].text == first.name)
    lines = [line for line in block.block or () if line.keyword.text == "advert_int"]
    more = f" (and of {len(short) - 1} more)" if len(short) > 1 else ""
    report.notice(
        (lines or [block])[-1].at, "crash-moves-address",
        f"the other nodes take the addresses of '{first.name}'{more} over before a router that crashed is replaced",
        f"write 'advert_int {ns_to_seconds_text(_RESTART_INTERVAL_NS)}' or more, if a crash of the router should not"
        " move them",
    )  # fmt: skip


def without_unknown(watcher: W, known: Container[tuple[str, str]], *more: str) -> W:
    """Return an instance or a sync group without what it tracks that is not there: `known` are list and name."""
    lists = {kind: getattr(watcher, kind) for kind in ("track_file", "track_process", "track_bfd", *more)}
    kept = {kind: tuple(e for e in entries if (kind, e.name) in known) for kind, entries in lists.items()}
    make: Callable[..., W] = replace
    return watcher if kept == lists else make(watcher, **kept)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the standing of instances depends on.

    `weights` holds the weight of each tracker, by the keyword of the list that names it and its name; `statements`
    the block of each instance and each sync group, by its keyword and name.
    """

    weights: Mapping[tuple[str, str], int]
    statements: Mapping[tuple[str, str], Statement]
    report: Report

    def weight(self, kind: str, entry: Tracked) -> int:
        """The weight of one line: its own, or that of what it names."""
        return entry.weight if entry.weight is not None else self.weights.get((kind, entry.name), 0)

    def place(self, keyword: str, watcher: str, kind: str, entry: Tracked) -> Position:
        """Where a line stands."""
        statement = self.statements[keyword, watcher]
        lists = [inner.block or () for inner in statement.block or () if inner.keyword.text == kind]
        return next((item.at for items in lists for item in items if item.keyword.text == entry.name), statement.at)


def as_owner(instance: Instance, standing: Standing) -> Instance:
    """Return an instance without what would change the priority of an address owner.

    Of scripts tracking.py takes care; a process may keep its weight.
    """
    if instance.priority != PRIORITY_OWNER:
        return instance
    kept: dict[str, tuple[Tracked, ...]] = {}
    for kind in ("track_interface", "track_file", "track_bfd"):
        found: list[Tracked] = []
        for entry in getattr(instance, kind):
            weight = standing.weight(kind, entry)
            by_default = kind == "track_file" and entry.weight is None
            if weight:
                what = "that counts for nothing" if by_default else "it is not tracked"
                standing.report.warning(
                    standing.place("vrrp_instance", instance.name, kind, entry), "owner-with-weight",
                    f"'{entry.name}' has a weight, but priority {PRIORITY_OWNER} cannot be changed, so {what}",
                    f"write 'weight 0', or a priority below {PRIORITY_OWNER}",
                )  # fmt: skip
            if not weight or by_default:
                found.append(replace(entry, weight=0) if weight else entry)
        kept[kind] = tuple(found)
    make: Callable[..., Instance] = replace
    return make(instance, **kept)


def group_of_owner(group: SyncGroup, instances: tuple[Instance, ...], standing: Standing) -> SyncGroup:
    """Return a sync group without weights if one of its members is an address owner."""
    if not any(i.priority == PRIORITY_OWNER and i.name in group.group for i in instances):
        return group
    kept: dict[str, tuple[Tracked, ...]] = {}
    for kind in KINDS:
        entries: tuple[Tracked, ...] = getattr(group, kind)
        weighted = [entry for entry in entries if standing.weight(kind, entry)]
        for entry in weighted:
            standing.report.warning(
                standing.place("vrrp_sync_group", group.name, kind, entry), "owner-with-weight",
                f"'{entry.name}' has a weight, but a member of '{group.name}' has priority {PRIORITY_OWNER}, which"
                " cannot be changed, so the weight is 0", "write 'weight 0'",
            )  # fmt: skip
        kept[kind] = tuple(replace(entry, weight=0) if entry in weighted else entry for entry in entries)
    make: Callable[..., SyncGroup] = replace
    return make(group, **kept)


def in_groups(
    instances: tuple[Instance, ...], groups: tuple[SyncGroup, ...], standing: Standing
) -> tuple[Instance, ...]:
    """Return the instances with the trackers that their sync groups leave them."""
    apart = [group for group in groups if not (group.sync_group_tracking_weight or group.global_tracking)]
    members = {name for group in apart for name in group.group}
    return tuple(_member(instance, standing) if instance.name in members else instance for instance in instances)


def _member(instance: Instance, standing: Standing) -> Instance:
    def kept(kind: str, entries: tuple[Tracked, ...], *, drops: bool) -> tuple[Tracked, ...]:
        result = []
        for entry in entries:
            weight = standing.weight(kind, entry)
            default_file = kind == "track_file" and weight == 1
            if weight:
                what = "not tracked" if drops and not default_file else "tracked without its weight"
                standing.report.warning(
                    standing.place("vrrp_instance", instance.name, kind, entry), "weight-in-group",
                    f"'{instance.name}' is in a sync group, so '{entry.name}' with its weight is {what}",
                    "track it in the group, or write sync_group_tracking_weight",
                )  # fmt: skip
            if not weight:
                result.append(entry)
            elif not drops or default_file:
                result.append(replace(entry, weight=0))
        return tuple(result)

    return replace(
        instance,
        track_script=kept("track_script", instance.track_script, drops=True),
        track_bfd=kept("track_bfd", instance.track_bfd, drops=True),
        track_interface=kept("track_interface", instance.track_interface, drops=False),
        track_file=kept("track_file", instance.track_file, drops=True),
    )

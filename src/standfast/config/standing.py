"""What instances lose to something else in the file: `nopreempt` to MASTER, much to `vrrp_strict`, weights to an
address owner and to a sync group.

keepalived's rules: in strict mode there is no authentication, no preempt_delay and no accept unless the instance owns
its address, and the answers to a lower priority are left out; a member of a sync group whose priorities must move
together tracks no script or BFD session with a weight, and of interfaces and files only the state.

Rule of this file: instances in, instances out; what is lost is reported where the block begins.
"""

from collections.abc import Mapping
from dataclasses import replace

from standfast.config.diagnostics import Position, Report
from standfast.config.sections import Section
from standfast.model.groups import SyncGroup
from standfast.model.instance import Instance
from standfast.model.track import Tracked
from standfast.model.virtual_router import PRIORITY_OWNER

DOWN_TIMER_ADVERTS = 3
VERSION_WITH_ACCEPT = 3


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


def strictly(instance: Instance, section: Section, at: Position, report: Report) -> Instance:
    """Return an instance as strict mode leaves it."""
    if not instance.strict_mode:
        return instance
    owner = instance.priority == PRIORITY_OWNER
    lost = (
        ("no authentication", instance.authentication is not None),
        ("no preempt_delay", bool(instance.preempt_delay_ns)),
        ("no accept", instance.accept and instance.version == 2 and not owner),
        ("no state MASTER but for an address owner, and no owner without", (instance.state == "MASTER") != owner),
        ("no unicast", bool(instance.unicast_peer)),
        ("no instance without addresses", not instance.virtual_ipaddress),
        ("no gratuitous ARP after a lower priority", bool(section.number("garp_lower_prio_delay"))),
        ("no gratuitous ARP after a lower priority", bool(section.number("garp_lower_prio_repeat"))),
        ("no higher_prio_send_advert", instance.higher_prio_send_advert),
        ("no answer to a lower priority", section.switch("lower_prio_no_advert") is False
         and section.last("lower_prio_no_advert") is not None),
        ("no other down_timer_adverts than 3", instance.down_timer_adverts != DOWN_TIMER_ADVERTS),
    )
    for what, applies in lost:
        if applies:
            report.warning(at, "strict-mode", f"in strict mode there is {what}, so '{instance.name}' goes without",
                           "remove vrrp_strict, or what it forbids")  # fmt: skip
    return replace(
        instance,
        authentication=None,
        preempt_delay_ns=0,
        accept=owner or (instance.accept and instance.version == VERSION_WITH_ACCEPT),
        lower_prio_no_advert=True,
        higher_prio_send_advert=False,
        garp_lower_prio_delay_ns=0,
        garp_lower_prio_repeat=0,
        down_timer_adverts=DOWN_TIMER_ADVERTS,
        state=instance.state if owner else "BACKUP",
    )


def as_owner(instance: Instance, at: Position, report: Report) -> Instance:
    """Return an instance without the interfaces that would change the priority of an address owner.

    Of scripts tracking.py takes care.
    """
    if instance.priority != PRIORITY_OWNER or not any(entry.weight for entry in instance.track_interface):
        return instance
    for entry in instance.track_interface:
        if entry.weight:
            report.warning(
                at, "owner-with-weight",
                f"'{entry.name}' has a weight, but priority {PRIORITY_OWNER} cannot be changed, so it is not tracked",
                f"write a priority below {PRIORITY_OWNER}",
            )  # fmt: skip
    return replace(instance, track_interface=tuple(e for e in instance.track_interface if not e.weight))


def in_groups(
    instances: tuple[Instance, ...],
    groups: tuple[SyncGroup, ...],
    weights: Mapping[tuple[str, str], int],
    places: Mapping[str, Position],
    report: Report,
) -> tuple[Instance, ...]:
    """Return the instances with the trackers that their sync groups leave them.

    `weights` holds the weight of each tracker, by the keyword that names it and its name; `places` where each
    instance begins.
    """
    members = {name for group in groups if not group.sync_group_tracking_weight for name in group.group}
    if not members:
        return instances
    return tuple(
        _member(instance, weights, places[instance.name], report) if instance.name in members else instance
        for instance in instances
    )


def _member(
    instance: Instance, weights: Mapping[tuple[str, str], int], at: Position, report: Report
) -> Instance:
    def kept(keyword: str, entries: tuple[Tracked, ...], *, drops: bool) -> tuple[Tracked, ...]:
        result = []
        for entry in entries:
            weight = entry.weight if entry.weight is not None else weights.get((keyword, entry.name), 0)
            default_file = keyword == "track_file" and weight == 1
            if weight:
                what = "not tracked" if drops and not default_file else "tracked without its weight"
                report.warning(
                    at, "weight-in-group", f"'{instance.name}' is in a sync group, so '{entry.name}' with its weight"
                    f" is {what}", "track it in the group, or write sync_group_tracking_weight",
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

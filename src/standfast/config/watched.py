"""The blocks that instances refer to, other than scripts: track_file, vrrp_track_process, bfd_instance, and the
groups vrrp_sync_group, track_group and garp_group -> the model.

keepalived's rules: of two blocks of one name the first counts; `delay` of a process is both of its delays; without
its required keyword a block is left out. Rule of this file: no I/O.
"""

from collections.abc import Callable, Mapping

from standfast.config.diagnostics import Report
from standfast.config.forms import same_family
from standfast.config.keywords_track import BFD, GARP_GROUP, SYNC_GROUP, TRACK_FILE, TRACK_GROUP, TRACK_PROCESS
from standfast.config.parser import Statement
from standfast.config.sections import Section, first_of_each_name
from standfast.config.tracking import KINDS, read_tracked
from standfast.model.groups import GarpGroup, SyncGroup, TrackGroup
from standfast.model.watched import BfdInstance, TrackFile, TrackProcess

_BFD_NAME_MAX = 31
_BOTH_DELAYS = ("terminate_delay_ns", "fork_delay_ns")
_QUORUM = 1
_GROUP_MEMBERS_MIN = 2


def read_track_processes(root: Section, report: Report) -> tuple[TrackProcess, ...]:
    """Read every `vrrp_track_process`."""
    make: Callable[..., TrackProcess] = TrackProcess
    found = []
    for statement in first_of_each_name(root, TRACK_PROCESS, report):
        section = Section(TRACK_PROCESS, statement.block or [], report)
        if not _has(section, "process", statement, report):
            continue
        values = section.values() | _quorum(section, report)
        values |= _delays(section)
        found.append(make(name=statement.arguments[0].text, **values))
    return tuple(found)


def _delays(section: Section) -> dict[str, int]:
    """Return both delays as the lines set them, one after the other: `delay` sets both."""
    delays: dict[str, int] = {}
    lines = [line for name in ("delay", "terminate_delay", "fork_delay") if (line := section.last(name)) is not None]
    for line in sorted(lines, key=lambda line: line.at):
        name = line.keyword.text
        number = section.number(name)
        if number is not None:
            delays |= dict.fromkeys(_BOTH_DELAYS if name == "delay" else (f"{name}_ns",), number)
    return delays


def _quorum(section: Section, report: Report) -> dict[str, int | None]:
    """Return both bounds: of two that contradict each other the later line is ignored."""
    low, high = section.last("quorum"), section.last("quorum_max")
    fewest, most = section.number("quorum"), section.number("quorum_max")
    if low is not None and high is not None and fewest is not None and most is not None and fewest > most:
        later = max(low, high, key=lambda line: line.at)
        report.warning(
            later.at, "contradiction", f"'quorum {fewest}' is more than 'quorum_max {most}', so this line is ignored",
            "write a quorum_max that is not less than the quorum",
        )  # fmt: skip
        fewest, most = (None, most) if later is low else (fewest, None)
    if fewest is None:
        fewest = _QUORUM if most is None else min(_QUORUM, most)
    return {"quorum": fewest, "quorum_max": most}


def read_track_files(root: Section, report: Report) -> tuple[TrackFile, ...]:
    """Read every `track_file`, under its old name too."""
    make: Callable[..., TrackFile] = TrackFile
    statements = [s for k in (TRACK_FILE, "vrrp_track_file") for s in first_of_each_name(root, k, report)]
    found = []
    for statement in statements:
        section = Section(TRACK_FILE, statement.block or [], report)
        if _has(section, "file", statement, report):
            found.append(make(name=statement.arguments[0].text, **section.values()))
    return tuple(found)


def read_bfd_instances(root: Section, report: Report) -> tuple[BfdInstance, ...]:
    """Read every `bfd_instance`."""
    make: Callable[..., BfdInstance] = BfdInstance
    found = []
    for statement in first_of_each_name(root, BFD, report):
        name = statement.arguments[0]
        section = Section(BFD, statement.block or [], report)
        if len(name.text.encode()) > _BFD_NAME_MAX:
            report.warning(name.at, "bad-name", f"the name '{name.text}' is longer than {_BFD_NAME_MAX} bytes, so the"
                           " block is left out", "shorten it")  # fmt: skip
        elif section.last("neighbour_ip") is not None or _has(section, "neighbor_ip", statement, report):
            values = section.values()
            neighbor, source = values["neighbor_ip"] or values["neighbour_ip"], section.last("source_ip")
            if source is not None and not same_family(values["source_ip"], neighbor):
                report.warning(source.at, "contradiction", "it is not of the neighbour's address family, so it is"
                               " ignored", "write an address of that family")  # fmt: skip
                values["source_ip"] = None
            if neighbor:
                found.append(make(name=name.text, **values))
    return tuple(found)


def read_sync_groups(
    root: Section, instances: Mapping[str, int], settings: Mapping[str, object], report: Report
) -> tuple[SyncGroup, ...]:
    """Read every `vrrp_sync_group`. `instances` holds the names of the instances."""
    make: Callable[..., SyncGroup] = SyncGroup
    found = []
    taken: set[str] = set()
    for statement in first_of_each_name(root, SYNC_GROUP, report):
        section = Section(SYNC_GROUP, statement.block or [], report)
        members = _members(section, instances, report, taken)
        if len(members) < _GROUP_MEMBERS_MIN:
            report.warning(
                statement.at, "small-group",
                f"the sync group '{statement.arguments[0].text}' has {len(members)} members",
                "write 'group { INSTANCE }' with two instances or more",
            )  # fmt: skip
        old = section.last("global_tracking")
        if old is not None:
            report.warning(old.at, "deprecated", "'global_tracking' is an old word for sync_group_tracking_weight",
                           "write 'sync_group_tracking_weight'")  # fmt: skip
        values = section.values(without=("group", *KINDS), around=(settings,))
        values |= {keyword: read_tracked(section, keyword, report) for keyword in KINDS}
        found.append(make(**(values | {"name": statement.arguments[0].text, "group": members})))
    return tuple(found)


def read_track_groups(root: Section, instances: Mapping[str, int], report: Report) -> tuple[TrackGroup, ...]:
    """Read every `track_group`."""
    return tuple(
        TrackGroup(
            statement.arguments[0].text,
            _members(Section(TRACK_GROUP, statement.block or [], report), instances, report),
        )
        for statement in first_of_each_name(root, TRACK_GROUP, report)
    )


def read_garp_groups(root: Section, report: Report) -> tuple[GarpGroup, ...]:
    """Read every `garp_group`."""
    make: Callable[..., GarpGroup] = GarpGroup
    groups = []
    for statement in root.all(GARP_GROUP):
        section = Section(GARP_GROUP, statement.block or [], report)
        values = section.values(without=("interfaces",))
        names = tuple(token.text for item in section.lines("interfaces") for token in item.line.tokens)
        groups.append(make(**(values | {"interfaces": names})))
    return tuple(groups)


def _members(
    section: Section, instances: Mapping[str, int], report: Report, taken: set[str] | None = None
) -> tuple[str, ...]:
    """Return the names in `group` that are instances, without those in `taken`, and add them there.

    A sync group has `taken`; a track_group has not, and keepalived says nothing of what is unknown in it.
    """
    members = []
    unknown = "unknown-instance" if taken is not None else "unknown-group-member"
    for token in (token for item in section.lines("group") for token in item.line.tokens):
        if token.text not in instances:
            report.warning(
                token.at, unknown,
                f"there is no vrrp_instance '{token.text}' that can be used, so it is left out",
                "correct the name, or what is said of that instance",
            )  # fmt: skip
        elif taken is not None and token.text in taken:
            report.warning(
                token.at, "member-twice", f"'{token.text}' is in a sync group already, so it is left out here",
                "name each instance in one group, once",
            )  # fmt: skip
        else:
            members.append(token.text)
            if taken is not None:
                taken.add(token.text)
    return tuple(members)


def _has(section: Section, keyword: str, statement: Statement, report: Report) -> bool:
    if section.last(keyword) is not None:
        return True
    report.warning(statement.at, "missing-keyword", f"'{statement.title}' has no '{keyword}', so it is left out",
                   f"add a '{keyword}' line")  # fmt: skip
    return False

"""What a configuration names outside its instances and is to be found on the host: scripts of sync groups,
and pipes.

Rule of this file: it looks at users and files, and runs nothing.
"""

from standfast.config.diagnostics import Report
from standfast.config.instances import Surroundings
from standfast.config.keywords_track import SYNC_GROUP
from standfast.config.sections import Section
from standfast.model.configuration import Configuration

_GROUP_SCRIPTS = (
    "notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_priority_changes",
)  # fmt: skip
_FIFOS = ("notify_fifo", "vrrp_notify_fifo")


def look_up(root: Section, around: Surroundings, configuration: Configuration, report: Report) -> None:
    """Fill `around.looked` with what instances have not filled in. Most files have nothing of it."""
    settings, looked = around.settings, around.looked
    if not configuration.sync_groups and not any(settings[name] for name in _FIFOS):
        return
    from standfast.config.notifies import read_fifos, read_notify

    blocks = {statement.arguments[0].text: statement for statement in reversed(root.all(SYNC_GROUP))}
    for group in configuration.sync_groups:
        # Its lines were reported when the group was read.
        section = Section(SYNC_GROUP, blocks[group.name].block or [], Report())
        values = {field: getattr(group, field) for field in _GROUP_SCRIPTS}
        notify = read_notify(section, values, around.policy, report)
        if notify is not None:
            looked.group_notifies[group.name] = notify
    looked.fifos = read_fifos(around.defs, settings, around.policy, report)

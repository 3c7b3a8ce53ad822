"""What is run and told when a state changes: notify scripts and FIFOs.

Rules: frozen; users are resolved by config/, so nothing here looks anything up.
"""

from dataclasses import dataclass

from standfast.model.track import ScriptUser


@dataclass(frozen=True, slots=True)
class NotifyScript:
    """One `notify*` script: program, arguments, identity."""

    argv: tuple[str, ...]
    user: ScriptUser


@dataclass(frozen=True, slots=True)
class Notify:
    """The scripts of an instance or sync group. The specific ones get the arguments written with them and no more;

    `any` (`notify`) gets TYPE, NAME, STATE and PRIORITY appended. With `tells_deleted` (`notify_deleted` without a
    script) an instance that a reload removes ends in DELETED, as it does with a script, and not in FAULT.
    """

    master: NotifyScript | None = None
    backup: NotifyScript | None = None
    fault: NotifyScript | None = None
    stop: NotifyScript | None = None
    deleted: NotifyScript | None = None
    master_rx_lower_pri: NotifyScript | None = None
    any: NotifyScript | None = None
    priority_changes: bool = False
    tells_deleted: bool = False


@dataclass(frozen=True, slots=True)
class NotifyFifo:
    """`notify_fifo`, `vrrp_notify_fifo`: a named pipe that gets a line an event, and a script started to read it.

    The FIFO's path is appended to the script's arguments.
    """

    path: str
    script: NotifyScript | None = None
    user: ScriptUser | None = None

"""The states of a virtual router and every way from one to another: the table that is run.

Rules: `next_state` is the only way to change state; a pair that is not in TRANSITIONS is an error of this code,
not of a peer. The documentation's figure is drawn from the same table. States are those of RFC 3768, 6.4, and
keepalived's FAULT.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a virtual router stands."""

    INIT = "INIT"
    BACKUP = "BACKUP"
    MASTER = "MASTER"
    FAULT = "FAULT"


class Reason(StrEnum):
    """Why a virtual router changed its state. The words stand in logs and, later, in history and metrics."""

    STARTED = "started"
    STARTED_AS_OWNER = "started as the address owner"
    STARTED_IN_FAULT = "started with a fault"
    ADOPTED = "adopted the state of a predecessor"
    MASTER_DOWN = "master down"
    MASTER_RESIGNED = "master resigned"
    HIGHER_PRIORITY = "higher priority heard"
    HIGHER_ADDRESS = "equal priority and higher address heard"
    FAULT = "fault"
    FAULT_CLEARED = "fault cleared"
    FAULT_CLEARED_AS_OWNER = "fault cleared, address owner"
    LATE = "late"
    DELAY_OVER_AS_OWNER = "startup delay over, address owner"
    GROUP_MASTER = "sync group becomes MASTER"
    GROUP_BACKUP = "sync group becomes BACKUP"
    GROUP_FAULT = "sync group has a fault"
    GROUP_FAULT_CLEARED = "sync group's fault cleared"
    STOPPED = "stopped"
    REMOVED = "removed"


TRANSITIONS: dict[tuple[State, Reason], State] = {
    (State.INIT, Reason.STARTED): State.BACKUP,
    (State.INIT, Reason.STARTED_AS_OWNER): State.MASTER,
    (State.INIT, Reason.STARTED_IN_FAULT): State.FAULT,
    (State.INIT, Reason.ADOPTED): State.MASTER,
    (State.BACKUP, Reason.MASTER_DOWN): State.MASTER,
    (State.BACKUP, Reason.MASTER_RESIGNED): State.MASTER,
    (State.BACKUP, Reason.DELAY_OVER_AS_OWNER): State.MASTER,
    (State.BACKUP, Reason.GROUP_MASTER): State.MASTER,
    (State.BACKUP, Reason.FAULT): State.FAULT,
    (State.BACKUP, Reason.GROUP_FAULT): State.FAULT,
    (State.BACKUP, Reason.STOPPED): State.INIT,
    (State.BACKUP, Reason.REMOVED): State.INIT,
    (State.MASTER, Reason.HIGHER_PRIORITY): State.BACKUP,
    (State.MASTER, Reason.HIGHER_ADDRESS): State.BACKUP,
    (State.MASTER, Reason.LATE): State.BACKUP,
    (State.MASTER, Reason.GROUP_BACKUP): State.BACKUP,
    (State.MASTER, Reason.FAULT): State.FAULT,
    (State.MASTER, Reason.GROUP_FAULT): State.FAULT,
    (State.MASTER, Reason.STOPPED): State.INIT,
    (State.MASTER, Reason.REMOVED): State.INIT,
    (State.FAULT, Reason.FAULT_CLEARED): State.BACKUP,
    (State.FAULT, Reason.FAULT_CLEARED_AS_OWNER): State.MASTER,
    (State.FAULT, Reason.GROUP_FAULT_CLEARED): State.BACKUP,
    (State.FAULT, Reason.STOPPED): State.INIT,
    (State.FAULT, Reason.REMOVED): State.INIT,
}

# What an administrator greps for is keepalived's wording, so these few words are fixed.
ENTERING = {
    State.BACKUP: "Entering BACKUP STATE",
    State.MASTER: "Entering MASTER STATE",
    State.FAULT: "Entering FAULT STATE",
    State.INIT: "Entering INIT STATE",
}


def next_state(state: State, reason: Reason) -> State:
    """Return the state that `reason` leads to. Raises AssertionError for a pair that the table does not allow."""
    target = TRANSITIONS.get((state, reason))
    assert target is not None, f"no transition from {state} because of {reason}"
    return target

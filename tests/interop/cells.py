"""The cells of the interoperation matrix: what differs between two nodes' circumstances, and what a peer cannot do.

Rules: pure values; the order of everything is fixed, so that two runs speak of the same cells. A cell that is left
out has a reason, in a sentence for the document.
"""

import itertools
from dataclasses import astuple, dataclass, fields

VALUES: dict[str, tuple[str, ...]] = {
    "peer": ("keepalived", "frr", "standfast"),
    "role": ("preferred", "other"),
    "version": ("3", "2"),
    "family": ("4", "6"),
    "cast": ("multicast", "unicast"),
    "auth": ("none", "PASS", "AH"),
    "vmac": ("off", "on"),
    "sync": ("off", "on"),
    "preempt": ("preempt", "nopreempt", "preempt_delay"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination; `role` is that of our node: preferred (first, with the higher priority) or other."""

    peer: str
    role: str
    version: str
    family: str
    cast: str
    auth: str
    vmac: str
    sync: str
    preempt: str

    @property
    def name(self) -> str:
        """The values that tell it apart, in one word."""
        parts = [self.peer, self.role, f"v{self.version}", f"ip{self.family}", self.cast, self.preempt]
        parts += [self.auth] if self.auth != "none" else []
        parts += ["vmac"] if self.vmac == "on" else []
        parts += ["sync"] if self.sync == "on" else []
        return "-".join(parts)

    @property
    def interval_s(self) -> float:
        """The advertisement interval: version 2 knows whole seconds only."""
        return 0.1 if self.version == "3" else 1.0

    @property
    def preempt_delay_s(self) -> float:
        """`preempt_delay`: longer than the master-down interval, so that its effect is seen."""
        return 1.0 if self.version == "3" else 5.0


assert tuple(field.name for field in fields(Cell)) == tuple(VALUES)

# What cannot be: (the values that do not go together, the reason).
IMPOSSIBLE: tuple[tuple[dict[str, str], str], ...] = (
    (
        {"version": "3", "auth": "PASS"},
        "Version 3 has no password field (RFC 5798, section 9); keepalived drops `authentication` with a message.",
    ),
    ({"version": "3", "auth": "AH"}, "Version 3 has no authentication header either."),
    (
        {"family": "6", "auth": "PASS"},
        "keepalived 2.2.7 sends version 2 over IPv6 without authentication data.",
    ),
    ({"family": "6", "auth": "AH"}, "keepalived 2.2.7 has the authentication header over IPv4 only."),
    ({"cast": "unicast", "auth": "AH"}, "keepalived 2.2.7 has the authentication header for multicast only."),
    ({"peer": "frr", "cast": "unicast"}, "FRR's vrrpd knows multicast only."),
    ({"peer": "frr", "auth": "PASS"}, "FRR's vrrpd sends and expects authentication type 0."),
    ({"peer": "frr", "auth": "AH"}, "FRR's vrrpd has no authentication header."),
    ({"peer": "frr", "sync": "on"}, "FRR's vrrpd has no sync groups."),
    (
        {"peer": "frr", "version": "2", "family": "6"},
        "FRR's vrrpd speaks version 2 over IPv4 only, as RFC 3768 has it.",
    ),
    (
        {"peer": "frr", "role": "other", "preempt": "preempt_delay"},
        "FRR's vrrpd has no preempt_delay, and the preferred node is the one that waits.",
    ),
)
# What no cell can show, with the reason.
NOT_IN_THE_MATRIX = (
    ("auth_hmac", "keepalived has it since 2.4 and 2.2.7 is the peer here: tested by the draft's images only."),
    ("FRR without vmac", "FRR's vrrpd always uses the virtual MAC; the column vmac says what ours does."),
)


def why_not(cell: Cell) -> str | None:
    """The reason why a cell cannot be run, None if it can."""
    for values, reason in IMPOSSIBLE:
        if all(getattr(cell, name) == value for name, value in values.items()):
            return reason
    return None


def all_cells() -> list[Cell]:
    """Every combination, possible or not."""
    return [Cell(*values) for values in itertools.product(*VALUES.values())]


def possible_cells() -> list[Cell]:
    """Every combination that can be run."""
    return [cell for cell in all_cells() if why_not(cell) is None]


def pairs_of(cell: Cell) -> set[tuple[int, str, int, str]]:
    """All pairs of values in a cell, each with the places of its two columns."""
    return {(i, a, j, b) for (i, a), (j, b) in itertools.combinations(enumerate(astuple(cell)), 2)}


def pairwise(cells: list[Cell]) -> list[Cell]:
    """A few of the cells that hold every pair of values that any of them holds.

    Greedy: always the cell that adds most pairs; of equal ones the first.
    """
    pairs = {cell: pairs_of(cell) for cell in cells}
    missing = set().union(*pairs.values())
    chosen = []
    while missing:
        best = max(cells, key=lambda cell: len(pairs[cell] & missing))
        chosen.append(best)
        missing -= pairs[best]
    return chosen

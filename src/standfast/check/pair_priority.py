"""Who wins, and whether a failed check changes that: the arithmetic of two nodes' priorities.

A positive weight counts while the check succeeds, a negative one while it fails; the sum stays within 1 and 254, and
an owner's 255 never moves. The other node takes over only when its priority is higher: with equal ones it waits.

Rules: pure; every number that it compares stands in the message.
"""

from collections.abc import Iterator

from standfast.check.finding import Finding
from standfast.check.view import Instance, Tracker, clamp
from standfast.config.diagnostics import Diagnostic, Position, Severity


def priority_findings(mine: Instance, yours: Instance) -> Iterator[Finding]:
    """Compare the priorities of the two nodes of one virtual router."""
    if mine.priority == yours.priority:
        yield _finding(
            "pair-priority", mine.place("priority"), yours.place("priority"),
            f"both nodes have priority {mine.priority}", "give the node that should hold the address the higher one",
        )  # fmt: skip
    best_of_mine, best_of_yours = mine.priorities()[0], yours.priorities()[0]
    strong, weak = (mine, yours) if best_of_mine >= best_of_yours else (yours, mine)
    if weak.master and not strong.master and best_of_mine != best_of_yours:
        yield _finding(
            "master-not-highest", weak.place("state"), strong.place("priority"),
            f"'state MASTER' stands here, but in normal times this node has priority {weak.priorities()[0]} and the"
            f" other {strong.priorities()[0]}, so the other holds the address",
            "give this node the higher priority, or write 'state BACKUP' here",
        )  # fmt: skip
    yield from _weights(strong, weak)
    if best_of_mine == best_of_yours:
        yield from _weights(weak, strong)


def _weights(strong: Instance, weak: Instance) -> Iterator[Finding]:
    """Whether what the stronger node watches can bring it below the other one."""
    weighted = [tracker for tracker in strong.trackers if tracker.weight and not strong.owner]
    if not weighted:
        return
    well, worst = strong.priorities()
    other = weak.priorities()[0]
    at, yours = strong.place("priority"), weak.place("priority")
    if worst >= other:
        yield _finding(
            "weight-without-effect", weighted[0].at, yours,
            f"the priority of '{strong.name}' is {well} when all is well and {worst} when every check has failed;"
            f" the other node has {other}, so a failed check never moves the address",
            _cure(weighted, well, other),
        )  # fmt: skip
        return
    for tracker in weighted:
        ok, failed = tracker.swing
        alone = clamp(well - ok + failed)
        if other <= alone < well:
            yield _finding(
                "weight-not-alone", tracker.at, at if at != tracker.at else yours,
                f"when only '{tracker.name}' fails, '{strong.name}' goes from {well} to {alone}, which is not below"
                f" the other node's {other}, so the address stays",
                f"a weight beyond {well - other} moves the address by itself",
                Severity.NOTICE if len(weighted) > 1 else Severity.WARNING,
            )  # fmt: skip


def _cure(weighted: list[Tracker], well: int, other: int) -> str:
    reversed_ones = [tracker.name for tracker in weighted if tracker.reverse]
    if reversed_ones:
        names = ", ".join(f"'{name}'" for name in reversed_ones)
        return f"remove 'reverse' from {names}: with it a failed check raises the priority"
    if other <= 1:
        return "give the other node a higher priority: no priority sinks below 1; or write 'weight 0' here"
    return f"let the weights take away more than {well - other}, or write 'weight 0': then a failure is a FAULT"


def _finding(
    code: str, mine: Position, yours: Position, message: str, suggestion: str, severity: Severity = Severity.WARNING
) -> Finding:
    diagnostic = Diagnostic(severity, code, mine.file, mine.line, mine.column, message, suggestion)
    return Finding(diagnostic, other=yours)

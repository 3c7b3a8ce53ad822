"""Made-up runs for the pure tests of the lab: a client that asks every 5 ms, and nodes that answer by turns."""

from dataclasses import replace

from standfast.lab.measure import Measured, measure
from standfast.lab.records import Attempt, Download, Holders, Mark, Observation, Span
from standfast.lab.run import Job, Result

MS = 1_000_000
S = 1_000 * MS
ONE, TWO = "192.168.56.101", "192.168.56.102"


def attempts(*turns: tuple[str, int]) -> tuple[Attempt, ...]:
    """Attempts every 5 ms, one turn after the other: (who answers, for how many ms); "" is nobody."""
    made: list[Attempt] = []
    at_ms = 0
    for who, length_ms in turns:
        for start_ms in range(at_ms, at_ms + length_ms, 5):
            if who:
                made.append(Attempt(start_ms * MS, MS, answer=who))
            else:
                made.append(Attempt(start_ms * MS, 200 * MS, failure="timeout"))
        at_ms += length_ms
    return tuple(made)


def observation(drill: str = "daemon-stopped", daemon: str = "keepalived") -> Observation:
    """A run in which 101 is stopped after 500 ms, and 102 answers after 700 ms more."""
    return Observation(
        drill=drill,
        daemon=daemon,
        run=0,
        phase=0.5,
        realtime=True,
        start_ns=0,
        end_ns=3 * S,
        nodes=(ONE, TWO),
        attempts=attempts((ONE, 500), ("", 700), (TWO, 1800)),
        download=Download(((100 * MS, 1000), (400 * MS, 4000))),
        holders=Holders((ONE,), (TWO,), (TWO,)),
        held={ONE: (Span(0, 500 * MS, "held"),), TWO: (Span(1200 * MS, 3 * S, "held"),)},
        states={ONE: (Span(0, 500 * MS, "MASTER"), Span(500 * MS, 3 * S, "DOWN")), TWO: (Span(0, S, "BACKUP"),)},
        marks=(Mark(500 * MS, "fault", "daemon of 101 stopped"),),
    )


def measured(**changes: object) -> Measured:
    """The figures of that run, with changes."""
    return replace(measure(observation()), **changes)  # type: ignore[arg-type]


def result(daemon: str, outage_s: float, *wrong: str, drill: str = "daemon-stopped", run: int = 0) -> Result:
    """A result of that run with another outage."""
    job = Job(drill, daemon, run, 0.5)  # type: ignore[arg-type]
    return Result(job, observation(drill, daemon), measured(outage_ns=int(outage_s * S)), wrong)

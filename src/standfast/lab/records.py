"""What one run of a drill leaves behind, as values.

Rules: frozen, no behaviour beyond a look into the value itself, and no clock. All times are integer nanoseconds of
the monotonic clock, which all namespaces of a machine share, so that what the client, the switch and the nodes saw
can be laid on one time line.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of the client: a new connection, one request, and what came of it.

    `answer` names who answered (a node's address, or an application server); `failure` is the kind of failure
    (`timeout`, `refused`, `reset`, `unreachable`, `incomplete`, `wrong`). Exactly one of the two is set.
    """

    start_ns: int
    latency_ns: int
    answer: str | None = None
    failure: str | None = None

    @property
    def end_ns(self) -> int:
        """When the attempt ended."""
        return self.start_ns + self.latency_ns


@dataclass(frozen=True, slots=True)
class Download:
    """The long download beside the attempts: when bytes came, and how it ended if it did.

    `progress` holds (time in ns, bytes so far); `ended` is `None` while it runs, else `closed`, `reset` and so on.
    """

    progress: tuple[tuple[int, int], ...] = ()
    ended: str | None = None
    ended_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A value that held from `start_ns` to `end_ns`: a state of the daemon, or the fact of holding the VIP."""

    start_ns: int
    end_ns: int
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that the drill did: `kind` is `fault`, `heal` or `note`."""

    at_ns: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Holders:
    """Who had the VIP, as `ip addr` showed it on each node: before the fault, while it lasted, at the end."""

    before: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """All that was seen in one run of one drill with one daemon."""

    drill: str
    daemon: str
    run: int
    phase: float
    realtime: bool
    start_ns: int
    end_ns: int
    nodes: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    download: Download
    holders: Holders
    held: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    states: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    probe_late_ns: int = 0
    advert_age_ns: int | None = None

    def first_mark_ns(self, kind: str) -> int | None:
        """The time of the first mark of that kind, or `None`."""
        return next((mark.at_ns for mark in self.marks if mark.kind == kind), None)

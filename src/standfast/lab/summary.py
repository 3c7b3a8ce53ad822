"""Many runs to one line: medians, the comparison of two daemons, and the results as JSON.

Rules: pure; medians over the runs that were done; an outage under 0.05 s counts as none; a drill passes when all its
runs do. The JSON holds every run's figures in plain units, so that tables can be made from it later.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from standfast.lab.expected import DAEMONS, short
from standfast.lab.measure import SLOW_NS, Measured
from standfast.lab.records import Holders
from standfast.lab.run import Result
from standfast.units import NS_PER_MS, NS_PER_S

if TYPE_CHECKING:
    from standfast.lab.host import Daemon

RATIO_MOST = 1.05
"""standfast's median outage must not be longer than keepalived's by more than this factor."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One drill with one daemon over all its runs. `middle` is the run with the median outage."""

    drill: str
    daemon: "Daemon"
    results: tuple[Result, ...]
    middle: Result | None
    outages_s: tuple[float, ...]
    wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every run showed what it must show."""
        return not self.wrong

    @property
    def outage_s(self) -> float | None:
        """The median of the longest times without an answer; less than 0.05 s is 0."""
        if not self.outages_s:
            return None
        median = statistics.median(self.outages_s)
        return median if median >= SLOW_NS / NS_PER_S else 0.0

    def measured(self) -> list[Measured]:
        """The figures of the runs that were done."""
        return [result.measured for result in self.results if result.measured is not None]


def summarise(results: Iterable[Result]) -> list[Summary]:
    """Gather results by drill and daemon, in the order in which they first appear."""
    groups: dict[tuple[str, Daemon], list[Result]] = {}
    for result in results:
        groups.setdefault((result.job.drill, result.job.daemon), []).append(result)
    return [_summary(drill, daemon, group) for (drill, daemon), group in groups.items()]


def _summary(drill: str, daemon: "Daemon", group: Sequence[Result]) -> Summary:
    done = sorted((r for r in group if r.measured), key=lambda r: r.measured.outage_ns if r.measured else 0)
    outages_s = tuple(r.measured.outage_ns / NS_PER_S for r in done if r.measured)
    many = len(group) > 1
    wrong = tuple(f"run {r.job.run + 1}: {text}" if many else text for r in group for text in r.wrong)
    middle = done[(len(done) - 1) // 2] if done else None
    return Summary(drill, daemon, tuple(group), middle, outages_s, wrong)


def ratios(summaries: Iterable[Summary]) -> dict[str, float | None]:
    """standfast's median outage over keepalived's, by drill; 1 if both had none, `None` if one could not be done.

    Drills that were not done with both daemons are left out.
    """
    by_drill: dict[str, dict[str, Summary]] = {}
    for summary in summaries:
        by_drill.setdefault(summary.drill, {})[summary.daemon] = summary
    return {
        drill: _ratio(pair["standfast"].outage_s, pair["keepalived"].outage_s)
        for drill, pair in by_drill.items()
        if set(pair) == set(DAEMONS)
    }


def _ratio(ours_s: float | None, theirs_s: float | None) -> float | None:
    if ours_s is None or theirs_s is None:
        return None
    if ours_s == 0:
        return 1.0 if theirs_s == 0 else 0.0
    return ours_s / theirs_s if theirs_s else float("inf")


def too_slow(found: dict[str, float | None]) -> dict[str, float | None]:
    """The drills in which standfast was slower than allowed, or for which there is no ratio."""
    return {drill: ratio for drill, ratio in found.items() if ratio is None or ratio > RATIO_MOST}


def to_json(summaries: Sequence[Summary], machine: dict[str, str]) -> dict[str, Any]:
    """All figures as a value for `json.dumps`; durations in seconds or milliseconds as their names say."""
    return {
        "machine": machine,
        "ratios": ratios(summaries),
        "drills": [
            {
                "drill": summary.drill,
                "daemon": summary.daemon,
                "passed": summary.passed,
                "outage_s_median": summary.outage_s,
                "runs": [_run_json(result) for result in summary.results],
            }
            for summary in summaries
        ],
    }


def _run_json(result: Result) -> dict[str, Any]:
    row: dict[str, Any] = {"run": result.job.run, "phase": result.job.phase, "wrong": list(result.wrong)}
    seen, measured = result.observation, result.measured
    if seen is None or measured is None:
        return row
    return row | {
        "realtime": seen.realtime,
        "outage_s": round(measured.outage_ns / NS_PER_S, 4),
        "failed": measured.failed,
        "made": measured.made,
        "failed_after": None if measured.failed_after is None else round(measured.failed_after, 3),
        "failures": dict(measured.failures),
        "latency_ms_p999": round(measured.latency_ns_p999 / NS_PER_MS, 2),
        "slow": measured.slow,
        "download_survived": measured.download_survived,
        "two_holders_s": round(measured.two_holders_ns / NS_PER_S, 3),
        "answered": [short(name) for name in measured.answered],
        "back_s": None if measured.share_back_ns is None else round(measured.share_back_ns / NS_PER_S, 3),
        "probe_late_ms": round(seen.probe_late_ns / NS_PER_MS, 2),
        "advert_age_s": None if seen.advert_age_ns is None else round(seen.advert_age_ns / NS_PER_S, 3),
        **_holders_json(seen.holders),
    }


def _holders_json(holders: Holders) -> dict[str, list[str]]:
    return {
        "before": [short(node) for node in holders.before],
        "during": [short(node) for node in holders.during],
        "after": [short(node) for node in holders.after],
    }

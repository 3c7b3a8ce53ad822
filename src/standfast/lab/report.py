"""The report of a set of drills: one HTML file that needs nothing else, with a picture of each drill's timeline.

Rules: everything that varies goes through the template's automatic escaping; no script, no font and no picture from
elsewhere; with several runs the one with the median outage is drawn. jinja2 is imported when a report is written.
"""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from standfast import __version__
from standfast.errors import LabError
from standfast.lab.expected import Entry, Expectation, holders_text, load, names, range_text, seconds
from standfast.lab.measure import Measured
from standfast.lab.picture import Picture, draw
from standfast.lab.summary import RATIO_MOST, Summary, ratios
from standfast.units import NS_PER_MS, NS_PER_S

TEMPLATE = "report.html.j2"


@dataclass(frozen=True, slots=True)
class Row:
    """One drill with one daemon, in words for people; `picture` is `None` if no run could be done."""

    daemon: str
    passed: bool
    outage: str
    ratio: str
    wrong: tuple[str, ...]
    expected: str
    failed: str = ""
    latency: str = ""
    slow: str = ""
    download: str = ""
    holders: str = ""
    two_holders: str = ""
    answered: str = ""
    notes: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One drill of the report, with a row for each daemon."""

    entry: Entry
    shows: str
    rows: tuple[Row, ...]


def machine_facts(realtime: bool) -> dict[str, str]:
    """What one has to know about the machine to judge the figures."""
    return {
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "standfast": __version__,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "processors": str(os.cpu_count() or 1),
        "real-time": "yes" if realtime else "no real-time",
    }


def ratio_text(ratio: float | None) -> str:
    """A ratio of medians for people."""
    return "not done" if ratio is None else f"{ratio:.2f}"


def row(summary: Summary, ratio: str = "") -> Row:
    """Put a summary into words; the figures other than the outage are those of the run with the median outage."""
    expected = load()[summary.drill].by_daemon[summary.daemon]
    expectation = (
        f"VIP: {holders_text(expected.before, expected.during, expected.after)}; "
        f"answered by {names(expected.answered, ', ')}; no answer: {range_text(expected.outage_s, ' s')}; "
        f"failed: {range_text(expected.failed)}; download: {expected.download}; "
        f"two holders: {range_text(expected.two_holders_s, ' s')}"
    )
    middle = summary.middle
    if middle is None or middle.measured is None or middle.observation is None:
        return Row(
            summary.daemon, passed=False, outage="not done", ratio=ratio, wrong=summary.wrong, expected=expectation
        )
    seen, holders = middle.measured, middle.observation.holders
    return Row(
        daemon=summary.daemon,
        passed=summary.passed,
        outage=outage_text(summary),
        failed=failed_text(seen, expected),
        latency=f"{seen.latency_ns_p999 / NS_PER_MS:.1f} ms",
        slow=str(seen.slow),
        download=download_text(summary),
        holders=holders_text(holders.before, holders.during, holders.after),
        two_holders=two_holders_text(summary),
        answered=names(seen.answered, ", "),
        ratio=ratio,
        wrong=summary.wrong,
        expected=expectation,
        notes=tuple(mark.text for mark in middle.observation.marks if mark.kind == "note"),
        picture=draw(middle.observation),
    )


def outage_text(summary: Summary) -> str:
    """The median outage, and its range if there were several runs."""
    if not summary.outages_s or summary.outage_s is None:
        return "not done"
    text = seconds(int(summary.outage_s * NS_PER_S))
    if len(summary.outages_s) > 1 and max(summary.outages_s) >= 0.05:
        text += f" ({min(summary.outages_s):.2f}–{max(summary.outages_s):.2f})"
    return text


def failed_text(seen: Measured, expected: Expectation) -> str:
    """How many attempts failed, and which share of those after the take-over where that is what the drill shows."""
    text = f"{seen.failed} of {seen.made}"
    if expected.failed_after is None or seen.failed_after is None:
        return text
    return f"{text}, then {seen.failed_after:.0%}"


def download_text(summary: Summary) -> str:
    """Whether the download survived, with the count if the runs differ."""
    fates = [seen.download_survived for seen in summary.measured() if seen.download_survived is not None]
    if not fates:
        return "none"
    if len(set(fates)) == 1:
        return "survived" if fates[0] else "lost"
    return f"survived {sum(fates)} of {len(fates)}"


def two_holders_text(summary: Summary) -> str:
    """The longest time with two holders over all runs; it says so if that lasted to the end."""
    worst = max(summary.measured(), key=lambda seen: seen.two_holders_ns)
    if worst.two_holders_ns == 0:
        return "never"
    text = f"{worst.two_holders_ns / NS_PER_S:.1f} s"
    if worst.two_holders_ns < NS_PER_S // 10:
        text = f"{worst.two_holders_ns / NS_PER_MS:.0f} ms"
    return f"{text}, to the end" if worst.two_holders_at_end else text


def sections(summaries: Sequence[Summary]) -> list[Section]:
    """The report's parts, drill by drill."""
    found = ratios(summaries)
    by_drill: dict[str, list[Row]] = {}
    shows: dict[str, list[str]] = {}
    for summary in summaries:
        ratio = ratio_text(found[summary.drill]) if summary.drill in found and summary.daemon == "standfast" else ""
        by_drill.setdefault(summary.drill, []).append(row(summary, ratio))
        remark = load()[summary.drill].by_daemon[summary.daemon].shows
        if remark and remark not in shows.setdefault(summary.drill, []):
            shows[summary.drill].append(remark)
    return [Section(load()[drill], " ".join(shows.get(drill, ())), tuple(rows)) for drill, rows in by_drill.items()]


def render(summaries: Sequence[Summary], machine: dict[str, str]) -> str:
    """The report as HTML. Raises LabError if jinja2 is not installed."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise LabError("a report needs jinja2: install standfast with its extra `lab`") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(resources.files("standfast.lab").joinpath("files", TEMPLATE).read_text())
    parts = sections(summaries)
    return template.render(
        machine=machine,
        sections=parts,
        runs=max((len(summary.results) for summary in summaries), default=0),
        compared=bool(ratios(summaries)),
        ratio_most=RATIO_MOST,
        failed=[f"{s.drill} with {s.daemon}" for s in summaries if not s.passed],
    )


def write(path: Path, summaries: Sequence[Summary], machine: dict[str, str]) -> None:
    """Write the report. Raises LabError if the file cannot be written."""
    text = render(summaries, machine)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LabError(f"cannot write the report {path}: {error.strerror}") from error

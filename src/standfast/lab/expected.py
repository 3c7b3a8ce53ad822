"""What each drill must show, read from `expected.toml`, and the comparison of a run with it.

Rules: the file is the only place where an expectation stands; the docs' table is made from it too. How many attempts
may fail follows from the longest outage, unless the file says it. A comparison yields sentences, each with what was
seen and what was expected, and none when all is as it should be.
"""

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from standfast.errors import LabError
from standfast.lab.asking import ATTEMPTS_PER_S
from standfast.lab.measure import FAILED_AS_NS, SLOW_NS, Measured
from standfast.lab.records import Holders
from standfast.units import NS_PER_S

if TYPE_CHECKING:
    from standfast.lab.host import Daemon

DAEMONS: "tuple[Daemon, ...]" = ("standfast", "keepalived")

Range = tuple[float, float]

NO_OUTAGE_S = 0.15
"""An outage that may last no longer than this is none: what the machine itself holds up."""

FAILED_WITHOUT_OUTAGE = 60
FAILED_ROUNDED_TO = 100
FAILED_MORE = 40
"""What may fail beyond the outage itself, because the machine had something else to do."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one drill must show with one daemon; nodes by the last part of their address, durations in seconds."""

    before: tuple[str, ...]
    during: tuple[str, ...]
    after: tuple[str, ...]
    answered: tuple[str, ...]
    outage_s: Range
    failed: Range
    download: str
    two_holders_s: Range
    back_s: float | None = None
    failed_after: Range | None = None
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A drill of the file: what it breaks, and what must then be seen."""

    name: str
    breaks: str
    by_daemon: "dict[Daemon, Expectation]"


def short(node: str) -> str:
    """The last part of an address; a name that is no address stays as it is, and "a+b" is shortened on both sides."""
    return "+".join(part.rpartition(".")[2] for part in node.split("+"))


@cache
def load() -> dict[str, Entry]:
    """Read the file, in its order. Raises LabError if it does not say what it must."""
    text = resources.files("standfast.lab").joinpath("expected.toml").read_text()
    return parse(text)


def parse(text: str) -> dict[str, Entry]:
    """Read the text of an expectations file. Raises LabError naming the drill and the word that is wrong."""
    data = tomllib.loads(text)
    defaults = data.pop("defaults", {})
    entries = {}
    for name, table in data.items():
        unknown = set(table) - {"breaks", "both", *DAEMONS}
        if unknown or "breaks" not in table:
            raise LabError(f"expected.toml: {name}: {f'unknown {sorted(unknown)}' if unknown else 'no breaks'}")
        common = defaults | table.get("both", {})
        by_daemon = {daemon: _expectation(name, common | table.get(daemon, {})) for daemon in DAEMONS}
        entries[name] = Entry(name, table["breaks"], by_daemon)
    return entries


def failed_bounds(outage_s: Range) -> Range:
    """How many attempts may fail when nothing is said of it: those that the longest outage explains, and some more.

    An attempt that began a time-out before the outage still fails with it.
    """
    longest_s = outage_s[1]
    if math.isinf(longest_s):
        return 0, math.inf
    if longest_s <= NO_OUTAGE_S:
        return 0, FAILED_WITHOUT_OUTAGE
    explained = ATTEMPTS_PER_S * (longest_s + FAILED_AS_NS / NS_PER_S) + FAILED_MORE
    return 0, math.ceil(explained / FAILED_ROUNDED_TO) * FAILED_ROUNDED_TO


def _expectation(name: str, values: dict[str, Any]) -> Expectation:
    try:
        frozen: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
        if "failed" not in frozen and "outage_s" in frozen:
            frozen["failed"] = failed_bounds(frozen["outage_s"])
        made = Expectation(**frozen)
    except TypeError as error:
        raise LabError(f"expected.toml: {name}: {error}") from None
    if made.download not in ("survives", "lost", "either"):
        raise LabError(f"expected.toml: {name}: download = {made.download!r}")
    return made


def seconds(duration_ns: int) -> str:
    """A duration for people: "none" below 0.05 s, else seconds with two decimal places."""
    return "none" if duration_ns < SLOW_NS else f"{duration_ns / NS_PER_S:.2f} s"


def holders_text(before: tuple[str, ...], during: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Who held the VIP before, during and after, for people; "no VIP" if never anybody."""
    stages = (before, during, after)
    return " → ".join(names(nodes) for nodes in stages) if any(stages) else "no VIP"


def names(nodes: tuple[str, ...], between: str = " + ") -> str:
    """Nodes for people, shortened; "nobody" for none."""
    return between.join(short(node) for node in nodes) or "nobody"


def range_text(bounds: Range, unit: str = "") -> str:
    """A range for people."""
    least, most = bounds
    if least == most:
        return f"{least:g}{unit}"
    if math.isinf(most):
        return "any" if least <= 0 else f"at least {least:g}{unit}"
    return f"at most {most:g}{unit}" if least <= 0 else f"{least:g} to {most:g}{unit}"


def compare(expected: Expectation, holders: Holders, seen: Measured) -> tuple[str, ...]:
    """What was seen that is not as expected, one sentence each."""
    return (
        *_compare_holders(expected, holders),
        *_compare_ranges(expected, seen),
        *_compare_service(expected, seen),
    )


def _compare_holders(expected: Expectation, holders: Holders) -> Iterator[str]:
    for when, wanted, found in (
        ("before the fault", expected.before, holders.before),
        ("during the fault", expected.during, holders.during),
        ("at the end", expected.after, holders.after),
    ):
        if sorted(wanted) != sorted(short(node) for node in found):
            yield f"{when} {names(found)} held the VIP, expected {names(wanted)}"


def _compare_ranges(expected: Expectation, seen: Measured) -> Iterator[str]:
    for what, (least, most), value, unit in (
        ("the longest time without an answer was", expected.outage_s, seen.outage_ns / NS_PER_S, " s"),
        ("failed attempts:", expected.failed, seen.failed, ""),
        ("the longest time with two holders was", expected.two_holders_s, seen.two_holders_ns / NS_PER_S, " s"),
    ):
        if not least <= value <= most:
            yield f"{what} {value:.4g}{unit}, expected {range_text((least, most), unit)}"


def _compare_service(expected: Expectation, seen: Measured) -> Iterator[str]:
    answered = tuple(short(name) for name in seen.answered)
    if answered != expected.answered:
        yield f"answers came from {names(answered, ', ')}, expected {names(expected.answered, ', ')}"
    if expected.failed_after is not None:
        least, most = expected.failed_after
        if seen.failed_after is None or not least <= seen.failed_after <= most:
            share = "nobody took over" if seen.failed_after is None else f"{seen.failed_after:.0%} failed"
            yield f"after the take-over {share}, expected {least:.0%} to {most:.0%}"
    wanted = {"survives": True, "lost": False}.get(expected.download, seen.download_survived)
    if seen.download_survived is not None and seen.download_survived != wanted:
        yield f"the download {'survived' if seen.download_survived else 'was lost'}, expected: {expected.download}"
    if expected.back_s is not None:
        back_ns = seen.share_back_ns
        if back_ns is None or back_ns > expected.back_s * NS_PER_S:
            when = "never got its share" if back_ns is None else f"got its share after {back_ns / NS_PER_S:.1f} s"
            yield f"the server that was started again {when}, expected within {expected.back_s:g} s"

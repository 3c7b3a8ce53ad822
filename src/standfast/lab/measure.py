"""From what was seen in a run to the figures that the drill reports. Pure: values in, values out.

Rules: an attempt that failed counts with its time-out in the percentile, however fast it failed; the longest time
without an answer is the longest stretch of the observed window in which no right answer ended, so an outage that
begins or ends with the window counts too; every figure is in nanoseconds until it is shown.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from standfast.lab.records import Attempt, Download, Observation, Span
from standfast.units import NS_PER_MS, NS_PER_S

SLOW_NS = 50 * NS_PER_MS
"""An answer that took longer is counted as slow; an outage that is shorter counts as none."""

HELD_UP_NS = 20 * NS_PER_MS
"""The client starts an attempt every 5 ms; if none began for longer than this, something held up the client."""

FAILED_AS_NS = 200 * NS_PER_MS
"""What a failed attempt counts as in the percentile: the client's time-out."""

ALIVE_WITHIN_NS = 2 * NS_PER_S
"""A download is alive at the end if bytes came that recently."""


SLICE_NS = 100 * NS_PER_MS
"""The grain in which the order of the answering servers is told."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one run."""

    outage_ns: int
    failed: int
    made: int
    latency_ns_p999: int
    slow: int
    download_survived: bool | None
    two_holders_ns: int
    two_holders_at_end: bool
    answered: tuple[str, ...]
    failures: tuple[tuple[str, int], ...]
    share_back_ns: int | None = None
    failed_after: float | None = None
    """The share of failed attempts since the last node took over; None if nobody did."""


def longest_silence(attempts: Iterable[Attempt], start_ns: int, end_ns: int) -> tuple[int, int]:
    """The longest stretch of the window without the end of a right answer, as (from, to).

    A pause in which the client itself was held up and asked nothing is taken off at the beginning.
    """
    asked = list(attempts)
    answered = sorted(a.end_ns for a in asked if a.answer is not None and start_ns < a.end_ns < end_ns)
    begun = sorted(a.start_ns for a in asked)
    longest = (start_ns, start_ns)
    for left_ns, right_ns in pairwise([start_ns, *answered, end_ns]):
        if right_ns - left_ns > longest[1] - longest[0]:
            begin_ns = left_ns + _own_pause_ns(begun, left_ns, right_ns)
            longest = max(longest, (begin_ns, right_ns), key=lambda stretch: stretch[1] - stretch[0])
    return longest


def _own_pause_ns(begun: Sequence[int], left_ns: int, right_ns: int) -> int:
    """How long the client was held up between two moments: its longest time without a new attempt, if unusual."""
    inside = begun[bisect_right(begun, left_ns) : bisect_right(begun, right_ns)]
    if not inside:
        return 0
    pause_ns = max(after - before for before, after in pairwise([left_ns, *inside]))
    return pause_ns if pause_ns > HELD_UP_NS else 0


def percentile_ns(latencies_ns: Sequence[int], share: float) -> int:
    """The least latency that `share` (0 to 1) of the attempts do not exceed (nearest rank); 0 of nothing."""
    if not latencies_ns:
        return 0
    ordered = sorted(latencies_ns)
    rank = -int(-share * len(ordered) // 1)
    return ordered[max(0, min(len(ordered), rank) - 1)]


def _cost_ns(attempt: Attempt) -> int:
    return attempt.latency_ns if attempt.failure is None else max(attempt.latency_ns, FAILED_AS_NS)


def download_survived(download: Download, end_ns: int) -> bool | None:
    """Whether the download that began was still getting bytes at the end (or was complete); `None` without one."""
    if download.ended == "complete":
        return True
    if not download.progress:
        return None if download.ended is None else False
    return download.ended is None and end_ns - download.progress[-1][0] <= ALIVE_WITHIN_NS


def longest_overlap_ns(held: Iterable[Sequence[Span]]) -> tuple[int, int]:
    """The longest time in one piece in which at least two nodes held the VIP: (duration, its end)."""
    steps: list[tuple[int, int]] = []
    for spans in held:
        steps += [(span.start_ns, 1) for span in spans] + [(span.end_ns, -1) for span in spans]
    longest, ended_ns, count, since_ns = 0, 0, 0, 0
    for at_ns, step in sorted(steps):
        if count >= 2 and count + step < 2 and at_ns - since_ns > longest:
            longest, ended_ns = at_ns - since_ns, at_ns
        if count < 2 <= count + step:
            since_ns = at_ns
        count += step
    return longest, ended_ns


def in_order(attempts: Iterable[Attempt]) -> tuple[str, ...]:
    """Who answered, in order of time, each change once; servers that answer by turns stand together ("app1+app2").

    Time is looked at in slices of a tenth of a second; what lasted for a single slice is the change itself.
    """
    slices: dict[int, set[str]] = {}
    for attempt in attempts:
        if attempt.answer is not None:
            slices.setdefault(attempt.end_ns // SLICE_NS, set()).add(attempt.answer)
    turns: list[tuple[str, int]] = []
    for _, names in sorted(slices.items()):
        name = "+".join(sorted(names))
        count = turns.pop()[1] if turns and turns[-1][0] == name else 0
        turns.append((name, count + 1))
    lasting = [name for name, count in turns if count >= 2]
    return tuple(name for name, before in zip(lasting, [None, *lasting], strict=False) if name != before)


def share_back_ns(attempts: Sequence[Attempt], who: str, since_ns: int, share: float = 0.3) -> int | None:
    """How long after `since_ns` it took until `who` gave its `share` of a second's answers; `None` if never."""
    answered = [attempt for attempt in attempts if attempt.answer is not None and attempt.end_ns >= since_ns]
    ends = [attempt.end_ns for attempt in answered]
    for position, attempt in enumerate(answered):
        if attempt.answer != who:
            continue
        second = answered[position : bisect_right(ends, attempt.end_ns + NS_PER_S)]
        if sum(1 for one in second if one.answer == who) >= share * len(second):
            return attempt.end_ns - since_ns
    return None


def failed_after(attempts: Sequence[Attempt], answered: Sequence[str]) -> float | None:
    """The share of failed attempts from the first answer of who answered last; None if it was always the same."""
    if len(answered) < 2:
        return None
    since_ns = next((a.start_ns for a in attempts if a.answer == answered[-1]), None)
    after = [attempt for attempt in attempts if since_ns is not None and attempt.start_ns >= since_ns]
    return sum(1 for attempt in after if attempt.failure is not None) / len(after) if after else None


def measure(seen: Observation, returning: str | None = None) -> Measured:
    """The figures of a run; `returning` names a server whose return to service is to be timed from the heal mark."""
    window = [a for a in seen.attempts if seen.start_ns <= a.start_ns < seen.end_ns]
    silence = longest_silence(window, seen.start_ns, seen.end_ns)
    failures = Counter(attempt.failure for attempt in window if attempt.failure is not None)
    overlap_ns, overlap_end_ns = longest_overlap_ns(seen.held.values())
    healed_ns = seen.first_mark_ns("heal")
    back_ns = share_back_ns(window, returning, healed_ns) if returning and healed_ns is not None else None
    answered = in_order(window)
    return Measured(
        outage_ns=silence[1] - silence[0],
        failed=failures.total(),
        made=len(window),
        latency_ns_p999=percentile_ns([_cost_ns(attempt) for attempt in window], 0.999),
        slow=sum(1 for attempt in window if attempt.answer is not None and attempt.latency_ns > SLOW_NS),
        download_survived=download_survived(seen.download, seen.end_ns),
        two_holders_ns=overlap_ns,
        two_holders_at_end=overlap_ns > 0 and overlap_end_ns >= seen.end_ns,
        answered=answered,
        failures=tuple(failures.most_common()),
        share_back_ns=back_ns,
        failed_after=failed_after(window, answered),
    )

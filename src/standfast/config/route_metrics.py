"""The metrics of a route (`mtu 1400`, `rtt lock 3s`, `congctl cubic`) -> model.route.RouteMetric.

keepalived's rules: `lock` stands between the word and its value; a time has its unit (`300ms`, `1.5s`), or
is in the kernel's own, and less than 200 ms is 200 ms; a feature that is not known is passed over.

Rule of this file: no I/O; a value is what the kernel's attribute holds.
"""

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.line_words import UINT_MAX, LineError, Words, number_in
from standfast.model.route import MetricKind, RouteMetric
from standfast.units import NS_PER_MS, NS_PER_S, seconds_text_to_ns

_NUMBERS = {
    "window": (MetricKind.WINDOW, UINT_MAX), "initcwnd": (MetricKind.INITCWND, UINT_MAX),
    "initrwnd": (MetricKind.INITRWND, UINT_MAX), "hoplimit": (MetricKind.HOPLIMIT, 255),
    "quickack": (MetricKind.QUICKACK, 1), "fastopen_no_cookie": (MetricKind.FASTOPEN_NO_COOKIE, 1),
}  # fmt: skip
_LOCKABLE = {
    "mtu": MetricKind.MTU, "ssthresh": MetricKind.SSTHRESH, "cwnd": MetricKind.CWND,
    "advmss": MetricKind.ADVMSS, "reordering": MetricKind.REORDERING,
}  # fmt: skip
_TIMES = {"rtt": (MetricKind.RTT, 8), "rttvar": (MetricKind.RTTVAR, 4), "rto_min": (MetricKind.RTO_MIN, 1)}
"""Each with the kernel's units in a millisecond."""
_TIME_LEAST_MS, _TIME_MOST_MS = 200, 480_000
_FEATURE_ECN = 1
METRICS = frozenset((*_NUMBERS, *_LOCKABLE, *_TIMES, "features", "congctl"))
"""Every word that read_metric takes."""


def read_metric(word: Token, words: Words, report: Report) -> RouteMetric | None:
    """Read what follows a word of METRICS. Return None, with a report, if it is passed over. Raises LineError."""
    if word.text == "features":
        return _feature(words.value(word), report)
    if word.text in _NUMBERS:
        kind, most = _NUMBERS[word.text]
        return RouteMetric(kind, words.number(word, 0, most))
    locked = bool(words.take_if("lock"))
    if word.text == "congctl":
        return RouteMetric(MetricKind.CC_ALGO, words.value(word).text, locked)
    if word.text in _LOCKABLE:
        return RouteMetric(_LOCKABLE[word.text], words.number(word, 0, UINT_MAX), locked)
    kind, in_a_millisecond = _TIMES[word.text]
    return RouteMetric(kind, _time(word, words.value(word), in_a_millisecond, report), locked)


def _feature(value: Token, report: Report) -> RouteMetric | None:
    if value.text == "ecn":
        return RouteMetric(MetricKind.FEATURES, _FEATURE_ECN)
    report.warning(value.at, "bad-value", f"the feature '{value.text}' is not known, so it is ignored", "write ecn")
    return None


def _time(word: Token, value: Token, in_a_millisecond: int, report: Report) -> int:
    """Read `N`, `Nms` or `N.Ns` in the kernel's units, of which so many are a millisecond. Raises LineError."""
    text = value.text.removesuffix("ms")
    in_seconds = text == value.text and text.endswith("s")
    if text == value.text and not in_seconds:
        time = number_in(value, word.text, 0, _TIME_MOST_MS * in_a_millisecond)
    else:
        try:
            number_ns = seconds_text_to_ns(text.removesuffix("s"))
        except ValueError:
            number_ns = NS_PER_S * NS_PER_S
        milliseconds = -(-number_ns // (NS_PER_MS if in_seconds else NS_PER_S))
        if milliseconds > _TIME_MOST_MS:
            raise LineError(value.at, "bad-value", f"'{word.text} {value.text}' cannot be used", "write Nms or Ns")
        time = milliseconds * in_a_millisecond
    least = _TIME_LEAST_MS * in_a_millisecond
    if time < least:
        report.notice(
            value.at, "bad-value", f"'{word.text} {value.text}' is less than {_TIME_LEAST_MS} ms, so that is used",
            f"write {_TIME_LEAST_MS}ms or more",
        )  # fmt: skip
    return max(time, least)

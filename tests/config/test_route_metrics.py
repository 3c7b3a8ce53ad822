"""The metrics of a route, in the kernel's units."""

import pytest

from config_texts import words
from standfast.config.diagnostics import Report
from standfast.config.line_words import LineError
from standfast.config.route_metrics import METRICS, read_metric
from standfast.model.route import MetricKind, RouteMetric


def metric(text: str, report: Report | None = None) -> RouteMetric | None:
    found = words(text)
    return read_metric(found.take(), found, Report() if report is None else report)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mtu 1400", RouteMetric(MetricKind.MTU, 1400)),
        ("mtu lock 1400", RouteMetric(MetricKind.MTU, 1400, True)),
        ("congctl lock cubic", RouteMetric(MetricKind.CC_ALGO, "cubic", True)),
        ("features ecn", RouteMetric(MetricKind.FEATURES, 1)),
        ("quickack 1", RouteMetric(MetricKind.QUICKACK, 1)),
        ("rtt 300ms", RouteMetric(MetricKind.RTT, 2400)),
        ("rttvar 1.5s", RouteMetric(MetricKind.RTTVAR, 6000)),
        ("rto_min 300", RouteMetric(MetricKind.RTO_MIN, 300)),
        ("features nonsense", None),
    ],
)
def test_metrics(text: str, expected: RouteMetric | None) -> None:
    assert metric(text) == expected


def test_a_short_time_is_made_longer() -> None:
    report = Report()
    assert metric("rtt 10ms", report) == RouteMetric(MetricKind.RTT, 1600)
    assert len(report) == 1


@pytest.mark.parametrize("text", ["mtu x", "hoplimit 300", "initcwnd lock 3", "rtt 1e3", "rttvar 500s", "rtt"])
def test_what_cannot_be_used(text: str) -> None:
    with pytest.raises(LineError):
        metric(text)


def test_every_metric_of_the_kernel_has_a_word() -> None:
    assert len(METRICS) == len(MetricKind)

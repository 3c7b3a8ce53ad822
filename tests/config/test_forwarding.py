"""`lvs_method`."""

import pytest

from config_texts import statement
from standfast.config.diagnostics import Report
from standfast.config.forwarding import read_forwarding
from standfast.model.virtual_server import Forwarding, ForwardingMethod, TunnelChecksum, TunnelKind

INHERITED = Forwarding(ForwardingMethod.DR)


def read(text: str, report: Report | None = None) -> Forwarding:
    return read_forwarding(statement(f"lvs_method {text}"), INHERITED, Report() if report is None else report)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NAT", Forwarding()),
        ("TUN", Forwarding(ForwardingMethod.TUN)),
        (
            "TUN type gue port 5000 remcsum",
            Forwarding(ForwardingMethod.TUN, TunnelKind.GUE, 5000, TunnelChecksum.REMOTE),
        ),
        ("TUN type gre csum", Forwarding(ForwardingMethod.TUN, TunnelKind.GRE, None, TunnelChecksum.PLAIN)),
    ],
)
def test_methods(text: str, expected: Forwarding) -> None:
    report = Report()
    assert read(text, report) == expected
    assert len(report) == 0


@pytest.mark.parametrize(
    "text",
    [
        "tun", "TUN gue", "TUN type", "TUN type nonsense", "TUN type gue", "TUN type gue port 70000",
        "TUN type ipip port 5", "TUN type ipip csum", "TUN type gre remcsum", "DR csum",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_passed_over(text: str) -> None:
    report = Report()
    assert read(text, report) == INHERITED
    assert len(report) == 1


def test_without_a_line() -> None:
    assert read_forwarding(None, INHERITED, Report()) is INHERITED

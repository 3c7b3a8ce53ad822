"""Diagnostics as people read them."""

from standfast.config.diagnostics import FINDINGS_MAX, ConfigRefusedError, Diagnostic, Position, Report, Severity


def test_one_line_says_where_what_and_what_to_do() -> None:
    found = Diagnostic(Severity.WARNING, "c", "a.conf", 3, 7, "this is wrong", "do that")
    assert str(found) == "a.conf:3: this is wrong; do that"


def test_a_finding_about_the_whole_file_has_no_line() -> None:
    assert (
        str(Diagnostic(Severity.ERROR, "c", "a.conf", 0, 0, "there is no such file"))
        == "a.conf: there is no such file"
    )


def test_control_characters_of_a_file_do_not_reach_a_terminal() -> None:
    text = str(Diagnostic(Severity.ERROR, "c", "a.conf", 1, 1, "unknown keyword '\x1b[31m\n'"))
    assert text.isprintable()


def test_the_refusal_prints_the_errors_only_and_carries_everything() -> None:
    report = Report()
    report.warning(Position("f", 2, 1), "w", "odd")
    report.error(Position("f", 5, 1), "e", "wrong")
    report.error(Position("f", 1, 1), "e", "bad", "mend it")
    assert report.refused
    refused = ConfigRefusedError(report.diagnostics())
    assert str(refused) == "f:1: bad; mend it\nf:5: wrong"
    assert [found.line for found in refused.diagnostics] == [1, 2, 5]


def test_the_same_finding_is_reported_once() -> None:
    report = Report()
    for _ in range(2):
        report.notice(Position("f", 1, 1), "n", "as you know")
    assert len(report.diagnostics()) == 1
    assert not report.refused


def test_what_is_said_is_bounded_and_an_error_is_never_lost() -> None:
    report = Report()
    for number in range(FINDINGS_MAX + 50):
        report.warning(Position("f", number), "x", "m")
    report.error(Position("f", 7), "y", "m")
    assert report.refused
    found = report.diagnostics()
    assert len(found) == FINDINGS_MAX + 2
    assert [d.code for d in found if d.code != "x"] == ["y", "and-more"]

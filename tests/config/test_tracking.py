"""`track_script`: which scripts an instance watches, and with which weight."""

import pytest

from config_texts import instance, load_text, router, warnings
from standfast.model.track import TrackedItem, TrackKind


def with_track(line: str, script_lines: str = "weight 5", **parts: str) -> str:
    script = f'vrrp_script chk {{\nscript "/bin/true"\n{script_lines}\n}}\n'
    return script + instance(f"track_script {{\n{line}\n}}", **parts)


@pytest.mark.parametrize(
    ("line", "script_lines", "expected"),
    [
        ("chk", "", TrackedItem(TrackKind.SCRIPT, "chk", 0, False)),
        ("chk", "weight -30", TrackedItem(TrackKind.SCRIPT, "chk", -30, False)),
        ("chk", "weight 5 reverse", TrackedItem(TrackKind.SCRIPT, "chk", 5, True)),
        ("chk weight -20 reverse", "weight 5", TrackedItem(TrackKind.SCRIPT, "chk", -20, True)),
        ("chk weight 20", "weight 5 reverse", TrackedItem(TrackKind.SCRIPT, "chk", 20, True)),
        ("chk weight 3 noreverse", "weight 5 reverse", TrackedItem(TrackKind.SCRIPT, "chk", 3, False)),
    ],
)
def test_the_weight_of_the_line_replaces_that_of_the_script(
    line: str, script_lines: str, expected: TrackedItem
) -> None:
    text = with_track(line, script_lines)
    assert router(text).tracked == (expected,)
    assert warnings(text) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nope", "unknown-script"),
        ("chk bogus", "bad-value"),
        ("chk reverse", "bad-value"),
        ("chk weight", "bad-value"),
        ("chk 3", "bad-value"),
    ],
)
def test_a_line_that_is_not_understood_tracks_nothing_and_says_so(line: str, code: str) -> None:
    text = with_track(line)
    assert router(text).tracked == ()
    assert code in [found for found, _ in warnings(text)]


@pytest.mark.parametrize(
    ("line", "reverse", "code"),
    [("chk weight 3 x", False, "bad-value"), ("chk weight 3 reverse x", True, "ignored-words")],
)
def test_what_stands_behind_the_weight_is_ignored(line: str, reverse: bool, code: str) -> None:
    text = with_track(line)
    assert router(text).tracked == (TrackedItem(TrackKind.SCRIPT, "chk", 3, reverse),)
    assert [found for found, _ in warnings(text)] == [code]


@pytest.mark.parametrize(("written", "weight"), [("254", 253), ("-254", -253), ("-300", 5), ("x", 5)])
def test_a_weight_out_of_range_is_said(written: str, weight: int) -> None:
    text = with_track(f"chk weight {written}")
    assert router(text).tracked == (TrackedItem(TrackKind.SCRIPT, "chk", weight, False),)
    assert [code for code, _ in warnings(text)] == ["bad-value"]


def test_of_two_lines_for_one_script_the_first_counts() -> None:
    text = with_track("chk\nchk weight 3")
    assert router(text).tracked == (TrackedItem(TrackKind.SCRIPT, "chk", 5, False),)
    assert [code for code, _ in warnings(text)] == ["duplicate-tracker"]


def test_an_address_owner_tracks_no_script_with_a_weight() -> None:
    text = with_track("chk", "weight -5", priority="priority 255")
    assert router(text).tracked == ()
    assert [code for code, _ in warnings(text)] == ["owner-with-weight"]
    unweighted = TrackedItem(TrackKind.SCRIPT, "chk", 0, False)
    assert router(with_track("chk", "", priority="priority 255")).tracked == (unweighted,)


def test_a_script_may_stand_after_the_instance() -> None:
    text = instance("track_script {\nchk\n}") + 'vrrp_script chk {\nscript "/bin/true"\n}\n'
    assert [script.name for script in load_text(text).node.scripts] == ["chk"]
    assert len(router(text).tracked) == 1

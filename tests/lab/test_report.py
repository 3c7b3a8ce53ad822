"""The report: complete, self-contained, and safe against what it shows."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lab.values import measured, result
from standfast.errors import LabError
from standfast.lab.records import Mark
from standfast.lab.report import machine_facts, render, sections, write
from standfast.lab.run import Job, Result
from standfast.lab.summary import summarise


class Reader(HTMLParser):
    """Checks that tags are closed in order, and gathers what is loaded from elsewhere."""

    VOID = frozenset({"meta", "br", "rect", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "data")]
        if tag not in self.VOID or (tag == "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def test_it_is_one_file_that_needs_nothing_else() -> None:
    html = render(summarise([result("standfast", 0.7), result("keepalived", 0.7)]), machine_facts(realtime=True))
    reader = read(html)
    assert all(target.startswith("#") for target in reader.loads)
    assert "script" not in reader.seen
    assert not re.search(r"url\(|@import|https?://", html)
    assert reader.seen.count("svg") == 2
    assert "prefers-color-scheme: dark" in html


def test_the_weak_backup_is_told_with_the_warning_and_the_share_that_fails() -> None:
    made = result("standfast", 3.2, drill="weak-backup")
    assert made.observation is not None
    noted = replace(made.observation, marks=(Mark(-1, "note", "check: 10 % of it"), *made.observation.marks))
    weak = replace(made, observation=noted, measured=measured(failed_after=0.9))
    html = render(summarise([weak]), machine_facts(realtime=True))
    read(html)
    assert "<p>check: 10 % of it</p>" in html
    assert "<dd>140 of 600, then 90%</dd>" in html


def test_it_says_what_failed_and_escapes_it() -> None:
    html = render(summarise([result("standfast", 0.7, "saw <b>this</b> & that")]), machine_facts(realtime=False))
    read(html)
    assert "saw &lt;b&gt;this&lt;/b&gt; &amp; that" in html
    assert "Not as expected: daemon-stopped with standfast." in html
    assert "no real-time" in html


def test_side_by_side_with_the_ratio() -> None:
    parts = sections(summarise([result("standfast", 0.7), result("keepalived", 1.4)]))
    assert [row.ratio for row in parts[0].rows] == ["0.50", ""]
    assert [row.outage for row in parts[0].rows] == ["0.70 s", "1.40 s"]


def test_several_runs_show_the_median_and_the_range() -> None:
    runs = [result("standfast", outage_s, run=n) for n, outage_s in enumerate((0.9, 0.7, 1.3))]
    assert sections(summarise(runs))[0].rows[0].outage == "0.90 s (0.70–1.30)"


def test_a_run_that_could_not_be_done_is_reported_too() -> None:
    undone = Result(Job("daemon-stopped", "standfast", 0, 0.5), None, None, ("the run could not be done: x",))
    html = render(summarise([undone]), machine_facts(realtime=True))
    read(html)
    assert "the run could not be done: x" in html


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    summaries = summarise([result("standfast", 0.7)])
    write(tmp_path / "report.html", summaries, machine_facts(realtime=True))
    assert (tmp_path / "report.html").stat().st_size > 5000
    with pytest.raises(LabError, match="cannot write the report"):
        write(tmp_path / "missing" / "report.html", summaries, machine_facts(realtime=True))

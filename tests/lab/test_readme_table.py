"""The README's table of measured drills."""

import json
from pathlib import Path

import pytest

from lab.values import result
from source_tree import ROOT
from standfast.errors import LabError
from standfast.lab.readme_table import MARK, main, put_into, table
from standfast.lab.report import machine_facts
from standfast.lab.run import Job, Result
from standfast.lab.summary import summarise, to_json

Figures = dict[str, object]


def figures(*results: Result) -> Figures:
    return to_json(summarise(results), machine_facts(realtime=True))


BOTH = (
    result("standfast", 0.7, run=0), result("standfast", 0.72, run=1),
    result("keepalived", 0.7, run=0), result("keepalived", 1.4, run=1),
)  # fmt: skip


def undone(daemon: str, run: int) -> Result:
    return Result(Job("daemon-stopped", daemon, run, 0.5), None, None, ("x",))  # type: ignore[arg-type]


def test_a_row_holds_both_daemons() -> None:
    assert (
        "\n| daemon-stopped | 0.71 s | 1.05 s (0.7–1.4) | 0.68 | 140 / 140 | 0 of 2 / 0 of 2 | no / no |\n"
        in table(figures(*BOTH))
    )


def test_a_run_that_could_not_be_done_is_said_to_be_so() -> None:
    some = table(figures(*BOTH[:1], undone("standfast", 1), *BOTH[2:]))
    assert "| 0.70 s, 1 of 2 runs not done |" in some
    none = table(figures(undone("standfast", 0), *BOTH[2:]))
    assert (
        "| daemon-stopped | not done | 1.05 s (0.7–1.4) | not done | not done / 140 | not done / 0 of 2 | "
        "not done / no |" in none
    )


def test_figures_of_one_daemon_are_refused() -> None:
    with pytest.raises(LabError, match=r"daemon-stopped was not played with keepalived: .*--daemon both"):
        table(figures(*BOTH[:2]))


@pytest.mark.parametrize("other", [{}, [], {"drills": [{}], "machine": {}, "ratios": {}}])
def test_other_json_is_refused(other: Figures) -> None:
    with pytest.raises(LabError, match="not the figures"):
        table(other)


def test_the_table_takes_the_place_of_the_old_one_and_of_nothing_else() -> None:
    made = table(figures(*BOTH))
    first = put_into(f"before\n\n{MARK}\n\nafter\n", made)
    assert first == f"before\n\n{MARK}\n\n{made}\n\nafter\n"
    assert put_into(first.replace("0.71 s", "9 s"), made) == first
    with pytest.raises(LabError, match="lacks the mark"):
        put_into("no mark here", made)
    assert f"{MARK}\n" in (ROOT / "README.md").read_text()


def test_the_command_writes_the_document_or_says_in_one_line_why_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, document = tmp_path / "figures.json", tmp_path / "README.md"
    document.write_text(f"{MARK}\n")
    monkeypatch.setattr("sys.argv", ["readme_table", str(source), str(document)])
    with pytest.raises(SystemExit, match=r"figures\.json"):
        main()
    source.write_text(json.dumps(figures(*BOTH[:2])))
    with pytest.raises(SystemExit, match="--daemon both"):
        main()
    assert document.read_text() == f"{MARK}\n"
    source.write_text(json.dumps(figures(*BOTH)))
    main()
    assert "| daemon-stopped |" in document.read_text()

"""Included files: patterns, places, what is missing, and files that include themselves."""

import time
from pathlib import Path

import pytest

from config_texts import instance
from standfast.config.diagnostics import Report, Severity
from standfast.config.include import Reader, read_regular_file


def read(folder: Path, text: str, **files: str) -> tuple[list[str], list[tuple[Severity, str]]]:
    """Write files (`__` stands for `/`, `_` at the end for `.cf`) and read main.conf; return lines and findings."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".cf")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    main = folder / "main.conf"
    main.write_text(text)
    report = Report()
    lines = Reader(report).read(str(main))
    assert lines is not None
    return [line.text for line in lines], [(found.severity, found.code) for found in report.diagnostics()]


def test_a_pattern_starts_from_the_folder_of_its_own_file(tmp_path: Path) -> None:
    lines, found = read(tmp_path, "a\ninclude d/*.cf\nz", d__one="1", d__two="2\ninclude three.cf", d__three="3")
    assert lines == ["a", "1", "3", "2", "3", "z"]
    assert found == []


def test_lines_know_their_file(tmp_path: Path) -> None:
    (tmp_path / "one.cf").write_text("x\ny")
    report = Report()
    lines = Reader(report).split(b"include one.cf # why\nend", str(tmp_path / "main.conf"))
    assert [(Path(line.file).name, line.number) for line in lines] == [("one.cf", 1), ("one.cf", 2), ("main.conf", 2)]


def test_braces(tmp_path: Path) -> None:
    lines, found = read(tmp_path, "include {one,t{wo,hree}}.cf", one="1", two="2", three="3")
    assert lines == ["1", "2", "3"]
    assert found == []


WARNING, ERROR, NOTICE = Severity.WARNING, Severity.ERROR, Severity.NOTICE


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("include none.cf", [(WARNING, "include-missing")]),
        ("include *.none", [(NOTICE, "include-missing")]),
        ("includer none.cf", [(WARNING, "include-missing")]),
        ("includem none.cf", [(ERROR, "include-missing")]),
        ("includem *.none", [(NOTICE, "include-missing")]),
        ("includew *.none", [(ERROR, "include-missing")]),
        ("includeb {one,none}.cf", [(ERROR, "include-missing")]),
        ("include {one,none}.cf", []),
        ("includea none.cf", [(ERROR, "include-missing")]),
        ("include_check\ninclude *.none", [(ERROR, "include-missing")]),
        ("include_check match\ninclude *.none", [(NOTICE, "include-missing")]),
        ("include_check\ninclude_check -match\ninclude a.none", [(WARNING, "include-missing")]),
        ("include_check\ninclude_check -brace_match\ninclude {a,b}.none", [(WARNING, "include-missing")]),
        ("include_check brace_match\ninclude {a,b}*.none", [(NOTICE, "include-missing")]),
        ("includew a.none", [(ERROR, "include-missing")]),
        ("includeb a.none", [(WARNING, "include-missing")]),
        ("include_check\ninclude_check -wildcard_match\ninclude *.none", [(NOTICE, "include-missing")]),
        ("include .", [(WARNING, "include-unreadable")]),
        ("includer .", [(ERROR, "include-unreadable")]),
    ],
)
def test_what_is_missing(tmp_path: Path, line: str, found: list[tuple[Severity, str]]) -> None:
    assert read(tmp_path, line, one="1")[1] == found


def test_an_executable_file_is_skipped_and_said(tmp_path: Path) -> None:
    (tmp_path / "x.sh").write_text("x")
    (tmp_path / "x.sh").chmod(0o755)
    assert read(tmp_path, "include x.sh\na") == (["a"], [(WARNING, "include-executable")])


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    lines, found = read(tmp_path, "include main.conf\nend")
    assert lines == ["end"]
    assert found == [(ERROR, "include-recursion")]


def test_two_files_that_include_each_other_end(tmp_path: Path) -> None:
    _, found = read(tmp_path, "include a.cf\nend", a="include b.cf", b="include a.cf")
    assert found == [(ERROR, "include-recursion")]


def test_files_that_include_each_other_by_a_wildcard_end_soon(tmp_path: Path) -> None:
    """Every order of n files would be n! readings."""
    for number in range(60):
        (tmp_path / f"f{number}.inc").write_text(f"line{number}\ninclude f*.inc\n")
    begun = time.monotonic()
    lines, found = read(tmp_path, "include f*.inc\nend")
    assert time.monotonic() - begun < 5
    assert {code for _, code in found} == {"include-recursion"}
    assert len(found) <= 60
    assert set(lines) == {"end", *(f"line{number}" for number in range(60))}


def test_what_is_included_too_often_ends(tmp_path: Path) -> None:
    files = {f"f{number}": f"include f{number + 1}.cf\n" * 3 for number in range(14)}
    begun = time.monotonic()
    _, found = read(tmp_path, "include f0.cf", **files, f14="x")
    assert time.monotonic() - begun < 5
    assert {code for _, code in found} == {"too-large"}


def test_files_that_multiply_end(tmp_path: Path) -> None:
    line = "include {a,b,c,d,e}.cf\n" * 5
    _, found = read(tmp_path, line, **{name: f"include {name}{name}.cf\n" * 900 for name in "abcde"},
                    **{name * 2: "x\n" * 60000 for name in "abcde"})  # fmt: skip
    assert {code for _, code in found} == {"too-large"}


def test_the_reader_refuses_what_is_no_file(tmp_path: Path) -> None:
    report = Report()
    assert read_regular_file(str(tmp_path), report) is None
    assert read_regular_file(str(tmp_path / "a\0b"), report) is None
    assert report.refused


def test_each_file_has_its_own_encoding(tmp_path: Path) -> None:
    (tmp_path / "one.cf").write_bytes("größe".encode("latin-1"))
    reader = Reader(Report())
    reader.split(b"include one.cf", str(tmp_path / "main.conf"))
    assert [Path(file).name for file in reader.encodings] == ["main.conf", "one.cf"]
    assert list(reader.encodings.values()) == ["utf-8", "latin-1"]


def test_the_word_include_elsewhere_is_text(tmp_path: Path) -> None:
    text = instance("# include nothing\nnotify /usr/bin/include x")
    lines, found = read(tmp_path, text)
    assert "\n".join(lines) + "\n" == text
    assert found == []

"""Compares the checklist of requirements with the tests that name its rows, and writes the page of both.

    python tools/rows.py            print what is wrong (rows without a test, tests without a row); exit code 1 if any
    python tools/rows.py --list     print every row with its number of tests
    python tools/rows.py --write    write docs/reference/conformance.md
    python tools/rows.py --check    as without an option, and the page must be the one that --write would write

Rules: the rows stand in tests/conformance/rows.toml; a test names its row by its function's name, test_r1_...; each
row has at least two, what must happen and what must not, or a sentence that says why not.
"""

import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKLIST = ROOT / "tests" / "conformance" / "rows.toml"
PAGE = ROOT / "docs" / "reference" / "conformance.md"
NOT_ROWS = ("justified", "one_sided")
TESTS_PER_ROW = 2

HEAD = """# Conformance

Each requirement on the protocol has an id and at least two tests that bear it in their names (`test_r1_...`): what
must happen, and what must not. A row without one says why. This page is made by `make docs` from
`tests/conformance/rows.toml` and the tests; `python tools/rows.py` prints what is missing.
"""


@dataclass
class Row:
    """One requirement and the tests that name it, as "file::function"."""

    row_id: str
    statement: str
    tests: list[str] = field(default_factory=list)


@dataclass
class Checklist:
    """The whole list: sections of rows, and the sentences about rows without the usual tests."""

    sections: dict[str, list[Row]]
    justified: dict[str, str]
    one_sided: dict[str, str]
    unknown: list[str]

    @property
    def rows(self) -> list[Row]:
        """All rows, in order."""
        return [row for rows in self.sections.values() for row in rows]

    def find_faults(self) -> list[str]:
        """Return what is wrong, a sentence each."""
        faults = [f"{test} names no row of the checklist" for test in self.unknown]
        for row in self.rows:
            count, explained = len(row.tests), row.row_id in self.justified
            if explained and count:
                faults.append(f"{row.row_id} is justified, but has tests: remove the sentence")
            elif not count and not explained:
                faults.append(f"{row.row_id} has no test: {row.statement}")
            elif count == 1 and row.row_id not in self.one_sided:
                faults.append(f"{row.row_id} has one test only, {row.tests[0]}: add the other side")
            elif count >= TESTS_PER_ROW and row.row_id in self.one_sided:
                faults.append(f"{row.row_id} has two sides by now: remove the sentence")
        known = {row.row_id for row in self.rows}
        gone = sorted((self.justified.keys() | self.one_sided.keys()) - known)
        return faults + [f"{row_id} is justified, but is no row" for row_id in gone]


def read_checklist(checklist: Path = CHECKLIST, tests: Path = ROOT / "tests") -> Checklist:
    """Read the list and every test's name."""
    document = tomllib.loads(checklist.read_text(encoding="utf-8"))
    sections = {
        table["title"]: [Row(row_id, text) for row_id, text in table.items() if row_id != "title"]
        for name, table in document.items()
        if name not in NOT_ROWS
    }
    rows = {row.row_id: row for section in sections.values() for row in section}
    prefixes = {re.sub(r"\d+$", "", row_id) for row_id in rows}
    unknown = []
    for row_id, names in _find_tests(tests, prefixes).items():
        if row_id in rows:
            rows[row_id].tests += names
        else:
            unknown += names
    return Checklist(sections, document["justified"], document["one_sided"], unknown)


def _find_tests(tests: Path, prefixes: set[str]) -> dict[str, list[str]]:
    pattern = re.compile(
        rf"^\s*(?:async )?def (test_({'|'.join(sorted(prefixes))})(\d+)_\w+)", re.IGNORECASE | re.MULTILINE
    )
    found = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for name, prefix, number in pattern.findall(path.read_text(encoding="utf-8")):
            found[f"{prefix.upper()}{number}"].append(f"{path.relative_to(tests.parent)}::{name}")
    return found


def page(checklist: Checklist) -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for title, rows in checklist.sections.items():
        lines = [f"| {row.row_id} | {row.statement} | {_proof(checklist, row)} |" for row in rows]
        parts.append("\n".join([f"## {title}", "", "| id | requirement | proof |", "|---|---|---|", *lines, ""]))
    return "\n".join(parts)


def _proof(checklist: Checklist, row: Row) -> str:
    sentence = checklist.justified.get(row.row_id) or checklist.one_sided.get(row.row_id)
    if not row.tests:
        return sentence or "**none**"
    files = dict.fromkeys(Path(test.partition("::")[0]).name for test in row.tests)
    tests = f"{len(row.tests)} test{'s' if len(row.tests) > 1 else ''} in {', '.join(files)}"
    return f"{tests}. {sentence}" if sentence else tests


def main() -> int:
    """Do as the command line says."""
    checklist = read_checklist()
    if "--list" in sys.argv[1:]:
        for row in checklist.rows:
            print(f"{row.row_id:6} {len(row.tests):3}  {row.statement}")
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(checklist), encoding="utf-8")
        return 0
    faults = checklist.find_faults()
    if "--check" in sys.argv[1:] and (not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(checklist)):
        faults.append("docs/reference/conformance.md is not up to date: run `make docs`")
    for fault in faults:
        print(fault)
    if not faults:
        rows, justified = len(checklist.rows), len(checklist.justified)
        tests = sum(len(row.tests) for row in checklist.rows)
        print(f"{rows} rows: {rows - justified} tested by {tests} tests, {justified} justified")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())

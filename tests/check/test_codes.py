"""The table of codes: complete, and in agreement with its page in the documents."""

import ast
import re
from pathlib import Path

from standfast.check import codes
from standfast.check.document import document
from standfast.config.include import NOT_INCLUDED

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "src/standfast/config").glob("*.py"), *(ROOT / "src/standfast/check").glob("*.py")]
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*\Z")
# In which argument each function takes the code.
_TAKES_CODE = {
    "error": 1, "warning": 1, "notice": 1, "refuse": 1, "_complain": 1, "complain": 1, "finding": 2,
    "disagreement": 1, "_finding": 0, "_differ": 0, "unusable": 1, "clean": 1,
}  # fmt: skip


def written_codes() -> set[str]:
    """The words that stand where a call that reports something takes its code."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            place = _TAKES_CODE.get(name, len(node.args))
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and _CODE.match(argument.value):
                found.add(argument.value)
    return found


def test_what_is_said_of_an_included_file_has_a_row() -> None:
    tree = ast.parse((ROOT / "src/standfast/config/include.py").read_text(encoding="utf-8"))
    (reader,) = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "read_regular_file"]
    reported = {
        node.args[1].value
        for node in ast.walk(reader)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "error"
        if isinstance(node.args[1], ast.Constant)
    }
    assert reported == set(NOT_INCLUDED)
    assert set(NOT_INCLUDED.values()) - set(codes.table()) == set()


def test_every_code_that_is_reported_has_a_row() -> None:
    assert written_codes() - set(codes.table()) == set()


def test_every_row_has_something_to_say() -> None:
    for code in codes.table().values():
        assert _CODE.match(code.name)
        assert code.meaning
        assert code.why.endswith((".", "!"))


def test_the_page_of_the_documents_is_the_table() -> None:
    page = ROOT / "docs" / "reference" / "diagnostics.md"
    assert page.read_text(encoding="utf-8") == document()


def test_a_code_that_nobody_knows_is_none() -> None:
    assert codes.find("nothing-of-the-kind") is None
    found = codes.find("duplicate-vrid")
    assert found is not None
    assert found.verdict == codes.COMPLAINS

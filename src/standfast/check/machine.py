"""Findings for programs: JSON of our own, and SARIF 2.1.0, which editors and code hosts read.

Rules: both hold the same facts as the text; keys are stable, and `version` rises when they change; no source line
is quoted, so that no password gets out.
"""

from typing import Any

from standfast import __version__
from standfast.check.codes import table
from standfast.check.finding import Edit, Finding
from standfast.config.diagnostics import Severity

JSON_VERSION = 1
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def as_json(files: dict[str, bool], findings: tuple[Finding, ...], exit_code: int) -> dict[str, Any]:
    """Return the document of `--json`. `files` says of each whether `standfast run` refuses it as it stands."""
    return {
        "version": JSON_VERSION,
        "files": [{"file": file, "refused": refused} for file, refused in files.items()],
        "findings": [_finding(found) for found in findings],
        "exit_code": exit_code,
    }


def as_sarif(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Return the document of `--sarif`."""
    used = sorted({found.diagnostic.code for found in findings})
    driver = {"name": "standfast", "version": __version__, "rules": [_rule(code) for code in used]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, used) for found in findings],
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _finding(found: Finding) -> dict[str, Any]:
    d = found.diagnostic
    code = table().get(d.code)
    document: dict[str, Any] = {
        "severity": d.severity.value, "code": d.code, "file": d.file, "line": d.line, "column": d.column,
        "length": found.length, "message": d.message, "suggestion": d.suggestion, "why": code.why if code else "",
        "edits": [
            {"line": e.line, "column": e.column, "end_column": e.end_column, "text": e.text} for e in found.edits
        ],
    }  # fmt: skip
    if found.other is not None:
        document["other"] = {"file": found.other.file, "line": found.other.line, "column": found.other.column}
    return document


def _rule(name: str) -> dict[str, Any]:
    code = table().get(name)
    rule: dict[str, Any] = {"id": name}
    if code is not None:
        rule |= {"shortDescription": {"text": code.meaning}, "fullDescription": {"text": code.why}}
    return rule


def _result(found: Finding, used: list[str]) -> dict[str, Any]:
    d = found.diagnostic
    text = f"{d.message}; {d.suggestion}" if d.suggestion else d.message
    result: dict[str, Any] = {
        "ruleId": d.code,
        "ruleIndex": used.index(d.code),
        "level": _LEVELS[d.severity],
        "message": {"text": text},
        "locations": [_location(d.file, d.line, d.column, found.length)],
    }
    if found.other is not None:
        result["relatedLocations"] = [_location(found.other.file, found.other.line, found.other.column, 0)]
    if found.edits:
        result["fixes"] = [_fix(d.file, d.suggestion, found.edits)]
    return result


def _location(file: str, line: int, column: int, length: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if line:
        place["region"] = {"startLine": line, "startColumn": max(1, column)}
        if length:
            place["region"]["endColumn"] = max(1, column) + length
    return {"physicalLocation": place}


def _fix(file: str, description: str, edits: tuple[Edit, ...]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line, "startColumn": edit.column,
                "endLine": edit.line, "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in edits
    ]  # fmt: skip
    change = {"artifactLocation": {"uri": _uri(file)}, "replacements": replacements}
    return {"description": {"text": description}, "artifactChanges": [change]}


def _uri(file: str) -> str:
    from urllib.parse import quote  # only SARIF needs it

    return ("file://" if file.startswith("/") else "") + quote(file)

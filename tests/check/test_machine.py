"""Findings for programs."""

import json
from pathlib import Path

from check_texts import check_text
from config_texts import instance
from standfast.check.finding import Edit, apply
from standfast.check.machine import as_json, as_sarif

BAD = instance("advertint 3", interface="interface enposs")


def test_json_holds_what_the_text_says_and_its_edits_mend_the_file(tmp_path: Path) -> None:
    checked = check_text(tmp_path, BAD)
    document = json.loads(json.dumps(as_json({checked.file: checked.refused}, checked.findings, 2)))
    assert (document["version"], document["exit_code"]) == (1, 2)
    assert document["files"] == [{"file": checked.file, "refused": True}]
    found = {entry["code"]: entry for entry in document["findings"]}
    assert found["unknown-interface"]["severity"] == "error"
    assert (found["unknown-keyword"]["line"], found["unknown-keyword"]["column"]) == (14, 1)
    assert found["unknown-keyword"]["why"]
    edits = [Edit(**edit) for entry in document["findings"] for edit in entry["edits"]]
    assert apply(BAD, edits) == instance("advert_int 3")


def test_sarif_has_what_its_readers_ask_for(tmp_path: Path) -> None:
    checked = check_text(tmp_path, BAD)
    document = as_sarif(checked.findings)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
        assert location["physicalLocation"]["region"]["startLine"] > 0
    fixed = [result for result in run["results"] if "fixes" in result]
    change = fixed[0]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "enp0s8"


def test_no_password_gets_out(tmp_path: Path) -> None:
    text = instance(authentication="authentication {\nauth_type PASS\nauth_pass 1234567890\n}")
    findings = check_text(tmp_path, text).findings
    assert "1234" not in json.dumps(as_sarif(findings)) + json.dumps(as_json({}, findings, 0))

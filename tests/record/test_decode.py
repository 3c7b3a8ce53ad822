"""Reading a recording that anybody may have written."""

import json

import pytest

from standfast.record.decode import RecordingError, records, value_of


def test_a_line_that_was_cut_off_is_no_end() -> None:
    assert [record["do"] for record in records('{"do":"timer"}\n{"do":"ev\n\n{"do":"start"}\n')] == [
        "timer", "broken", "start",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["[1]", "7", '"text"', "null"])
def test_a_line_that_is_no_record_is_broken(line: str) -> None:
    assert [record["do"] for record in records(line)] == ["broken"]


@pytest.mark.parametrize(
    "text",
    ['{"c":"NoSuchThing"}', '{"c":"StopRequested","no_such_field":1}', '{"x":"zz"}', '{"e":"log_level.No","v":1}'],
)
def test_what_this_version_does_not_know_is_said(text: str) -> None:
    with pytest.raises(RecordingError):
        value_of(json.loads(text))


def test_no_class_but_those_of_the_core_is_made() -> None:
    with pytest.raises(RecordingError):
        value_of({"c": "Popen", "args": ["id"]})

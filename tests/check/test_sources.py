"""The lines of files, without their secrets."""

from pathlib import Path

import pytest

from standfast.check.sources import Sources, covered


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  auth_pass 1111", "  auth_pass ****"),
        ('auth_pass "a b" # why', "auth_pass ****** # why"),
        ("authentication { auth_type PASS auth_pass x }", "authentication { auth_type PASS auth_pass **}"),
        ("  key 1 hex:00ff", "  key **********"),
        ("priority 100", "priority 100"),
        ("# the auth_pass stands below", "# the auth_pass *****" + "*" * 6),
    ],
)
def test_a_secret_is_covered(line: str, shown: str) -> None:
    hidden = covered(line)
    assert len(hidden) == len(line)
    assert hidden.rstrip("*# why") == shown.rstrip("*# why")
    for secret in ("1111", "a b", " x ", "00ff"):
        assert secret not in hidden


def test_a_line_is_read_from_disk_when_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"one\r\ntwo\n")
    sources = Sources({})
    assert (sources.line(str(path), 1), sources.line(str(path), 2), sources.line(str(path), 9)) == (
        "one",
        "two",
        None,
    )
    assert sources.line(str(tmp_path / "none"), 1) is None

"""Rules about scripts and files on this host."""

from pathlib import Path

import pytest

from check_texts import HOST, check_text, codes, only
from config_texts import instance
from standfast.check.checking import check_file
from standfast.config.diagnostics import Severity


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('notify "/no/such/script"', ["notify-disabled"]),
        ("notify_master '/no/such/script x'", ["notify-disabled"]),
        ('notify_backup "/bin/true"', []),
        ('notify_fault "/bin"', ["notify-disabled"]),
        ("notify_stop true", []),
    ],
)
def test_a_notify_script_that_is_never_run(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert [c for c in codes(check_text(tmp_path, instance(line)).findings) if c == "notify-disabled"] == expected


def test_a_missing_notify_script_names_the_folder(tmp_path: Path) -> None:
    found = only(check_text(tmp_path, instance(f'notify "{tmp_path}/gone.sh"')).findings, "notify-disabled")
    assert f"there is no 'gone.sh' in {tmp_path}" in found.diagnostic.suggestion


def test_scripts_of_another_host_are_not_looked_for(tmp_path: Path) -> None:
    assert "notify-disabled" not in codes(check_text(tmp_path, instance('notify "/no/such"'), None).findings)


@pytest.mark.parametrize(("mode", "told"), [(0o600, False), (0o400, False), (0o640, True), (0o644, True)])
def test_a_password_that_others_can_read(tmp_path: Path, mode: int, told: bool) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance(), encoding="utf-8")
    path.chmod(mode)
    findings = check_file(str(path), HOST).findings
    assert ("password-readable" in codes(findings)) is told
    if told:
        found = only(findings, "password-readable").diagnostic
        assert (found.severity, found.suggestion) == (Severity.NOTICE, f"chmod 600 {path}")
        assert f"{mode:04o}" in found.message
        assert "1111" not in str(found)


def test_a_file_without_a_password_may_be_read_by_all(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance(authentication=""), encoding="utf-8")
    path.chmod(0o644)
    assert codes(check_file(str(path), HOST).findings) == []

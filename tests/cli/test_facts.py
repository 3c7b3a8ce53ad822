"""`standfast facts`."""

import json
from pathlib import Path

from click.testing import CliRunner

from standfast.cli import command_line


def test_it_prints_json() -> None:
    result = CliRunner().invoke(command_line, ["facts", "--nginx", "/no/such/nginx"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["cpus"] > 0
    assert "no program '/no/such/nginx'" in result.stderr


def test_it_says_why_nginx_does_not_answer(tmp_path: Path) -> None:
    program = tmp_path / "nginx"
    program.write_text(
        "#!/bin/sh\necho 'nginx: [warn] the user' >&2\necho 'nginx: [emerg] Permission denied' >&2\n"
        "echo 'nginx: configuration file test failed' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    result = CliRunner().invoke(command_line, ["facts", "--nginx", str(program)])
    assert result.exit_code == 0
    assert "[emerg] Permission denied" in result.stderr
    assert json.loads(result.stdout)["nginx"]["error"] == "nginx: [emerg] Permission denied"

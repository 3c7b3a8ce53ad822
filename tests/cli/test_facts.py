"""`standfast facts`."""

import json

from click.testing import CliRunner

from standfast.cli import command_line


def test_it_prints_json() -> None:
    result = CliRunner().invoke(command_line, ["facts", "--nginx", "/no/such/nginx"])
    assert result.exit_code == 0
    assert json.loads(result.output)["cpus"] > 0

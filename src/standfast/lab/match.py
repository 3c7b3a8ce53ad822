"""Whether the backup is a match for the master, asked as a user would: with `standfast facts` and `standfast check`.

Rule: the facts are gathered inside each node and compared outside; nothing of the programs is imported.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from standfast.errors import LabError
from standfast.lab.host import Node
from standfast.lab.services import CONFIG_PATH

STANDFAST = (sys.executable, "-m", "standfast")
WARNS_OF = ("backup-weaker", "backup-serves-otherwise")


def warnings(master: Node, backup: Node) -> list[str]:
    """Return what the check says about the strength of the backup. Raises LabError if it cannot be asked."""
    with TemporaryDirectory(prefix="standfast-match-") as folder:
        configurations, facts = [], []
        for node in (master, backup):
            configuration, fact = Path(folder, f"{node.name}.conf"), Path(folder, f"{node.name}.json")
            configuration.write_bytes(node.path(CONFIG_PATH).read_bytes())
            fact.write_text(node.run(*STANDFAST, "facts").stdout)
            configurations.append(str(configuration))
            facts.append(str(fact))
        command = [*STANDFAST, "check", "--json", "--pair", *configurations, "--facts", *facts]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        findings = json.loads(done.stdout)["findings"]
    except (ValueError, KeyError) as error:
        raise LabError(f"standfast check ended with {done.returncode}: {done.stderr.strip()}") from error
    return [found["message"] for found in findings if found["code"] in WARNS_OF]

"""The router loads without what it never uses, and works without it."""

import subprocess
import sys

from source_tree import SOURCE

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from standfast.daemon.lean import load_router
run_router = load_router()
print(run_router.__name__, *sorted({"inspect", "re", "copy", "ast", "tokenize", "typing"} & sys.modules.keys()))
import inspect
print(inspect.isfunction(run_router))
"""


def test_loading_the_router_loads_no_inspect_and_leaves_the_real_one_to_others() -> None:
    command = [sys.executable, "-S", "-E", "-c", PROGRAM, str(SOURCE.parent)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["run_router", "True"], done.stdout + done.stderr

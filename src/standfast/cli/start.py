"""The step from a command line to the daemon.

Rule: the process is replaced by a bare interpreter that runs daemon/main.py, because click and its friends must not
stay in the daemon's memory.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import standfast
from standfast.daemon.settings import DaemonSettings

# -I: neither the environment nor the current folder may say what code a daemon of root's runs. -S: it needs nothing
# outside the standard library, and what looks for more costs half a megabyte in each process.
_FLAGS = ("-I", "-S")
_START = "import sys; sys.path.insert(0, {path!r}); from standfast.daemon.main import main; main()"


def start_daemon(settings: DaemonSettings, shown: list[str]) -> NoReturn:
    """Become the daemon; `shown` is the command line that `ps` will show."""
    code = _START.format(path=str(Path(standfast.__file__).parents[1]))
    os.execv(sys.executable, [sys.executable, *_FLAGS, "-c", code, *settings.encode(), "--", *shown])

"""Running check scripts, and telling the core how each has ended."""

import os

from standfast.core.events import ScriptFinished
from standfast.linux.processes import ProcessRunner
from standfast.model.track import TrackScript


class ScriptRunner:
    """The check scripts that run now."""

    def __init__(self) -> None:
        self._runner = ProcessRunner()

    def fileno(self) -> int:
        """The descriptor, for a selector: readable when a script has ended."""
        return self._runner.fileno()

    def start(self, script: TrackScript) -> None:
        """Start a script. Raises OSError if no process can be made."""
        self._runner.start(script.name, script.argv, script.user)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a running script's process group; a script that has ended is left alone."""
        self._runner.signal(name, number)

    def read(self, _limit: int = 0) -> list[ScriptFinished]:
        """Collect the scripts that have ended."""
        return [
            ScriptFinished(name, None, os.WTERMSIG(status))
            if os.WIFSIGNALED(status)
            else ScriptFinished(name, os.WEXITSTATUS(status), None)
            for name, status in self._runner.ended()
        ]

    def close(self) -> None:
        """Kill what still runs and give the descriptors back."""
        self._runner.kill_all()
        self._runner.close()

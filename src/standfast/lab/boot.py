"""How the hosts of a lab come up: process 1 of each, all at the same time, on one lifeline.

Rules: the hosts end when the last process that holds the writing end of the lifeline is gone. A host counts as up
when its init script has said so; whatever goes wrong before is told in that script's own words.
"""

import os
import subprocess
import sys
from pathlib import Path

import standfast
from standfast.errors import LabError
from standfast.lab.host import environment
from standfast.linux import netns

_INIT_SCRIPT = Path(__file__).parent / "files" / "host-init.sh"
_PRIVATE_DIRS = ("/run", "/tmp", "/srv", "/var/log", "/var/lib/nginx", "/usr/local/sbin", "/etc")
_END_TIMEOUT_S = 10.0


class Boot:
    """The hosts of one lab: process 1 of each, and the writing end of the lifeline."""

    def __init__(self, lab: str, names: list[str]) -> None:
        """Start process 1 of a host for each name; `wait` says when they are up."""
        reading, writing = os.pipe()
        self.lifeline: int | None = writing
        self._inits: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name in names:
                self._inits[name] = subprocess.Popen(
                    (*netns.UNSHARE_HOST, "sh", str(_INIT_SCRIPT)),
                    stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                    env=_init_environment(lab, name),
                )  # fmt: skip
        except BaseException:
            self.end()
            raise
        finally:
            os.close(reading)

    def wait(self) -> dict[str, int]:
        """The process id of each host's process 1, once it is ready. Raises LabError with what a failed one said."""
        pids = {}
        for name, init in self._inits.items():
            assert init.stdout is not None
            assert init.stderr is not None
            line = init.stdout.readline()
            if not line.strip().isdigit():
                raise LabError(f"the host {name} did not start: {init.stderr.read().decode().strip()}")
            pids[name] = int(line)
        return pids

    def end(self) -> None:
        """End all hosts and wait until they are gone. A second call does nothing."""
        inits = self.let_go()
        for init in inits:
            try:
                init.wait(_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                init.kill()
                init.wait()

    def let_go(self) -> list[subprocess.Popen[bytes]]:
        """Close this process's ends of all pipes. The hosts live on only if somebody else holds the lifeline."""
        if self.lifeline is not None:
            os.close(self.lifeline)
            self.lifeline = None
        inits = list(self._inits.values())
        self._inits = {}
        for init in inits:
            for stream in (init.stdout, init.stderr):
                if stream is not None:
                    stream.close()
        return inits


def _init_environment(lab: str, host: str) -> dict[str, str]:
    return {
        **environment(),
        "STANDFAST_LAB": lab,
        "LAB_HOST": host,
        "LAB_KEEP": "\n".join(_paths_to_keep()),
        "LAB_PYTHON": sys.executable,
        "LAB_ROOTLESS": "1" if netns.in_user_namespace() else "0",
    }


def _paths_to_keep() -> list[str]:
    """Where Python and this package lie, if a host's private directory would hide it (a checkout under /tmp)."""
    wanted = {Path(sys.prefix), Path(sys.base_prefix), Path(standfast.__file__).parent.parent}
    return sorted(str(path) for path in wanted if any(path.is_relative_to(hidden) for hidden in _PRIVATE_DIRS))

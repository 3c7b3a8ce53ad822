"""What the lab needs of the machine: some programs, and the right to make namespaces.

Rules: what is missing is said in one line, with what to do. Without root the process starts itself again in a user
namespace of its own, where it is root over what it makes; there is no real-time scheduling in there, which is said
once. Nothing of the machine is changed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

from standfast.errors import LabError
from standfast.lab.host import PROGRAM_PATH, Daemon
from standfast.linux import netns

_PACKAGES = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "ip": "iproute2",
    "nft": "nftables",
    "nginx": "nginx-light",
    "pgrep": "procps",
    "bash": "bash",
}
_STARTED_AGAIN = "STANDFAST_LAB_USER_NAMESPACE"
_USER_NAMESPACE = ("unshare", "--user", "--map-root-user")


def require_programs(daemons: Iterable[Daemon]) -> None:
    """Raise LabError, with the names of the Debian packages, if a program is missing that the lab runs."""
    needed = dict(_PACKAGES)
    if "keepalived" in daemons:
        needed["keepalived"] = "keepalived"
    missing = [name for name in needed if shutil.which(name, path=PROGRAM_PATH) is None]
    if missing:
        packages = " ".join(sorted({needed[name] for name in missing}))
        raise LabError(f"the lab needs {', '.join(missing)}: apt-get install {packages}")


def obtain_rights() -> None:
    """Return if this process may make namespaces; otherwise start it again where it may, which does not return.

    Raises LabError if the machine refuses user namespaces.
    """
    if netns.may_make_namespaces():
        return
    attempt = (*_USER_NAMESPACE, "--mount", "--net", "--pid", "--fork", "true")
    try:
        refused = subprocess.run(attempt, capture_output=True, text=True, check=False)
    except OSError as error:
        raise LabError(f"the lab needs root, or unshare (package util-linux): {error}") from error
    if refused.returncode or _STARTED_AGAIN in os.environ:
        raise LabError(f"the lab needs root, because this machine refuses a user namespace: {refused.stderr.strip()}")
    print("standfast: not root, so the lab is built in a user namespace: no real-time", file=sys.stderr, flush=True)
    os.environ[_STARTED_AGAIN] = "1"
    os.execvp(_USER_NAMESPACE[0], (*_USER_NAMESPACE, "--", *_own_command()))


def join_rights_of(pid: int) -> None:
    """Return if this process may enter the hosts of a lab; otherwise start it again where `pid` lives."""
    if netns.may_make_namespaces():
        return
    enter = ("nsenter", f"--user=/proc/{pid}/ns/user", "--preserve-credentials", "--")
    os.execvp(enter[0], (*enter, *_own_command()))


def _own_command() -> tuple[str, ...]:
    return (sys.executable, *sys.orig_argv[1:])

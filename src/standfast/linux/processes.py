"""Running programs for the daemon: each in a process group of its own, its end told by a pidfd.

Rules: nothing here waits. A program gets no descriptor of the daemon, /dev/null for its output as under keepalived,
ordinary scheduling, its own user, and SIGTERM if the router dies.
"""

import os
import select
import signal

from standfast.linux.libc import set_parent_death_signal
from standfast.model.track import ScriptUser

# The shell's numbers for "found, but cannot be run" and "not found".
EXIT_CANNOT_RUN = 126
EXIT_NOT_FOUND = 127
# More than any process may have open (fs.nr_open); the kernel closes a range in one call.
_DESCRIPTORS_END = 1 << 30
# keepalived hands its environment on without these.
_NOT_INHERITED = ("IFS", "LD_PRELOAD", "LD_LIBRARY_PATH")


class ProcessRunner:
    """Programs that run now, each under a name."""

    def __init__(self) -> None:
        # An epoll of its own, so that the loop watches one descriptor however many programs run.
        self._epoll = select.epoll()
        self._run_by_pidfd: dict[int, tuple[str, int]] = {}
        # The newest run of each name: one of an earlier configuration may still be ending beside it.
        self._pid_by_name: dict[str, int] = {}

    def fileno(self) -> int:
        """The descriptor, for a selector: readable when a program has ended."""
        return self._epoll.fileno()

    def start(self, name: str, argv: tuple[str, ...], user: ScriptUser) -> None:
        """Start a program. Raises OSError if no process can be made."""
        pid = os.fork()
        if pid == 0:
            _become_program(argv, user)
        _lead_group(pid)
        pidfd = os.pidfd_open(pid)
        self._run_by_pidfd[pidfd] = (name, pid)
        self._pid_by_name[name] = pid
        self._epoll.register(pidfd, select.EPOLLIN)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a running program's process group; one that has ended is left alone."""
        pid = self._pid_by_name.get(name)
        if pid is not None:
            _signal_group(pid, number)

    def ended(self) -> list[tuple[str, int]]:
        """Collect the programs that have ended, as name and wait status.

        A run that a newer one has replaced is only reaped.
        """
        found: list[tuple[str, int]] = []
        for pidfd, _ in self._epoll.poll(0):
            name, pid = self._run_by_pidfd.pop(pidfd)
            self._epoll.unregister(pidfd)
            os.close(pidfd)
            _, status = os.waitpid(pid, 0)
            if self._pid_by_name.get(name) == pid:
                del self._pid_by_name[name]
                found.append((name, status))
        return found

    def kill_all(self) -> None:
        """Kill what still runs."""
        for _, pid in self._run_by_pidfd.values():
            _signal_group(pid, signal.SIGKILL)

    def close(self) -> None:
        """Give the descriptors back; nobody is told of an end any more."""
        for pidfd in self._run_by_pidfd:
            os.close(pidfd)
        self._epoll.close()


def _lead_group(pid: int) -> None:
    """Make a child the leader of its process group; both sides do, so that a signal never comes too early."""
    try:
        os.setpgid(pid, pid)
    except (PermissionError, ProcessLookupError):
        pass  # It has done so itself, and runs its program already.


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        pass
    except PermissionError:
        pass  # A program that changed its user; its own time-out has to end it.


def _become_program(argv: tuple[str, ...], user: ScriptUser) -> None:
    """In the child: never returns."""
    try:
        os.setpgid(0, 0)
        os.setpriority(os.PRIO_PROCESS, 0, 0)
        # Python ignores the first two, the daemon the others; what is ignored stays ignored across exec.
        ignored_here = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM)
        for ignored in ignored_here:
            signal.signal(ignored, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        # What the daemon's own parent left open is not marked to be closed at exec.
        os.closerange(3, _DESCRIPTORS_END)
        _become_user(user)
        # After the change of user, which would take it back (prctl(2)).
        set_parent_death_signal(signal.SIGTERM)
        for name in _NOT_INHERITED:
            os.environ.pop(name, None)
        os.execve(argv[0], argv, os.environ)
    except FileNotFoundError:
        os._exit(EXIT_NOT_FOUND)
    except BaseException:  # A forked copy of the router must never go on.
        os._exit(EXIT_CANNOT_RUN)


def _become_user(user: ScriptUser) -> None:
    if user.uid == os.geteuid() and user.gid == os.getegid():
        return
    os.setgroups(user.groups or (user.gid,))
    os.setgid(user.gid)
    os.setuid(user.uid)

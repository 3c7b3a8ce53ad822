"""Tracked processes (`vrrp_track_process`): how many of each run, told when the number changes.

Rules: nothing here waits. Where the kernel tells of every process (linux/proc_connector.py) its news count;
elsewhere, in a container or another network namespace, /proc is looked through each second, and a pidfd tells of the
end of each counted process at once.
"""

import os
import select
from collections import Counter
from collections.abc import Iterable, Iterator

from standfast.core.events import Event, ProcessesChanged
from standfast.linux.clock import now_ns
from standfast.linux.proc_connector import ProcConnector, lost_news
from standfast.linux.process_match import matches, needs_command_line, read_command_line, read_name
from standfast.linux.timerfd import TimerFd
from standfast.model.track import TrackProcess
from standfast.units import NS_PER_S

# A process that is this young may still become another program.
_YOUNG_SCANS = 5
# So many of the older ones are looked at again in each scan.
_OLD_PER_SCAN = 100


class ProcessWatch:
    """The tracked processes of a node."""

    def __init__(self) -> None:
        self._processes: tuple[TrackProcess, ...] = ()
        self._told: dict[str, int] = {}
        # The trackers that count each process.
        self._counted: dict[int, tuple[str, ...]] = {}
        self._pidfds: dict[int, int] = {}
        self._age: dict[int, int] = {}
        self._epoll = select.epoll()
        self._connector: ProcConnector | None = None
        self._timer: TimerFd | None = None
        try:
            self._connector = ProcConnector()
            self._epoll.register(self._connector.fileno(), select.EPOLLIN)
        except OSError:
            self._timer = TimerFd()
            self._timer.arm(now_ns() + NS_PER_S)
            self._epoll.register(self._timer.fileno(), select.EPOLLIN)

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._epoll.fileno()

    def want(self, processes: Iterable[TrackProcess]) -> tuple[ProcessesChanged, ...]:
        """Count these from now on; return how many of each run."""
        self._processes = tuple(processes)
        for pid in list(self._counted):
            self._forget(pid)
        self._age.clear()
        self._scan()
        self._told = self._count()
        return tuple(ProcessesChanged(name, count) for name, count in self._told.items())

    def read(self, _limit: int) -> list[Event]:
        """Return of which trackers another number runs now."""
        for descriptor, _ in self._epoll.poll(0):
            if self._connector is not None and descriptor == self._connector.fileno():
                self._take_news(self._connector)
            elif self._timer is not None and descriptor == self._timer.fileno():
                self._timer.acknowledge()
                self._timer.arm(now_ns() + NS_PER_S)
                self._scan()
            else:
                self._forget(next(pid for pid, pidfd in self._pidfds.items() if pidfd == descriptor))
        return list(self._changes())

    def close(self) -> None:
        """Give the descriptors back."""
        for pidfd in self._pidfds.values():
            os.close(pidfd)
        if self._connector is not None:
            self._connector.close()
        if self._timer is not None:
            self._timer.close()
        self._epoll.close()

    def _changes(self) -> Iterator[ProcessesChanged]:
        present = self._count()
        for name, count in present.items():
            if count != self._told.get(name):
                yield ProcessesChanged(name, count)
        self._told = present

    def _count(self) -> dict[str, int]:
        counts = Counter(name for names in self._counted.values() for name in names)
        return {process.name: counts[process.name] for process in self._processes}

    def _take_news(self, connector: ProcConnector) -> None:
        try:
            for pid, runs in connector.receive():
                if runs:
                    self._look_at(pid)
                else:
                    self._forget(pid)
        except OSError as error:
            if not lost_news(error):
                raise
            self._age.clear()
            self._scan()

    def _scan(self) -> None:
        """Look at the processes that are new, young, or have not been looked at for long."""
        present = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        for pid in self._counted.keys() - present:
            self._forget(pid)
        self._age = {pid: self._age.get(pid, -1) + 1 for pid in present}
        old = sorted((pid for pid, age in self._age.items() if age > _YOUNG_SCANS), key=self._age.__getitem__)
        for pid in old[-_OLD_PER_SCAN:]:
            self._age[pid] = _YOUNG_SCANS
        for pid, age in self._age.items():
            if age <= _YOUNG_SCANS:
                self._look_at(pid)

    def _look_at(self, pid: int) -> None:
        name = read_name(pid)
        if name is None:
            self._forget(pid)
            return
        command_line = read_command_line(pid) if any(map(needs_command_line, self._processes)) else b""
        counted = tuple(one.name for one in self._processes if matches(one, name, command_line))
        if not counted:
            self._forget(pid)
            return
        if self._connector is None and pid not in self._pidfds:
            try:
                self._pidfds[pid] = os.pidfd_open(pid)
            except OSError:
                return  # It has just ended.
            self._epoll.register(self._pidfds[pid], select.EPOLLIN)
        self._counted[pid] = counted

    def _forget(self, pid: int) -> None:
        self._counted.pop(pid, None)
        pidfd = self._pidfds.pop(pid, None)
        if pidfd is not None:
            self._epoll.unregister(pidfd)
            os.close(pidfd)

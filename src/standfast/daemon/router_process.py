"""The router process: VRRP, the addresses and the trackers, and nothing else.

Rules: standard library only, no asyncio, no threads; what it may not import is a test. It is forked from the
supervisor, gets its configuration as bytes, and ends with 0 after a clean stop. If the supervisor dies, the kernel
ends the router too (`_parent_death_signal`).
"""

import _socket
import os
import signal
from _pickle import load  # pickle is the same with more around it

from standfast.core.director import Director
from standfast.core.effects import Log
from standfast.core.events import Event, StatisticsCleared
from standfast.core.predecessor import StartFacts
from standfast.daemon.exit_codes import EXIT_FATAL, EXIT_PERMISSION, EXIT_STOPPED
from standfast.daemon.link import (
    CHECKPOINT,
    READY,
    RECORDING,
    REQUEST,
    REQUEST_CHECKPOINT,
    REQUEST_CLEAR,
    REQUEST_SIGNALS,
    RouterLink,
)
from standfast.daemon.loop import Loop
from standfast.daemon.process_name import set_name
from standfast.daemon.settings import STANDFAST
from standfast.errors import PermissionMissingError, StandfastError
from standfast.linux.clock import now_ns, read_boot_id, wall_offset_ns
from standfast.linux.equipment import Equipment
from standfast.linux.executor import Executor
from standfast.linux.libc import set_parent_death_signal
from standfast.linux.realtime import become_realtime, collect_garbage, freeze_garbage_collection
from standfast.linux.sources import Callback
from standfast.linux.state_file import StateFile, read_state_file
from standfast.log_level import LogLevel
from standfast.model.node import Node, StaticNetwork
from standfast.model.virtual_router import RouterKey, VirtualRouter
from standfast.record.recorder import Recorder

PROCESS_NAME = "standfast-vrrp"
STATE_FILE_NAME = "router.state"
JOURNAL_NAME = "router.journal"


def run_router(configuration: int, run_directory: str, end: _socket.socket, supervisor_pid: int) -> int:
    """Run until stopped. `configuration` is the descriptor of a pickled Node. Return the exit code."""
    _become_router(supervisor_pid)
    link = RouterLink(end)
    try:
        router = RouterProcess(_load_configuration(configuration), run_directory, link)
    except StandfastError as error:
        link.log(LogLevel.ERROR, str(error))
        return EXIT_PERMISSION if isinstance(error, PermissionMissingError) else EXIT_FATAL
    except OSError as error:
        link.log(LogLevel.ERROR, f"cannot start: {error}")
        return EXIT_FATAL
    router.run()
    return EXIT_STOPPED


class RouterProcess:
    """What the router process holds: the host's equipment, the core, the loop."""

    def __init__(self, node: Node, run_directory: str, link: RouterLink) -> None:
        """Open everything. Raises StandfastError or OSError, with nothing changed on the host."""
        self._link = link
        self._state_path = f"{run_directory}/{STATE_FILE_NAME}"
        self._boot_id = read_boot_id()
        self._equipment = Equipment(self._log, f"{run_directory}/{JOURNAL_NAME}")
        self._director = Director(node)
        self._recorder = Recorder(self._director, lambda data: link.send(RECORDING + data))
        self._loop = Loop(
            self._director,
            Executor(self._equipment),
            self._equipment.sources,
            link,
            load_configuration=_load_configuration,
            on_reload=self._prepare,
            on_request=self._answer,
            recorder=self._recorder,
        )
        self._records = read_state_file(self._state_path, self._boot_id)
        self._prepare(node)

    def run(self) -> None:
        """Start the core and live until it is finished."""
        collect_garbage()
        wanted = self._director.node.settings.realtime_priority
        for refusal in become_realtime() if wanted is None else become_realtime(wanted):
            self._link.log(LogLevel.WARNING, f"The timing is less exact than it could be: {refusal}")
        facts, now = self._facts(), now_ns()
        effects = self._director.start(facts, now)
        self._loop.carry_out(effects)
        self._recorder.start(facts, effects, now)
        freeze_garbage_collection()
        for number in REQUEST_SIGNALS:
            signal.signal(number, self._ask_supervisor)
        self._link.send(READY)
        self._loop.run()
        self._recorder.work(flush=True)
        self._loop.close()
        self._equipment.close()

    def _facts(self) -> StartFacts:
        host = self._equipment.host
        return StartFacts(
            host.reported,
            host.present_addresses(),
            self._records,
            wall_offset_ns=wall_offset_ns(),
            seed=int.from_bytes(os.urandom(8), "big"),
            files=self._equipment.files_read,
            processes=self._equipment.processes_counted,
        )

    def _prepare(self, node: Node) -> tuple[Event, ...]:
        """Open what a configuration needs and close what it does not need any more; return what it has to know."""
        self._equipment.prepare(node)
        self._loop.tells_time = any(router.hmac is not None for router in node.virtual_routers)
        set_parent_death_signal(_parent_death_signal(node))
        self._open_state_file([router.key for router in node.virtual_routers])
        equipment = self._equipment
        return (*equipment.host.reported, *equipment.files_read, *equipment.processes_counted)

    def _ask_supervisor(self, number: int, _frame: object) -> None:
        """Somebody asked this process for a file; the supervisor has what it takes."""
        self._link.send(REQUEST + REQUEST_SIGNALS[number])

    def _answer(self, kinds: bytes, descriptor: int) -> None:
        """Clear the counters, or have a child write dump files from what is in this moment."""
        try:
            if REQUEST_CLEAR in kinds:
                self._loop.feed(StatisticsCleared())
            if REQUEST_CHECKPOINT in kinds:
                self._recorder.work(flush=True)
                self._link.send(CHECKPOINT)
                self._recorder.checkpoint(now_ns(), wall_offset_ns())
            if kinds.strip(REQUEST_CLEAR + REQUEST_CHECKPOINT):
                self._start_dump(kinds, descriptor)
        except OSError as error:
            self._link.log(LogLevel.ERROR, f"no dump can be written: {error.strerror}")
        finally:
            os.close(descriptor)

    def _start_dump(self, kinds: bytes, descriptor: int) -> None:
        pid = os.fork()
        if pid == 0:
            from standfast.daemon.dump_process import run_dump

            run_dump(kinds, descriptor, self._director, self._equipment.host, self._link)
        pidfd = os.pidfd_open(pid)

        def collect() -> None:
            self._equipment.sources.unwatch(source)
            os.close(pidfd)
            os.waitpid(pid, 0)

        source = Callback(pidfd, collect)
        self._equipment.sources.watch(source)

    def _open_state_file(self, keys: list[RouterKey]) -> None:
        """Begin a state file for these routers. Without one the service goes on; only a successor knows nothing."""
        old, self._equipment.state_file = self._equipment.state_file, None
        if old is not None:
            old.close()
        try:
            self._equipment.state_file = StateFile(self._state_path, self._boot_id, keys)
        except OSError as error:
            text = f"{self._state_path} cannot be written ({error.strerror}): a crash would be a failover"
            self._link.log(LogLevel.WARNING, text)

    def _log(self, line: Log) -> None:
        self._link.log(line.level, line.message)


def _become_router(supervisor_pid: int) -> None:
    set_parent_death_signal(signal.SIGKILL)
    if os.getppid() != supervisor_pid:
        os.kill(os.getpid(), signal.SIGKILL)  # It died before the kernel was asked to tell.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with open("/proc/self/comm", encoding="utf-8") as file:
        # A daemon that runs as keepalived is called so, all of it.
        if file.read().strip() == STANDFAST:
            set_name(PROCESS_NAME)


def _parent_death_signal(node: Node) -> signal.Signals:
    """Return what the router gets when its supervisor dies.

    With nothing but leased addresses it dies too, without a word: they answer until a new daemon adopts them or the
    backups, which heard no resignation, have taken over. Whatever has no lease it has to remove itself.
    """
    leased = all(router.lease and not _holds_more(router) for router in node.virtual_routers)
    return signal.SIGKILL if leased and node.static == StaticNetwork() else signal.SIGTERM


def _holds_more(router: VirtualRouter) -> bool:
    """Whether a MASTER holds something besides its addresses, which no lease ends."""
    return bool(router.routes or router.rules or router.vmacs or router.promote_secondaries) or not router.accept


def _load_configuration(descriptor: int) -> Node:
    """Read a pickled Node from the beginning of a file, and close it; the supervisor reads it again for the next."""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        node = load(file)
    assert isinstance(node, Node)
    return node

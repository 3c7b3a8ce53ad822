"""The router process: VRRP, the addresses and the trackers, and nothing else.

Rules: standard library only, no asyncio, no threads; what it may not import is a test. It is forked from the
supervisor, gets its configuration as bytes, and ends with 0 after a clean stop. If the supervisor dies, the kernel
ends the router too (`_parent_death_signal`).
"""

import os
import pickle
import signal
import socket

from standfast.core.director import Director, StartFacts
from standfast.core.effects import Log
from standfast.daemon.exit_codes import EXIT_FATAL, EXIT_PERMISSION, EXIT_STOPPED
from standfast.daemon.link import READY, RouterLink
from standfast.daemon.loop import Loop
from standfast.errors import KernelError, PermissionMissingError, StandfastError
from standfast.linux.clock import now_ns, read_boot_id
from standfast.linux.executor import Executor
from standfast.linux.host import Host
from standfast.linux.libc import set_parent_death_signal
from standfast.linux.netlink_socket import RouteMonitor, RouteSocket
from standfast.linux.raw_sockets import VrrpReceiver
from standfast.linux.realtime import become_realtime, freeze_garbage_collection
from standfast.linux.scripts import ScriptRunner
from standfast.linux.state_file import StateFile, read_state_file
from standfast.log_level import LogLevel
from standfast.model.node import Node

PROCESS_NAME = "standfast-vrrp"
STATE_FILE_NAME = "router.state"


def run_router(configuration: bytes, run_directory: str, end: socket.socket, supervisor_pid: int) -> int:
    """Run until stopped. `configuration` is a pickled Node. Return the exit code."""
    _become_router(supervisor_pid)
    link = RouterLink(end)
    try:
        router = RouterProcess(_unpickle(configuration), run_directory, link)
    except StandfastError as error:
        link.log(LogLevel.ERROR, str(error))
        return EXIT_PERMISSION if isinstance(error, PermissionMissingError) else EXIT_FATAL
    except OSError as error:
        link.log(LogLevel.ERROR, f"cannot start: {error}")
        return EXIT_FATAL
    router.run()
    return EXIT_STOPPED


class RouterProcess:
    """What the router process holds: sockets, core, loop."""

    def __init__(self, node: Node, run_directory: str, link: RouterLink) -> None:
        """Open everything. Raises StandfastError or OSError, with nothing changed on the host."""
        self._link = link
        self._state_path = f"{run_directory}/{STATE_FILE_NAME}"
        self._boot_id = read_boot_id()
        self._route_socket = RouteSocket()
        # The monitor first: what changes while the dump is read is then heard too.
        self._monitor = RouteMonitor()
        self._host = Host(self._route_socket)
        self._scripts = ScriptRunner()
        self._executor = Executor(self._host, self._route_socket, self._scripts, self._log)
        self._route_socket.require_permission()
        self._director = Director(node)
        self._groups: dict[str, frozenset[bytes]] = {}
        self._receivers: dict[str, VrrpReceiver] = {}
        self._loop = Loop(
            self._director,
            self._executor,
            self._host,
            self._monitor,
            self._scripts,
            link,
            load_configuration=_load_configuration,
            on_reloaded=self._prepare,
            on_host_changed=self._match_receivers,
        )
        self._records = read_state_file(self._state_path, self._boot_id)
        self._prepare(node)

    def run(self) -> None:
        """Start the core and live until it is finished."""
        for refusal in become_realtime():
            self._link.log(LogLevel.WARNING, f"The timing is less exact than it could be: {refusal}")
        facts = StartFacts(self._host.reported, self._host.present_addresses(), self._records)
        self._loop.carry_out(self._director.start(facts, now_ns()))
        freeze_garbage_collection()
        self._link.send(READY)
        self._loop.run()
        self._close()

    def _prepare(self, node: Node) -> None:
        """Open what a configuration needs and close what it does not need any more."""
        routers = node.virtual_routers
        groups: dict[str, set[bytes]] = {}
        for router in routers:
            groups.setdefault(router.interface, set()).add(router.multicast_group)
        self._groups = {name: frozenset(wanted) for name, wanted in groups.items()}
        addresses = frozenset(address.address for router in routers for address in router.addresses)
        self._host.watch(frozenset[str]().union(*(router.interfaces for router in routers)), addresses)
        self._match_receivers()
        set_parent_death_signal(_parent_death_signal(node))
        self._open_state_file([router.key for router in routers])

    def _open_state_file(self, keys: list[tuple[str, int]]) -> None:
        """Begin a state file for these routers. Without one the service goes on; only a successor knows nothing."""
        old, self._executor.state_file = self._executor.state_file, None
        if old is not None:
            old.close()
        try:
            self._executor.state_file = StateFile(self._state_path, self._boot_id, keys)
        except OSError as error:
            text = f"{self._state_path} cannot be written ({error.strerror}): a crash would be a failover"
            self._link.log(LogLevel.WARNING, text)

    def _match_receivers(self) -> None:
        """Listen where the configuration says; an interface that was deleted and made anew needs a new socket."""
        for name, receiver in list(self._receivers.items()):
            interface = self._host.find(name)
            index = None if interface is None else interface.index
            if receiver.interface_index != index or receiver.groups != self._groups.get(name):
                del self._receivers[name]
                self._loop.unwatch_receiver(receiver)
                receiver.close()
        for name in self._groups.keys() - self._receivers.keys():
            interface = self._host.find(name)
            if interface is None:
                continue
            try:
                self._receivers[name] = VrrpReceiver(name, interface.index, self._groups[name])
            except (OSError, KernelError) as error:
                self._link.log(LogLevel.ERROR, f"cannot listen on {name}: {error}")
                continue
            self._loop.watch_receiver(self._receivers[name])

    def _log(self, line: Log) -> None:
        self._link.log(line.level, line.message)

    def _close(self) -> None:
        self._loop.close()
        for receiver in self._receivers.values():
            receiver.close()
        self._executor.close()
        self._scripts.close()
        self._monitor.close()
        self._route_socket.close()


def _become_router(supervisor_pid: int) -> None:
    set_parent_death_signal(signal.SIGKILL)
    if os.getppid() != supervisor_pid:
        os.kill(os.getpid(), signal.SIGKILL)  # It died before the kernel was asked to tell.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write(PROCESS_NAME)


def _parent_death_signal(node: Node) -> signal.Signals:
    """Return what the router gets when its supervisor dies.

    With leases it dies too, without a word: the addresses answer until a new daemon adopts them or the backups, which
    heard no resignation, have taken over. Without leases it has to remove the addresses itself.
    """
    leased = all(router.lease for router in node.virtual_routers)
    return signal.SIGKILL if leased else signal.SIGTERM


def _unpickle(data: bytes) -> Node:
    node = pickle.loads(data)
    assert isinstance(node, Node)
    return node


def _load_configuration(descriptor: int) -> Node:
    with os.fdopen(descriptor, "rb") as file:
        return _unpickle(file.read())

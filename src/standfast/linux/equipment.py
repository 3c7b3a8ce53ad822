"""What the executor works with and the loop listens to: one object for each kind of thing that the kernel offers.

Rules: what every node needs is opened at the start; the rest is loaded and opened when a configuration or an effect
first asks for it, because a node without it must not pay for it. `close` gives everything back, and takes back what
was changed on the host.
"""

from collections.abc import Callable
from functools import cached_property

from standfast.core.effects import Log
from standfast.core.events import FileChanged, ProcessesChanged
from standfast.errors import KernelError
from standfast.linux.addresses import Addresses
from standfast.linux.advertiser import Advertiser
from standfast.linux.host import Host
from standfast.linux.host_news import HostNews
from standfast.linux.journal import Journal
from standfast.linux.netlink_socket import RouteMonitor, RouteSocket
from standfast.linux.receivers import Receivers
from standfast.linux.scripts import ScriptRunner
from standfast.linux.sources import Sources
from standfast.linux.state_file import StateFile
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.track import TrackKind

_NEEDED_FOR = {
    "firewall": "no_accept", "notifier": "the notify FIFOs", "bfd": "BFD", "files": "track_file",
    "processes": "track_process",
}  # fmt: skip

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.linux.bfd_sockets import BfdSockets
    from standfast.linux.file_watch import FileWatch
    from standfast.linux.firewall import Firewall
    from standfast.linux.notifier import Notifier
    from standfast.linux.process_watch import ProcessWatch
    from standfast.linux.routing import Routing
    from standfast.linux.sysctl import Settings
    from standfast.linux.vmac import Vmacs

# In the order in which they are closed: an interface is removed before its parent's settings are restored.
_ON_DEMAND = ("vmacs", "settings", "routing", "firewall", "notifier", "bfd", "files", "processes")


class Equipment:
    """The sockets, processes and files of one router process."""

    def __init__(self, log: Callable[[Log], None], journal_path: str) -> None:
        """Open what every node needs. Raises KernelError, OSError, with nothing changed on the host."""
        self.log = log
        self.state_file: StateFile | None = None
        self.files_read: tuple[FileChanged, ...] = ()
        self.processes_counted: tuple[ProcessesChanged, ...] = ()
        self.sources = Sources()
        self.route_socket = RouteSocket()
        # The monitor first: what changes while the dump is read is then heard too.
        self.monitor = RouteMonitor()
        self.monitor.ignore_additions_by(self.route_socket)
        self.host = Host(self.route_socket)
        self.addresses = Addresses(self.host, self.route_socket)
        self.advertiser = Advertiser(self.host)
        self.scripts = ScriptRunner()
        self.receivers = Receivers(self.host, self.sources, log)
        self.route_socket.require_permission()
        self.journal = Journal(journal_path)
        self._news = HostNews(self.monitor, self.host, self._on_host_changed)
        self._is_swept = False
        self.sources.watch(self._news)
        self.sources.watch(self.scripts)

    def prepare(self, node: Node) -> None:
        """Open what a configuration needs and close what it does not need any more."""
        routers = node.virtual_routers
        if not self._is_swept:
            self._sweep(node)
        self._make_vmacs(node)
        virtual = {address.address for router in routers for address in router.all_addresses}
        virtual.update(address.address for address in node.static.addresses)
        self.host.watch(_interfaces(node), frozenset(virtual))
        self.receivers.want(routers)
        if not all(router.accept for router in routers):
            self._try("firewall", lambda: self.firewall.prepare(node.settings))
        for name, is_wanted, prepare in (
            ("notifier", node.settings.fifos, lambda: self.notifier.open_fifos(node.settings.fifos)),
            ("bfd", node.bfd_sessions, lambda: self.bfd.want(node.bfd_sessions)),
            ("files", node.files, lambda: self._track_files(node)),
            ("processes", node.processes, lambda: self._track_processes(node)),
        ):
            # What is open must also be told that nothing of it is wanted any more.
            if is_wanted or self._has(name):
                self._try(name, prepare)

    def close(self) -> None:
        """Give all descriptors back, and the host as it was."""
        self.receivers.close()
        for name in _ON_DEMAND:
            if self._has(name):
                getattr(self, name).close()
        self.scripts.close()
        self.advertiser.close()
        self.addresses.close()
        self.monitor.close()
        self.route_socket.close()
        self.sources.close()
        if self.state_file is not None:
            self.state_file.close()

    @cached_property
    def settings(self) -> "Settings":
        """The kernel's settings that were changed."""
        from standfast.linux.sysctl import Settings

        return Settings(self.journal)

    @cached_property
    def vmacs(self) -> "Vmacs":
        """The interfaces of `use_vmac` and `use_ipvlan`."""
        from standfast.linux.vmac import Vmacs

        return Vmacs(self.host, self.route_socket, self.settings, self.journal)

    @cached_property
    def routing(self) -> "Routing":
        """The routes and rules that are held."""
        from standfast.linux.routing import Routing

        made = self._news.routing = Routing(self.host, self.route_socket, self.monitor)
        return made

    @cached_property
    def firewall(self) -> "Firewall":
        """What `no_accept` needs."""
        from standfast.linux.firewall import Firewall

        return Firewall(self.host, self.journal, self.log)

    @cached_property
    def notifier(self) -> "Notifier":
        """Notify scripts and FIFOs."""
        from standfast.linux.notifier import Notifier

        made = Notifier(self.log)
        self.sources.watch(made)
        return made

    @cached_property
    def bfd(self) -> "BfdSockets":
        """The sockets of BFD."""
        from standfast.linux.bfd_sockets import BfdSockets

        return BfdSockets(self.host, self.sources)

    @cached_property
    def files(self) -> "FileWatch":
        """Tracked files."""
        from standfast.linux.file_watch import FileWatch

        made = FileWatch()
        self.sources.watch(made)
        return made

    @cached_property
    def processes(self) -> "ProcessWatch":
        """Tracked processes."""
        from standfast.linux.process_watch import ProcessWatch

        made = ProcessWatch()
        self.sources.watch(made)
        return made

    def _track_files(self, node: Node) -> None:
        self.files_read = self.files.want(node.files)

    def _track_processes(self, node: Node) -> None:
        self.processes_counted = self.processes.want(node.processes)

    def _try(self, name: str, prepare: Callable[[], None]) -> None:
        """Do what not every node needs; where the host refuses it, the rest goes on without."""
        try:
            prepare()
        except (OSError, KernelError) as error:
            self.log(Log(LogLevel.ERROR, f"{_NEEDED_FOR[name]} will not work: {error}"))

    def _on_host_changed(self) -> None:
        self.receivers.match()
        if self._has("vmacs") and self.vmacs.mend():
            self.receivers.match()

    def _has(self, name: str) -> bool:
        return name in self.__dict__

    def _sweep(self, node: Node) -> None:
        """Take back what a dead predecessor changed, except for interfaces that are wanted again."""
        self._is_swept = True
        if self.journal.find("setting"):
            self.settings.restore_all()
        if self.journal.find("vmac"):
            self.vmacs.sweep(frozenset(vmac.name for router in node.virtual_routers for vmac in router.vmacs))
        if self.journal.find("table"):
            self.firewall.sweep()

    def _make_vmacs(self, node: Node) -> None:
        for router in node.virtual_routers:
            for vmac in router.vmacs:
                try:
                    self.vmacs.create(router.key, vmac)
                except OSError:
                    pass  # CreateVmac, the effect, fails for the same reason and says so.


def _interfaces(node: Node) -> frozenset[str]:
    """Return every interface whose changes the core has to know."""
    names = {address.interface for address in node.static.addresses}
    for router in node.virtual_routers:
        names |= router.interfaces
        names.update(item.name for item in router.tracked if item.kind is TrackKind.INTERFACE)
        names.update(route.interface for route in router.routes if route.interface is not None)
    return frozenset(names)

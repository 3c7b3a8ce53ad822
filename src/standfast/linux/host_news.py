"""The kernel's news about interfaces, addresses, routes and rules as a source of events.

Rules: each turn's work is bounded. Lost news are no lost events: everything is then read anew, and what is missing is
told as if it had been heard.
"""

from collections.abc import Callable, Iterator

from standfast.core.events import Event
from standfast.linux.host import Host
from standfast.linux.netlink_socket import RouteMonitor
from standfast.wire.netlink import NetlinkMessage
from standfast.wire.rtnl import LinkMessage

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.linux.routing import Routing


class HostNews:
    """What the monitor hears, as events. `routing` is set as soon as routes or rules are held."""

    def __init__(self, monitor: RouteMonitor, host: Host, on_change: Callable[[], None]) -> None:
        self.routing: Routing | None = None
        self._monitor = monitor
        self._host = host
        self._on_change = on_change

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._monitor.fileno()

    def read(self, _limit: int) -> list[Event]:
        """Take in what the monitor heard and return what it means."""
        return list(self._read())

    def _read(self) -> Iterator[Event]:
        news = self._monitor.receive()
        if news is None:
            yield from self._host.dump_anew()
        else:
            yield from self._host.take(one for one in news if not isinstance(one, NetlinkMessage))
        if news is None or self._host.is_changed:
            self._on_change()
        if self.routing is None:
            return
        if news is not None:
            yield from self.routing.take([one for one in news if isinstance(one, NetlinkMessage)])
        if news is None or any(isinstance(one, LinkMessage) for one in news):
            yield from self.routing.check()

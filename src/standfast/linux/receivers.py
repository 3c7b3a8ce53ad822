"""Where VRRP is listened for: one socket for each interface and IP version, and the events that come of it.

Rules: `wanted` says from the configuration alone what should be heard; `Receivers.match` opens and closes sockets
until that is so. An interface that was deleted and made anew needs a new socket. A virtual router with a macvlan is
heard on that, because the kernel gives it the packets that bear its MAC and keeps them from the parent; the parent's
own socket leaves its packets out.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from standfast.core.effects import Log
from standfast.core.events import Event, PacketsDropped
from standfast.errors import KernelError
from standfast.linux.host import Host
from standfast.linux.packets import PacketEvent, decode_message, decode_packet
from standfast.linux.raw_sockets import VrrpReceiver
from standfast.linux.sources import Sources
from standfast.log_level import LogLevel
from standfast.model.packets import HeaderAuthentication
from standfast.model.virtual_router import VirtualRouter
from standfast.wire.vrrp import PROTOCOL_VRRP

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.linux.raw_sockets_ipv6 import VrrpReceiverIpv6

_REMEMBERED_MAX = 64
# Of `auth_type AH`, whose check value has 12 bytes.
_AUTHENTICATION_HEADER_BYTES = 24
_NOBODY: frozenset[int] = frozenset()
_Division = tuple[frozenset[int], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one socket hears: on `device`, `protocol` to `groups` or to the host itself, told as of `interface`.

    With `only`, packets for these virtual router ids; with `all_but`, all packets except for those.
    """

    device: str
    family: int
    protocol: int
    interface: str
    groups: frozenset[bytes]
    only: frozenset[int] = _NOBODY
    all_but: frozenset[int] = _NOBODY


def wanted(routers: Iterable[VirtualRouter]) -> frozenset[Hearing]:
    """Return what these virtual routers need to hear."""
    groups: dict[tuple[str, int, int, str], set[bytes]] = {}
    on_vmac: dict[tuple[str, int, int, str], set[int]] = {}
    for router in routers:
        protocol = socket.IPPROTO_AH if isinstance(router.authentication, HeaderAuthentication) else PROTOCOL_VRRP
        device = _device(router)
        key = (device, router.family, protocol, router.interface)
        own = groups.setdefault(key, set())
        if router.unicast is None:
            own.add(router.multicast_group)
        if device != router.interface:
            on_vmac.setdefault(key, set()).add(router.virtual_router_id)
    return frozenset(Hearing(*key, frozenset(own), *_division(key, on_vmac)) for key, own in groups.items())


def _device(router: VirtualRouter) -> str:
    """Return where a virtual router's packets arrive; what is sent to the host itself bears the parent's MAC."""
    if router.vmac is None or router.vmac.is_ipvlan or router.unicast is not None:
        return router.interface
    return router.vmac.name


def _division(key: tuple[str, int, int, str], on_vmac: dict[tuple[str, int, int, str], set[int]]) -> _Division:
    _, *rest = key
    if key in on_vmac:
        return frozenset(on_vmac[key]), _NOBODY
    elsewhere = (vrids for other, vrids in on_vmac.items() if list(other[1:]) == rest)
    return _NOBODY, _NOBODY.union(*elsewhere)


class Receiver:
    """One open socket as a source of events."""

    def __init__(self, hearing: Hearing, interface_index: int) -> None:
        """Open it. Raises OSError, KernelError."""
        self.hearing = hearing
        self.interface_index = interface_index
        self._dropped = 0
        self._opened = _open(hearing, interface_index)
        # What was decoded last, by what it was decoded from: however often a MASTER says the same, or somebody floods
        # us with one packet, it is decoded once.
        self._known: dict[bytes, PacketEvent] = {}
        if hearing.only or hearing.all_but:
            _divide(self._opened, hearing)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._opened.fileno()

    def read(self, limit: int) -> list[Event]:
        """Return what came in, at most `limit` packets."""
        events: list[Event] = []
        interface = self.hearing.interface
        receive = self._opened.receive
        while len(events) < limit:
            packet = receive()
            if packet is None:
                return events
            if isinstance(packet, bytes):
                events.append(self._decode(interface, packet))
            else:
                message = decode_message(
                    interface, packet.source, packet.destination, packet.hop_limit, packet.message
                )
                events.append(message)
        # More is waiting than we can take in: perhaps more than the kernel could keep for us.
        dropped = self._opened.count_dropped()
        if dropped != self._dropped:
            events.append(PacketsDropped(interface, dropped - self._dropped))
            self._dropped = dropped
        return events

    def close(self) -> None:
        """Give the descriptor back."""
        self._opened.close()

    def _decode(self, interface: str, packet: bytes) -> PacketEvent:
        # All that is decoded: not the identification and the checksum of the header, which differ each time.
        key = packet[:4] + packet[8:10] + packet[12:]
        event = self._known.get(key)
        if event is None:
            event = decode_packet(interface, packet)
            if len(self._known) >= _REMEMBERED_MAX:
                self._known.clear()
            self._known[key] = event
        return event


class Receivers:
    """All sockets that listen for VRRP."""

    def __init__(self, host: Host, sources: Sources, log: Callable[[Log], None]) -> None:
        self._host = host
        self._sources = sources
        self._log = log
        self._wanted: frozenset[Hearing] = frozenset()
        self._open: dict[Hearing, Receiver] = {}

    def want(self, routers: Iterable[VirtualRouter]) -> None:
        """Listen for these virtual routers from now on."""
        self._wanted = wanted(routers)
        self.match()

    def match(self) -> None:
        """Close what is not wanted any more or belongs to an interface that is gone; open what is missing."""
        for hearing, receiver in list(self._open.items()):
            interface = self._host.find(hearing.device)
            index = None if interface is None else interface.index
            if receiver.interface_index != index or hearing not in self._wanted:
                del self._open[hearing]
                self._sources.unwatch(receiver)
                receiver.close()
        for hearing in self._wanted - self._open.keys():
            interface = self._host.find(hearing.device)
            if interface is None:
                continue
            try:
                self._open[hearing] = Receiver(hearing, interface.index)
            except (OSError, KernelError) as error:
                self._log(Log(LogLevel.ERROR, f"cannot listen on {hearing.device}: {error}"))
                continue
            self._sources.watch(self._open[hearing])

    def close(self) -> None:
        """Listen no more."""
        for receiver in self._open.values():
            receiver.close()
        self._open.clear()


def _open(hearing: Hearing, interface_index: int) -> "VrrpReceiver | VrrpReceiverIpv6":
    if hearing.family == 4:
        return VrrpReceiver(hearing.device, interface_index, hearing.groups, hearing.protocol)
    from standfast.linux.raw_sockets_ipv6 import VrrpReceiverIpv6

    return VrrpReceiverIpv6(hearing.device, interface_index, hearing.groups)


def _divide(opened: "VrrpReceiver | VrrpReceiverIpv6", hearing: Hearing) -> None:
    from standfast.linux.socket_filter import hear_all_but, hear_only

    behind_header = 0 if hearing.protocol == PROTOCOL_VRRP else _AUTHENTICATION_HEADER_BYTES
    if hearing.only:
        hear_only(opened.socket, hearing.only, behind_header)
    else:
        hear_all_but(opened.socket, hearing.all_but, behind_header)

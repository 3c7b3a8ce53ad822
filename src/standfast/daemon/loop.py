"""The router's loop: it joins core to linux and knows neither the protocol nor the kernel's formats.

Rules: one thread, one selector, one timer; no asyncio. Every wake-up first reads what the sockets hold and only then
lets timers fire, so that a process that was held up hears the others before it decides that they are gone.
Each turn's work is bounded: at most PACKETS_PER_TURN from one socket.
"""

import selectors
import signal
import socket
from collections.abc import Callable, Iterable

from standfast.core.director import Director
from standfast.core.effects import Effect
from standfast.core.events import AdvertisementReceived, Event, PacketDiscarded, ReloadRequested, StopRequested
from standfast.daemon.link import HEARTBEAT, HEARTBEAT_INTERVAL_NS, READY, STOP_SIGNALS, RouterLink
from standfast.errors import DecodeError
from standfast.linux.clock import now_ns
from standfast.linux.executor import Executor
from standfast.linux.host import Host
from standfast.linux.netlink_socket import RouteMonitor
from standfast.linux.raw_sockets import VrrpReceiver
from standfast.linux.scripts import ScriptRunner
from standfast.linux.timerfd import TimerFd
from standfast.model.node import Node
from standfast.wire.ipv4 import decode_ipv4
from standfast.wire.vrrp import DiscardReason, decode_advertisement

PACKETS_PER_TURN = 64
# A failure may lead to effects that fail: the core hears of so many in a row.
FAILURE_ROUNDS = 3


class Loop:
    """One router's life between start and Finish."""

    def __init__(
        self,
        director: Director,
        executor: Executor,
        host: Host,
        monitor: RouteMonitor,
        scripts: ScriptRunner,
        link: RouterLink,
        load_configuration: Callable[[int], Node],
        on_reloaded: Callable[[Node], None],
        on_host_changed: Callable[[], None],
    ) -> None:
        self._director = director
        self._executor = executor
        self._host = host
        self._monitor = monitor
        self._scripts = scripts
        self._link = link
        self._load_configuration = load_configuration
        self._on_reloaded = on_reloaded
        self._on_host_changed = on_host_changed
        self._timer = TimerFd()
        self._heartbeat_ns = 0
        self._stop_cause: str | None = None
        self._selector = selectors.DefaultSelector()
        self._watch(monitor.fileno(), self._read_monitor)
        self._watch(scripts.fileno(), self._read_scripts)
        self._watch(link.fileno(), self._read_link)
        self._watch(self._timer.fileno(), self._timer.acknowledge)
        self._watch_signals()

    def watch_receiver(self, receiver: VrrpReceiver) -> None:
        """Read VRRP packets from this socket from now on."""
        self._watch(receiver.fileno(), lambda: self._read_receiver(receiver))

    def unwatch_receiver(self, receiver: VrrpReceiver) -> None:
        """Read no more from this socket."""
        self._selector.unregister(receiver.fileno())

    def run(self) -> None:
        """Go on until the core says that it is finished."""
        while not self._executor.finished:
            self._timer.arm(self._next_deadline_ns())
            for key, _ in self._selector.select():
                key.data()
            if self._stop_cause is not None:
                self.feed(StopRequested(self._stop_cause))
                self._stop_cause = None
            self._fire_timers()

    def feed(self, event: Event) -> None:
        """Give an event to the core and carry out what comes of it."""
        self.carry_out(self._director.handle(event, now_ns()))

    def carry_out(self, effects: Iterable[Effect]) -> None:
        """Carry out effects; what fails is told to the core, and what that leads to is carried out too."""
        for _ in range(FAILURE_ROUNDS):
            failures = self._executor.run(effects)
            if not failures:
                return
            effects = [effect for failure in failures for effect in self._director.handle(failure, now_ns())]
        self._executor.run(effects)

    def close(self) -> None:
        """Give the loop's own descriptors back."""
        signal.set_wakeup_fd(-1)
        self._selector.close()
        self._timer.close()
        for end in self._wakeup:
            end.close()

    def _watch(self, descriptor: int, callback: Callable[[], object]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, callback)

    def _watch_signals(self) -> None:
        self._wakeup = socket.socketpair()
        for end in self._wakeup:
            end.setblocking(False)
        signal.set_wakeup_fd(self._wakeup[1].fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self._watch(self._wakeup[0].fileno(), lambda: self._wakeup[0].recv(64))

    def _note_stop(self, number: int, _frame: object) -> None:
        self._stop_cause = signal.Signals(number).name

    def _next_deadline_ns(self) -> int:
        deadline_ns = self._director.next_deadline_ns
        return self._heartbeat_ns if deadline_ns is None else min(deadline_ns, self._heartbeat_ns)

    def _fire_timers(self) -> None:
        now = now_ns()
        deadline_ns = self._director.next_deadline_ns
        if deadline_ns is not None and deadline_ns <= now:
            self.carry_out(self._director.handle_timer(now))
        if now >= self._heartbeat_ns:
            self._heartbeat_ns = now + HEARTBEAT_INTERVAL_NS
            self._link.send(HEARTBEAT)

    def _read_receiver(self, receiver: VrrpReceiver) -> None:
        for _ in range(PACKETS_PER_TURN):
            packet = receiver.receive()
            if packet is None:
                return
            self.feed(decode_packet(receiver.interface, packet))

    def _read_monitor(self) -> None:
        news = self._monitor.receive()
        if news is None:
            self._host.dump()
            news = []
        events = list(self._host.take(news))
        self._on_host_changed()
        for event in events:
            self.feed(event)

    def _read_scripts(self) -> None:
        for event in self._scripts.finished():
            self.feed(event)

    def _read_link(self) -> None:
        descriptor = self._link.receive_configuration()
        if descriptor is None:
            # The supervisor is gone. What follows from that comes as the signal of its death, a moment later.
            self._selector.unregister(self._link.fileno())
            return
        node = self._load_configuration(descriptor)
        self._on_reloaded(node)
        # An interface that only the new configuration names must be known before its router starts.
        for change in self._host.reported:
            self.feed(change)
        self.feed(ReloadRequested(node))
        self._link.send(READY)


def decode_packet(interface: str, packet: bytes) -> AdvertisementReceived | PacketDiscarded:
    """Turn a packet from a raw socket into the event that tells of it."""
    source: bytes | None = None
    try:
        header = decode_ipv4(packet)
        source = header.source
        advertisement = decode_advertisement(packet[header.header_length : header.total_length])
    except DecodeError as error:
        return PacketDiscarded(interface, source, DiscardReason(error.reason), error.detail)
    return AdvertisementReceived(interface, source, header.ttl, advertisement)

"""The router's loop: it joins core to linux and knows neither the protocol nor the kernel's formats.

Rules: one thread, one epoll, one timer; no asyncio. Every event passes `_hand_in` and every effect `_run`. A turn's
work is bounded: at most PACKETS_PER_TURN packets, and timers that are due come first, so that no flood delays them.
Only a process that was held up reads first: it hears the others before it decides that they are gone.
"""

import signal
import socket
from collections.abc import Callable, Iterable, Sequence

from standfast.core.director import Director
from standfast.core.effects import Effect
from standfast.core.events import EffectFailed, Event, ReloadRequested, StopRequested, WallClockRead
from standfast.daemon.link import CONFIGURATION, HEARTBEAT, HEARTBEAT_INTERVAL_NS, READY, STOP_SIGNALS, RouterLink
from standfast.linux.clock import now_ns, wall_offset_ns
from standfast.linux.executor import Executor
from standfast.linux.sources import Callback, Sources
from standfast.linux.timerfd import TimerFd
from standfast.model.node import Node
from standfast.record.recorder import Recorder
from standfast.units import NS_PER_MS, NS_PER_S

PACKETS_PER_TURN = 64
# A timer that is handled so late was held up: packets may have come before it was due.
HELD_UP_NS = NS_PER_MS
WALL_CLOCK_INTERVAL_NS = 10 * NS_PER_S
# A failure may lead to effects that fail: the core hears of so many in a row.
FAILURE_ROUNDS = 3


class Loop:
    """One router's life between start and Finish."""

    def __init__(
        self,
        director: Director,
        executor: Executor,
        sources: Sources,
        link: RouterLink,
        load_configuration: Callable[[int], Node],
        on_reload: Callable[[Node], Sequence[Event]],
        on_request: Callable[[bytes, int], None],
        recorder: Recorder,
    ) -> None:
        """`on_reload` makes the host ready for a configuration and returns what the core has to know of it first."""
        # Whether the core has to know the time of day.
        self.tells_time = False
        self._director = director
        self._executor = executor
        self._sources = sources
        self._link = link
        self._load_configuration = load_configuration
        self._on_reload = on_reload
        self._on_request = on_request
        self._recorder = recorder
        self._timer = TimerFd()
        self._heartbeat_ns = 0
        self._wall_clock_ns = 0
        self._stop_cause: str | None = None
        self._link_source = Callback(link.fileno(), self._read_link)
        sources.watch(self._link_source)
        sources.watch(Callback(self._timer.fileno(), self._timer.acknowledge))
        self._watch_signals()

    def run(self) -> None:
        """Go on until the core says that it is finished."""
        while not self._executor.finished:
            deadline_ns = self._next_deadline_ns()
            self._timer.arm(deadline_ns)
            ready = self._sources.wait()
            if 0 <= now_ns() - deadline_ns < HELD_UP_NS:
                self._fire_timers()
            limit = max(1, PACKETS_PER_TURN // len(ready)) if ready else 0
            for source in ready:
                for event in source.read(limit):
                    self.feed(event)
            if self._stop_cause is not None:
                self.feed(StopRequested(self._stop_cause))
                self._stop_cause = None
            self._fire_timers()
            self._recorder.work(flush=False)

    def feed(self, event: Event) -> None:
        """Give an event to the core and carry out what comes of it."""
        self.carry_out(self._hand_in(event))

    def carry_out(self, effects: Iterable[Effect]) -> None:
        """Carry out effects; what fails is told to the core, and what that leads to is carried out too."""
        for _ in range(FAILURE_ROUNDS):
            failures = self._run(effects)
            if not failures:
                return
            effects = [effect for failure in failures for effect in self._hand_in(failure)]
        self._run(effects)

    def close(self) -> None:
        """Give the loop's own descriptors back."""
        signal.set_wakeup_fd(-1)
        self._timer.close()
        for end in self._wakeup:
            end.close()

    def _hand_in(self, event: Event) -> tuple[Effect, ...]:
        now = now_ns()
        effects = self._director.handle(event, now)
        self._recorder.note(event, effects, now)
        return effects

    def _run(self, effects: Iterable[Effect]) -> list[EffectFailed]:
        return self._executor.run(effects)

    def _watch_signals(self) -> None:
        self._wakeup = socket.socketpair()
        for end in self._wakeup:
            end.setblocking(False)
        signal.set_wakeup_fd(self._wakeup[1].fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self._sources.watch(Callback(self._wakeup[0].fileno(), lambda: self._wakeup[0].recv(64)))

    def _note_stop(self, number: int, _frame: object) -> None:
        self._stop_cause = signal.Signals(number).name

    def _next_deadline_ns(self) -> int:
        deadline_ns = self._director.next_deadline_ns
        return self._heartbeat_ns if deadline_ns is None else min(deadline_ns, self._heartbeat_ns)

    def _fire_timers(self) -> None:
        now = now_ns()
        deadline_ns = self._director.next_deadline_ns
        if deadline_ns is not None and deadline_ns <= now:
            effects = self._director.handle_timer(now)
            self._recorder.note(None, effects, now)
            self.carry_out(effects)
        if now >= self._heartbeat_ns:
            self._heartbeat_ns = now + HEARTBEAT_INTERVAL_NS
            self._link.send(HEARTBEAT)
            self._recorder.work(flush=True)
            if self.tells_time and now >= self._wall_clock_ns:
                self._wall_clock_ns = now + WALL_CLOCK_INTERVAL_NS
                self.feed(WallClockRead(wall_offset_ns()))

    def _read_link(self) -> None:
        received = self._link.receive()
        if received is None:
            # The supervisor is gone. What follows from that comes as the signal of its death, a moment later.
            self._sources.unwatch(self._link_source)
            return
        message, descriptor = received
        if message != CONFIGURATION:
            self._on_request(message[1:], descriptor)
            return
        node = self._load_configuration(descriptor)
        # What only the new configuration names must be known before its routers start.
        for event in self._on_reload(node):
            self.feed(event)
        self.feed(ReloadRequested(node))
        self._link.send(READY)

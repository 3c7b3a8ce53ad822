"""One BFD session: is the neighbour there, known within milliseconds (RFC 5880, asynchronous mode; 5881, 5883).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values; jitter comes from an injected generator.

Not here: authentication, echo, our own demand mode. Which packet belongs to which session is core/bfd_sessions.py's.
For those who track a session (`track_bfd`) it is down while it is not Up, with one exception: a neighbour that says
AdminDown was taken out of service on purpose, which is no failure of the path.
"""

from collections.abc import Iterator
from enum import IntEnum

from standfast.core.effects import Effect, Log, SendBfd
from standfast.core.randomness import Randomness
from standfast.core.track import Finding, Health
from standfast.log_level import LogLevel
from standfast.model.track import BfdSession
from standfast.units import NS_PER_S, NS_PER_US, ns_to_seconds_text
from standfast.wire.bfd import BfdPacket, encode_bfd

# While a session is not Up, packets come no closer than this (RFC 5880, 6.8.3).
SLOW_TX_NS = NS_PER_S
# What is assumed of a neighbour that has not said it yet (RFC 5880, 6.8.1: one microsecond).
UNKNOWN_MIN_RX_NS = NS_PER_US
# Each interval is 75 to 100 per cent of the full one, to 90 if one lost packet ends the session (RFC 5880, 6.8.7);
# in thousandths.
JITTER_LEAST = 750
JITTER_MOST = 1000
JITTER_MOST_ALONE = 900


class BfdState(IntEnum):
    """The states of RFC 5880, 4.1."""

    ADMIN_DOWN = 0
    DOWN = 1
    INIT = 2
    UP = 3


class Diagnostic(IntEnum):
    """Why a session went down (RFC 5880, 4.1): those that can be ours."""

    NONE = 0
    DETECTION_TIME_EXPIRED = 1
    NEIGHBOR_SIGNALED_DOWN = 3
    ADMINISTRATIVELY_DOWN = 7


class BfdSessionMachine:
    """One session at work."""

    __slots__ = (
        "_detect_ns",
        "_diagnostic",
        "_grace_ns",
        "_polling",
        "_randomness",
        "_required_rx_ns",
        "_sent_ns",
        "_their_demand",
        "_their_desired_tx_ns",
        "_their_min_rx_ns",
        "_their_multiplier",
        "_their_state",
        "_tx_due_ns",
        "_tx_ns",
        "config",
        "finding",
        "local_discriminator",
        "remote_discriminator",
        "state",
    )  # fmt: skip

    def __init__(
        self, config: BfdSession, discriminator: int, randomness: Randomness, now_ns: int, *, patient: bool
    ) -> None:
        """Begin. A `patient` session (one that a reload brings) counts as down only when it had time to come up."""
        self.config = config
        self.local_discriminator = discriminator
        self.remote_discriminator = 0
        self.state = BfdState.DOWN
        self.finding = Finding(Health.UNKNOWN if patient else Health.DOWN, "has not been up yet")
        self._grace_ns = now_ns + config.multiplier * self._slow_tx_ns if patient else None
        self._randomness = randomness
        self._diagnostic = Diagnostic.NONE
        self._polling = False
        # What counts until a poll sequence has ended, where that is not yet what the configuration says.
        self._tx_ns = self._slow_tx_ns
        self._required_rx_ns = config.min_rx_ns
        self._their_state = BfdState.DOWN
        self._their_min_rx_ns = UNKNOWN_MIN_RX_NS
        self._their_desired_tx_ns = 0
        self._their_multiplier = 1
        self._their_demand = False
        self._sent_ns = now_ns
        self._tx_due_ns: int | None = None if config.passive else now_ns
        self._detect_ns: int | None = None

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next packet, or the end of patience, is due."""
        deadlines = (self._tx_due_ns, self._detect_ns, self._grace_ns)
        return min((due for due in deadlines if due is not None), default=None)

    @property
    def tx_interval_ns(self) -> int:
        """The longest time between two packets (RFC 5880, 6.8.7)."""
        return max(self._tx_ns, self._their_min_rx_ns)

    @property
    def detection_time_ns(self) -> int:
        """How long to wait for the neighbour's next packet (RFC 5880, 6.8.4)."""
        return self._their_multiplier * max(self._required_rx_ns, self._their_desired_tx_ns)

    def receive(self, packet: BfdPacket, now_ns: int) -> Iterator[Effect]:
        """Take in a packet for this session, in the order of RFC 5880, 6.8.6."""
        first = not self.remote_discriminator
        interval_ns = self.tx_interval_ns
        self.remote_discriminator = packet.my_discriminator
        self._their_state = BfdState(packet.state)
        self._their_demand = packet.demand
        self._their_min_rx_ns = packet.required_min_rx_ns
        self._their_desired_tx_ns = packet.desired_min_tx_ns
        self._their_multiplier = packet.detect_multiplier
        if packet.final and self._polling:
            self._end_poll()
        self._detect_ns = now_ns + self.detection_time_ns
        before = self.state
        yield from self._step(now_ns)
        if packet.poll:
            yield self._compose(now_ns, final=True)
        if self.state is not before or (first and self.config.passive):
            yield from self._transmit(now_ns)
        elif self.tx_interval_ns != interval_ns or self._tx_due_ns is None:
            self._schedule()

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Do everything that is due by now."""
        if self._grace_ns is not None and now_ns >= self._grace_ns:
            self._grace_ns = None
            self.finding = Finding(Health.DOWN, "has not come up")
        if self._detect_ns is not None and now_ns >= self._detect_ns:
            self._detect_ns = None
            silence = ns_to_seconds_text(self.detection_time_ns)
            self.remote_discriminator = 0
            if self.state in (BfdState.INIT, BfdState.UP):
                self._diagnostic = Diagnostic.DETECTION_TIME_EXPIRED
                yield from self._go_down(f"nothing heard for {silence} s", failure=True)
                yield from self._transmit(now_ns)
            elif self.config.passive:
                self._tx_due_ns = None
        if self._tx_due_ns is not None and now_ns >= self._tx_due_ns:
            yield from self._transmit(now_ns)

    def reconfigure(self, config: BfdSession) -> None:
        """Take over new intervals; those that slow a session that is Up down count when the neighbour knows them."""
        before, self.config = self.config, config
        if self.state is not BfdState.UP:
            self._tx_ns, self._required_rx_ns = self._slow_tx_ns, config.min_rx_ns
            return
        if (before.min_tx_ns, before.min_rx_ns) != (config.min_tx_ns, config.min_rx_ns):
            self._polling = True
        self._tx_ns = min(self._tx_ns, config.min_tx_ns)
        self._required_rx_ns = max(self._required_rx_ns, config.min_rx_ns)
        self._schedule()

    def stop(self, now_ns: int) -> Iterator[Effect]:
        """Say that the session ends on purpose."""
        if self.remote_discriminator:
            self.state, self._diagnostic = BfdState.ADMIN_DOWN, Diagnostic.ADMINISTRATIVELY_DOWN
            self._polling = False
            yield self._compose(now_ns)
        self._tx_due_ns = self._detect_ns = self._grace_ns = None

    # -- the state machine (RFC 5880, 6.2 and 6.8.6)

    def _step(self, now_ns: int) -> Iterator[Effect]:
        theirs = self._their_state
        match self.state:
            case BfdState.UP | BfdState.INIT if theirs is BfdState.ADMIN_DOWN:
                self._diagnostic = Diagnostic.NEIGHBOR_SIGNALED_DOWN
                yield from self._go_down("the neighbour was taken out of service (AdminDown)", failure=False)
            case BfdState.UP if theirs is BfdState.DOWN:
                self._diagnostic = Diagnostic.NEIGHBOR_SIGNALED_DOWN
                yield from self._go_down("the neighbour says that it is down", failure=True)
            case BfdState.DOWN if theirs is BfdState.DOWN:
                self.state = BfdState.INIT
            case BfdState.DOWN if theirs is BfdState.INIT:
                yield from self._go_up(now_ns)
            case BfdState.INIT if theirs in (BfdState.INIT, BfdState.UP):
                yield from self._go_up(now_ns)
            case _:
                return

    def _go_up(self, now_ns: int) -> Iterator[Effect]:
        self.state, self._diagnostic = BfdState.UP, Diagnostic.NONE
        self._grace_ns = None
        self.finding = Finding(Health.UP, "is up")
        # From now on faster, which the neighbour has to be told (RFC 5880, 6.8.3).
        self._polling = True
        self._tx_ns = min(self._tx_ns, self.config.min_tx_ns)
        self._detect_ns = now_ns + self.detection_time_ns
        yield Log(LogLevel.NOTICE, f"BFD_Instance({self.config.name}) Entering Up state")

    def _go_down(self, why: str, *, failure: bool) -> Iterator[Effect]:
        was_up = self.state is BfdState.UP
        self.state = BfdState.DOWN
        self._polling = False
        self._tx_ns, self._required_rx_ns = self._slow_tx_ns, self.config.min_rx_ns
        if not was_up:
            return
        if failure:
            self.finding = Finding(Health.DOWN, f"is down: {why}")
        yield Log(LogLevel.WARNING, f"BFD_Instance({self.config.name}) Entering Down state ({why})")

    def _end_poll(self) -> None:
        self._polling = False
        if self.state is BfdState.UP:
            self._tx_ns, self._required_rx_ns = self.config.min_tx_ns, self.config.min_rx_ns

    # -- sending (RFC 5880, 6.8.7)

    @property
    def _slow_tx_ns(self) -> int:
        return max(self.config.idle_tx_ns, SLOW_TX_NS)

    @property
    def _is_silent(self) -> bool:
        """Whether no packet may be sent by itself now."""
        if self.config.passive and not self.remote_discriminator:
            return True
        if not self._their_min_rx_ns:
            return True
        both_up = self.state is BfdState.UP and self._their_state is BfdState.UP
        return self._their_demand and both_up and not self._polling

    def _transmit(self, now_ns: int) -> Iterator[Effect]:
        if self._is_silent:
            self._tx_due_ns = None
            return
        yield self._compose(now_ns)
        self._sent_ns = now_ns
        self._schedule()

    def _schedule(self) -> None:
        if self._is_silent:
            self._tx_due_ns = None
            return
        most = JITTER_MOST_ALONE if self.config.multiplier == 1 else JITTER_MOST
        part = JITTER_LEAST + self._randomness.below(most - JITTER_LEAST + 1)
        self._tx_due_ns = self._sent_ns + self.tx_interval_ns * part // JITTER_MOST

    def _compose(self, now_ns: int, *, final: bool = False) -> SendBfd:
        config = self.config
        packet = BfdPacket(
            state=self.state,
            diagnostic=self._diagnostic,
            poll=self._polling and not final,
            final=final,
            demand=False,
            detect_multiplier=config.multiplier,
            my_discriminator=self.local_discriminator,
            your_discriminator=self.remote_discriminator,
            desired_min_tx_ns=config.min_tx_ns if self.state is BfdState.UP else self._slow_tx_ns,
            required_min_rx_ns=config.min_rx_ns,
        )
        payload = encode_bfd(packet)
        return SendBfd(config.name, config.source, config.neighbor, config.ttl, config.multihop, payload)

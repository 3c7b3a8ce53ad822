"""All BFD sessions of a node, and which of them a packet belongs to (RFC 5880, 6.3 and 6.8.6).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values. Loaded only where a session is configured.
A packet that belongs to no session, or comes from too far, is counted and changes nothing.
"""

from collections import Counter
from collections.abc import Iterator

from standfast.core.agenda import Agenda
from standfast.core.bfd_session import BfdSessionMachine, BfdState
from standfast.core.effects import Effect, Log
from standfast.core.events import BfdDiscarded, BfdReceived
from standfast.core.randomness import Randomness
from standfast.core.rate_limit import RateLimit
from standfast.core.track import Finding
from standfast.log_level import LogLevel
from standfast.model.track import BfdSession, TrackKind
from standfast.wire.address import format_address

TTL_SENT = 255
DISCRIMINATOR_BITS = 32


class BfdSessions:
    """The sessions of one node."""

    def __init__(self, randomness: Randomness) -> None:
        self.discards: Counter[str] = Counter()
        self._randomness = randomness
        self._sessions: dict[str, BfdSessionMachine] = {}
        self._agenda = Agenda()
        self._log_limit = RateLimit()
        self._news: list[tuple[TrackKind, str]] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The sessions, in the order of the configuration."""
        return tuple(self._sessions)

    @property
    def next_deadline_ns(self) -> int | None:
        """When a session is next due, or None."""
        return self._agenda.next_deadline_ns

    def find(self, name: str) -> Finding | None:
        """Return what is known of a session; None if there is none of that name."""
        session = self._sessions.get(name)
        return None if session is None else session.finding

    def get(self, name: str) -> BfdSessionMachine:
        """Return a session."""
        return self._sessions[name]

    def take_news(self) -> list[tuple[TrackKind, str]]:
        """Return which sessions changed since the last time."""
        news, self._news = self._news, []
        return news

    def reload(self, configs: tuple[BfdSession, ...], now_ns: int, *, patient: bool) -> Iterator[Effect]:
        """Have the sessions of a configuration. One with the same neighbour goes on; see BfdSessionMachine.

        `patient` says that virtual routers are at work already.
        """
        old, self._sessions = self._sessions, {}
        for config in configs:
            session = old.get(config.name)
            if session is not None and _path(session.config) == _path(config):
                del old[config.name]
                session.reconfigure(config)
            else:
                session = BfdSessionMachine(config, self._choose(), self._randomness, now_ns, patient=patient)
            self._sessions[config.name] = session
            self._agenda.look(session)
        for session in old.values():
            self._agenda.forget(session)
            yield from session.stop(now_ns)

    def handle(self, event: BfdReceived | BfdDiscarded, now_ns: int) -> Iterator[Effect]:
        """Hand a packet to its session, or count it."""
        if isinstance(event, BfdDiscarded):
            yield from self._refuse(event.source, event.detail, "malformed", now_ns)
            return
        session = self._find_session(event)
        if session is None:
            yield from self._refuse(event.source, "it belongs to no session", "no session", now_ns)
        elif _comes_from_too_far(session.config, event.ttl):
            yield from self._refuse(event.source, f"TTL {event.ttl}", "ttl", now_ns)
        else:
            before = session.finding
            yield from session.receive(event.packet, now_ns)
            self._compare(session, before)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Do everything that is due by now."""
        for session in self._agenda.due(now_ns):
            assert isinstance(session, BfdSessionMachine)
            before = session.finding
            yield from session.handle_timer(now_ns)
            self._compare(session, before)

    def stop(self, now_ns: int) -> Iterator[Effect]:
        """Tell every neighbour that this end goes out of service."""
        for session in self._sessions.values():
            yield from session.stop(now_ns)

    def _compare(self, session: BfdSessionMachine, before: Finding) -> None:
        self._agenda.look(session)
        if session.finding.health is not before.health:
            self._news.append((TrackKind.BFD, session.config.name))

    def _find_session(self, event: BfdReceived) -> BfdSessionMachine | None:
        """Select by Your Discriminator; without one, by the addresses, and then only a packet that is not Up."""
        mine = event.packet.your_discriminator
        if not mine and event.packet.state not in (BfdState.DOWN, BfdState.ADMIN_DOWN):
            return None
        for session in self._sessions.values():
            if event.source != session.config.neighbor:
                continue
            if mine == session.local_discriminator:
                return session
            if not mine and session.config.source in (None, event.destination):
                return session
        return None

    def _choose(self) -> int:
        taken = {0, *(session.local_discriminator for session in self._sessions.values())}
        while (number := self._randomness.number(DISCRIMINATOR_BITS)) in taken:
            pass
        return number

    def _refuse(self, source: bytes | None, detail: str, kind: str, now_ns: int) -> Iterator[Effect]:
        self.discards[kind] += 1
        sender = "an unknown sender" if source is None else format_address(source)
        text = f"Discarded a BFD packet from {sender}: {detail} [{self.discards[kind]} so far]"
        yield from self._log_limit.admit(kind, Log(LogLevel.INFO, text), now_ns)


def _path(config: BfdSession) -> tuple[object, ...]:
    return (config.neighbor, config.source, config.multihop)


def _comes_from_too_far(config: BfdSession, ttl: int) -> bool:
    """Whether a packet passed more routers than `max_hops` allows (RFC 5881, 5); below 0 it is as RFC 5883 has it."""
    if config.max_hops < 0:
        return not config.multihop and ttl < TTL_SENT
    return ttl + config.max_hops < TTL_SENT

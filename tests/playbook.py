"""Playbooks: what a machine of core/ is told, and what it must answer, as one readable expression.

    assert (
        play(Director(node))
        >> facts() << log("Entering BACKUP STATE")
        >> wait(4) << at(3.688, advert(priority=80)) << AddAddresses << garp() * 5 ...
    )

Rules: time is virtual; `>>` tells (StartFacts, an event, `wait(seconds)`, `call(...)`), `<<` expects, in order. An
expectation is a class, an equal value, a matcher, or a list of these. Every effect must be expected, except for the
classes in `ignore`. Each wait also keeps the contract: an early handle_timer does nothing, a due one makes progress.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, cast

from standfast.core.effects import (
    AddAddresses,
    Effect,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartScript,
)
from standfast.core.events import AdvertisementReceived
from standfast.core.predecessor import StartFacts
from standfast.units import NS_PER_S
from standfast.wire.address import format_address
from standfast.wire.vrrp import Advertisement, decode_advertisement

# Until the loop looks again it may be this much late; virtual time need not be exact to the nanosecond.
TOLERANCE_NS = 1_000_000
ADDRESSES_SHOWN = 3
# An IP header without options and an authentication header with an ICV of 96 bits.
WHOLE_PACKET_HEADERS = 20 + 24


class Machine(Protocol):
    """What can be played with: the contract of every state machine."""

    @property
    def next_deadline_ns(self) -> int | None:
        """When handle_timer is due."""

    def handle_timer(self, now_ns: int) -> Iterable[Effect]:
        """Do what is due."""


@dataclass(frozen=True)
class Wait:
    """Let virtual time pass; the machine's timer fires at each of its deadlines."""

    duration_ns: int


@dataclass(frozen=True)
class Pause:
    """Let virtual time pass while the process is stopped: no timer fires."""

    duration_ns: int


@dataclass(frozen=True)
class Call:
    """Tell the machine something by a method of its own; `text` stands for it in the diff."""

    text: str
    function: Callable[[int], Iterable[Effect]]


@dataclass(frozen=True)
class Matcher:
    """An expectation that is more than a class or a value."""

    text: str
    matches: Callable[[Effect, int], bool]


@dataclass(frozen=True)
class Done:
    """An effect and the virtual time it came at."""

    effect: Effect
    at_ns: int


Expectation = type | Effect | Matcher
_Step = tuple[object, list[Expectation]]


def wait(seconds: float) -> Wait:
    """Let time pass."""
    return Wait(round(seconds * NS_PER_S))


def pause(seconds: float) -> Pause:
    """Let time pass while the process does not run (SIGSTOP, a virtual machine that sleeps)."""
    return Pause(round(seconds * NS_PER_S))


def call(text: str, function: Callable[[int], Iterable[Effect]]) -> Call:
    """Call a method of the machine with the virtual time."""
    return Call(text, function)


def at(seconds: float, expected: Expectation) -> Matcher:
    """Expect something at a time, counted from the beginning of the play."""
    at_ns = round(seconds * NS_PER_S)
    inner = _as_matcher(expected)
    text = f"{inner.text} at {seconds:.3f} s"
    return Matcher(text, lambda effect, now: abs(now - at_ns) <= TOLERANCE_NS and inner.matches(effect, now))


def log(part: str) -> Matcher:
    """Expect a log line that contains this text."""
    return Matcher(f'log "...{part}..."', lambda effect, _: isinstance(effect, Log) and part in effect.message)


def advert(priority: int | None = None) -> Matcher:
    """Expect an advertisement, of this priority if one is given."""

    def matches(effect: Effect, _: int) -> bool:
        return isinstance(effect, SendAdvertisement) and priority in (None, message_of(effect).priority)

    return Matcher(f"advert(priority={'any' if priority is None else priority})", matches)


def message_of(effect: SendAdvertisement) -> Advertisement:
    """What an advertisement says to who receives it."""
    payload = effect.payload
    if effect.whole_packet:
        payload = payload[WHOLE_PACKET_HEADERS:]
    return decode_advertisement(payload, source=effect.source, destination=effect.destination)


class Play:
    """A play in the making; it runs when it is asserted."""

    def __init__(self, machine: Machine, ignore: tuple[type, ...], at_ns: int) -> None:
        self.machine = machine
        self.now_ns = self._begin_ns = at_ns
        self._ignore = ignore
        self._steps: list[_Step] = []
        self._ran = False

    def __rshift__(self, told: object) -> Self:
        """Tell the machine something."""
        self._steps.append((told, []))
        return self

    def __lshift__(self, expected: Expectation | Sequence[Expectation]) -> Self:
        """Expect an effect, or several, next."""
        self._steps[-1][1].extend(expected if isinstance(expected, Sequence) else [expected])
        return self

    def __bool__(self) -> bool:
        """Run the play. Raises AssertionError, with the arrows, at the first difference."""
        self._ran = True
        arrows: list[str] = []
        for told, expected in self._steps:
            arrows.append(f"  {self._clock(self.now_ns)} >> {_describe_told(told)}")
            done = [done for done in self._tell(told) if not isinstance(done.effect, self._ignore)]
            arrows += self._compare(expected, done)
            if any(arrow[0] in "-+" for arrow in arrows):
                raise AssertionError("the play went another way (- expected, + done):\n" + "\n".join(arrows))
        return True

    def tell_all(self, told: Iterable[object]) -> list[Done]:
        """Tell things without expecting anything; return all effects."""
        self._ran = True
        return [done for one in told for done in self._tell(one)]

    def __del__(self) -> None:
        """A play that nobody asserts would test nothing."""
        assert self._ran, "a play was written but never asserted"

    def _tell(self, told: object) -> list[Done]:
        machine = cast("Any", self.machine)
        match told:
            case Wait():
                return self._pass_time(told.duration_ns)
            case Pause():
                self.now_ns += told.duration_ns
                return []
            case Call():
                effects = told.function(self.now_ns)
            case StartFacts():
                effects = machine.start(told, self.now_ns)
            case _:
                effects = machine.handle(told, self.now_ns)
        return [Done(effect, self.now_ns) for effect in effects]

    def _pass_time(self, duration_ns: int) -> list[Done]:
        end_ns = self.now_ns + duration_ns
        done: list[Done] = []
        while (due_ns := self.machine.next_deadline_ns) is not None and due_ns <= end_ns:
            if due_ns > self.now_ns:
                early = tuple(self.machine.handle_timer(due_ns - 1))
                assert not early, f"handle_timer did something before its deadline: {early}"
            self.now_ns = max(self.now_ns, due_ns)
            done += [Done(effect, self.now_ns) for effect in self.machine.handle_timer(self.now_ns)]
            after_ns = self.machine.next_deadline_ns
            assert after_ns is None or after_ns > self.now_ns, "a deadline stays in the past: the loop would spin"
        self.now_ns = end_ns
        return done

    def _compare(self, expected: list[Expectation], done: list[Done]) -> list[str]:
        same = 0
        for wanted, real in zip(expected, done, strict=False):
            if not _as_matcher(wanted).matches(real.effect, real.at_ns - self._begin_ns):
                break
            same += 1
        arrows = [f"  {self._clock(real.at_ns)} << {describe(real.effect)}" for real in done[:same]]
        arrows += [f"-         << {_as_matcher(wanted).text}" for wanted in expected[same:]]
        return arrows + [f"+ {self._clock(real.at_ns)} << {describe(real.effect)}" for real in done[same:]]

    def _clock(self, at_ns: int) -> str:
        return f"{(at_ns - self._begin_ns) / NS_PER_S:7.3f}"


def play(machine: Machine, *, ignore: tuple[type, ...] = (SaveState,), at_ns: int = 100 * NS_PER_S) -> Play:
    """Begin a play with a machine; effects of the classes in `ignore` need not be expected."""
    return Play(machine, ignore, at_ns)


def record(machine: Machine, *told: object, at_ns: int = 100 * NS_PER_S) -> list[Done]:
    """Tell a machine all this, expect nothing, and return what it did: for plays whose effects are counted."""
    unexpecting = Play(machine, (), at_ns)
    return unexpecting.tell_all(told)


def _as_matcher(expected: Expectation) -> Matcher:
    if isinstance(expected, Matcher):
        return expected
    if isinstance(expected, type):
        return Matcher(expected.__name__, lambda effect, _: isinstance(effect, expected))
    return Matcher(describe(expected), lambda effect, _: effect == expected)


def describe(effect: Effect) -> str:
    """An effect in few words."""
    match effect:
        case SendAdvertisement():
            sent = message_of(effect)
            where = f"from {format_address(effect.source)} on {effect.interface}"
            return f"advert(priority={sent.priority}) of VRID {sent.virtual_router_id} {where}"
        case AddAddresses() | RenewLeases():
            life = "for ever" if effect.lease_s is None else f"for {effect.lease_s} s"
            return f"{type(effect).__name__} {_describe_addresses(effect)} {life}"
        case RemoveAddresses() | SendGratuitousArp():
            return f"{type(effect).__name__} {_describe_addresses(effect)}"
        case Log():
            return f'log {effect.level.name} "{effect.message}"'
        case StartScript():
            return f"StartScript {effect.script.name}"
        case SignalScript():
            return f"SignalScript {effect.name} {effect.signal}"
        case _:
            return repr(effect)


def _describe_addresses(effect: AddAddresses | RenewLeases | RemoveAddresses | SendGratuitousArp) -> str:
    names = [format_address(address.address) for address in effect.addresses]
    more = f" and {len(names) - ADDRESSES_SHOWN} more" if len(names) > ADDRESSES_SHOWN else ""
    return ", ".join(names[:ADDRESSES_SHOWN]) + more


def _describe_told(told: object) -> str:
    match told:
        case Wait():
            return f"wait {told.duration_ns / NS_PER_S:g} s"
        case Pause():
            return f"pause {told.duration_ns / NS_PER_S:g} s"
        case Call():
            return told.text
        case StartFacts():
            return "start"
        case AdvertisementReceived():
            return f"heard priority {told.advertisement.priority} from {format_address(told.source)}"
        case _:
            return repr(told)

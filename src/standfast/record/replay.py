"""A recording, played to the core of today: the story, and where it would now act otherwise.

Rules: pure: from text to lines. A fresh Director gets the recorded configuration, the recorded facts and every
recorded event at its time. Passwords are not in a recording: a packet that was believed is believed again, one that
was refused is only told.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from standfast.core.director import Director
from standfast.core.effects import Effect, Log
from standfast.core.events import AdvertisementReceived, ReloadRequested, ScriptFinished
from standfast.model.node import Node
from standfast.record.decode import RecordingError, records, value_of
from standfast.record.encode import effect_texts
from standfast.units import NS_PER_S
from standfast.wire.address import format_address

_REFUSED = "more packet(s) within a second for the same reason"
_HIDDEN_EVENTS = (AdvertisementReceived,)


@dataclass
class Replay:
    """A recording at work. `differences` counts the records where the core of today wants something else."""

    differences: int = 0
    played: int = 0
    _node: Node | None = None
    _director: Director | None = None
    _offset_ns: int = 0
    _in_step: bool = field(default=True)

    def tell(self, text: str) -> Iterator[str]:
        """Play it and yield the story. Raises RecordingError."""
        for record in records(text):
            match record.get("do"):
                case "node":
                    self._node = value_of(record["node"])
                case "start" | "checkpoint":
                    yield from self._begin(record)
                case "event" | "timer" | "reload":
                    yield from self._step(record)
                case "skipped":
                    yield f"{'':23} ... and {record['count']} more refused packets"
                case "lost":
                    yield f"{'':23} ({record['count']} records were lost: what follows may not fit)"
                case _:
                    yield f"{'':23} (a line that was cut off)"

    def _begin(self, record: dict[str, Any]) -> Iterator[str]:
        if self._node is None:
            raise RecordingError("the recording has no configuration before its start")
        facts, now_ns = value_of(record["facts"]), record["t"]
        self._offset_ns = facts.wall_offset_ns
        self._director = Director(self._node)
        effects = self._director.start(facts, now_ns)
        names = ", ".join(router.name for router in self._node.virtual_routers)
        if record["do"] == "start":
            yield f"{self._time(now_ns)} start with {names}"
            yield from self._compare(record, effects)
            return
        yield f"{self._time(now_ns)} the recording goes on here with {names}; timers begin anew"
        for event in value_of(record["scripts"]):
            assert isinstance(event, ScriptFinished)
            self._director.handle(event, now_ns)

    def _step(self, record: dict[str, Any]) -> Iterator[str]:
        if self._director is None:
            return  # The middle of a recording whose beginning is gone.
        now_ns = record["t"]
        self.played += 1
        if record["do"] == "timer":
            effects = self._director.handle_timer(now_ns)
        elif record["do"] == "reload":
            yield f"{self._time(now_ns)} * reload"
            assert self._node is not None
            effects = self._director.handle(ReloadRequested(self._node), now_ns)
        else:
            event = value_of(record["event"])
            if "refused" in record:
                yield from self._lines(now_ns, record["effects"])
                return
            if not isinstance(event, _HIDDEN_EVENTS):
                yield f"{self._time(now_ns)} * {_describe(record['event'])}"
            effects = self._director.handle(event, now_ns)
        yield from self._compare(record, effects)

    def _compare(self, record: dict[str, Any], effects: tuple[Effect, ...]) -> Iterator[str]:
        then = record["effects"]
        yield from self._lines(record["t"], then)
        now = next(records(f'{{"effects":[{",".join(effect_texts(effects))}]}}'))["effects"]
        # Refused packets are not played, so nobody counts them here.
        then = [effect for effect in then if _REFUSED not in effect.get("message", "")]
        if now == then:
            return
        self.differences += 1
        yield f"{'':23} ! the core of today acts otherwise:"
        for sign, ours, theirs in (("-", then, now), ("+", now, then)):
            for effect in ours:
                if effect not in theirs:
                    yield f"{'':23} {sign} {_describe(effect)}"
        if sorted(map(str, now)) == sorted(map(str, then)):
            yield f"{'':23}   the same in another order"

    def _lines(self, now_ns: int, effects: list[dict[str, Any]]) -> Iterator[str]:
        for effect in effects:
            if effect["c"] == Log.__name__:
                yield f"{self._time(now_ns)} {effect['message']}"

    def _time(self, now_ns: int) -> str:
        seconds, rest = divmod(now_ns + self._offset_ns, NS_PER_S)
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(seconds)) + f".{rest // 1_000_000:03d}"


def _describe(effect: dict[str, Any]) -> str:
    fields = ", ".join(f"{name} {_word(value)}" for name, value in effect.items() if name != "c" and value != [])
    return f"{effect['c']} {fields}"


def _word(value: object) -> str:
    """Return a value of a recording as a person would write it."""
    if isinstance(value, list):
        return f"[{' '.join(map(_word, value))}]"
    if value is None or isinstance(value, bool):
        return "none" if value is None else "yes" if value else "no"
    if not isinstance(value, dict):
        return str(value)
    if "x" in value:
        data = bytes.fromhex(value["x"])
        return format_address(data) if len(data) in (4, 16) else data.hex()
    return str(value["v"]) if "e" in value else f"({_describe(value)})"

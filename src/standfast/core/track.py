"""A tracked script: when it runs, when it has run too long, and what its results mean.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values.

keepalived's meaning of `interval`, `timeout`, `rise`, `fall`, `init_fail`: the first run is at once; until the first
result the script counts as unknown (down with `init_fail`), and then one success or one failure decides whatever
rise and fall say; a run that is still going when the next is due is not doubled; a run over its timeout is a failure
from that moment, its process group gets SIGTERM and two seconds later SIGKILL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from standfast.core.effects import Effect, Log, SignalScript, StartScript
from standfast.core.events import ScriptFinished
from standfast.log_level import LogLevel
from standfast.model.track import TrackScript
from standfast.units import NS_PER_S, ns_to_seconds_text

SIGTERM = 15
SIGKILL = 9
KILL_DELAY_NS = 2 * NS_PER_S


class Health(StrEnum):
    """What is known of a tracked thing."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tracker knows at the moment: `why` is a half sentence for the log, `value` the number in a file."""

    health: Health
    why: str
    value: int = 0


class ScriptTracker:
    """One `vrrp_script` at work."""

    __slots__ = (
        "_counts",
        "_kill_ns",
        "_last_result",
        "_next_run_ns",
        "_running",
        "_streak",
        "_undecided",
        "health",
        "script",
    )

    def __init__(self, script: TrackScript, now_ns: int) -> None:
        self.script = script
        self._running = False
        # What a run says counts only until its time is up, or its command was replaced.
        self._counts = True
        self._kill_ns: int | None = None
        self._forget()
        self._next_run_ns = now_ns

    @property
    def next_deadline_ns(self) -> int:
        """The next run or, if it comes first, the end of the present run's patience."""
        return self._next_run_ns if self._kill_ns is None else min(self._next_run_ns, self._kill_ns)

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self._running

    @property
    def streak(self) -> int:
        """How many results in a row spoke against the present health."""
        return self._streak

    @property
    def last_result(self) -> str:
        """How the last run ended, for the log ("exited with status 1")."""
        return self._last_result

    @property
    def finding(self) -> Finding:
        """What counts of the runs so far."""
        return Finding(self.health, self._last_result or "is assumed to fail (init_fail)")

    def reconfigure(self, script: TrackScript, now_ns: int) -> Iterator[Effect]:
        """Take over a reloaded configuration. The same command keeps its health; another one starts from nothing."""
        before, self.script = self.script, script
        if before.argv == script.argv:
            return
        self._forget()
        # A run of the old command is ended first: two runs of one name would be mistaken for each other.
        self._next_run_ns = now_ns + script.interval_ns if self._running else now_ns
        if self._running:
            yield from self._cut_off(now_ns)

    def handle_timer(self, now_ns: int) -> Iterator[Effect]:
        """Start the run that is due, or end one that takes too long."""
        if self._kill_ns is not None and now_ns >= self._kill_ns:
            yield from self._lose_patience(now_ns)
        if now_ns < self._next_run_ns:
            return
        # A late loop skips runs rather than making up for them.
        self._next_run_ns += self.script.interval_ns
        if self._next_run_ns <= now_ns:
            self._next_run_ns = now_ns + self.script.interval_ns
        if self._running:
            yield Log(LogLevel.INFO, f"Script `{self.script.name}` is still running: this run is skipped")
            return
        self._running = self._counts = True
        self._kill_ns = now_ns + self.script.timeout_ns
        yield StartScript(self.script)

    def handle_finished(self, event: ScriptFinished) -> bool:
        """Take in the end of a run. Return whether the script's health changed."""
        self._running = False
        self._kill_ns = None
        if not self._counts:
            if self._undecided:
                self._next_run_ns = 0  # The new command has waited for this.
            return False
        if event.signal is not None:
            return self._take_result(success=False, result=f"was killed by signal {event.signal}")
        return self._take_result(event.exit_status == 0, f"exited with status {event.exit_status}")

    def handle_not_started(self, text: str) -> bool:
        """The script could not be started: a failure like any other. Return whether the health changed."""
        self._running = False
        self._kill_ns = None
        return self._take_result(success=False, result=f"could not be started: {text}")

    def stop(self) -> Iterator[Effect]:
        """End a run that is going on: the daemon stops."""
        if self._running:
            yield SignalScript(self.script.name, SIGTERM)

    def abandon(self) -> Iterator[Effect]:
        """The script left the configuration: nobody waits for its run any more, nor would end it later."""
        if self._running:
            yield SignalScript(self.script.name, SIGKILL)

    def _forget(self) -> None:
        self.health = Health.DOWN if self.script.init_fail else Health.UNKNOWN
        self._undecided = True
        self._streak = 0
        self._last_result = ""

    def _lose_patience(self, now_ns: int) -> Iterator[Effect]:
        if not self._counts:
            self._kill_ns = None
            yield SignalScript(self.script.name, SIGKILL)
            return
        timeout = ns_to_seconds_text(self.script.timeout_ns)
        self._take_result(success=False, result=f"was still running after {timeout} s (timeout)")
        yield from self._cut_off(now_ns)

    def _cut_off(self, now_ns: int) -> Iterator[Effect]:
        self._counts = False
        self._kill_ns = now_ns + KILL_DELAY_NS
        yield SignalScript(self.script.name, SIGTERM)

    def _take_result(self, success: bool, result: str) -> bool:
        undecided, self._undecided = self._undecided, False
        self._last_result = result
        wanted = Health.UP if success else Health.DOWN
        if wanted is self.health:
            self._streak = 0
            return False
        self._streak += 1
        needed = self.script.rise if success else self.script.fall
        if not undecided and self._streak < needed:
            return False
        self.health = wanted
        self._streak = 0
        return True

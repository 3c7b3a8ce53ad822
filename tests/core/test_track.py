"""A tracked script: when it runs, when it has run too long, and what its results mean."""

from collections.abc import Iterator

import pytest

from playbook import Play, at, call, log, pause, play, wait
from samples import exited, killed, script
from standfast.core.effects import Effect, SignalScript, StartScript
from standfast.core.events import ScriptFinished
from standfast.core.track import Health, ScriptTracker
from standfast.model.track import TrackScript
from standfast.units import NS_PER_S

BEGIN_NS = 100 * NS_PER_S


def tracker(config: TrackScript | None = None) -> ScriptTracker:
    return ScriptTracker(config or script(), BEGIN_NS)


def ends(subject: ScriptTracker, event: ScriptFinished) -> object:
    def finish(_now_ns: int) -> Iterator[Effect]:
        subject.handle_finished(event)
        yield from ()

    return call(f"ends with {event.exit_status}", finish)


def results(subject: ScriptTracker, *statuses: int) -> list[Health]:
    """Let runs end with these statuses, one interval apart; return the health after each."""
    healths = []
    for number, status in enumerate(statuses):
        list(subject.handle_timer(BEGIN_NS + number * subject.script.interval_ns))
        subject.handle_finished(exited(status))
        healths.append(subject.health)
    return healths


# -- when it runs


def test_the_first_run_is_at_once_and_then_one_each_interval() -> None:
    subject = tracker(script(seconds=2))
    game: Play = play(subject) >> wait(0) << StartScript(subject.script) >> ends(subject, exited(0))
    game = game >> wait(2) << at(2, StartScript) >> wait(1) >> ends(subject, exited(0))
    assert game >> wait(1) << at(4, StartScript)


def test_a_run_that_is_still_going_is_not_doubled() -> None:
    subject = tracker(script(timeout_s=10))
    game = play(subject) >> wait(0) << StartScript >> wait(1) << log("is still running: this run is skipped")
    assert game >> ends(subject, exited(0)) >> wait(1) << at(2, StartScript)


def test_a_late_loop_skips_runs_instead_of_making_up_for_them() -> None:
    subject = tracker()
    game = play(subject) >> wait(0) << StartScript >> ends(subject, exited(0))
    game = game >> pause(10.5) >> wait(0) << StartScript >> ends(subject, exited(0))
    assert game >> wait(0.9) >> wait(0.2) << at(11.5, StartScript)


# -- when it has run too long


def test_a_run_over_its_timeout_gets_sigterm_and_two_seconds_later_sigkill() -> None:
    subject = tracker(script(seconds=10, timeout_s=1))
    game = play(subject) >> wait(0) << StartScript
    assert game >> wait(9) << [at(1, SignalScript("chk", 15)), at(3, SignalScript("chk", 9))]


def test_a_run_that_ends_on_sigterm_is_not_killed() -> None:
    subject = tracker(script(seconds=10, timeout_s=1))
    game = play(subject) >> wait(0) << StartScript >> wait(1) << SignalScript("chk", 15)
    assert game >> ends(subject, killed(15)) >> wait(8)


def test_a_run_over_its_timeout_is_a_failure_from_that_moment_whatever_it_says_later() -> None:
    subject = tracker(script(seconds=10, timeout_s=1))
    results(subject, 0)
    assert play(subject) >> wait(10.5) << StartScript >> wait(1) << SignalScript
    assert subject.health is Health.DOWN
    assert subject.last_result == "was still running after 1 s (timeout)"
    assert not subject.handle_finished(exited(0))
    assert subject.health is Health.DOWN


def test_a_run_after_a_timeout_counts_again() -> None:
    subject = tracker(script(seconds=5, timeout_s=1))
    game = play(subject) >> wait(0) << StartScript >> wait(1) << SignalScript >> ends(subject, killed(15))
    assert game >> wait(4) << StartScript >> ends(subject, exited(0))
    assert subject.health is Health.UP


def test_one_timeout_is_one_failure() -> None:
    subject = tracker(script(seconds=5, timeout_s=1, fall=2))
    results(subject, 0)
    game = play(subject) >> wait(5) << StartScript >> wait(1) << SignalScript >> ends(subject, killed(15))
    assert game
    assert subject.health is Health.UP


def test_a_stop_ends_a_run_that_is_going_on_and_only_that() -> None:
    subject = tracker()
    assert list(subject.stop()) == []
    list(subject.handle_timer(BEGIN_NS))
    assert list(subject.stop()) == [SignalScript("chk", 15)]


# -- what its results mean


def test_until_its_first_result_nothing_is_known() -> None:
    assert tracker().health is Health.UNKNOWN


@pytest.mark.parametrize(("status", "health"), [(0, Health.UP), (1, Health.DOWN)])
def test_the_first_result_decides_whatever_rise_and_fall_say(status: int, health: Health) -> None:
    assert results(tracker(script(rise=5, fall=5)), status) == [health]


@pytest.mark.parametrize(("status", "health"), [(0, Health.UP), (1, Health.DOWN)])
def test_with_init_fail_it_begins_down_and_the_first_result_decides(status: int, health: Health) -> None:
    # Seen with keepalived 2.2.7: init_fail and rise 3, and the first success is "succeeded".
    subject = tracker(script(rise=3, fall=3, init_fail=True))
    assert subject.health is Health.DOWN
    assert results(subject, status) == [health]


def test_it_falls_after_that_many_failures_in_a_row_and_rises_after_that_many_successes() -> None:
    up, down = Health.UP, Health.DOWN
    subject = tracker(script(rise=2, fall=3))
    assert results(subject, 0, 1, 1, 1, 1, 0, 0, 0) == [up, up, up, down, down, down, up, up]


def test_a_result_in_between_begins_the_count_anew() -> None:
    subject = tracker(script(rise=2, fall=3))
    assert set(results(subject, 0, 1, 1, 0, 1, 1, 0, 1, 1)) == {Health.UP}


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (exited(0), "exited with status 0"),
        (exited(127), "exited with status 127"),
        (killed(9), "was killed by signal 9"),
    ],
)
def test_the_last_result_is_told_in_words(event: ScriptFinished, text: str) -> None:
    subject = tracker()
    subject.handle_finished(event)
    assert subject.last_result == text
    assert subject.health is (Health.UP if event.exit_status == 0 else Health.DOWN)


def test_a_script_that_cannot_be_started_has_failed_and_is_tried_again() -> None:
    subject = tracker()
    game = play(subject) >> wait(0) << StartScript
    assert game
    assert subject.handle_not_started("no memory")
    assert subject.last_result == "could not be started: no memory"
    assert game.machine is subject
    assert play(subject) >> wait(1) << StartScript


# -- reload


def test_the_same_command_keeps_its_health_and_its_rhythm() -> None:
    subject = tracker()
    results(subject, 1)
    new = script(seconds=3, rise=7)
    game = play(subject) >> call("reload", lambda now: subject.reconfigure(new, now))
    assert game >> wait(1) << at(1, StartScript(new)) >> ends(subject, exited(1)) >> wait(3) << at(4, StartScript)
    assert subject.health is Health.DOWN


def test_another_command_starts_from_nothing_and_at_once() -> None:
    subject = tracker()
    results(subject, 1)
    new = script(argv=("/bin/other",))
    assert play(subject) >> call("reload", lambda now: subject.reconfigure(new, now)) >> wait(0) << StartScript(new)
    assert subject.health is Health.UNKNOWN


def test_a_run_of_the_old_command_ends_before_the_new_one_starts_and_does_not_count() -> None:
    subject = tracker(script(timeout_s=10))
    new = script(argv=("/bin/other",))
    game = play(subject) >> wait(0) << StartScript >> wait(0.5)
    game = game >> call("reload", lambda now: subject.reconfigure(new, now)) << SignalScript("chk", 15) >> wait(0.1)
    assert game >> ends(subject, killed(15)) >> wait(0) << at(0.6, StartScript(new))
    assert subject.health is Health.UNKNOWN


def test_a_run_of_the_old_command_that_ignores_sigterm_is_killed() -> None:
    subject = tracker(script(seconds=60))
    new = script(seconds=60, argv=("/bin/other",))
    game = play(subject) >> wait(0) << StartScript
    game = game >> call("reload", lambda now: subject.reconfigure(new, now)) << SignalScript("chk", 15)
    assert game >> wait(3) << at(2, SignalScript("chk", 9)) >> ends(subject, killed(9)) >> wait(0) << StartScript(new)

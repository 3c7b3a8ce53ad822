"""The playbook itself: a play that goes another way fails, and shows where."""

import gc
from collections.abc import Iterator

import pytest

from playbook import Expectation, advert, at, call, log, pause, play, record, wait
from samples import facts, node, router
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Effect,
    Log,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
)
from standfast.log_level import LogLevel
from standfast.units import NS_PER_S

DETAILS = (SaveState, SendGratuitousArp, RenewLeases)


def owner() -> Director:
    return Director(node(router(255)))


def test_a_play_that_goes_as_written_passes() -> None:
    game = play(owner(), ignore=DETAILS) >> facts() << [log("MASTER"), advert(255), AddAddresses] >> wait(1)
    assert game << at(1, advert(255))


def test_an_effect_that_is_not_expected_fails_the_play_and_is_marked() -> None:
    game = play(owner(), ignore=DETAILS) >> facts() << log("MASTER")
    with pytest.raises(AssertionError) as failure:
        bool(game)
    lines = str(failure.value).splitlines()
    assert lines[1:3] == [
        "    0.000 >> start",
        '    0.000 << log NOTICE "(VI_1) Entering MASTER STATE (priority 255, the address owner)"',
    ]
    assert lines[3] == "+   0.000 << advert(priority=255) of VRID 51 from 192.168.56.101 on enp0s8"
    assert lines[4] == "+   0.000 << AddAddresses 192.168.56.100 for 4 s"


def test_an_expected_effect_that_does_not_come_fails_the_play_and_is_marked() -> None:
    game = play(owner(), ignore=(*DETAILS, Log)) >> facts() << [advert(255), AddAddresses, advert(0)]
    with pytest.raises(AssertionError, match=r"-         << advert\(priority=0\)"):
        bool(game)


@pytest.mark.parametrize("wrong", [advert(254), log("no such words"), SendGratuitousArp, at(2, advert(255))])
def test_another_priority_text_class_or_time_is_a_difference(wrong: Expectation) -> None:
    game = play(owner(), ignore=(*DETAILS, AddAddresses)) >> facts() << [log("MASTER"), advert(255)] >> wait(1)
    with pytest.raises(AssertionError, match="went another way"):
        bool(game << wrong)


def test_no_timer_fires_during_a_pause() -> None:
    game = play(owner(), ignore=(*DETAILS, Log)) >> facts() << [advert(255), AddAddresses]
    assert game >> pause(2.5) >> wait(0) << at(2.5, advert(255))


def test_a_play_that_nobody_asserts_complains() -> None:
    game = play(owner()) >> facts()
    with pytest.raises(AssertionError, match="never asserted"):
        game.__del__()
    game.tell_all([])
    del game
    gc.collect()


def test_what_was_done_can_be_had_with_its_times() -> None:
    done = record(owner(), facts(), wait(2), at_ns=NS_PER_S)
    adverts = [one.at_ns for one in done if isinstance(one.effect, SendAdvertisement)]
    assert adverts == [NS_PER_S, 2 * NS_PER_S, 3 * NS_PER_S]


class Spinning:
    """A machine that breaks the contract: its deadline stays where it is."""

    next_deadline_ns: int | None = NS_PER_S

    def handle_timer(self, _now_ns: int) -> Iterator[Effect]:
        yield from ()


class Hasty(Spinning):
    """A machine that breaks the contract: it acts before its deadline."""

    def handle_timer(self, _now_ns: int) -> Iterator[Effect]:
        yield Log(LogLevel.INFO, "already")


@pytest.mark.parametrize(("machine", "words"), [(Spinning(), "would spin"), (Hasty(), "before its deadline")])
def test_a_machine_that_breaks_the_contract_of_timers_fails(machine: Spinning, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        record(machine, wait(2), at_ns=0)


def test_a_call_stands_in_the_diff_by_its_text() -> None:
    game = play(owner()) >> call("a surprise", lambda _now: [Log(LogLevel.INFO, "boo")])
    with pytest.raises(AssertionError, match="a surprise"):
        bool(game)

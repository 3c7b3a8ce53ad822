"""The expectations file, and how a run is compared with it."""

import math
from dataclasses import replace

import pytest

from lab.values import ONE, TWO, S, measured
from standfast.errors import LabError
from standfast.lab.drills import DRILLS
from standfast.lab.expected import (
    DAEMONS,
    Expectation,
    compare,
    failed_bounds,
    load,
    parse,
    range_text,
    seconds,
    short,
)  # fmt: skip
from standfast.lab.records import Holders

AS_IT_WAS = Expectation(
    before=("101",),
    during=("102",),
    after=("102",),
    answered=("101", "102"),
    outage_s=(0.6, 0.8),
    failed=(0, math.inf),
    download="lost",
    two_holders_s=(0, 5),
)
HELD = Holders((ONE,), (TWO,), (TWO,))


def test_every_drill_stands_in_the_file_and_the_other_way_round() -> None:
    assert list(load()) == list(DRILLS)
    for entry in load().values():
        assert set(entry.by_daemon) == set(DAEMONS)


@pytest.mark.parametrize("name", [name for name in load() if not name.startswith("isolated")])
def test_standfast_never_has_two_holders_for_long(name: str) -> None:
    assert load()[name].by_daemon["standfast"].two_holders_s[1] <= 5


@pytest.mark.parametrize("name", ["daemon-killed", "daemon-hung"])
def test_keepalived_has_two_holders_for_ever(name: str) -> None:
    assert load()[name].by_daemon["keepalived"].two_holders_s == (5, math.inf)


def test_an_application_server_may_die_without_a_failed_attempt() -> None:
    for expected in load()["app-server"].by_daemon.values():
        assert (expected.failed, expected.back_s, expected.download) == ((0, 0), 10, "survives")


def test_what_may_fail_follows_from_the_longest_outage() -> None:
    assert [failed_bounds((0, 0.15)), failed_bounds((0.6, 0.8)), failed_bounds((2.6, 3.7))] == [
        (0, 60), (0, 300), (0, 900),
    ]  # fmt: skip
    assert failed_bounds((5, math.inf)) == (0, math.inf)


def test_many_failed_attempts_fail_a_drill_even_without_a_long_outage() -> None:
    for name, entry in load().items():
        for daemon, expected in entry.by_daemon.items():
            if math.isfinite(expected.outage_s[1]):
                assert math.isfinite(expected.failed[1]), (name, daemon)
    stopped = load()["daemon-stopped"].by_daemon["standfast"]
    assert compare(stopped, HELD, measured(failed=2000)) == ("failed attempts: 2000, expected at most 300",)


def test_the_share_that_fails_after_the_take_over_is_compared() -> None:
    wanted = replace(AS_IT_WAS, failed_after=(0.7, 1.0))
    assert compare(wanted, HELD, measured(failed_after=0.9)) == ()
    (sentence,) = compare(wanted, HELD, measured(failed_after=0.1))
    assert sentence == "after the take-over 10% failed, expected 70% to 100%"
    (sentence,) = compare(wanted, HELD, measured(failed_after=None))
    assert "nobody took over" in sentence


def test_nothing_is_said_when_all_is_as_it_should_be() -> None:
    assert compare(AS_IT_WAS, HELD, measured()) == ()


@pytest.mark.parametrize(
    ("holders", "changes", "words"),
    [
        (Holders((TWO,), (TWO,), (TWO,)), {}, "before the fault 102 held the VIP, expected 101"),
        (Holders((ONE,), (ONE, TWO), (TWO,)), {}, "during the fault 101 + 102 held the VIP, expected 102"),
        (Holders((ONE,), (TWO,), ()), {}, "at the end nobody held the VIP, expected 102"),
        (HELD, {"outage_ns": 2 * S}, "the longest time without an answer was 2 s, expected 0.6 to 0.8 s"),
        (HELD, {"two_holders_ns": 6 * S}, "the longest time with two holders was 6 s, expected at most 5 s"),
        (HELD, {"download_survived": True}, "the download survived, expected: lost"),
        (HELD, {"answered": (ONE,)}, "answers came from 101, expected 101, 102"),
    ],
)
def test_a_difference_says_what_was_seen_and_what_was_expected(
    holders: Holders, changes: dict[str, object], words: str
) -> None:
    assert compare(AS_IT_WAS, holders, measured(**changes)) == (words,)


def test_a_server_that_does_not_come_back_is_told() -> None:
    expected = load()["app-server"].by_daemon["standfast"]
    wrong = compare(expected, Holders(), measured(share_back_ns=None))
    assert any("never got its share, expected within 10 s" in text for text in wrong)
    assert not any("share" in text for text in compare(expected, Holders(), measured(share_back_ns=4 * S)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[x]\nbreaks = "b"\nboht = {}', "unknown"),
        ("[x]\nboth = {}", "no breaks"),
        ('[x]\nbreaks = "b"', "missing"),
    ],
)
def test_a_wrong_file_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(LabError, match=f"x: .*{words}"):
        parse(text)


def test_figures_for_people() -> None:
    assert [seconds(0), seconds(49_000_000), seconds(690_000_000)] == ["none", "none", "0.69 s"]
    assert [range_text((0, 5), " s"), range_text((5, math.inf)), range_text((0, math.inf)), range_text((0, 0))] == [
        "at most 5 s",
        "at least 5",
        "any",
        "0",
    ]
    assert short("192.168.56.101+192.168.56.102") == "101+102"

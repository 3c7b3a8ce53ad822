"""Some drills played for real, all at the same time: four with Debian's keepalived, one with standfast.

The bounds are wide, because five labs share the processors here; the exact ones stand in expected.toml.
"""

import pytest

from standfast.lab.drills import DRILLS
from standfast.lab.measure import Measured
from standfast.lab.records import Observation
from standfast.lab.run import Result, plan, run_all
from standfast.lab.watch import DOWN

PLAYED = (
    *plan(["daemon-stopped", "nginx-killed", "app-server", "dns-next"], ["keepalived"], 1),
    *plan(["daemon-killed"], ["standfast"], 1),
)
ONE, TWO = "192.168.56.101", "192.168.56.102"


@pytest.fixture(scope="module")
def played() -> dict[str, Result]:
    results = run_all(PLAYED, len(PLAYED), lambda _: None)
    return {result.job.drill: result for result in results}


def seen_in(played: dict[str, Result], drill: str) -> tuple[Observation, Measured]:
    result = played[drill]
    assert result.observation is not None, result.wrong
    assert result.measured is not None
    return result.observation, result.measured


@pytest.mark.root
def test_the_stopped_master_hands_over_and_the_download_is_lost(played: dict[str, Result]) -> None:
    seen, measured = seen_in(played, "daemon-stopped")
    assert (seen.holders.before, seen.holders.during, seen.holders.after) == ((ONE,), (TWO,), (TWO,))
    assert 0.5 < measured.outage_ns / 1e9 < 2
    assert measured.failed > 50
    assert measured.answered == (ONE, TWO)
    assert measured.download_survived is False
    assert seen.states[ONE][-1].value == DOWN
    assert seen.states[TWO][-1].value == "MASTER"
    assert seen.advert_age_ns is not None
    assert 0.45 < seen.advert_age_ns / 1e9 < 0.9, "the fault comes half an interval after an advertisement"


@pytest.mark.root
def test_the_killed_nginx_is_started_again_by_the_check_script(played: dict[str, Result]) -> None:
    seen, measured = seen_in(played, "nginx-killed")
    assert (seen.holders.before, seen.holders.during, seen.holders.after) == ((ONE,), (ONE,), (ONE,))
    assert 0.2 < measured.outage_ns / 1e9 < 4
    assert dict(measured.failures).get("refused", 0) > 20
    assert measured.answered == (ONE,)


@pytest.mark.root
def test_an_application_server_dies_and_comes_back_unnoticed(played: dict[str, Result]) -> None:
    seen, measured = seen_in(played, "app-server")
    assert measured.failed <= 2
    assert measured.answered == ("app1+app2", "app2", "app1+app2")
    assert measured.download_survived
    assert measured.share_back_ns is not None
    assert measured.share_back_ns < 10e9
    assert seen.holders.after == (ONE,)


@pytest.mark.root
def test_without_a_vip_a_client_may_try_the_next_address(played: dict[str, Result]) -> None:
    seen, measured = seen_in(played, "dns-next")
    assert seen.holders.before == ()
    assert measured.slow > 50
    assert measured.failed < 20
    assert measured.answered == (f"{ONE}+{TWO}", TWO)


@pytest.mark.root
def test_the_address_of_a_killed_daemon_goes_away_by_itself(played: dict[str, Result]) -> None:
    seen, measured = seen_in(played, "daemon-killed")
    assert (seen.holders.before, seen.holders.during, seen.holders.after) == ((ONE,), (ONE, TWO), (TWO,))
    assert measured.two_holders_ns < 5e9
    assert not measured.two_holders_at_end
    assert measured.answered == (ONE, TWO)


def test_every_drill_of_the_issue_is_there() -> None:
    assert set(DRILLS) == {
        "daemon-stopped", "daemon-killed", "daemon-hung", "daemon-restarted", "host-lost", "cable-cut", "isolated",
        "isolated-healed-late", "nginx-killed", "nginx-broken-script", "nginx-broken-weight",
        "nginx-repaired", "nginx-hung", "nginx-hung-noticed", "app-server", "three-nodes", "dns-first", "dns-next",
        "weak-backup",
    }  # fmt: skip

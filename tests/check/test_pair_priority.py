"""Who wins, and whether a failed check changes that."""

import pytest

from check_texts import see
from config_texts import instance
from standfast.check.pair_priority import priority_findings
from standfast.check.view import Instance


def node(priority: int, *weights: int, state: str = "BACKUP", reverse: bool = False) -> Instance:
    scripts = "".join(
        f'vrrp_script s{number} {{\nscript "/bin/true"\nweight {weight}{" reverse" if reverse else ""}\n}}\n'
        for number, weight in enumerate(weights)
    )
    names = "\n".join(f"s{number}" for number in range(len(weights)))
    track = f"track_script {{\n{names}\n}}" if weights else ""
    return see(scripts + instance(track, priority=f"priority {priority}", state=f"state {state}")).instances[0]


@pytest.mark.parametrize(
    ("mine", "yours", "expected"),
    [
        (node(100), node(80), []),
        (node(100), node(100), ["pair-priority"]),
        (node(100, -30), node(80), []),
        (node(100, -20), node(80), ["weight-without-effect"]),
        (node(100, -10), node(80), ["weight-without-effect"]),
        (node(80), node(100, -10), ["weight-without-effect"]),
        (node(100, 5), node(90, 5), ["weight-without-effect"]),
        (node(100, 30), node(110), []),
        (node(100, -15, -15), node(80), ["weight-not-alone", "weight-not-alone"]),
        (node(100, -15, -30), node(80), ["weight-not-alone"]),
        (node(255, -30), node(80), []),
        (node(100, -20, reverse=True), node(70), ["weight-without-effect"]),
        (node(254, -253), node(1), ["weight-without-effect"]),
        (node(100, state="MASTER"), node(120), ["master-not-highest"]),
        (node(100, state="MASTER"), node(120, state="MASTER"), []),
        (node(120, state="MASTER"), node(100), []),
        (node(100, 30, state="MASTER"), node(120), []),
    ],
)
def test_the_arithmetic_of_two_nodes(mine: Instance, yours: Instance, expected: list[str]) -> None:
    assert [found.diagnostic.code for found in priority_findings(mine, yours)] == expected


def test_the_numbers_stand_in_the_message() -> None:
    (found,) = priority_findings(node(100, -10), node(80))
    for number in ("100", "90", "80"):
        assert number in found.diagnostic.message
    assert "more than 20" in found.diagnostic.suggestion


def test_a_weight_that_counts_the_wrong_way_round_is_named() -> None:
    (found,) = priority_findings(node(100, -20, reverse=True), node(70))
    assert "remove 'reverse' from 's0'" in found.diagnostic.suggestion


def test_no_weight_is_asked_for_that_cannot_be_written() -> None:
    (found,) = priority_findings(node(254, -253), node(1))
    assert "253" not in found.diagnostic.suggestion
    assert "higher priority" in found.diagnostic.suggestion

"""What the rules see of a file, by keepalived's rules."""

import pytest

from check_texts import see
from config_texts import instance
from standfast.check.view import Instance, clamp


def one(text: str) -> Instance:
    (only,) = see(text).instances
    return only


def test_the_last_keyword_counts_and_what_is_missing_has_its_default() -> None:
    seen = one(instance("priority 90"))
    assert (seen.name, seen.interface, seen.vrid, seen.priority, seen.master) == ("VI_1", "enp0s8", 51, 90, False)
    assert (seen.version, seen.strict, seen.preempt, seen.owner, seen.family) == (2, False, True, False, 4)


def test_master_without_priority_is_the_owner() -> None:
    assert one(instance(priority="", state="state MASTER")).owner
    assert one(instance(priority="", state="state BACKUP")).priority == 100
    assert one(instance(priority="priority abc", state="state MASTER")).priority == 100


def test_master_clears_nopreempt() -> None:
    assert one(instance("nopreempt", state="state MASTER")).preempt
    assert not one(instance("nopreempt")).preempt
    assert one(instance("nopreempt\npreempt")).preempt


def test_global_defs_give_defaults() -> None:
    defs = "global_defs {\nvrrp_version 3\nvrrp_strict\ndefault_interface enp0s3\n}\n"
    seen = one(defs + instance(interface=""))
    assert (seen.version, seen.strict, seen.interface) == (3, True, "enp0s3")
    assert not one(defs + instance("strict_mode off")).strict


def test_addresses_keep_their_interface_and_length() -> None:
    seen = one(instance(virtual_ipaddress="virtual_ipaddress {\n10.0.0.1/24 dev enp0s3\nnonsense\n10.0.0.2\n}"))
    assert [(str(a.ip), a.length, a.interface) for a in seen.addresses] == [
        ("10.0.0.1", 24, "enp0s3"),
        ("10.0.0.2", None, "enp0s8"),
    ]


@pytest.mark.parametrize(
    ("defined", "here", "expected"),
    [
        ("weight -30", "chk", (100, 70)),
        ("weight 20", "chk", (120, 100)),
        ("weight -30 reverse", "chk", (100, 130)),
        ("weight 30 reverse", "chk", (70, 100)),
        ("weight -30", "chk weight -50", (100, 50)),
        ("weight -200", "chk", (100, 1)),
        ("", "chk", (100, 100)),
    ],
)
def test_weights_move_the_priority(defined: str, here: str, expected: tuple[int, int]) -> None:
    script = f'vrrp_script chk {{\nscript "/bin/true"\n{defined}\n}}\n'
    assert one(script + instance(f"track_script {{\n{here}\n}}")).priorities() == expected


def test_the_priority_of_an_owner_does_not_move() -> None:
    text = 'vrrp_script chk {\nscript "/bin/true"\nweight -30\n}\n'
    assert one(text + instance("track_script {\nchk\n}", priority="priority 255")).priorities() == (255, 255)


def test_a_moved_priority_stays_between_1_and_254() -> None:
    assert (clamp(-5), clamp(300), clamp(42)) == (1, 254, 42)

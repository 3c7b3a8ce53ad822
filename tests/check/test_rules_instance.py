"""Rules about one instance."""

import pytest

from check_texts import codes, only, see
from config_texts import instance
from standfast.check.rules_instance import instance_rules
from standfast.config.diagnostics import Severity

SCRIPT = 'vrrp_script chk {\nscript "/bin/true"\nweight -30\n}\n'
TRACK = "track_script {\nchk\n}"


def found(text: str) -> list[str]:
    return [code for code in codes(list(instance_rules(see(text)))) if code != "password-in-clear"]


def test_a_plain_instance_gives_only_the_word_about_its_password() -> None:
    (finding,) = instance_rules(see(instance()))
    assert (finding.diagnostic.code, finding.diagnostic.severity) == ("password-in-clear", Severity.NOTICE)
    assert list(instance_rules(see(instance(authentication="")))) == []


def test_nopreempt_makes_a_weight_useless() -> None:
    assert found(SCRIPT + instance("nopreempt\n" + TRACK)) == ["nopreempt-with-weight"]
    assert found(SCRIPT + instance(TRACK)) == []
    assert found(SCRIPT.replace("weight -30\n", "") + instance("nopreempt\n" + TRACK)) == []
    assert found(SCRIPT + instance("nopreempt\n" + TRACK, state="state MASTER")) == []


@pytest.mark.parametrize(
    ("defs", "parts", "expected"),
    [
        ("vrrp_strict", {}, ["no-answer"]),
        ("", {"extra": "strict_mode on"}, ["no-answer"]),
        ("vrrp_strict", {"priority": "priority 255"}, []),
        ("vrrp_strict", {"extra": "version 3\naccept"}, []),
        ("vrrp_strict", {"extra": "accept"}, ["no-answer"]),
        ("vrrp_strict", {"virtual_ipaddress": ""}, []),
        ("", {}, []),
    ],
)
def test_strict_mode_and_an_address_that_must_answer(defs: str, parts: dict[str, str], expected: list[str]) -> None:
    text = f"global_defs {{\n{defs}\n}}\n" + instance(**parts)
    assert found(text) == expected


def test_strict_mode_with_nothing_to_take_away() -> None:
    plain = {"authentication": "", "extra": "nopreempt"}
    assert found("global_defs {\nvrrp_strict\n}\n" + instance(**plain)) == ["no-answer"]


def test_the_finding_points_at_the_word_and_names_the_address() -> None:
    strict = only(list(instance_rules(see("global_defs {\nvrrp_strict\n}\n" + instance()))), "no-answer")
    assert strict.diagnostic.line == 2
    assert "192.168.56.100" in strict.diagnostic.message
    assert "vrrp_strict" in strict.diagnostic.suggestion


def test_a_word_for_the_whole_file_is_told_once() -> None:
    two = instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
    strict = only(list(instance_rules(see("global_defs {\nvrrp_strict\n}\n" + two))), "no-answer")
    assert "(and of 1 more)" in strict.diagnostic.message

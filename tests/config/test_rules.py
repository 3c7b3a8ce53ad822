"""Lines of `virtual_rules` and `static_rules`."""

import pytest

from config_texts import configuration, errors, instance, said
from standfast.model.network import Prefix
from standfast.model.rule import Rule, RuleAction

SOURCE = Prefix(bytes((10, 0, 0, 0)), 8)

GROUP = "track_group G {\ngroup {\nVI_1\n}\n}\n"


def listed(*lines: str) -> str:
    return instance("\n".join(["virtual_rules {", *lines, "}"]))


def rules(*lines: str) -> tuple[Rule, ...]:
    (only,) = configuration(listed(*lines)).instances
    return only.virtual_rules


def test_every_attribute_is_a_number() -> None:
    (rule,) = rules(
        "not from 10.0.0.0/8 to 10.2.0.0/16 iif enp0s8 oif enp0s9 tos 0x10 fwmark 0x18/0xff realms 1/2 table main"
        " preference 39 sup_pl 4 sup_group default tunnel-id 9 uidrange 5-6 ipproto udp sport 1-2 dport 3-4"
    )
    assert rule == Rule(
        RuleAction.TABLE, 39, source=SOURCE, destination=Prefix(bytes((10, 2, 0, 0)), 16), inverted=True,
        incoming_interface="enp0s8", outgoing_interface="enp0s9", table=254, tos=16, fwmark=24, fwmask=255,
        realms=1 << 16 | 2, suppress_prefix_length=4, suppress_interface_group=0, tunnel_id=9, uid_range=(5, 6),
        ip_protocol=17, source_ports=(1, 2), destination_ports=(3, 4),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("goto 40", RuleAction.GOTO), ("nop", RuleAction.NOP), ("blackhole", RuleAction.BLACKHOLE),
        ("type prohibit", RuleAction.PROHIBIT), ("unreachable", RuleAction.UNREACHABLE), ("l3mdev", RuleAction.TABLE),
    ],
)  # fmt: skip
def test_actions(words: str, action: RuleAction) -> None:
    (rule,) = rules(f"from 10.0.0.0/8 {words} preference 4")
    assert rule.action is action
    assert rule.goto == (40 if action is RuleAction.GOTO else None)
    assert rule.l3mdev is (words == "l3mdev")


def test_a_rule_without_a_preference_gets_one_counting_down() -> None:
    lines = ("from 10.0.0.0/8 table 7", "to 10.0.0.0/8 table 7 priority 010", "from 10.1.0.0/16 table 7")
    assert [rule.preference for rule in rules(*lines)] == [16384, 8, 16383]
    assert [at for code, at in said(listed(*lines)) if code == "no-preference"] == [15, 17]


def test_what_is_not_tracked_has_no_protocol_of_keepalived() -> None:
    tracked, free, own = rules(
        "from 10.0.0.0/8 table 7 preference 1", "from 10.0.0.0/8 table 7 preference 2 no_track",
        "from 10.0.0.0/8 table 7 preference 3 no_track protocol 10",
    )  # fmt: skip
    assert (tracked.protocol, free.protocol, own.protocol) == (18, 0, 10)


def test_inet6_makes_a_rule_for_ipv6() -> None:
    (rule,) = rules("inet6 table 7 preference 4")
    assert (rule.is_ipv6, rule.action, rule.table) == (True, RuleAction.TABLE, 7)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("from 10.0.0.0/8 table 7 preference 3 sport 5", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference 3 ipproto nonsense", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference 3 protocol static", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference 3 protocol 10", "contradiction"),
    ],
)
def test_a_rule_that_is_taken_with_a_warning(words: str, code: str) -> None:
    assert [rule.source for rule in rules(words)] == [SOURCE]
    assert (code, 15) in said(listed(words))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("from 10.0.0.0/8 bogus preference 3", "bad-rule"),
        ("from 10.0.0.0/8 preference 3", "bad-rule"),
        ("from 10.0.0.0/8 table 7 nop preference 3", "bad-rule"),
        ("from 10.0.0.0/8 type nonsense preference 3", "bad-rule"),
        ("from 10.0.0.0/8 goto 3 preference 4", "bad-rule"),
        ("from 10.0.0.0/8 to 2001::/16 table 7 preference 3", "bad-rule"),
        ("from 10.0.0.0/8 table 7 preference 3 track_group G", "bad-rule"),
        ("from 10.0.0.0/8 table 0 preference 3", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference x", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference 3 fwmark x", "bad-value"),
        ("from 10.0.0.0/8 table 7 preference 3 uidrange 5", "bad-value"),
        ("from nonsense table 7 preference 3", "bad-address"),
    ],
)
def test_a_rule_that_is_left_out(words: str, code: str) -> None:
    assert rules(words) == ()
    assert (code, 15) in said(listed(words))


def test_a_keyword_without_its_value_ends_everything() -> None:
    assert ("missing-argument", 15) in errors(listed("from 10.0.0.0/8 table"))


def test_static_rules() -> None:
    text = GROUP + instance() + "static_rules {\nfrom 10.0.0.0/8 table 7 preference 3 track_group G\n}\n"
    assert [rule.track_group for rule in configuration(text).root_settings.static_rules] == ["G"]
